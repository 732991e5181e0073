//! What happened, when, and who did it: the timeline of a request and the trail of an audit.

use chrono::{DateTime, Utc};

use crate::{CertificateId, CustomerId, EventId, RequestId, Review, words::words};

words! {
    /// The kinds of events; the words are the types that webhooks carry.
    EventKind {
        /// A customer was added.
        CustomerCreated = "customer.created",
        /// What the merchant says of it changed.
        CustomerUpdated = "customer.updated",
        /// The merchant put it away: it is asked for nothing more.
        CustomerArchived = "customer.archived",
        /// A request was triggered.
        RequestCreated = "request.created",
        /// A mail server took the invitation.
        RequestSent = "request.sent",
        /// The merchant sends the invitation once more, perhaps to another address.
        RequestResent = "request.resent",
        /// The merchant gave the buyer more time.
        RequestExtended = "request.extended",
        /// A mail server refused the invitation for good.
        RequestBounced = "request.bounced",
        /// The buyer's browser showed the request; a scanner that only fetches the link does not count.
        RequestOpened = "request.opened",
        /// The buyer saved a first answer.
        RequestStarted = "request.started",
        /// The person who got the mail says that somebody else should answer.
        RequestWrongPerson = "request.wrong_person",
        /// The buyer passed the request on to a colleague, who gets a link too.
        RequestDelegated = "request.delegated",
        /// A mail server refused the colleague's mail for good.
        RequestDelegationBounced = "request.delegation_bounced",
        /// A mail server took a reminder.
        RequestReminded = "request.reminded",
        /// A mail server refused a reminder for good; no other follows.
        RequestReminderBounced = "request.reminder_bounced",
        /// The buyer or the merchant wants no more reminders.
        RequestRemindersStopped = "request.reminders_stopped",
        /// The buyer says that it is not exempt.
        RequestDeclined = "request.declined",
        /// A mail server took the buyer's receipt.
        RequestReceiptSent = "request.receipt_sent",
        /// A mail server refused any other mail about the request for good.
        RequestMailBounced = "request.mail_bounced",
        /// The buyer submitted.
        RequestFulfilled = "request.fulfilled",
        /// The merchant withdrew the request.
        RequestCanceled = "request.canceled",
        /// Nobody answered in time.
        RequestExpired = "request.expired",
        /// A certificate came in.
        CertificateCreated = "certificate.created",
        /// A program of the merchant's changed what it says, or gave it another file.
        CertificateUpdated = "certificate.updated",
        /// It says something else now, or has its first file: a reviewer has to look, perhaps again.
        CertificatePending = "certificate.pending",
        /// A program of the merchant's took it away.
        CertificateDeleted = "certificate.deleted",
        /// A program of the merchant's added a state; the note is the state's code.
        CertificateJurisdictionAdded = "certificate.jurisdiction_added",
        /// A program of the merchant's changed what it says of a state; the note is the state's code.
        CertificateJurisdictionUpdated = "certificate.jurisdiction_updated",
        /// It was approved, by a reviewer or by the merchant's policy.
        CertificateVerified = "certificate.verified",
        /// A reviewer rejected it.
        CertificateFailed = "certificate.failed",
        /// It had been approved, and a reviewer withdrew that.
        CertificateRevoked = "certificate.revoked",
        /// A reviewer switched it off in one state; the note is the state's code.
        CertificateJurisdictionDeactivated = "certificate.jurisdiction_deactivated",
        /// A reviewer switched it on again there; the note is the state's code.
        CertificateJurisdictionActivated = "certificate.jurisdiction_activated",
        /// A reviewer asked the buyer about some of its fields.
        CertificateNeedsInfo = "certificate.needs_info",
        /// The buyer corrected them and signed again; a reviewer has to look again.
        CertificateCorrected = "certificate.corrected",
        /// A person looked up the number of one of its states.
        CertificateNumberVerified = "certificate.number_verified",
        /// It will soon end in states that the note names.
        CertificateExpiring = "certificate.expiring",
        /// It has ended in states that the note names.
        CertificateExpired = "certificate.expired",
        /// A program of the merchant's sent a file in; the note is its name.
        FileCreated = "file.created",
        /// The virus scanner found something in a document that was held until it could look.
        DocumentInfected = "document.infected",
        /// The merchant changed its policy.
        PolicyChanged = "policy.changed",
        /// The merchant changed when buyers are reminded.
        RemindersChanged = "reminders.changed",
        /// The merchant changed what it says of itself, or its logo.
        ProfileChanged = "profile.changed",
        /// The merchant changed what its storefront may do, or made a secret for it.
        StorefrontChanged = "storefront.changed",
        /// A buyer came to its home: by the storefront or by a code.
        PortalEntered = "portal.entered",
        /// The merchant changed where webhooks go, or Certlane gave such a place up.
        WebhookChanged = "webhook.changed",
        /// Somebody tries out whether webhooks arrive.
        WebhookTest = "webhook.test",
    }
}

