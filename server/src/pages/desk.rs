//! The desk's forms, and the files that its pages show.

use app::paths;
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{Extensions, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};
use domain::{CertificateId, CustomerId, Invalid, MailId, MediaType, NewInfoRequest, Problem, Refusal, RequestId};
use services::{
    Actor, Error, Result, Services, certificates, cover_letters, cover_letters::CoverLetter, customers, documents,
    info_requests, outbox, requests, sessions::Staff,
};

use super::{
    Pages,
    form::{Id, Posted, Values},
};
use crate::state::State as Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/customers", post(add_customer))
        .route("/requests/new", post(trigger))
        .route("/requests/{id}/cancellation", post(cancel))
        .route("/requests/{id}/cover-letter", get(cover_letter))
        .route("/certificates/{id}/approval", post(approve))
        .route("/certificates/{id}/info-request", post(request_info))
        .route("/certificates/{id}/numbers/{jurisdiction}", post(verify_number))
        .route("/certificates/{id}/document", get(document))
        .route("/certificates/{id}/download", get(download))
        .route("/outbox/{id}/html", get(mail_html))
}

pub(super) fn actor(extensions: &Extensions) -> Result<Actor> {
    extensions.get::<Staff>().map(|staff| staff.actor).ok_or(Error::Unauthenticated)
}

async fn add_customer(State(services): State<Services>, State(pages): State<Pages>, posted: Posted) -> Response {
    let added = match actor(&posted.extensions) {
        Ok(actor) => customers::create(&services, &actor, &posted.values.new_customer()).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(customer) => Redirect::to(&paths::ask(customer.id)).into_response(),
        Err(error) => {
            pages.show_again(paths::NEW_REQUEST, posted.extensions, by_the_reference(error), posted.values).await
        }
    }
}

/// A reference that is taken is a matter of its field.
fn by_the_reference(error: Error) -> Error {
    match error {
        Error::Refused(refusal @ Refusal::DuplicateCustomer) => {
            Invalid::one("reference_customer_id", Problem::Incorrect, refusal.to_string()).into()
        }
        error => error,
    }
}

async fn trigger(State(services): State<Services>, State(pages): State<Pages>, posted: Posted) -> Response {
    let customer = posted.values.one("customer");
    let triggered = match (actor(&posted.extensions), customer.parse::<CustomerId>()) {
        (Ok(actor), Ok(customer)) => requests::trigger(&services, &actor, customer, &posted.values.new_request()).await,
        (Err(error), _) => Err(error),
        (_, Err(_)) => Err(Error::NotFound),
    };
    match triggered {
        Ok(details) => Redirect::to(&format!("{}?created=yes", paths::request(details.request.id))).into_response(),
        Err(error) => {
            let customer: String = url::form_urlencoded::byte_serialize(customer.as_bytes()).collect();
            pages
                .show_again(
                    &format!("{}?customer={customer}", paths::NEW_REQUEST),
                    posted.extensions,
                    error,
                    posted.values,
                )
                .await
        }
    }
}

async fn cancel(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<RequestId>,
    posted: Posted,
) -> Response {
    let canceled = match actor(&posted.extensions) {
        Ok(actor) => requests::cancel(&services, &actor, id).await,
        Err(error) => Err(error),
    };
    match canceled {
        Ok(_) => Redirect::to(&format!("{}?canceled=yes", paths::request(id))).into_response(),
        Err(error) => pages.show_again(&paths::request(id), posted.extensions, error, posted.values).await,
    }
}

async fn approve(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<CertificateId>,
    posted: Posted,
) -> Response {
    let approved = match actor(&posted.extensions) {
        Ok(actor) => certificates::approve(&services, &actor, id, seen(&posted.values)).await,
        Err(error) => Err(error),
    };
    match approved {
        Ok(_) => Redirect::to(&format!("{}?approved=yes", paths::certificate(id))).into_response(),
        Err(error) => pages.show_again(&paths::certificate(id), posted.extensions, error, posted.values).await,
    }
}

/// The state of the page that a form was on; what cannot be read is none that there ever was.
fn seen(values: &Values) -> Option<DateTime<Utc>> {
    let text = values.one("seen");
    (!text.is_empty()).then(|| text.parse().unwrap_or_default())
}

