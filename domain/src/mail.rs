//! Mails: what they are for, and where they are on their way.

use crate::words::words;

words! {
    /// What a mail is for.
    MailKind {
        /// Asks the buyer for a certificate.
        Invitation = "invitation",
        /// Asks a colleague, to whom the buyer passed the request on.
        Delegation = "delegation",
        /// Asks once more.
        Reminder = "reminder",
        /// Confirms to the buyer what was submitted.
        Receipt = "receipt",
        /// Tells the merchant that the buyer is not exempt.
        Declined = "declined",
        /// Tells the buyer what the merchant misses.
        NeedsInfo = "needs_info",
    }
}

words! {
    /// Which reminder of a series it is; each has words of its own.
    ReminderStage {
        /// The first one.
        First = "first",
        /// Any after that.
        Further = "further",
        /// The one right before the end.
        Last = "last",
    }
}

words! {
    /// The truth about one mail, as far as SMTP tells it.
    MailStatus {
        /// It waits for its turn, or for a server that answers.
        Queued = "queued",
        /// A mail server has taken it.
        Sent = "sent",
        /// A mail server has refused it for good.
        Bounced = "bounced",
        /// Nobody wanted it any more when its turn came.
        NotSent = "not_sent",
    }
}
