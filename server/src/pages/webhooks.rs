//! The forms of webhook endpoints.

use app::{context::FreshWebhookSecret, paths};
use axum::{
    Router,
    extract::{Path, State},
    http::Extensions,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use chrono::{Days, NaiveDate, TimeDelta};
use domain::{
    Account, Invalid, Problem, WebhookDeliveryId, WebhookEndpointId,
    webhook::{EndpointStatus, NewEndpoint},
};
use services::{
    Error, Result, Services,
    sessions::Staff,
    webhooks::{
        self, Change,
        deliveries::{self, ReplayRange},
    },
};

use super::{
    Pages,
    desk::actor,
    form::{Id, Posted, Values},
};
use crate::state::State as Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route(paths::WEBHOOKS, post(add))
        .route("/settings/webhooks/{id}", post(change))
        .route("/settings/webhooks/{id}/status", post(switch))
        .route("/settings/webhooks/{id}/secret", post(rotate))
        .route("/settings/webhooks/{id}/test", post(test))
        .route("/settings/webhooks/{id}/removal", post(remove))
        .route("/settings/webhooks/{id}/replay", post(replay_range))
        .route("/settings/webhooks/{id}/deliveries/{delivery}/replay", post(replay))
}

/// The answer is the endpoint's page and no redirect: it is the only one that shows the secret.
async fn add(State(services): State<Services>, State(pages): State<Pages>, posted: Posted) -> Response {
    let values = &posted.values;
    let (url, description, event_types) = (values.one("url"), values.one("description"), values.all("event_types"));
    let new = NewEndpoint { url, description, event_types };
    let made = match actor(&posted.extensions) {
        Ok(actor) => webhooks::create(&services, &actor, &new).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => show_with_secret(&pages, made.endpoint.id, made.secret, posted.extensions).await,
        Err(error) => pages.show_again(paths::WEBHOOKS, posted.extensions, error, posted.values).await,
    }
}

async fn show_with_secret(
    pages: &Pages,
    id: WebhookEndpointId,
    secret: String,
    mut extensions: Extensions,
) -> Response {
    extensions.insert(FreshWebhookSecret(secret));
    pages.show(&paths::webhook(id), extensions).await
}

async fn change(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<WebhookEndpointId>,
    posted: Posted,
) -> Response {
    let wanted = Change {
        url: Some(posted.values.one("url")),
        description: Some(posted.values.one("description")),
        event_types: Some(posted.values.all("event_types")),
        ..Change::default()
    };
    let changed = changed(&services, &posted, id, wanted).await;
    answer(&pages, id, posted, changed, "saved").await
}

async fn switch(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<WebhookEndpointId>,
    posted: Posted,
) -> Response {
    let Ok(status) = posted.values.one("status").parse::<EndpointStatus>() else {
        return pages.show_again(&paths::webhook(id), posted.extensions, Error::FormUnreadable, posted.values).await;
    };
    let changed = changed(&services, &posted, id, Change { status: Some(status), ..Change::default() }).await;
    answer(&pages, id, posted, changed, status.word()).await
}

async fn changed(services: &Services, posted: &Posted, id: WebhookEndpointId, change: Change) -> Result<()> {
    webhooks::change(services, &actor(&posted.extensions)?, id, change).await.map(drop)
}

/// Back to the page of the endpoint, which says what was done, or what is wrong.
async fn answer(pages: &Pages, id: WebhookEndpointId, posted: Posted, done: Result<()>, said: &str) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("{}?done={said}", paths::webhook(id))).into_response(),
        Err(error) => pages.show_again(&paths::webhook(id), posted.extensions, error, posted.values).await,
    }
}

async fn rotate(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<WebhookEndpointId>,
    posted: Posted,
) -> Response {
    match rotated(&services, &posted, id).await {
        Ok(secret) => show_with_secret(&pages, id, secret, posted.extensions).await,
        Err(error) => pages.show_again(&paths::webhook(id), posted.extensions, error, Values::default()).await,
    }
}

