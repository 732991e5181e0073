//! Where a mail is on its way.

use crate::words::words;

words! {
    /// The truth about one mail, as far as SMTP tells it.
    MailStatus {
        /// It waits for its turn, or for a server that answers.
        Queued = "queued",
        /// A mail server has taken it.
        Sent = "sent",
        /// A mail server has refused it for good.
        Bounced = "bounced",
    }
}