impl EventKind {
    /// The event as a timeline shows it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::CustomerCreated => "Customer added",
            Self::CustomerUpdated => "Customer changed",
            Self::CustomerArchived => "Customer archived",
            Self::RequestCreated => "Request created",
            Self::RequestSent => "Invitation sent",
            Self::RequestResent => "Invitation sent once more",
            Self::RequestExtended => "More time given",
            Self::RequestBounced => "Invitation bounced",
            Self::RequestOpened => "Opened by the buyer",
            Self::RequestStarted => "Started by the buyer",
            Self::RequestWrongPerson => "The recipient says: not the right person",
            Self::RequestDelegated => "Passed on to a colleague",
            Self::RequestDelegationBounced => "The e-mail to the colleague bounced",
            Self::RequestReminded => "Reminder sent",
            Self::RequestReminderBounced => "Reminder bounced; no other follows",
            Self::RequestRemindersStopped => "No more reminders",
            Self::RequestDeclined => "The buyer gives no certificate",
            Self::RequestReceiptSent => "Receipt sent to the buyer",
            Self::RequestMailBounced => "An e-mail bounced",
            Self::RequestFulfilled => "Certificate submitted",
            Self::RequestCanceled => "Request canceled",
            Self::RequestExpired => "Request expired",
            Self::CertificateCreated => "Certificate received",
            Self::CertificateUpdated => "Certificate changed",
            Self::CertificatePending => "Waits for review",
            Self::CertificateDeleted => "Certificate deleted",
            Self::CertificateJurisdictionAdded => "A state was added",
            Self::CertificateJurisdictionUpdated => "What it says of a state was changed",
            Self::CertificateVerified => "Certificate approved",
            Self::CertificateFailed => "Certificate rejected",
            Self::CertificateRevoked => "Approval withdrawn",
            Self::CertificateJurisdictionDeactivated => "Switched off in a state",
            Self::CertificateJurisdictionActivated => "Switched on again in a state",
            Self::CertificateNeedsInfo => "The buyer was asked for a correction",
            Self::CertificateCorrected => "Corrected by the buyer",
            Self::CertificateNumberVerified => "Number looked up",
            Self::CertificateExpiring => "About to expire",
            Self::CertificateExpired => "Expired",
            Self::FileCreated => "File received",
            Self::DocumentInfected => "The document contained a virus and was removed",
            Self::PolicyChanged => "Policy changed",
            Self::RemindersChanged => "Reminders changed",
            Self::ProfileChanged => "Profile changed",
            Self::StorefrontChanged => "Storefront changed",
            Self::PortalEntered => "The buyer opened its home",
            Self::WebhookChanged => "Webhooks changed",
            Self::WebhookTest => "Webhook tried out",
        }
    }

    /// The review that a certificate has from this event on; none: it stays what it is.
    pub fn review(self) -> Option<Review> {
        // Every kind is named: one that is added and forgotten here would change what was known in the past.
        match self {
            Self::CertificateVerified => Some(Review::Verified),
            Self::CertificateFailed => Some(Review::Failed),
            Self::CertificateRevoked => Some(Review::Revoked),
            Self::CertificateNeedsInfo => Some(Review::NeedsInfo),
            Self::CertificateCorrected | Self::CertificatePending => Some(Review::Pending),
            Self::CustomerCreated
            | Self::CustomerUpdated
            | Self::CustomerArchived
            | Self::RequestCreated
            | Self::RequestSent
            | Self::RequestResent
            | Self::RequestExtended
            | Self::RequestBounced
            | Self::RequestOpened
            | Self::RequestStarted
            | Self::RequestWrongPerson
            | Self::RequestDelegated
            | Self::RequestDelegationBounced
            | Self::RequestReminded
            | Self::RequestReminderBounced
            | Self::RequestRemindersStopped
            | Self::RequestDeclined
            | Self::RequestReceiptSent
            | Self::RequestMailBounced
            | Self::RequestFulfilled
            | Self::RequestCanceled
            | Self::RequestExpired
            | Self::CertificateCreated
            | Self::CertificateUpdated
            | Self::CertificateDeleted
            | Self::CertificateJurisdictionAdded
            | Self::CertificateJurisdictionUpdated
            | Self::CertificateNumberVerified
            | Self::CertificateExpiring
            | Self::CertificateExpired
            | Self::CertificateJurisdictionDeactivated
            | Self::CertificateJurisdictionActivated
            | Self::FileCreated
            | Self::DocumentInfected
            | Self::PolicyChanged
            | Self::RemindersChanged
            | Self::ProfileChanged
            | Self::StorefrontChanged
            | Self::PortalEntered
            | Self::WebhookChanged
            | Self::WebhookTest => None,
        }
    }
}

/// Something that happened; never changed, never deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id, `evt_…`.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// To whom.
    pub customer_id: Option<CustomerId>,
    /// To which request.
    pub request_id: Option<RequestId>,
    /// To which certificate.
    pub certificate_id: Option<CertificateId>,
    /// Who did it, in words: `user_…`, `key_…`, `buyer` or `certlane`.
    pub actor: String,
    /// What else there is to say, in a sentence.
    pub note: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_says_how_a_review_ended_changes_the_review() {
        for kind in EventKind::ALL {
            let outcome = kind.word().strip_prefix("certificate.").and_then(|word| word.parse::<Review>().ok());
            let begins_again = *kind == EventKind::CertificateCorrected;
            let outcome = if begins_again { Some(Review::Pending) } else { outcome };
            assert_eq!(kind.review(), outcome, "{kind}");
        }
        assert_eq!(EventKind::CertificateVerified.review(), Some(Review::Verified));
    }
}
