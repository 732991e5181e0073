//! The buyer's forms, one a page.

use app::{context::Buyer, paths};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequest as _, Path, Request, State},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::CookieJar;
use domain::{
    CertificateType, DocumentId, Invalid, Language, Refusal, RequestId, RequestStatus,
    wizard::{
        Answers, BusinessAnswers, DetailsAnswers, DocumentsAnswers, NumbersAnswers, Page, SignAnswers, WhereAnswers,
        WhyAnswers,
    },
};
use services::{
    Actor, Error, Result, Services, invitations, requests, wizard,
    wizard::{Moment, Submitted},
};

use super::{
    Pages,
    form::{Id, Posted, Values},
    invitation, upload,
};
use crate::{client, state::State as Shared};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/request/{id}", get(go_on))
        .route("/request/{id}/{page}", post(answer))
        // The service counts a file's bytes itself, so that the sender gets to hear the limit; forms have one of their own.
        .route("/request/{id}/upload/{form}", post(upload::save_document).layer(DefaultBodyLimit::disable()))
        .route("/request/{id}/phone.svg", get(phone_code))
        .route("/request/{id}/preview/{file}", get(preview))
        .route("/request/{id}/documents/{document}", get(download))
        .route("/request/{id}/not-me", post(report_wrong_person))
        .route("/request/{id}/opened", post(mark_opened))
}

/// The buyer whom the middleware recognized.
pub(super) fn actor(extensions: &Extensions) -> Result<Actor> {
    extensions.get::<Buyer>().map(|buyer| buyer.0).ok_or(Error::Unauthenticated)
}

/// The language of the page that a form came from.
pub(super) fn language(extensions: &Extensions) -> Language {
    extensions.get().copied().unwrap_or(Language::English)
}

/// Where the link leads: to the first question that has no good answer yet, to what a reviewer asks, or to the receipt.
async fn go_on(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<RequestId>,
    extensions: Extensions,
) -> Response {
    let wizard = match actor(&extensions) {
        Ok(actor) => wizard::load(&services, &actor).await,
        Err(error) => Err(error),
    };
    match wizard {
        Ok(wizard) if wizard.request.status == RequestStatus::Pending => {
            Redirect::to(&paths::page(id, wizard.first_unanswered())).into_response()
        }
        Ok(wizard) => Redirect::to(&match wizard::asked_about(&wizard) {
            Some(certificate) => paths::correction(id, certificate),
            None => format!("{}?again=yes", paths::page(id, Page::Done)),
        })
        .into_response(),
        Err(error) => pages.show_again(&paths::page(id, Page::Welcome), extensions, error, Values::default()).await,
    }
}

/// The answers of a page. A document's form carries a file and comes in by its own way.
async fn answer(
    State(shared): State<Shared>,
    Id(id): Id<RequestId>,
    Path((_, page)): Path<(String, String)>,
    headers: HeaderMap,
    jar: CookieJar,
    request: Request,
) -> Response {
    let Some(page) = Page::from_path(&page) else { return StatusCode::NOT_FOUND.into_response() };
    let posted = match Posted::from_request(request, &()).await {
        Ok(posted) => posted,
        Err(response) => return response,
    };
    let saved = match actor(&posted.extensions) {
        Ok(actor) if page == Page::Check => {
            submit(&shared.services, &actor, &posted.values, moment(&posted.extensions, &headers)).await
        }
        Ok(actor) => save(&shared.services, &actor, page, &posted).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(Page::Done) => to_the_receipt(&shared.services, id, jar, &posted.extensions).await,
        Ok(next) => Redirect::to(&after(id, next, &posted.values)).into_response(),
        Err(error) => again(&shared.pages, id, page, error, posted).await,
    }
}

