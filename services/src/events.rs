//! Recording what happened, in the transaction in which it happens.

use chrono::{DateTime, Utc};
use domain::{CertificateId, CustomerId, Event, EventId, EventKind, RequestId};

use crate::{Actor, Error, Result, Services, store, store::Tx, webhooks};

/// What an event is about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About {
    pub(crate) customer: Option<CustomerId>,
    pub(crate) request: Option<RequestId>,
    pub(crate) certificate: Option<CertificateId>,
}

impl About {
    pub(crate) fn request(customer: CustomerId, request: RequestId) -> Self {
        Self { customer: Some(customer), request: Some(request), certificate: None }
    }

    pub(crate) fn and_certificate(self, certificate: CertificateId) -> Self {
        Self { certificate: Some(certificate), ..self }
    }
}

/// Records an event, and sends it on its way to whoever listens; both commit with the change that it tells of, or not at all.
pub(crate) async fn record(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    kind: EventKind,
    about: About,
    note: Option<String>,
    at: DateTime<Utc>,
) -> Result<()> {
    let event = insert(services, tx, actor, kind, about, note, at).await?;
    webhooks::tell(services, tx, actor, &event).await
}

/// Records an event that is nobody's but the merchant's.
pub(crate) async fn insert(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    kind: EventKind,
    about: About,
    note: Option<String>,
    at: DateTime<Utc>,
) -> Result<Event> {
    let event = Event {
        id: EventId(services.clock.uuid()),
        kind,
        customer_id: about.customer,
        request_id: about.request,
        certificate_id: about.certificate,
        actor: actor.name(),
        note,
        at,
    };
    mark_claim(tx, actor, at).await?;
    store::events::insert(tx, actor, &event).await?;
    Ok(event)
}

/// Where the call has an idempotency key: that it did its work commits with the work. An event says it for the change that it
/// tells of; a change without one says it itself, where it must not happen twice.
pub(crate) async fn mark_claim(tx: &mut Tx, actor: &Actor, at: DateTime<Utc>) -> Result<()> {
    let Some(claim) = actor.claim() else { return Ok(()) };
    if store::idempotency::mark_committed(tx, actor, claim, at).await? { Ok(()) } else { Err(Error::Overtaken) }
}
