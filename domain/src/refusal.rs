//! What the rules refuse, each with the sentence that says what to do.

/// A closed list: faces turn each into their own status and type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Cancel came after the buyer's submission.
    #[error(
        "The buyer has already submitted a certificate for this request, so it is closed. Review the certificate instead."
    )]
    AlreadyFulfilled,
    /// The merchant withdrew the request.
    #[error("This request was canceled. Ask for a new one if a certificate is still needed.")]
    Canceled,
    /// The request ended without a certificate.
    #[error("This request has expired or could not be completed. Create a new request instead.")]
    RequestInvalid,
    /// The link of a request travels by hand, or its address does not work.
    #[error("No mail reaches the buyer of this request. Copy the link and pass it on yourself.")]
    NotMailed,
    /// The person who got the reminders wants no more of them.
    #[error("The buyer asked not to be reminded of this request. Write to them yourself, or call.")]
    RemindersUnwanted,
    /// Somebody was faster, or clicked twice.
    #[error("A reminder has just left. Wait an hour before you send another.")]
    JustReminded,
    /// An invitation that has just left is not sent again.
    #[error("The invitation has just left. Wait an hour before you send it again.")]
    JustSent,
    /// The operator named no gateway that turns mails into faxes.
    #[error(
        "Faxes cannot be sent, because no fax gateway is configured. Download the letter and fax it yourself, or send the e-mail."
    )]
    FaxNotConfigured,
    /// The account has a customer with this reference already.
    #[error("A customer with this reference exists already. Use that customer, or another reference.")]
    DuplicateCustomer,
    /// The merchant put the customer away.
    #[error("This customer is archived, so it is asked for nothing and changed no more. Add it anew to go on with it.")]
    CustomerArchived,
    /// A certificate says one thing of a state. Commenda's own sentence, without a full stop.
    #[error("A jurisdiction exemption already exists for this state")]
    DuplicateState,
    /// A review that the certificate's state does not allow.
    #[error(
        "Only a certificate that waits for review can be decided on. This one has no document yet, or was decided on already."
    )]
    NotReviewable,
    /// What was never approved cannot be withdrawn.
    #[error("Only an approved certificate can be revoked. Reject one that waits for review.")]
    NotVerified,
    /// The buyer's link is that of a request.
    #[error("This certificate did not come by a request, so its buyer cannot correct it. Send a new request instead.")]
    NoRequest,
    /// The reviewer has decided meanwhile, or the same click came twice.
    #[error("Nothing is asked about this certificate any more.")]
    NothingAsked,
    /// The virus scanner has not looked at a document yet, or has found something.
    #[error("This document waits for the virus scan, or was removed by it. The certificate's page says which.")]
    DocumentHeld,
    /// An account has as many endpoints as it may have.
    #[error("There are 20 webhook endpoints already. Delete one that is not used any more.")]
    TooManyEndpoints,
    /// Nothing is sent to an endpoint that is switched off.
    #[error("This webhook endpoint is disabled. Enable it first, and send again then.")]
    EndpointDisabled,
    /// The test clock and its like, asked for with a live key.
    #[error("This is for test mode only. Call it with a test key, as sk_test_….")]
    TestModeOnly,
    /// Sign-in with a wrong address or password; which of them is not said.
    #[error("The e-mail address or the password is not right. Check both and try again.")]
    WrongCredentials,
    /// A link of the desk that was used or is too old.
    #[error("This link was used already or is too old. Ask the person who runs Certlane for a new one.")]
    LinkUsed,
}