/// The receipt is a page to bookmark, so the browser gets a cookie that lasts as long as the receipt.
async fn to_the_receipt(services: &Services, id: RequestId, jar: CookieJar, extensions: &Extensions) -> Response {
    let receipt = Redirect::to(&paths::page(id, Page::Done));
    let kept = match actor(extensions) {
        Ok(actor) => invitations::keep_receipt(services, &actor).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(opened) => (jar.add(invitation::cookie(services, opened)), receipt).into_response(),
        Err(error) => {
            tracing::error!(%error, "a receipt cannot be kept on its device");
            receipt.into_response() // it is submitted all the same
        }
    }
}

async fn save(services: &Services, actor: &Actor, page: Page, posted: &Posted) -> Result<Page> {
    let Some(answers) = answers(page, &posted.values) else { return Ok(Page::Done) }; // the receipt asks nothing
    let (seen, language) = (posted.values.one("seen"), language(&posted.extensions));
    wizard::save(services, actor, wizard::Posted { answers, seen, language }).await
}

/// What a page's form says.
fn answers(page: Page, values: &Values) -> Option<Answers> {
    let text = |field| values.one(field);
    let keyed = |question| values.keyed(question).map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    Some(match page {
        Page::Welcome => Answers::Start,
        Page::Business => Answers::Business(BusinessAnswers {
            legal_name: text("legal_name"),
            line1: text("line1"),
            line2: text("line2"),
            city: text("city"),
            state: text("state"),
            postal_code: text("postal_code"),
            country: text("country"),
            business_type: text("business_type"),
            contact_name: text("contact_name"),
            contact_email: text("contact_email"),
            contact_phone: text("contact_phone"),
        }),
        Page::Where => Answers::Where(WhereAnswers { jurisdictions: values.all("jurisdictions") }),
        Page::Why => Answers::Why(WhyAnswers {
            reason: text("reason"),
            explanation: text("explanation"),
            states: keyed("reason"),
        }),
        Page::Numbers => Answers::Numbers(NumbersAnswers {
            states: keyed("number"),
            federal: text("federal"),
            foreign: text("foreign"),
            card: text("card"),
            other_state: text("other_state"),
            other_number: text("other_number"),
        }),
        Page::Documents => Answers::Documents(DocumentsAnswers { choices: keyed("choice") }),
        Page::Details => Answers::Details(DetailsAnswers {
            business_description: text("business_description"),
            property_description: text("property_description"),
            reason_detail: text("reason_detail"),
            federal_number: text("federal_number"),
            phone: text("phone"),
            payment: text("payment"),
            expires_on: text("expires_on"),
        }),
        Page::Upload(_) | Page::Check | Page::Done => return None,
    })
}

async fn submit(services: &Services, actor: &Actor, values: &Values, moment: Moment) -> Result<Page> {
    match wizard::submit(services, actor, signature(values), &values.one("seen"), moment).await? {
        Submitted::Done => Ok(Page::Done),
        Submitted::Incomplete(Page::Check, invalid) => Err(invalid.into()),
        // The page of the check names what is missing on the earlier pages by itself.
        Submitted::Incomplete(..) => Err(Invalid::default().into()),
    }
}

/// Who signs, and how.
pub(super) fn signature(values: &Values) -> SignAnswers {
    SignAnswers {
        name: values.one("name"),
        title: values.one("title"),
        agreed: values.one("agreed") == "yes",
        drawing: values.one("drawing"),
    }
}

pub(super) fn moment(extensions: &Extensions, headers: &HeaderMap) -> Moment {
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Moment { language: language(extensions), ip: client::of(extensions).to_string(), user_agent: user_agent.to_owned() }
}

/// The buyer's link for the camera of a phone.
async fn phone_code(State(services): State<Services>, Id(_): Id<RequestId>, extensions: Extensions) -> Response {
    let code = match actor(&extensions) {
        Ok(actor) => wizard::phone_code(&services, &actor).await,
        Err(error) => Err(error),
    };
    picture(code)
}

