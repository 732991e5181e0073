//! The buyer's other ways out: a colleague answers, there is nothing to give, or no more reminders.

use app::paths;
use axum::{
    Router,
    extract::State,
    http::Extensions,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{Language, Refusal, RequestId, handover::NewDelegation};
use messages::Words;
use services::{Error, Services, handover, reminders};

use super::{
    Pages,
    form::{Id, Posted, Values},
    wizard::actor,
};
use crate::state::State as Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/request/{id}/delegations", get(back_to_the_form).post(delegate))
        .route("/request/{id}/decline", post(decline))
        .route("/request/{id}/reminders", post(stop_reminders))
}

async fn delegate(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<RequestId>,
    posted: Posted,
) -> Response {
    let language = language(&posted.extensions);
    let delegated = match actor(&posted.extensions) {
        Ok(actor) => handover::delegate(&services, &actor, &colleague(&posted.values), language).await,
        Err(error) => Err(error),
    };
    match delegated {
        Ok(()) => Redirect::to(&format!("{}?forwarded=yes", paths::not_me(id))).into_response(),
        Err(error) => again(&pages, id, &paths::not_me(id), error, posted).await,
    }
}

/// Who reloads the address of a form that was refused is shown the form.
async fn back_to_the_form(Id(id): Id<RequestId>) -> Redirect {
    Redirect::to(&paths::not_me(id))
}

fn colleague(values: &Values) -> NewDelegation {
    NewDelegation { name: values.one("name"), email: values.one("colleague"), note: values.one("message") }
}

async fn decline(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<RequestId>,
    posted: Posted,
) -> Response {
    let declined = match actor(&posted.extensions) {
        Ok(actor) => {
            let (why, note) = (posted.values.one("why"), posted.values.one("note"));
            handover::decline(&services, &actor, &why, &note).await
        }
        Err(error) => Err(error),
    };
    match declined {
        Ok(()) => Redirect::to(&paths::decline(id)).into_response(),
        Err(error) => again(&pages, id, &paths::decline(id), error, posted).await,
    }
}

async fn stop_reminders(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<RequestId>,
    posted: Posted,
) -> Response {
    let stopped = match actor(&posted.extensions) {
        Ok(actor) => reminders::stop_for_buyer(&services, &actor).await,
        Err(error) => Err(error),
    };
    match stopped {
        Ok(()) => Redirect::to(&paths::buyers_reminders(id)).into_response(),
        Err(error) => again(&pages, id, &paths::buyers_reminders(id), error, posted).await,
    }
}

fn language(extensions: &Extensions) -> Language {
    extensions.get().copied().unwrap_or(Language::English)
}

/// The form once more, in the buyer's language; where the request itself has ended, its page says so.
async fn again(pages: &Pages, id: RequestId, address: &str, error: Error, posted: Posted) -> Response {
    let error = match error {
        Error::Refused(Refusal::AlreadyFulfilled | Refusal::Canceled | Refusal::RequestInvalid) => {
            return Redirect::to(&paths::wizard(id)).into_response();
        }
        Error::Invalid(invalid) => Words(language(&posted.extensions)).translate(invalid).into(),
        error => error,
    };
    pages.show_again(address, posted.extensions, error, posted.values).await
}
