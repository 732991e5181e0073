//! What happens is told to whoever listens, in the transaction in which it happens: the object as it is then is kept, so
//! that every attempt sends the same bytes.

use domain::{
    Customer, CustomerId, Event, RequestId, WebhookDelivery, WebhookDeliveryId, WebhookEndpoint,
    webhook::{DeliveryStatus, EndpointStatus, Subject, subject},
};

use crate::{
    Actor, Error, Result, Services, certificates, certificates::CertificateDetails, requests, requests::RequestDetails,
    store, store::Tx,
};

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

/// What a face sends to an endpoint about an event, as JSON; without an endpoint, what is kept for programs that ask.
pub type Shape = fn(Option<&WebhookEndpoint>, &Event, Told) -> serde_json::Result<String>;

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
        let kept = (services.shape)(None, event, told.clone()).map_err(Error::internal)?;
        store::feed::keep(tx, actor, event.id, &kept).await?;
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
    let payload = (services.shape)(Some(endpoint), event, told).map_err(Error::internal)?;
    let at = actor.world().on_the_machine(event.at);
    let delivery = WebhookDelivery {
        id: WebhookDeliveryId(services.clock.uuid()),
        account_id: endpoint.account_id,
        livemode: endpoint.livemode,
        endpoint_id: endpoint.id,
        event_id: event.id,
        kind: event.kind,
        payload,
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

/// What an event is about, as it is now; none: it is not told. A certificate that is not there yet is
/// told of by its request; one that was deleted, by itself.
pub(crate) async fn load(services: &Services, tx: &mut Tx, actor: &Actor, event: &Event) -> Result<Option<Told>> {
    let Some(subject) = subject(event.kind).filter(|_| is_told(event)) else { return Ok(None) };
    if let (Subject::Certificate, Some(id)) = (subject, event.certificate_id)
        && let Some(certificate) = store::certificates::find_even_deleted(tx, actor, id).await?
    {
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
