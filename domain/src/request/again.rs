//! When a request may be given more time, and its invitation sent once more.

use chrono::{DateTime, Duration, Utc};

use super::{CertificateRequest, DeliveryMethod, new::expires_in_days};
use crate::{Invalid, Problem, Refusal, invalid::Reader};

/// Why a request is not changed as wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotChanged {
    /// The request is not in the right state.
    Refused(Refusal),
    /// What was typed has to be mended.
    Invalid(Invalid),
}

impl From<Refusal> for NotChanged {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Invalid> for NotChanged {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl CertificateRequest {
    /// Until when it stays open once it is extended by these many days from now, as typed; never shorter than it was.
    pub fn extend(&self, days: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, NotChanged> {
        self.open(now)?;
        let mut read = Reader::default();
        let until = now + Duration::days(expires_in_days(&mut read, days));
        if read.0.0.is_empty() && until <= self.expires_at {
            let sentence = "This is no longer than the buyer has already. Enter more days.";
            read.0.add("expires_in_days", Problem::Incorrect, sentence);
        }
        Ok(read.finish(until)?)
    }

    /// Whom an invitation that is sent once more goes to: the address that is given, else the one that had it before.
    pub fn resend_to(&self, recipient: &str, now: DateTime<Utc>) -> Result<String, NotChanged> {
        self.open(now)?;
        if self.delivery_method == DeliveryMethod::Download {
            return Err(Refusal::NotMailed.into());
        }
        if recipient.trim().is_empty() {
            return Ok(self.recipient.clone());
        }
        let mut read = Reader::default();
        let recipient = read.email("recipient", recipient);
        if self.delivery_method == DeliveryMethod::Fax {
            let sentence = "This request is faxed: leave the recipient out.";
            read.0.add("recipient", Problem::Incorrect, sentence);
        }
        Ok(read.finish(recipient)?)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{noon, request},
        *,
    };
    use crate::RequestStatus;

    #[test]
    fn an_extension_only_ever_gives_more_time() {
        let pending = request(RequestStatus::Pending);
        let before = noon() - Duration::days(10);
        assert_eq!(pending.extend("", before), Ok(before + Duration::days(30)));
        assert_eq!(pending.extend("11", before), Ok(noon() + Duration::days(1)));
        assert!(matches!(pending.extend("10", before), Err(NotChanged::Invalid(_))), "the same day");
        assert!(matches!(pending.extend("400", before), Err(NotChanged::Invalid(_))));
        assert_eq!(pending.extend("30", noon()), Err(Refusal::RequestInvalid.into()), "it has expired");
        let fulfilled = request(RequestStatus::Fulfilled);
        assert_eq!(fulfilled.extend("30", before), Err(Refusal::AlreadyFulfilled.into()));
    }

    #[test]
    fn an_invitation_goes_out_again_to_whom_it_went_before_or_to_another() {
        let (pending, before) = (request(RequestStatus::Pending), noon() - Duration::days(10));
        assert_eq!(pending.resend_to(" ", before).as_deref(), Ok("ap@riverside.example"));
        assert_eq!(pending.resend_to("tax@riverside.example", before).as_deref(), Ok("tax@riverside.example"));
        assert!(matches!(pending.resend_to("riverside", before), Err(NotChanged::Invalid(_))));
        let by_hand = CertificateRequest { delivery_method: DeliveryMethod::Download, ..pending };
        assert_eq!(by_hand.resend_to("", before), Err(Refusal::NotMailed.into()));
    }
}
