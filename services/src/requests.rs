//! Certificate requests: triggered, read, listed, canceled, extended, sent again, expired.

mod again;
mod trigger;

use chrono::{DateTime, Utc};
use domain::{
    CertificateRequest, CertificateType, Customer, CustomerId, EndedBecause, Event, EventKind, Jurisdiction, Refusal,
    RequestId, RequestStatus, Role, request::Cancellation,
};

pub use self::{
    again::{extend, resend},
    trigger::{AT_ONCE, trigger, trigger_all},
};
use crate::{
    Actor, Error, Page, Result, Services, Window,
    events::{self, About},
    store,
    store::{Tx, asked::Filter, requests::First},
    world::Dial,
};

/// A request with whom it asks and the link that answers it.
#[derive(Debug, Clone)]
pub struct RequestDetails {
    /// The request, its status as of now.
    pub request: CertificateRequest,
    /// Why it is invalid, where it is.
    pub invalid_reason: Option<EndedBecause>,
    /// Who is asked.
    pub customer: Customer,
    /// The buyer's link, a secret of theirs; none: not for whoever asks. None in lists too: signing fifty would take as long as
    /// reading them.
    pub link: Option<String>,
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub struct ListFilter {
    /// Only requests that are this now.
    pub status: Option<RequestStatus>,
    /// Only requests to this customer.
    pub customer: Option<CustomerId>,
    /// Only requests for this document.
    pub certificate_type: Option<CertificateType>,
    /// Only requests that name this state.
    pub jurisdiction: Option<Jurisdiction>,
    /// Only requests that were triggered in this time.
    pub created: Window,
    /// Only requests that changed last in this time.
    pub updated: Window,
    /// The cursor of the page before.
    pub after: Option<RequestId>,
    /// How many at most, 1 to 100.
    pub limit: usize,
}

/// A request's history as the desk shows it.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// What the mail server said last, where the invitation does not get through.
    pub mail_error: Option<String>,
}

/// A request by its id.
pub async fn find(services: &Services, actor: &Actor, id: RequestId) -> Result<RequestDetails> {
    actor.require(Role::Viewer)?;
    let (request, customer) = store::asked::find(&services.store, actor, id).await?.ok_or(Error::NotFound)?;
    details(services, actor, request, customer)
}

/// Requests, newest first. One page looks at so many at most: where no index leads to those that are wanted, it may be shorter than
/// its limit and still have a next one.
pub async fn list(services: &Services, actor: &Actor, filter: ListFilter) -> Result<Page<RequestDetails, RequestId>> {
    actor.require(Role::Viewer)?;
    let now = services.clock.now_for(actor);
    let limit = filter.limit.clamp(1, 100);
    let ListFilter { status, customer, certificate_type, jurisdiction, created, updated, after, .. } = filter;
    let narrowed = Filter { status, customer, certificate_type, jurisdiction, created, updated, before: after };
    let horizon = store::asked::horizon(&services.store, actor, &narrowed).await?;
    let rows = store::asked::list(&services.store, actor, narrowed, horizon, now, limit as i64 + 1).await?;
    let page = Page::cut(rows, limit, |(request, _)| request.id);
    let rows = page.rows.into_iter().map(|(request, customer)| without_link(request, customer, now)).collect();
    Ok(Page { rows, next_cursor: page.next_cursor.or(horizon) })
}

/// What happened to a request.
pub async fn timeline(services: &Services, actor: &Actor, id: RequestId) -> Result<Timeline> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let events = store::events::of_request(&mut tx, actor, id).await?;
    let mail_error = store::mails::last_error(&mut tx, actor, id).await?;
    Ok(Timeline { events, mail_error })
}

/// Withdraws a request: its link dies and nothing more is sent. Doing it twice is fine.
pub async fn cancel(services: &Services, actor: &Actor, id: RequestId) -> Result<RequestDetails> {
    actor.require_for_requests()?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let mut request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let customer = customer_of(&mut tx, actor, &request).await?;
    if request.cancel(now)? == Cancellation::Now {
        if !store::requests::end(&mut tx, actor, id, RequestStatus::Canceled, None, now).await? {
            return Err(Refusal::RequestInvalid.into());
        }
        let about = About::request(customer.id, id);
        events::record(services, &mut tx, actor, EventKind::RequestCanceled, about, None, now).await?;
        (request.status, request.updated_at) = (RequestStatus::Canceled, now);
    }
    tx.commit().await?;
    details(services, actor, request, customer)
}

/// Turns requests invalid that are overdue by a dial, in portions, and says how many it was.
pub(crate) async fn expire_overdue(services: &Services, dial: &Dial) -> Result<usize> {
    const PORTION: i64 = 100;
    let mut tx = services.store.read().await?;
    if !store::requests::any_overdue(&mut tx, dial).await? {
        return Ok(0);
    }
    drop(tx);
    let mut tx = services.store.write().await?;
    let expired = store::requests::expire(&mut tx, dial, PORTION).await?;
    for (id, account, livemode, customer) in &expired {
        let certlane = Actor::certlane(dial.world(*account, *livemode));
        events::record(
            services,
            &mut tx,
            &certlane,
            EventKind::RequestExpired,
            About::request(*customer, *id),
            None,
            dial.now,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(expired.len())
}

/// The buyer's browser shows the request. Only the first time counts.
pub async fn mark_opened(services: &Services, actor: &Actor) -> Result<()> {
    let id = actor.request()?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    if store::requests::note_first(&mut tx, actor, id, First::Opening, now).await? {
        let request = store::requests::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
        let about = About::request(request.customer_id, id);
        events::record(services, &mut tx, actor, EventKind::RequestOpened, about, None, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The person who got the link says that somebody else should answer; the request stays open.
pub async fn report_wrong_person(services: &Services, actor: &Actor, note: &str) -> Result<()> {
    let id = actor.request()?;
    let note = domain::request::wrong_person_note(note)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let request = store::requests::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    request.open(now)?;
    let about = About::request(request.customer_id, id);
    events::record(services, &mut tx, actor, EventKind::RequestWrongPerson, about, note, now).await?;
    Ok(tx.commit().await?)
}

/// A request with whom it asks, as of now.
pub(crate) fn details(
    services: &Services,
    actor: &Actor,
    request: CertificateRequest,
    customer: Customer,
) -> Result<RequestDetails> {
    let link = actor.require_for_links().is_ok().then(|| services.request_link(&request)).transpose()?;
    Ok(RequestDetails { link, ..without_link(request, customer, services.clock.now_for(actor)) })
}

fn without_link(request: CertificateRequest, customer: Customer, now: DateTime<Utc>) -> RequestDetails {
    let invalid_reason = request.invalid_reason(now);
    let request = CertificateRequest { status: request.status_at(now), ..request };
    RequestDetails { request, invalid_reason, customer, link: None }
}

async fn customer_of(tx: &mut Tx, actor: &Actor, request: &CertificateRequest) -> Result<Customer> {
    store::customers::find(tx, actor, request.customer_id).await?.ok_or(Error::NotFound)
}
