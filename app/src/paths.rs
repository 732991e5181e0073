//! The addresses of the portal, in one place for router, redirects and links.

use domain::{
    AccountId, CertificateId, CertificateType, CustomerId, DocumentId, Jurisdiction, MailId, PortalCodeId, RequestId,
    WebhookDeliveryId, WebhookEndpointId, wizard::Page,
};

/// Sign-in.
pub const SIGN_IN: &str = "/sign-in";
/// Where a sign-out is posted to.
pub const SIGN_OUT: &str = "/sign-out";
/// Where it is posted to which rows the desk is to show.
pub const MODE: &str = "/mode";
/// The list of requests: where the desk begins.
pub const REQUESTS: &str = "/requests";
/// A new request: find or add the customer, then ask.
pub const NEW_REQUEST: &str = "/requests/new";
/// The list of customers, and where a new one is posted to.
pub const CUSTOMERS: &str = "/customers";
/// The list of certificates.
pub const CERTIFICATES: &str = "/certificates";
/// The mails that did not leave.
pub const OUTBOX: &str = "/outbox";
/// The rules of the states.
pub const REFERENCE: &str = "/reference";
/// What the merchant decides on top of them.
pub const POLICY: &str = "/settings/policy";
/// When buyers are reminded.
pub const REMINDERS: &str = "/settings/reminders";
/// What the merchant's storefront may do.
pub const STOREFRONT: &str = "/settings/storefront";
/// Where a new secret of the storefront is asked for.
pub const STOREFRONT_SECRET: &str = "/settings/storefront/secret";
/// The endpoints of webhooks, and where a new one is posted to.
pub const WEBHOOKS: &str = "/settings/webhooks";
/// What the merchant says of itself.
pub const PROFILE: &str = "/settings/profile";
/// Where a new logo is posted to.
pub const LOGO: &str = "/settings/profile/logo";
/// Where it is posted to that the logo is to go.
pub const LOGO_REMOVAL: &str = "/settings/profile/logo-removal";
/// The buyer's home.
pub const PORTAL: &str = "/portal";
/// Where a storefront's own link leads, and the form that lets its customer in.
pub const PORTAL_ENTER: &str = "/portal/enter";
/// More states for the visitor's customer.
pub const PORTAL_ADD: &str = "/portal/add";
/// Where a visitor goes on as another customer.
pub const PORTAL_CUSTOMER: &str = "/portal/customer";
/// Where a visit's end is posted to.
pub const PORTAL_SIGN_OUT: &str = "/portal/sign-out";
/// Coming in by a code that is mailed.
pub const PORTAL_SIGN_IN: &str = "/portal/sign-in";
/// What a link that opens nothing shows; only the server renders it.
pub const BAD_LINK: &str = "/link";

/// What the server says where no page can; only the server renders it.
pub const MESSAGE: &str = "/message";

/// A request on the desk.
pub fn request(id: RequestId) -> String {
    format!("{REQUESTS}/{id}")
}

/// Where a cancellation is posted to.
pub fn cancellation(id: RequestId) -> String {
    format!("{REQUESTS}/{id}/cancellation")
}

/// Where a reminder by hand is posted to.
pub fn reminder(id: RequestId) -> String {
    format!("{REQUESTS}/{id}/reminder")
}

/// Where it is posted to that nobody is to be reminded any more.
pub fn reminders_end(id: RequestId) -> String {
    format!("{REQUESTS}/{id}/reminders-end")
}

/// A new request to a customer.
pub fn ask(customer: CustomerId) -> String {
    format!("{NEW_REQUEST}?customer={customer}")
}

/// A new request that renews one of the customer's certificates.
pub fn ask_to_renew(customer: CustomerId, certificate: CertificateId) -> String {
    format!("{}&renews={certificate}", ask(customer))
}

/// A customer on the desk.
pub fn customer(id: CustomerId) -> String {
    format!("{CUSTOMERS}/{id}")
}

/// The letter of a request, as PDF.
pub fn cover_letter(id: RequestId) -> String {
    format!("{REQUESTS}/{id}/cover-letter")
}

/// A merchant's logo; another picture has another address.
pub fn logo(account: AccountId, sha256: &str) -> String {
    format!("/logos/{account}/{sha256}.png")
}

/// The rules of one state.
pub fn rules(state: Jurisdiction) -> String {
    format!("{REFERENCE}/{state}")
}

/// A certificate on the desk.
pub fn certificate(id: CertificateId) -> String {
    format!("{CERTIFICATES}/{id}")
}

/// Where an approval is posted to.
pub fn approval(id: CertificateId) -> String {
    format!("{CERTIFICATES}/{id}/approval")
}

/// Where it is noted that somebody looked the number of a state up.
pub fn number(id: CertificateId, state: Jurisdiction) -> String {
    format!("{CERTIFICATES}/{id}/numbers/{state}")
}

/// Where it is posted to what the buyer has to look at again.
pub fn info_request(id: CertificateId) -> String {
    format!("{CERTIFICATES}/{id}/info-request")
}

