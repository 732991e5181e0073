//! The buyer's forms, one a step.

use std::collections::BTreeMap;

use app::{context::Buyer, paths};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequest as _, Path, Request, State},
    http::{Extensions, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{
    Invalid, Refusal, RequestId, RequestStatus,
    wizard::{Answers, BusinessAnswers, SignAnswers, StateAnswers, Step, WhereAnswers, WhyAnswers},
};
use services::{Actor, Error, Result, Services, requests, wizard, wizard::Submitted};

use super::{
    Pages,
    form::{Id, Posted, Values},
    upload,
};
use crate::state::State as Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/request/{id}", get(go_on))
        // The service counts a file's bytes itself, so that the sender gets to hear the limit; forms have one of their own.
        .route("/request/{id}/{step}", post(answer).layer(DefaultBodyLimit::disable()))
        .route("/request/{id}/not-me", post(report_wrong_person))
        .route("/request/{id}/opened", post(mark_opened))
}

/// The buyer whom the middleware recognized.
pub(super) fn actor(extensions: &Extensions) -> Result<Actor> {
    extensions.get::<Buyer>().map(|buyer| buyer.0).ok_or(Error::Unauthenticated)
}

/// Where the link leads: to the first question that has no good answer yet, or to the receipt.
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
            Redirect::to(&paths::step(id, wizard.draft.first_unanswered())).into_response()
        }
        Ok(_) => Redirect::to(&format!("{}?again=yes", paths::step(id, Step::Done))).into_response(),
        Err(error) => pages.show_again(&paths::step(id, Step::Business), extensions, error, Values::default()).await,
    }
}

/// The answers of a step. The document's form carries a file and comes in by its own way.
async fn answer(
    State(shared): State<Shared>,
    Id(id): Id<RequestId>,
    Path((_, step)): Path<(String, String)>,
    request: Request,
) -> Response {
    match Step::from_slug(&step) {
        Some(Step::Document) => upload::save_document(&shared, id, request).await,
        Some(step) => match Posted::from_request(request, &()).await {
            Ok(posted) => save(&shared.services, &shared.pages, id, step, posted).await,
            Err(response) => response,
        },
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn save(services: &Services, pages: &Pages, id: RequestId, step: Step, posted: Posted) -> Response {
    let saved = match (actor(&posted.extensions), answers(step, &posted.values)) {
        (Ok(actor), Some(Answers::Sign(sign))) => submit(services, &actor, sign).await,
        (Ok(actor), Some(answers)) => wizard::save_step(services, &actor, step, answers).await,
        (Ok(_), None) => Ok(()), // the receipt asks nothing
        (Err(error), _) => Err(error),
    };
    match saved {
        Ok(()) => Redirect::to(&after(id, step, &posted.values)).into_response(),
        Err(error) => again(pages, id, step, error, posted).await,
    }
}

/// What a step's form says.
fn answers(step: Step, values: &Values) -> Option<Answers> {
    let text = |field| values.one(field);
    Some(match step {
        Step::Business => Answers::Business(BusinessAnswers {
            legal_name: text("legal_name"),
            line1: text("line1"),
            line2: text("line2"),
            city: text("city"),
            state: text("state"),
            postal_code: text("postal_code"),
            business_type: text("business_type"),
            contact_name: text("contact_name"),
            contact_email: text("contact_email"),
            contact_phone: text("contact_phone"),
        }),
        Step::Where => Answers::Where(WhereAnswers { jurisdictions: values.all("jurisdictions") }),
        Step::Why => Answers::Why(WhyAnswers {
            reason: text("reason"),
            explanation: text("explanation"),
            states: by_state(values),
        }),
        Step::Check => {
            Answers::Sign(SignAnswers { name: text("name"), title: text("title"), agreed: text("agreed") == "yes" })
        }
        Step::Document | Step::Done => return None,
    })
}

fn by_state(values: &Values) -> BTreeMap<String, StateAnswers> {
    let mut states: BTreeMap<String, StateAnswers> = BTreeMap::new();
    for (code, number) in values.keyed("number") {
        states.entry(code.to_owned()).or_default().number = number.to_owned();
    }
    for (code, issuer) in values.keyed("issued_by") {
        states.entry(code.to_owned()).or_default().issued_by = issuer.to_owned();
    }
    for (code, reason) in values.keyed("reason") {
        states.entry(code.to_owned()).or_default().reason = reason.to_owned();
    }
    states
}

async fn submit(services: &Services, actor: &Actor, sign: SignAnswers) -> Result<()> {
    match wizard::submit(services, actor, sign).await? {
        Submitted::Done(_) => Ok(()),
        Submitted::Incomplete(Step::Check, invalid) => Err(invalid.into()),
        // The page of the check names what is missing in the earlier steps by itself.
        Submitted::Incomplete(..) => Err(Invalid::default().into()),
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
pub(super) fn after(id: RequestId, step: Step, values: &Values) -> String {
    let back = values.one("from") == Step::Check.slug() && step != Step::Check;
    if back { paths::step(id, Step::Check) } else { paths::step(id, step.next()) }
}

/// The step once more; where the request itself has ended, its page says so.
pub(super) async fn again(pages: &Pages, id: RequestId, step: Step, error: Error, posted: Posted) -> Response {
    if let Error::Refused(Refusal::AlreadyFulfilled | Refusal::Canceled | Refusal::RequestInvalid) = error {
        return Redirect::to(&paths::wizard(id)).into_response();
    }
    if let (Step::Why, Error::Invalid(invalid)) = (step, &error)
        && invalid.of("jurisdictions").is_some()
    {
        // It asks for each state, and there is none yet: the earlier step says so.
        return pages.show_again(&paths::step(id, Step::Where), posted.extensions, error, posted.values).await;
    }
    let from = if posted.values.one("from").is_empty() { "" } else { "?from=check" };
    pages.show_again(&format!("{}{from}", paths::step(id, step)), posted.extensions, error, posted.values).await
}
