//! Webhooks: where events go, what became of each, and when it is tried again.

mod retry;
mod topic;

use chrono::{DateTime, Utc};
use url::Url;

pub use self::{
    retry::{LONGEST_FAILURE, Next, Outcome, next, retry_after},
    topic::Topic,
};
use crate::{
    AccountId, EventId, EventKind, Invalid, Problem, WebhookAttemptId, WebhookDeliveryId, WebhookEndpointId,
    invalid::Reader, listed, words::words,
};

/// More endpoints than any merchant has programs that listen; counted in each mode.
pub const MOST_ENDPOINTS: usize = 20;

/// The most entries of a list of types or topics: more than there are.
pub const MOST_TYPES: usize = 60;

/// Longer than any address that a program listens at, in bytes.
pub const LONGEST_URL: usize = 2_000;

/// The longest note about an endpoint, in characters.
pub const LONGEST_DESCRIPTION: usize = 500;

words! {
    /// In which words an endpoint is told, and how it is signed.
    Dialect {
        /// Standard Webhooks, with objects as `/tax` shows them.
        Standard = "standard",
        /// Commenda's events and header, with certificates as `/api/v1` shows them.
        Commenda = "commenda",
    }
}

impl Dialect {
    /// Whether such an event can be told in it.
    fn has_words_for(self, kind: EventKind) -> bool {
        match self {
            Self::Standard => true,
            Self::Commenda => Topic::of(kind).is_some(),
        }
    }
}

words! {
    /// Whether anything is sent.
    EndpointStatus {
        /// Events are sent as they happen.
        Enabled = "enabled",
        /// Nothing is sent, and what happens meanwhile is not kept for later.
        Disabled = "disabled",
    }
}

words! {
    /// Who switched an endpoint off.
    DisabledBecause {
        /// The merchant.
        Merchant = "merchant",
        /// The endpoint itself: it answered 410.
        Gone = "gone",
        /// Certlane: nothing had arrived for days.
        Failing = "failing",
    }
}

words! {
    /// What became of a delivery.
    DeliveryStatus {
        /// It waits for its next attempt.
        Pending = "pending",
        /// The endpoint took it.
        Succeeded = "succeeded",
        /// No attempt is to come.
        Failed = "failed",
    }
}

words! {
    /// Why an attempt got no answer.
    NoAnswer {
        /// It took longer than 15 seconds.
        Timeout = "timeout",
        /// Its host lies at an address that nothing is sent to.
        AddressNotAllowed = "address_not_allowed",
        /// Nobody knows the name of its host.
        NameNotFound = "name_not_found",
        /// Nobody listens there.
        ConnectFailed = "connect_failed",
        /// Its certificate is not valid, or it speaks no TLS.
        TlsFailed = "tls_failed",
        /// The connection broke, or the answer was no HTTP.
        ConnectionBroken = "connection_broken",
        /// The key that its secret follows from was taken out of the file of secret keys.
        NoSecret = "no_secret",
    }
}

/// A place that events go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEndpoint {
    /// Its id, `whe_…`.
    pub id: WebhookEndpointId,
    /// Whose events go there.
    pub account_id: AccountId,
    /// Live rows and test rows never meet.
    pub livemode: bool,
    /// In which words it is told.
    pub dialect: Dialect,
    /// Where it listens.
    pub url: String,
    /// What it is for; may be empty.
    pub description: String,
    /// What it is told; empty: everything.
    pub event_types: Vec<EventKind>,
    /// Whether it is told at all.
    pub status: EndpointStatus,
    /// Why not, where it is not.
    pub disabled_because: Option<DisabledBecause>,
    /// Since when no attempt has succeeded; none: the last one has, or there was none.
    pub failing_since: Option<DateTime<Utc>>,
    /// Until when it asked to be left alone; none: it did not, or somebody tried it by hand since.
    pub held_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

impl WebhookEndpoint {
    /// Whether it wants to hear of such events.
    pub fn wants(&self, kind: EventKind) -> bool {
        self.dialect.has_words_for(kind) && (self.event_types.is_empty() || self.event_types.contains(&kind))
    }
}

/// An event on its way to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// Its id, `whd_…`.
    pub id: WebhookDeliveryId,
    /// Whose event it is.
    pub account_id: AccountId,
    /// Live rows and test rows never meet.
    pub livemode: bool,
    /// Where it goes.
    pub endpoint_id: WebhookEndpointId,
    /// Which event: the `webhook-id` of every attempt.
    pub event_id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// What is sent, byte by byte the same at each attempt.
    pub payload: String,
    /// What became of it.
    pub status: DeliveryStatus,
    /// How many attempts there were.
    pub attempts: i32,
    /// How many of them were made before it was sent again by hand.
    pub attempts_before: i32,
    /// When the next one is due.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When the event happened.
    pub created_at: DateTime<Utc>,
}

/// One try of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookAttempt {
    /// Its id, `wha_…`.
    pub id: WebhookAttemptId,
    /// When it began.
    pub at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub duration_ms: i32,
    /// The status of the answer.
    pub status_code: Option<i32>,
    /// Why there was none.
    pub error: Option<NoAnswer>,
    /// The first 4 kB of the answer's body, as text.
    pub answer: String,
}

/// What an event is about, and so what a webhook shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A customer.
    Customer,
    /// A certificate request.
    Request,
    /// A certificate, with its jurisdictions.
    Certificate,
    /// An endpoint that is tried out.
    Endpoint,
}

