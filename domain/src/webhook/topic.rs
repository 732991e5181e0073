//! What Commenda calls the events that it tells.

use crate::{EventKind, words::words};

words! {
    /// What an endpoint in Commenda's dialect may choose.
    Topic {
        /// A certificate was approved.
        VerificationSucceeded = "EXEMPTION_CERTIFICATES.VERIFICATION.SUCCEEDED",
        /// A certificate was rejected, or its approval withdrawn.
        VerificationFailed = "EXEMPTION_CERTIFICATES.VERIFICATION.FAILED",
        /// The last day of a certificate has passed.
        Expiration = "EXEMPTION_CERTIFICATES.EXPIRATION",
    }
}

impl Topic {
    /// The events that it stands for.
    pub fn kinds(self) -> &'static [EventKind] {
        match self {
            Self::VerificationSucceeded => &[EventKind::CertificateVerified],
            Self::VerificationFailed => &[EventKind::CertificateFailed, EventKind::CertificateRevoked],
            Self::Expiration => &[EventKind::CertificateExpired],
        }
    }

    /// The topic of an event; none: Commenda has no word for it.
    pub fn of(kind: EventKind) -> Option<Self> {
        Self::ALL.iter().copied().find(|topic| topic.kinds().contains(&kind))
    }

    /// The topics that stand for some of these events, each once.
    pub fn of_all(kinds: &[EventKind]) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|topic| topic.kinds().iter().any(|kind| kinds.contains(kind))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_stands_for_events_of_its_own() {
        let kinds: Vec<_> = Topic::ALL.iter().flat_map(|topic| topic.kinds()).copied().collect();
        assert!(kinds.iter().all(|kind| kinds.iter().filter(|other| *other == kind).count() == 1));
        assert_eq!(Topic::of_all(&kinds), Topic::ALL);
        assert_eq!(Topic::of(EventKind::CertificateRevoked), Some(Topic::VerificationFailed));
        assert_eq!(Topic::of(EventKind::CustomerCreated), None);
    }
}
