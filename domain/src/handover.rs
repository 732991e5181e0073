//! The buyer hands a request over: to a colleague, or back to the merchant because there is no exemption.

use chrono::{DateTime, Duration, Utc};

use crate::{EndedBecause, Invalid, Problem, invalid::Reader, words::words};

/// How many colleagues one request is passed on to at most: who needs more has another problem.
pub const MOST_DELEGATIONS: usize = 5;

/// How long the same address waits for a second mail.
const PAUSE: Duration = Duration::hours(1);

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// A colleague, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewDelegation {
    /// May be empty.
    pub name: String,
    /// Where the link goes.
    pub email: String,
    /// A few lines for the colleague; may be empty.
    pub note: String,
}

/// A colleague who may get the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// What the mail calls them.
    pub name: Option<String>,
    /// Where the link goes.
    pub email: String,
    /// What the buyer writes to them.
    pub note: Option<String>,
}

impl NewDelegation {
    /// The same, read; `earlier` are the addresses that have got the link this way, and when.
    pub fn check(&self, earlier: &[(String, DateTime<Utc>)], now: DateTime<Utc>) -> Result<Delegation, Invalid> {
        let mut read = Reader::default();
        let delegation = Delegation {
            name: read.optional_line("name", &self.name),
            email: read.email("colleague", &self.email),
            note: read.optional_text("message", &self.note, LONGEST_NOTE),
        };
        if read.0.of("colleague").is_none() {
            hold_back(&mut read, &delegation.email, earlier, now);
        }
        read.finish(delegation)
    }
}

/// The link shall not become a way to send strangers mail.
fn hold_back(read: &mut Reader, email: &str, earlier: &[(String, DateTime<Utc>)], now: DateTime<Utc>) {
    let just_now = |(address, at): &(String, DateTime<Utc>)| address.eq_ignore_ascii_case(email) && now - *at < PAUSE;
    if earlier.iter().any(just_now) {
        let sentence = "This address has just got the link. If nothing arrives within an hour, forward it again.";
        read.0.add("colleague", Problem::Changed, sentence);
    } else if earlier.len() >= MOST_DELEGATIONS {
        let sentence = "This request was forwarded five times already. Pass your link on yourself, or ask the sender.";
        read.0.add("colleague", Problem::Incorrect, sentence);
    }
}

words! {
    /// Why a buyer has no certificate to give.
    DeclineReason {
        /// What it buys is taxed, because it keeps it.
        OwnUse = "own_use",
        /// It may be exempt elsewhere.
        NotInTheseStates = "not_in_these_states",
        /// Nothing is taxed where it buys.
        NotNeeded = "not_needed",
        /// In its own words.
        Other = "other",
    }
}

impl DeclineReason {
    /// The reasons that a buyer may give. Where no certificate is needed, that is the reason, and no other fits.
    pub fn offered(nothing_needed: bool) -> &'static [Self] {
        if nothing_needed { &[Self::NotNeeded] } else { &[Self::OwnUse, Self::NotInTheseStates, Self::Other] }
    }

    /// What the request ends by.
    pub fn ends(self) -> EndedBecause {
        match self {
            Self::NotNeeded => EndedBecause::NotNeeded,
            Self::OwnUse | Self::NotInTheseStates | Self::Other => EndedBecause::Declined,
        }
    }

    /// As the merchant reads it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::OwnUse => "We buy for our own use.",
            Self::NotInTheseStates => "We are not exempt in these states.",
            Self::NotNeeded => "No certificate is needed in our states.",
            Self::Other => "Another reason.",
        }
    }
}

/// What a buyer says who has no certificate to give, as typed: the word of one of the offered reasons, and a note.
pub fn check_decline(
    reason: &str,
    note: &str,
    offered: &[DeclineReason],
) -> Result<(DeclineReason, Option<String>), Invalid> {
    let mut read = Reader::default();
    let reason = reason.parse().ok().filter(|reason| offered.contains(reason));
    if reason.is_none() {
        read.0.add("why", Problem::Missing, "Select why you are not exempt.");
    }
    let note = read.optional_text("note", note, LONGEST_NOTE);
    read.finish((reason.unwrap_or(DeclineReason::Other), note))
}

/// The reason and the note as the merchant reads them.
pub fn decline_in_words(reason: DeclineReason, note: Option<&str>) -> String {
    match (reason, note) {
        (DeclineReason::Other, Some(note)) => note.to_owned(),
        (reason, Some(note)) => format!("{}\n{note}", reason.in_words()),
        (reason, None) => reason.in_words().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-07-10T12:00:00Z".parse().unwrap()
    }

    fn to(email: &str) -> NewDelegation {
        NewDelegation { email: email.into(), ..NewDelegation::default() }
    }

    #[test]
    fn a_colleague_needs_an_address_and_nothing_else() {
        let ben = NewDelegation { name: " Ben ".into(), email: "ben@x.example".into(), note: " ".into() };
        let checked = Delegation { name: Some("Ben".into()), email: "ben@x.example".into(), note: None };
        assert_eq!(ben.check(&[], noon()), Ok(checked));
        assert!(to("").check(&[], noon()).unwrap_err().of("colleague").is_some());
        assert!(to("ben").check(&[], noon()).unwrap_err().of("colleague").is_some());
    }

    #[test]
    fn nobody_gets_the_link_twice_within_the_hour_and_six_do_not_get_it_at_all() {
        let earlier = |minutes| vec![("Ben@x.example".to_owned(), noon() - Duration::minutes(minutes))];
        assert!(to("ben@x.example").check(&earlier(59), noon()).is_err());
        assert!(to("ben@x.example").check(&earlier(60), noon()).is_ok());
        assert!(to("eve@x.example").check(&earlier(1), noon()).is_ok());
        let five: Vec<_> = (0..5).map(|place| (format!("{place}@x.example"), noon() - Duration::days(3))).collect();
        assert!(to("eve@x.example").check(&five[..4], noon()).is_ok());
        assert!(to("eve@x.example").check(&five, noon()).unwrap_err().of("colleague").unwrap().contains("five times"));
    }

    #[test]
    fn a_refusal_has_a_reason_and_perhaps_a_note() {
        let offered = DeclineReason::offered(false);
        assert!(check_decline("", "", offered).unwrap_err().of("why").is_some());
        assert!(check_decline("own_use", &"x".repeat(501), offered).unwrap_err().of("note").is_some());
        let (reason, note) = check_decline("own_use", "Office chairs.", offered).unwrap();
        assert_eq!(decline_in_words(reason, note.as_deref()), "We buy for our own use.\nOffice chairs.");
        assert_eq!(decline_in_words(DeclineReason::Other, Some("We closed.")), "We closed.");
    }

    #[test]
    fn that_nothing_is_needed_is_said_only_where_it_is_so() {
        assert!(check_decline("not_needed", "", DeclineReason::offered(false)).is_err());
        assert!(check_decline("own_use", "", DeclineReason::offered(true)).is_err());
        let (reason, _) = check_decline("not_needed", "", DeclineReason::offered(true)).unwrap();
        assert_eq!(reason.ends(), EndedBecause::NotNeeded);
        for reason in DeclineReason::offered(false) {
            assert_eq!(reason.ends(), EndedBecause::Declined);
        }
    }
}