/// The document of a certificate, to be shown beside its data.
pub fn document(id: CertificateId) -> String {
    format!("{CERTIFICATES}/{id}/document")
}

/// Redirects to a fresh download URL of the document.
pub fn download(id: CertificateId) -> String {
    format!("{CERTIFICATES}/{id}/download")
}

/// A mail of the outbox.
pub fn mail(id: MailId) -> String {
    format!("{OUTBOX}/{id}")
}

/// The HTML part of a mail, for a sandboxed frame.
pub fn mail_html(id: MailId) -> String {
    format!("{OUTBOX}/{id}/html")
}

/// An endpoint of webhooks, and where its changes are posted to.
pub fn webhook(id: WebhookEndpointId) -> String {
    format!("{WEBHOOKS}/{id}")
}

/// Where a new secret of an endpoint is asked for.
pub fn webhook_secret(id: WebhookEndpointId) -> String {
    format!("{WEBHOOKS}/{id}/secret")
}

/// Where an endpoint is switched on or off.
pub fn webhook_status(id: WebhookEndpointId) -> String {
    format!("{WEBHOOKS}/{id}/status")
}

/// Where it is posted to that an endpoint is tried out.
pub fn webhook_test(id: WebhookEndpointId) -> String {
    format!("{WEBHOOKS}/{id}/test")
}

/// Where it is posted to that an endpoint is to go.
pub fn webhook_removal(id: WebhookEndpointId) -> String {
    format!("{WEBHOOKS}/{id}/removal")
}

/// Where it is posted to that the webhooks of a range of days are sent again.
pub fn webhook_replay(id: WebhookEndpointId) -> String {
    format!("{WEBHOOKS}/{id}/replay")
}

/// A delivery to an endpoint.
pub fn webhook_delivery(id: WebhookEndpointId, delivery: WebhookDeliveryId) -> String {
    format!("{WEBHOOKS}/{id}/deliveries/{delivery}")
}

/// Where it is posted to that one is sent again.
pub fn webhook_delivery_replay(id: WebhookEndpointId, delivery: WebhookDeliveryId) -> String {
    format!("{WEBHOOKS}/{id}/deliveries/{delivery}/replay")
}

/// Whether a page is a buyer's, who chooses the language.
pub fn is_for_buyers(path: &str) -> bool {
    path == BAD_LINK || ["/i/", "/l/", "/request/", "/portal"].iter().any(|start| path.starts_with(start))
}

/// Coming in by a code, to the buyers of a merchant.
pub fn portal_sign_in(merchant: AccountId) -> String {
    format!("{PORTAL_SIGN_IN}?merchant={merchant}")
}

/// Where a code is typed.
pub fn portal_code(id: PortalCodeId) -> String {
    format!("{PORTAL_SIGN_IN}/{id}")
}

/// Where a renewal is posted to.
pub fn portal_renewal(id: CertificateId) -> String {
    format!("{PORTAL}/certificates/{id}/renewal")
}

/// Redirects a visitor to a fresh download URL of the document.
pub fn portal_download(id: CertificateId) -> String {
    format!("{PORTAL}/certificates/{id}/download")
}

/// Redirects a visitor to the walk of a request.
pub fn portal_request(id: RequestId) -> String {
    format!("{PORTAL}/requests/{id}")
}

/// The buyer's request; goes on where the buyer left.
pub fn wizard(id: RequestId) -> String {
    format!("/request/{id}")
}

/// A page of the wizard.
pub fn page(id: RequestId, page: Page) -> String {
    format!("/request/{id}/{}", page.path())
}

/// Where the buyer corrects what was asked about a certificate of the request.
pub fn correction(id: RequestId, certificate: CertificateId) -> String {
    format!("/request/{id}/correction/{certificate}")
}

/// The code by which a phone goes on with the walk: a picture.
pub fn phone(id: RequestId) -> String {
    format!("/request/{id}/phone.svg")
}

/// A document that will be signed here: a picture of all its pages.
pub fn preview(id: RequestId, form: CertificateType) -> String {
    format!("/request/{id}/preview/{form}.svg")
}

/// The same as a PDF.
pub fn unsigned_pdf(id: RequestId, form: CertificateType) -> String {
    format!("/request/{id}/preview/{form}.pdf")
}

/// Redirects the buyer to a fresh download URL of a document of the request.
pub fn buyers_copy(id: RequestId, document: DocumentId) -> String {
    format!("/request/{id}/documents/{document}")
}

/// "I am not the right person."
pub fn not_me(id: RequestId) -> String {
    format!("/request/{id}/not-me")
}

/// Where the colleague is posted to who gets the request.
pub fn delegations(id: RequestId) -> String {
    format!("/request/{id}/delegations")
}

/// "We are not exempt."
pub fn decline(id: RequestId) -> String {
    format!("/request/{id}/decline")
}

/// "Stop reminding me."
pub fn buyers_reminders(id: RequestId) -> String {
    format!("/request/{id}/reminders")
}