/// What a kind of event is about; none: it is the merchant's own affair, and no webhook tells it.
pub fn subject(kind: EventKind) -> Option<Subject> {
    if kind == EventKind::WebhookTest {
        return Some(Subject::Endpoint);
    }
    match kind.word().split('.').next().unwrap_or_default() {
        "customer" | "portal" => Some(Subject::Customer),
        "request" => Some(Subject::Request),
        "certificate" | "jurisdiction" | "document" => Some(Subject::Certificate),
        _ => None,
    }
}

/// The types that an endpoint may choose, in the order of a request's life. A test goes to the endpoint that asks for it.
pub fn event_types() -> impl Iterator<Item = EventKind> {
    let told = |kind: &EventKind| subject(*kind).is_some_and(|subject| subject != Subject::Endpoint);
    EventKind::ALL.iter().copied().filter(told)
}

/// An endpoint as somebody typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewEndpoint {
    /// Where it listens.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// The words of the types that it is told; none: all.
    pub event_types: Vec<String>,
}

/// The same after a look at every field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedEndpoint {
    /// Where it listens: a host without user, over HTTP with or without TLS.
    pub url: Url,
    /// What it is for.
    pub description: String,
    /// What it is told, each once; empty: everything.
    pub event_types: Vec<EventKind>,
}

impl NewEndpoint {
    /// Parses every field, or says what is wrong with each.
    pub fn check(&self) -> Result<CheckedEndpoint, Invalid> {
        let mut read = Reader::default();
        let url = url(&mut read, self.url.trim());
        let description = read.optional_text("description", &self.description, LONGEST_DESCRIPTION).unwrap_or_default();
        let event_types = chosen(&mut read, &self.event_types);
        let checked = url.map(|url| CheckedEndpoint { url, description, event_types });
        read.finish(()).and_then(|()| checked.ok_or_else(Invalid::default))
    }
}

fn url(read: &mut Reader, typed: &str) -> Option<Url> {
    let url = plain_url(typed);
    if typed.is_empty() {
        read.0.add("url", Problem::Missing, "Enter the address that events are sent to.");
    } else if typed.len() > LONGEST_URL {
        read.0.add("url", Problem::Incorrect, format!("Shorten this to {LONGEST_URL} characters or fewer."));
    } else if url.is_none() {
        let sentence = "Enter a complete address like https://erp.example.com/webhooks, without a user or a # in it.";
        read.0.add("url", Problem::Incorrect, sentence);
    }
    url
}

fn plain_url(typed: &str) -> Option<Url> {
    let url = Url::parse(typed).ok().filter(|_| typed.len() <= LONGEST_URL)?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none();
    plain.then_some(url)
}

fn chosen(read: &mut Reader, typed: &[String]) -> Vec<EventKind> {
    let (known, unknown): (Vec<_>, Vec<_>) =
        typed.iter().map(|word| (word, event_type(word))).partition(|(_, told)| told.is_some());
    if !unknown.is_empty() {
        let words: Vec<_> = unknown.iter().take(5).map(|(word, _)| word.as_str()).collect();
        let known: Vec<_> = event_types().map(EventKind::word).collect();
        let sentence = format!("There are no events {}. There are {}.", listed(&words), known.join(", "));
        read.0.add("event_types", Problem::Incorrect, sentence);
    }
    let chosen: std::collections::BTreeSet<_> = known.into_iter().filter_map(|(_, told)| told).collect();
    chosen.into_iter().collect()
}

/// The type of a word, where it is one that webhooks tell.
pub fn event_type(word: &str) -> Option<EventKind> {
    event_types().find(|kind| kind.word() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(url: &str, event_types: &[&str]) -> NewEndpoint {
        let event_types = event_types.iter().map(ToString::to_string).collect();
        NewEndpoint { url: url.to_owned(), description: " The ERP ".to_owned(), event_types }
    }

    #[test]
    fn an_endpoint_has_an_address_and_the_events_that_it_wants() {
        let checked = new(" https://erp.example.com/hooks?a=b ", &["request.fulfilled", "customer.created"]).check();
        let checked = checked.unwrap();
        assert_eq!(
            (checked.url.as_str(), checked.description.as_str()),
            ("https://erp.example.com/hooks?a=b", "The ERP")
        );
        assert_eq!(checked.event_types, [EventKind::CustomerCreated, EventKind::RequestFulfilled]);
    }

    #[test]
    fn what_cannot_be_called_is_refused() {
        for url in
            ["", "erp.example.com", "ftp://x.example", "https://ann@x.example", "https://x.example/#a", "https://"]
        {
            assert!(new(url, &[]).check().unwrap_err().of("url").is_some(), "{url}");
        }
        for kind in ["request", "request.*", "policy.changed", "webhook.test", "webhook.changed", ""] {
            let invalid = new("https://x.example", &[kind]).check().unwrap_err();
            assert!(invalid.of("event_types").is_some(), "{kind}");
        }
    }

    #[test]
    fn the_merchants_own_affairs_are_not_told() {
        let untold = ["policy", "reminders", "profile", "storefront", "webhook", "file"];
        for kind in EventKind::ALL {
            let topic = kind.word().split('.').next().unwrap();
            assert_eq!(event_types().any(|told| told == *kind), !untold.contains(&topic), "{kind}");
        }
    }
}