/// A document as it would be signed: a picture of all its pages, or a PDF.
async fn preview(
    State(services): State<Services>,
    Path((_, file)): Path<(String, String)>,
    extensions: Extensions,
) -> Response {
    let (form, kind) = file.rsplit_once('.').unwrap_or_default();
    let (actor, form) = match (actor(&extensions), form.parse::<CertificateType>()) {
        (Ok(actor), Ok(form)) => (actor, form),
        (Err(error), _) => return app::context::status(&error).into_response(),
        (_, Err(_)) => return StatusCode::NOT_FOUND.into_response(),
    };
    match kind {
        "svg" => picture(wizard::preview(&services, &actor, form).await),
        "pdf" => unsigned_pdf(wizard::unsigned_pdf(&services, &actor, form).await),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A file to keep: no browser shows it as a page of ours.
fn unsigned_pdf(pdf: Result<(String, Vec<u8>)>) -> Response {
    let (stem, pdf) = match pdf {
        Ok(pdf) => pdf,
        Err(error) => return app::context::status(&error).into_response(), // which `explain` puts into words
    };
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{stem} not signed.pdf\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, pdf).into_response()
}

/// A picture that we made: nothing in it runs or loads.
fn picture(svg: Result<String>) -> Response {
    let svg = match svg {
        Ok(svg) => svg,
        Err(error) => return app::context::status(&error).into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; sandbox",
            ),
        ),
    ];
    (headers, svg).into_response()
}

/// To the document itself, by a URL that lives an hour.
async fn download(
    State(services): State<Services>,
    Path((_, document)): Path<(String, String)>,
    extensions: Extensions,
) -> Response {
    let document = document.parse::<DocumentId>().map_err(|_| Error::NotFound);
    let url = match (actor(&extensions), document) {
        (Ok(actor), Ok(document)) => wizard::download(&services, &actor, document).await,
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    match url {
        Ok(url) => Redirect::to(&url).into_response(),
        Err(error) => app::context::status(&error).into_response(), // which `explain` puts into words
    }
}

async fn report_wrong_person(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<RequestId>,
    posted: Posted,
) -> Response {
    let reported = match actor(&posted.extensions) {
        Ok(actor) => requests::report_wrong_person(&services, &actor, &posted.values.one("note")).await,
        Err(error) => Err(error),
    };
    match reported {
        Ok(()) => Redirect::to(&format!("{}?told=yes", paths::not_me(id))).into_response(),
        Err(error) => pages.show_again(&paths::not_me(id), posted.extensions, error, posted.values).await,
    }
}

/// A page of the wizard says that it was shown. Whoever only fetches the link, as mail scanners do, does not get here.
async fn mark_opened(State(services): State<Services>, posted: Posted) -> StatusCode {
    let marked = match actor(&posted.extensions) {
        Ok(actor) => requests::mark_opened(&services, &actor).await,
        Err(error) => Err(error),
    };
    marked.map_or_else(|error| app::context::status(&error), |()| StatusCode::NO_CONTENT)
}

/// Whoever came from the check goes back there; the others go on.
pub(super) fn after(id: RequestId, next: Page, values: &Values) -> String {
    let check = Page::Check.path();
    let back = values.one("from") == check && next < Page::Check;
    // An answer that was changed may need another page first; the check page says so and links to it.
    if back { paths::page(id, Page::Check) } else { paths::page(id, next) }
}

/// The page once more; where the request itself has ended, its page says so.
pub(super) async fn again(pages: &Pages, id: RequestId, page: Page, error: Error, posted: Posted) -> Response {
    if let Error::Refused(Refusal::AlreadyFulfilled | Refusal::Canceled | Refusal::RequestInvalid) = error {
        return Redirect::to(&paths::wizard(id)).into_response();
    }
    if let (Page::Why, Error::Invalid(invalid)) = (page, &error)
        && invalid.of("jurisdictions").is_some()
    {
        // It asks for each state, and there is none yet: the earlier page says so.
        return pages.show_again(&paths::page(id, Page::Where), posted.extensions, error, posted.values).await;
    }
    let from = if posted.values.one("from").is_empty() { "" } else { "?from=check" };
    pages.show_again(&format!("{}{from}", paths::page(id, page)), posted.extensions, error, posted.values).await
}