/// The buyer has to look at some fields again.
async fn request_info(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<CertificateId>,
    posted: Posted,
) -> Response {
    let typed = NewInfoRequest { fields: posted.values.all("fields"), reason: posted.values.one("reason") };
    let asked = match actor(&posted.extensions) {
        Ok(actor) => info_requests::ask(&services, &actor, id, &typed).await,
        Err(error) => Err(error),
    };
    match asked {
        Ok(()) => Redirect::to(&format!("{}?asked=yes", paths::certificate(id))).into_response(),
        Err(error) => pages.show_again(&paths::certificate(id), posted.extensions, error, posted.values).await,
    }
}

/// Somebody looked the number of a state up, as some states want.
async fn verify_number(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<CertificateId>,
    Path((_, jurisdiction)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let verified = match (actor(&posted.extensions), jurisdiction.parse()) {
        (Ok(actor), Ok(state)) => certificates::verify_number(&services, &actor, id, state).await,
        (Err(error), _) => Err(error),
        (_, Err(_)) => Err(Error::NotFound),
    };
    match verified {
        Ok(()) => Redirect::to(&format!("{}?looked_up={jurisdiction}", paths::certificate(id))).into_response(),
        Err(error) => pages.show_again(&paths::certificate(id), posted.extensions, error, posted.values).await,
    }
}

/// The letter of a request, to be saved.
async fn cover_letter(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<RequestId>,
    extensions: Extensions,
) -> Response {
    let letter = match actor(&extensions) {
        Ok(actor) => cover_letters::find(&services, &actor, id).await,
        Err(error) => Err(error),
    };
    match letter {
        Ok(letter) => pdf(letter),
        // A request that has ended says so on its page.
        Err(error) => pages.show_again(&paths::request(id), extensions, error, Values::default()).await,
    }
}

/// A letter as a file.
pub(crate) fn pdf(letter: CoverLetter) -> Response {
    let disposition = format!("attachment; filename=\"{}\"", letter.file_name);
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, letter.pdf.bytes).into_response()
}

/// Where the browser's own viewer shows a PDF. Browsers refuse to do it in a sandbox; the viewer is one itself.
const PDF_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// Where it shows a picture, of the time before pictures became PDFs.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

/// The document beside its data. It is a PDF or a picture by its content, and served as nothing else.
async fn document(State(services): State<Services>, Id(id): Id<CertificateId>, extensions: Extensions) -> Response {
    let opened = match actor(&extensions) {
        Ok(actor) => documents::open(&services, &actor, id).await,
        Err(error) => Err(error),
    };
    match opened {
        Ok(content) => {
            let is_pdf = content.document.media_type == MediaType::Pdf;
            let policy = if is_pdf { PDF_POLICY } else { PICTURE_POLICY };
            let headers = [
                (header::CONTENT_TYPE, content.document.media_type.word().to_owned()),
                (header::CONTENT_LENGTH, content.document.size.to_string()),
                (header::CONTENT_DISPOSITION, "inline".to_owned()),
                (header::CONTENT_SECURITY_POLICY, policy.to_owned()),
            ];
            (headers, Body::from_stream(content.bytes)).into_response()
        }
        Err(error) => app::context::status(&error).into_response(),
    }
}

/// A fresh URL each time: an old one may have run out while the page stood open.
async fn download(State(services): State<Services>, Id(id): Id<CertificateId>, extensions: Extensions) -> Response {
    let url = async {
        let actor = actor(&extensions)?;
        let found = certificates::find(&services, &actor, id).await?;
        certificates::download_url(&services, &actor, &found.certificate).await?.ok_or(Error::NotFound)
    };
    match url.await {
        Ok(url) => Redirect::to(&url).into_response(),
        Err(error) => app::context::status(&error).into_response(),
    }
}

/// A mail's HTML part, locked up: no scripts, no forms, nothing from elsewhere; links open beside it.
async fn mail_html(State(services): State<Services>, Id(id): Id<MailId>, extensions: Extensions) -> Response {
    let mail = match actor(&extensions) {
        Ok(actor) => outbox::find(&services, &actor, id).await,
        Err(error) => Err(error),
    };
    const POLICY: HeaderValue = HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; \
         sandbox allow-popups allow-popups-to-escape-sandbox",
    );
    match mail {
        Ok(mail) => {
            let html = mail.html.replacen("<head>", "<head><base target=\"_blank\">", 1);
            let headers = [
                (header::CONTENT_SECURITY_POLICY, POLICY),
                (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            ];
            (StatusCode::OK, headers, html).into_response()
        }
        Err(error) => app::context::status(&error).into_response(),
    }
}
