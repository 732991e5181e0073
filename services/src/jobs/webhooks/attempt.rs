//! One attempt to hand a webhook over, and what follows from it.

use chrono::{DateTime, Utc};
use domain::{
    WebhookAttempt, WebhookAttemptId, WebhookDelivery, WebhookEndpoint,
    webhook::{
        DeliveryStatus, DisabledBecause, EndpointStatus, LONGEST_FAILURE, Next, NoAnswer, Outcome, next, retry_after,
    },
};
use http::{HeaderMap, HeaderValue, header};

use crate::{
    Actor, Error, Result, Services,
    jobs::{self, Job},
    store,
    store::Tx,
    webhooks::{self, Message, Signing},
};

/// Makes an attempt, unless the endpoint was switched off or deleted meanwhile.
pub(super) async fn make(services: &Services, delivery: WebhookDelivery) -> Result<()> {
    let at = services.clock.now();
    let Some((endpoint, signed)) = prepare(services, &delivery, at).await? else {
        let mut tx = services.store.write().await?;
        store::webhook_deliveries::give_up(&mut tx, delivery.account_id, delivery.endpoint_id).await?;
        return Ok(tx.commit().await?);
    };
    let answer = match signed {
        Some(signed) => {
            let headers = {
                let mut headers = headers();
                headers.extend(signed);
                headers
            };
            let (url, payload) = (endpoint.url.clone(), delivery.payload.clone());
            services.webhooks.send(Message { url, headers, payload }).await
        }
        None => Err(NoAnswer::NoSecret),
    };
    let ended = services.clock.now();
    let (status, error) = (answer.as_ref().ok().map(|answer| answer.status), answer.as_ref().err().copied());
    let header = answer.as_ref().ok().and_then(|answer| answer.retry_after.as_deref());
    let outcome = Outcome { status, retry_after: header.and_then(|header| retry_after(header, ended)) };
    let attempt = WebhookAttempt {
        id: WebhookAttemptId(services.clock.uuid()),
        at,
        duration_ms: i32::try_from((ended - at).num_milliseconds()).unwrap_or(i32::MAX).max(0),
        status_code: status.map(i32::from),
        error,
        answer: answer.map(|answer| answer.beginning).unwrap_or_default(),
    };
    settle(services, &delivery, &endpoint, &attempt, outcome).await
}

/// Where it goes and the headers that sign it; none: it is not sent any more.
async fn prepare(
    services: &Services,
    delivery: &WebhookDelivery,
    at: DateTime<Utc>,
) -> Result<Option<(WebhookEndpoint, Option<HeaderMap>)>> {
    let mut tx = services.store.read().await?;
    let certlane = Actor::certlane(store::clocks::world(&mut tx, delivery.account_id, delivery.livemode).await?);
    let endpoint = store::webhooks::find(&mut tx, &certlane, delivery.endpoint_id).await?;
    let Some(endpoint) = endpoint.filter(|endpoint| endpoint.status == EndpointStatus::Enabled) else {
        return Ok(None);
    };
    let secrets = store::webhooks::secrets(&mut tx, endpoint.account_id, endpoint.id, at).await?;
    let (event, payload) = (delivery.event_id, delivery.payload.as_str());
    let signing = Signing { endpoint: &endpoint, in_force: &secrets, event, at, payload };
    let signed = signing.headers(&services.secrets).map_err(Error::internal)?;
    Ok(Some((endpoint, signed)))
}

fn headers() -> HeaderMap {
    let agent = HeaderValue::from_static(concat!("Certlane/", env!("CARGO_PKG_VERSION")));
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json")), (header::USER_AGENT, agent)];
    headers.into_iter().collect()
}

/// Notes the attempt and what follows, in one transaction.
async fn settle(
    services: &Services,
    delivery: &WebhookDelivery,
    endpoint: &WebhookEndpoint,
    attempt: &WebhookAttempt,
    outcome: Outcome,
) -> Result<()> {
    let now = services.clock.now();
    let in_series = delivery.attempts - delivery.attempts_before + 1;
    let next = next(outcome, in_series, u16::from_le_bytes(services.clock.random()));
    let (status, again) = match next {
        Next::Succeeded => (DeliveryStatus::Succeeded, None),
        Next::Again(pause) => (DeliveryStatus::Pending, Some(now + pause)),
        Next::Gone | Next::GivenUp => (DeliveryStatus::Failed, None),
    };
    let mut tx = services.store.write().await?;
    if !store::webhook_deliveries::settle(&mut tx, delivery.account_id, delivery.id, status, again).await? {
        return Ok(()); // deleted meanwhile, with its endpoint
    }
    store::webhook_deliveries::insert_attempt(&mut tx, delivery.account_id, delivery.id, attempt).await?;
    if let Some(wait) = outcome.asked_to_wait() {
        store::webhook_deliveries::hold_back(&mut tx, endpoint.account_id, endpoint.id, now + wait).await?;
    }
    judge(services, &mut tx, endpoint, next, now).await?;
    tx.commit().await?;
    Ok(())
}

/// What the attempt says about the endpoint itself: it works, or it is given up.
async fn judge(
    services: &Services,
    tx: &mut Tx,
    endpoint: &WebhookEndpoint,
    next: Next,
    now: DateTime<Utc>,
) -> Result<()> {
    let (account, id) = (endpoint.account_id, endpoint.id);
    if next == Next::Succeeded {
        return Ok(store::webhooks::note_success(tx, account, id).await?);
    }
    let since = store::webhooks::note_failure(tx, account, id, now).await?;
    let because = match next {
        Next::Gone => DisabledBecause::Gone,
        _ if since.is_some_and(|since| now - since >= LONGEST_FAILURE) => DisabledBecause::Failing,
        _ => return Ok(()),
    };
    if store::webhooks::disable(tx, account, id, because, now).await? {
        store::webhook_deliveries::give_up(tx, account, id).await?;
        let certlane = Actor::certlane(store::clocks::world(tx, account, endpoint.livemode).await?);
        let what = format!("disabled ({because})");
        webhooks::record_change(services, tx, &certlane, endpoint, &what).await?;
        jobs::enqueue(services, tx, account, Job::TellEndpointDisabled(id)).await?;
        services.job_added.notify_one();
    }
    Ok(())
}