async fn rotated(services: &Services, posted: &Posted, id: WebhookEndpointId) -> Result<String> {
    let actor = actor(&posted.extensions)?;
    let from = posted.values.one("generation").parse().map_err(|_| Error::FormUnreadable)?;
    Ok(webhooks::rotate_secret(services, &actor, id, Some(from)).await?.secret)
}

async fn test(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<WebhookEndpointId>,
    posted: Posted,
) -> Response {
    let sent = match actor(&posted.extensions) {
        Ok(actor) => webhooks::test(&services, &actor, id).await.map(drop),
        Err(error) => Err(error),
    };
    answer(&pages, id, posted, sent, "test").await
}

async fn remove(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<WebhookEndpointId>,
    posted: Posted,
) -> Response {
    let removed = match actor(&posted.extensions) {
        Ok(actor) => webhooks::delete(&services, &actor, id).await,
        Err(error) => Err(error),
    };
    match removed {
        Ok(()) => Redirect::to(&format!("{}?deleted=yes", paths::WEBHOOKS)).into_response(),
        Err(error) => pages.show_again(&paths::webhook(id), posted.extensions, error, posted.values).await,
    }
}

async fn replay_range(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<WebhookEndpointId>,
    posted: Posted,
) -> Response {
    match replayed(&services, &posted, id).await {
        Ok(count) => Redirect::to(&format!("{}?replayed={count}", paths::webhook(id))).into_response(),
        Err(error) => pages.show_again(&paths::webhook(id), posted.extensions, error, posted.values).await,
    }
}

async fn replayed(services: &Services, posted: &Posted, id: WebhookEndpointId) -> Result<u64> {
    let staff = posted.extensions.get::<Staff>().ok_or(Error::Unauthenticated)?;
    let range = range(&posted.values, &staff.account)?;
    deliveries::replay_range(services, &staff.actor, id, range).await
}

/// Whole days where the merchant is, the last one included.
fn range(values: &Values, account: &Account) -> std::result::Result<ReplayRange, Invalid> {
    let since = values.one("since");
    let since = day("since", &since)?
        .ok_or_else(|| Invalid::one("since", Problem::Missing, "Enter the first day, as 2026-05-01."))?;
    let after = |day: NaiveDate| account.end_of(day) + TimeDelta::microseconds(1);
    let until = day("until", &values.one("until"))?.map(after);
    Ok(ReplayRange { since: after(since - Days::new(1)), until, also_succeeded: values.one("which") == "all" })
}

fn day(field: &str, typed: &str) -> std::result::Result<Option<NaiveDate>, Invalid> {
    let typed = Some(typed.trim()).filter(|typed| !typed.is_empty());
    let read = typed.map(str::parse::<NaiveDate>).transpose().ok();
    // Beyond these centuries the arithmetic of days has ends.
    let near = read.filter(|day| day.is_none_or(|day| (1900..2200).contains(&chrono::Datelike::year(&day))));
    near.ok_or_else(|| Invalid::one(field, Problem::Incorrect, "Enter a day as 2026-05-01."))
}

async fn replay(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<WebhookEndpointId>,
    Path((_, delivery)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let sent = match (actor(&posted.extensions), delivery.parse::<WebhookDeliveryId>()) {
        (Ok(actor), Ok(delivery)) => deliveries::replay(&services, &actor, delivery).await,
        (Err(error), _) => Err(error),
        (_, Err(_)) => Err(Error::NotFound),
    };
    match sent {
        Ok(sent) => {
            let page = paths::webhook_delivery(sent.endpoint_id, sent.id);
            Redirect::to(&format!("{page}?replayed=yes")).into_response()
        }
        Err(error) => pages.show_again(&paths::webhook(id), posted.extensions, error, posted.values).await,
    }
}
