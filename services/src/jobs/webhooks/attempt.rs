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
    store::{Tx, webhook_deliveries::Claimed},
    webhooks::{self, Message, Signing, deliveries},
};

/// The status of an endpoint that is gone for good.
const GONE: u16 = 410;

/// Makes an attempt, unless the endpoint was switched off or deleted meanwhile.
pub(super) async fn make(services: &Services, claimed: Claimed) -> Result<()> {
    let (at, delivery) = (services.clock.now(), &claimed.delivery);
    let mut tx = services.store.read_once().await?;
    let certlane = Actor::certlane(store::clocks::world(&mut tx, delivery.account_id, delivery.livemode).await?);
    drop(tx);
    let Some((endpoint, signed)) = prepare(services, &certlane, delivery, at).await? else {
        return deliveries::give_up(services, &certlane, delivery.endpoint_id).await;
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
    settle(services, &certlane, &claimed, &endpoint.url, &attempt, outcome).await
}

/// Where it goes and the headers that sign it; none: it is not sent any more.
async fn prepare(
    services: &Services,
    certlane: &Actor,
    delivery: &WebhookDelivery,
    at: DateTime<Utc>,
) -> Result<Option<(WebhookEndpoint, Option<HeaderMap>)>> {
    let mut tx = services.store.read().await?;
    let endpoint = store::webhooks::find(&mut tx, certlane, delivery.endpoint_id).await?;
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

/// Notes the attempt and what follows, in one transaction. What the merchant did meanwhile counts: a delivery that was sent
/// again or given up by hand stays so, and an address that it took away says nothing about the endpoint any more.
async fn settle(
    services: &Services,
    certlane: &Actor,
    claimed: &Claimed,
    sent_to: &str,
    attempt: &WebhookAttempt,
    outcome: Outcome,
) -> Result<()> {
    let (now, delivery) = (services.clock.now(), &claimed.delivery);
    let mut tx = services.store.write().await?;
    let Some(endpoint) = store::webhooks::find_for_update(&mut tx, certlane, delivery.endpoint_id).await? else {
        return Ok(()); // deleted meanwhile
    };
    let is_there = endpoint.url == sent_to;
    let outcome = if is_there { outcome } else { of_an_old_address(outcome) };
    let in_series = delivery.attempts - delivery.attempts_before + 1;
    let next = next(outcome, in_series, u16::from_le_bytes(services.clock.random()));
    if !note(&mut tx, claimed, attempt, next, now).await? {
        return Ok(()); // forgotten meanwhile
    }
    let speaks_for_itself = is_there && endpoint.status == EndpointStatus::Enabled;
    let disabled = speaks_for_itself && judge(services, &mut tx, certlane, &endpoint, outcome, next, now).await?;
    tx.commit().await?;
    if disabled {
        services.job_added.notify_one();
        deliveries::give_up(services, certlane, endpoint.id).await?;
    }
    Ok(())
}

/// That it is gone, or has too much to do, is no reason to give up or to wait at the new one.
fn of_an_old_address(outcome: Outcome) -> Outcome {
    Outcome { status: outcome.status.filter(|status| *status != GONE), retry_after: None }
}

/// Notes the attempt, and what becomes of the delivery unless somebody decided that meanwhile. False: it is not there any more.
async fn note(
    tx: &mut Tx,
    claimed: &Claimed,
    attempt: &WebhookAttempt,
    next: Next,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (status, again) = match next {
        Next::Succeeded => (DeliveryStatus::Succeeded, None),
        Next::Again(pause) => (DeliveryStatus::Pending, Some(now + pause)),
        Next::Gone | Next::GivenUp => (DeliveryStatus::Failed, None),
    };
    let delivery = &claimed.delivery;
    let settled = store::webhook_deliveries::settle(tx, claimed, status, again).await?;
    if !settled && !store::webhook_deliveries::count_late(tx, claimed).await? {
        return Ok(false);
    }
    store::webhook_deliveries::insert_attempt(tx, delivery.account_id, delivery.id, attempt).await?;
    Ok(true)
}

/// What the attempt says about the endpoint itself: it works, it wants to be left alone, or it is given up, which is true.
async fn judge(
    services: &Services,
    tx: &mut Tx,
    certlane: &Actor,
    endpoint: &WebhookEndpoint,
    outcome: Outcome,
    next: Next,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (account, id) = (endpoint.account_id, endpoint.id);
    if next == Next::Succeeded {
        store::webhooks::note_success(tx, account, id).await?;
        return Ok(false);
    }
    if let Some(until) = outcome.asked_to_wait().map(|wait| now + wait)
        && endpoint.held_until.is_none_or(|held| held < until)
    {
        store::webhooks::hold(tx, account, id, Some(until)).await?;
    }
    let since = store::webhooks::note_failure(tx, account, id, now).await?;
    let because = match next {
        Next::Gone => DisabledBecause::Gone,
        _ if since.is_some_and(|since| now - since >= LONGEST_FAILURE) => DisabledBecause::Failing,
        _ => return Ok(false),
    };
    store::webhooks::disable(tx, account, id, because, now).await?;
    store::webhook_deliveries::give_up(tx, account, id, deliveries::PORTION).await?;
    webhooks::record_change(services, tx, certlane, endpoint, &format!("disabled ({because})")).await?;
    jobs::enqueue(services, tx, account, Job::TellEndpointDisabled(id)).await?;
    Ok(true)
}
