//! Certificate requests: triggered, read, listed, canceled, expired.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use domain::{
    Certificate, CertificateId, CertificateRequest, CertificateType, Customer, CustomerId, DeliveryMethod,
    EndedBecause, Event, EventKind, FaxNumber, Invalid, Jurisdiction, MailStatus, NewRequest, Problem, Refusal,
    RequestId, RequestStatus, Role,
    request::{Cancellation, CheckedRequest, not_renewable},
};

use crate::{
    Actor, Error, Page, Result, Services, Window,
    customers::{self, CustomerName},
    events::{self, About},
    jobs, reminders, store,
    store::{
        Tx,
        requests::{Filter, First},
    },
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
    /// The buyer's link; a secret of theirs.
    pub link: String,
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

/// So long after an invitation no other goes to the same address.
const PAUSE: Duration = Duration::hours(1);

/// Opens a request to a customer; the invitation leaves after the commit.
pub async fn trigger(
    services: &Services,
    actor: &Actor,
    customer: CustomerId,
    new: &NewRequest,
) -> Result<RequestDetails> {
    actor.require_for_requests()?;
    let new = new.check()?;
    let mut tx = services.store.write().await?;
    let (request, customer) = open(services, &mut tx, actor, customer, new).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    details(services, request, customer)
}

/// How many requests one call may open.
pub const AT_ONCE: usize = 1_000;

/// Opens many requests, each with an outcome of its own. Those that can be are opened in one transaction: all of them are
/// there, or none where the database fails.
pub async fn trigger_all(
    services: &Services,
    actor: &Actor,
    wanted: &[(CustomerName, NewRequest)],
) -> Result<Vec<Result<RequestDetails>>> {
    actor.require_for_requests()?;
    let names: Vec<_> = wanted.iter().map(|(name, _)| name.clone()).collect();
    let known = customers::resolve(services, actor, &names).await?;
    let mut outcomes = Vec::with_capacity(wanted.len());
    let mut tx = services.store.write().await?;
    for ((_, new), customer) in wanted.iter().zip(known) {
        let opened = match (customer, new.check()) {
            (Some(customer), Ok(new)) => open(services, &mut tx, actor, customer, new).await,
            (None, _) => Err(Error::NotFound),
            (_, Err(invalid)) => Err(invalid.into()),
        };
        outcomes.push(match opened {
            Ok((request, customer)) => details(services, request, customer),
            // Nothing was written before one of these.
            Err(refused @ (Error::NotFound | Error::Refused(_) | Error::Invalid(_))) => Err(refused),
            Err(failed) => return Err(failed),
        });
    }
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(outcomes)
}

/// In a transaction: everything is looked at before anything is written, so that a refusal leaves no trace.
async fn open(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
    new: CheckedRequest,
) -> Result<(CertificateRequest, Customer)> {
    let now = services.clock.now();
    let customer = store::customers::find(tx, actor, customer).await?.ok_or(Error::NotFound)?;
    customer.here()?;
    let renewed = renewed(tx, actor, customer.id, new.renews).await?;
    let fax_number = fax_number(services, new.delivery_method, new.fax_number.clone(), &customer)?;
    let own_reminders = new.reminders.clone();
    let request = pending(services, actor, &customer, new, renewed.as_ref(), fax_number, now);
    store::requests::insert(tx, &request).await?;
    let about = About::request(customer.id, request.id);
    events::record(services, tx, actor, EventKind::RequestCreated, about, None, now).await?;
    if request.email_status.is_some() {
        jobs::enqueue_invitation(services, tx, actor, &request).await?;
    }
    if request.delivery_method == DeliveryMethod::Email {
        reminders::plan(tx, actor, &request, own_reminders.as_ref()).await?;
    }
    Ok((request, customer))
}

fn pending(
    services: &Services,
    actor: &Actor,
    customer: &Customer,
    new: CheckedRequest,
    renewed: Option<&Certificate>,
    fax_number: Option<FaxNumber>,
    now: DateTime<Utc>,
) -> CertificateRequest {
    let as_before = |given: Vec<Jurisdiction>| match renewed {
        Some(certificate) if given.is_empty() => certificate.states().collect(),
        _ => given,
    };
    let is_mailed = new.delivery_method != DeliveryMethod::Download;
    CertificateRequest {
        id: RequestId(services.clock.uuid()),
        account_id: actor.account(),
        livemode: actor.livemode(),
        customer_id: customer.id,
        status: RequestStatus::Pending,
        delivery_method: new.delivery_method,
        recipient: new.recipient.unwrap_or_else(|| customer.email.clone()),
        fax_number,
        jurisdictions: as_before(new.jurisdictions),
        reasons: new.reasons,
        certificate_type: new.certificate_type,
        message: new.message,
        cover_letter: new.cover_letter,
        generation: 1,
        certificate_id: None,
        email_status: is_mailed.then_some(MailStatus::Queued),
        language: new.language,
        renews_certificate_id: new.renews,
        ended_because: None,
        expires_at: now + new.lifetime,
        created_at: now,
        updated_at: now,
    }
}

/// The certificate that a request renews; it must be the customer's own.
async fn renewed(
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
    renews: Option<CertificateId>,
) -> Result<Option<Certificate>> {
    let Some(id) = renews else { return Ok(None) };
    let found = store::certificates::find(tx, actor, id).await?;
    let own = found.filter(|certificate| certificate.customer_id == customer);
    Ok(Some(own.ok_or_else(not_renewable)?))
}

/// Where the letter is faxed to, where it is faxed at all.
fn fax_number(
    services: &Services,
    delivery: DeliveryMethod,
    given: Option<FaxNumber>,
    customer: &Customer,
) -> Result<Option<FaxNumber>> {
    if delivery != DeliveryMethod::Fax {
        return Ok(None);
    }
    if services.settings.fax_gateway.is_none() {
        return Err(Refusal::FaxNotConfigured.into());
    }
    let number = given.or_else(|| customer.fax_number.clone());
    let missing = || Invalid::one("fax_number", Problem::Missing, "Enter the fax number of the buyer.");
    Ok(Some(number.ok_or_else(missing)?))
}

/// A request by its id.
pub async fn find(services: &Services, actor: &Actor, id: RequestId) -> Result<RequestDetails> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let request = store::requests::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let customer = customer_of(&mut tx, actor, &request).await?;
    details(services, request, customer)
}

