//! What happens is told to whoever listens, in the transaction in which it happens: the object as it is then is kept, so
//! that every attempt sends the same bytes.

use chrono::SecondsFormat;
use domain::{
    Customer, CustomerId, Event, RequestId, WebhookDelivery, WebhookDeliveryId, WebhookEndpoint,
    webhook::{DeliveryStatus, Dialect, EndpointStatus, Subject, subject},
};
use serde_json::{Value, json};

use crate::{
    Actor, Error, Result, Services, certificates, certificates::CertificateDetails, requests, requests::RequestDetails,
    store, store::Tx,
};

/// The largest payload, in bytes; the standard says 20 kB.
const LARGEST: usize = 20_000;

/// What a webhook tells of.
#[derive(Debug, Clone)]
pub enum Told {
    /// A customer.
    Customer(Box<Customer>),
    /// A certificate request.
    Request(Box<RequestDetails>),
    /// A certificate.
    Certificate(Box<CertificateDetails>),
    /// The endpoint itself, which is tried out.
    Endpoint(Box<WebhookEndpoint>),
}

/// How a face shows such a thing in a dialect, as JSON.
pub type Shape = fn(Dialect, Told) -> serde_json::Result<String>;

/// Sends an event on its way to the endpoints that want it. Where nobody listens this is one query; in test mode what it
/// shows is kept in any case, for programs that ask for events.
pub(crate) async fn tell(services: &Services, tx: &mut Tx, actor: &Actor, event: &Event) -> Result<()> {
    if !is_told(event) {
        return Ok(());
    }
    let listens = |endpoint: &WebhookEndpoint| endpoint.status == EndpointStatus::Enabled && endpoint.wants(event.kind);
    let endpoints: Vec<_> = store::webhooks::list(tx, actor).await?.into_iter().filter(listens).collect();
    if endpoints.is_empty() && actor.livemode() {
        return Ok(());
    }
    let Some(told) = load(services, tx, actor, event).await? else { return Ok(()) };
    if !actor.livemode() {
        let data = (services.shape)(Dialect::Standard, told.clone()).map_err(Error::internal)?;
        store::feed::keep(tx, actor, event.id, &payload(event, &data)).await?;
    }
    for endpoint in endpoints {
        insert(services, tx, actor, &endpoint, event, told.clone()).await?;
    }
    services.webhook_added.notify_one();
    Ok(())
}

/// Sends an event on its way to one endpoint that is tried out.
pub(crate) async fn tell_endpoint(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    endpoint: WebhookEndpoint,
    event: &Event,
) -> Result<WebhookDeliveryId> {
    insert(services, tx, actor, &endpoint, event, Told::Endpoint(Box::new(endpoint.clone()))).await
}

async fn insert(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    endpoint: &WebhookEndpoint,
    event: &Event,
    told: Told,
) -> Result<WebhookDeliveryId> {
    let data = (services.shape)(endpoint.dialect, told).map_err(Error::internal)?;
    let at = actor.world().on_the_machine(event.at);
    let delivery = WebhookDelivery {
        id: WebhookDeliveryId(services.clock.uuid()),
        account_id: endpoint.account_id,
        livemode: endpoint.livemode,
        endpoint_id: endpoint.id,
        event_id: event.id,
        kind: event.kind,
        payload: payload(event, &data),
        status: DeliveryStatus::Pending,
        attempts: 0,
        attempts_before: 0,
        next_attempt_at: Some(at),
        created_at: at,
    };
    store::webhook_deliveries::insert(tx, &delivery).await?;
    Ok(delivery.id)
}

fn is_told(event: &Event) -> bool {
    subject(event.kind).is_some_and(|subject| subject != Subject::Endpoint)
}

/// What an event is about, as it is now; none: it is not told. A certificate that is not there yet is told of by its request.
pub(crate) async fn load(services: &Services, tx: &mut Tx, actor: &Actor, event: &Event) -> Result<Option<Told>> {
    let Some(subject) = subject(event.kind).filter(|_| is_told(event)) else { return Ok(None) };
    if let (Subject::Certificate, Some(id)) = (subject, event.certificate_id) {
        let certificate = store::certificates::find(tx, actor, id).await?.ok_or(Error::NotFound)?;
        let details = certificates::details(services, tx, actor, certificate).await?;
        return Ok(Some(Told::Certificate(Box::new(details))));
    }
    let customer = event.customer_id.ok_or(Error::NotFound)?;
    match (subject, event.request_id) {
        (Subject::Request | Subject::Certificate, Some(id)) => {
            request(services, tx, actor, customer, id).await.map(Some)
        }
        _ => Ok(Some(Told::Customer(Box::new(self::customer(tx, actor, customer).await?)))),
    }
}

async fn request(services: &Services, tx: &mut Tx, actor: &Actor, customer: CustomerId, id: RequestId) -> Result<Told> {
    let request = store::requests::find(tx, actor, id).await?.ok_or(Error::NotFound)?;
    let customer = self::customer(tx, actor, customer).await?;
    Ok(Told::Request(Box::new(requests::details(services, actor, request, customer)?)))
}

async fn customer(tx: &mut Tx, actor: &Actor, id: CustomerId) -> Result<Customer> {
    store::customers::find(tx, actor, id).await?.ok_or(Error::NotFound)
}

/// `{type, timestamp, data}`. What is too large for a webhook is told by its id alone, and can be asked for.
fn payload(event: &Event, data: &str) -> String {
    let around = |data: &str| {
        // Neither of the two holds anything that JSON would escape.
        let at = event.at.to_rfc3339_opts(SecondsFormat::Millis, true);
        format!(r#"{{"type":"{}","timestamp":"{at}","data":{data}}}"#, event.kind)
    };
    let whole = around(data);
    if whole.len() < LARGEST {
        return whole;
    }
    let object: Value = serde_json::from_str(data).unwrap_or_default();
    around(&json!({ "id": object["id"], "object": object["object"], "livemode": object["livemode"] }).to_string())
}

#[cfg(test)]
mod tests {
    use domain::{EventId, EventKind};

    use super::*;

    #[test]
    fn what_is_too_large_is_told_by_its_id() {
        let event = Event {
            id: EventId(uuid::Uuid::nil()),
            kind: EventKind::CustomerCreated,
            customer_id: None,
            request_id: None,
            certificate_id: None,
            actor: String::new(),
            note: None,
            at: "2026-11-22T07:28:00.5Z".parse().unwrap(),
        };
        let data =
            |length| json!({ "id": "cust_1", "object": "tax.customer", "livemode": true, "name": "x".repeat(length) });
        let small: Value = serde_json::from_str(&payload(&event, &data(10).to_string())).unwrap();
        assert_eq!(small["type"], "customer.created");
        assert_eq!(small["timestamp"], "2026-11-22T07:28:00.500Z");
        assert_eq!(small["data"], data(10));
        let large: Value = serde_json::from_str(&payload(&event, &data(20_000).to_string())).unwrap();
        assert_eq!(large["data"], json!({ "id": "cust_1", "object": "tax.customer", "livemode": true }));
    }
}
