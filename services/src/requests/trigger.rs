//! Opening requests: one, or many by one call.

use chrono::{DateTime, Utc};
use domain::{
    Certificate, CertificateId, CertificateRequest, Customer, CustomerId, DeliveryMethod, EventKind, FaxNumber,
    Invalid, Jurisdiction, MailStatus, NewRequest, Problem, Refusal, RequestId, RequestStatus,
    request::{CheckedRequest, not_renewable},
};

use super::{RequestDetails, details};
use crate::{
    Actor, Error, Result, Services,
    customers::{self, CustomerName},
    events::{self, About},
    jobs, reminders, store,
    store::Tx,
};

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
    details(services, actor, request, customer)
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
            Ok((request, customer)) => details(services, actor, request, customer),
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
    let now = services.clock.now_for(actor);
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