/// Requests, newest first.
pub async fn list(services: &Services, actor: &Actor, filter: ListFilter) -> Result<Page<RequestDetails, RequestId>> {
    actor.require(Role::Viewer)?;
    let now = services.clock.now();
    let limit = filter.limit.clamp(1, 100);
    let ListFilter { status, customer, certificate_type, jurisdiction, created, updated, after, .. } = filter;
    let narrowed = Filter { status, customer, certificate_type, jurisdiction, created, updated, before: after };
    let mut tx = services.store.read().await?;
    let rows = store::requests::list(&mut tx, actor, narrowed, now, limit as i64 + 1).await?;
    let page = Page::cut(rows, limit, |request| request.id);
    let ids: Vec<_> = page.rows.iter().map(|request| request.customer_id).collect();
    let customers: HashMap<_, _> =
        store::customers::find_all(&mut tx, actor, &ids).await?.into_iter().map(|c| (c.id, c)).collect();
    let rows: Result<Vec<_>> = page
        .rows
        .into_iter()
        .map(|request| {
            let customer = customers.get(&request.customer_id).cloned().ok_or(Error::NotFound)?;
            details(services, request, customer)
        })
        .collect();
    Ok(Page { rows: rows?, next_cursor: page.next_cursor })
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
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let mut request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let customer = customer_of(&mut tx, actor, &request).await?;
    if request.cancel(now)? == Cancellation::Now {
        if !store::requests::end(&mut tx, actor, id, RequestStatus::Canceled, None, now).await? {
            return Err(Refusal::RequestInvalid.into());
        }
        events::record(
            services,
            &mut tx,
            actor,
            EventKind::RequestCanceled,
            About::request(customer.id, id),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        (request.status, request.updated_at) = (RequestStatus::Canceled, now);
    }
    details(services, request, customer)
}

/// Gives the buyer of an open request more time: so many days from now, as typed. Its link from before ends when it would
/// have ended; the one that is answered, and those of mails from now on, live as long as the request.
pub async fn extend(services: &Services, actor: &Actor, id: RequestId, days: &str) -> Result<RequestDetails> {
    actor.require_for_requests()?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let expires_at = request.extend(days, now)?;
    let request = CertificateRequest { expires_at, updated_at: now, ..request };
    if !store::requests::extend(&mut tx, actor, id, expires_at, now).await? {
        return Err(Refusal::RequestInvalid.into());
    }
    reminders::plan_again(&mut tx, actor, &request, now).await?;
    let about = About::request(request.customer_id, id);
    let note = Some(format!("Until {}", expires_at.format("%Y-%m-%d")));
    events::record(services, &mut tx, actor, EventKind::RequestExtended, about, note, now).await?;
    let customer = customer_of(&mut tx, actor, &request).await?;
    tx.commit().await?;
    details(services, request, customer)
}

/// Sends the invitation of an open request once more, to the same address or, where one is given, to another: the link
/// that the first address has is dead then.
pub async fn resend(services: &Services, actor: &Actor, id: RequestId, recipient: &str) -> Result<RequestDetails> {
    actor.require_for_requests()?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let recipient = request.resend_to(recipient, now)?;
    let moved = !recipient.eq_ignore_ascii_case(&request.recipient);
    let before = store::mails::last_invitation(&mut tx, actor, id).await?;
    if !moved && before.is_some_and(|(_, at)| now - at < PAUSE) {
        return Err(Refusal::JustSent.into());
    }
    let generation = request.generation + i32::from(moved);
    let email_status = Some(MailStatus::Queued);
    let request = CertificateRequest { recipient, generation, email_status, updated_at: now, ..request };
    if !store::requests::readdress(&mut tx, actor, &request).await? {
        return Err(Refusal::RequestInvalid.into());
    }
    jobs::enqueue_invitation(services, &mut tx, actor, &request).await?;
    reminders::plan_again(&mut tx, actor, &request, now).await?;
    let about = About::request(request.customer_id, id);
    let note = moved.then(|| format!("To {}", request.recipient));
    events::record(services, &mut tx, actor, EventKind::RequestResent, about, note, now).await?;
    let customer = customer_of(&mut tx, actor, &request).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    details(services, request, customer)
}

/// Turns overdue requests invalid, in portions, and says how many it was.
pub async fn expire_overdue(services: &Services) -> Result<usize> {
    const PORTION: i64 = 100;
    let now = services.clock.now();
    let mut tx = services.store.read().await?;
    if !store::requests::any_overdue(&mut tx, now).await? {
        return Ok(0);
    }
    drop(tx);
    let mut tx = services.store.write().await?;
    let expired = store::requests::expire(&mut tx, now, PORTION).await?;
    for (id, account, livemode, customer) in &expired {
        let certlane = Actor::certlane(*account, *livemode);
        events::record(
            services,
            &mut tx,
            &certlane,
            EventKind::RequestExpired,
            About::request(*customer, *id),
            None,
            now,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(expired.len())
}

/// The buyer's browser shows the request. Only the first time counts.
pub async fn mark_opened(services: &Services, actor: &Actor) -> Result<()> {
    let id = actor.request()?;
    let now = services.clock.now();
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
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let request = store::requests::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    request.open(now)?;
    let about = About::request(request.customer_id, id);
    events::record(services, &mut tx, actor, EventKind::RequestWrongPerson, about, note, now).await?;
    Ok(tx.commit().await?)
}

fn details(services: &Services, request: CertificateRequest, customer: Customer) -> Result<RequestDetails> {
    let link = services.request_link(&request)?;
    let now = services.clock.now();
    let invalid_reason = request.invalid_reason(now);
    let request = CertificateRequest { status: request.status_at(now), ..request };
    Ok(RequestDetails { request, invalid_reason, customer, link })
}

async fn customer_of(tx: &mut Tx, actor: &Actor, request: &CertificateRequest) -> Result<Customer> {
    store::customers::find(tx, actor, request.customer_id).await?.ok_or(Error::NotFound)
}
