//! Certificates that came on paper, or by mail to a salesperson: staff sends the file in, and says what stands on it.

use domain::{
    Certificate, CertificateId, Customer, CustomerId, DocumentId, EventKind, NewPaper, Review, Role,
    document::Unacceptable, paper::CheckedPaper, wizard::Business,
};

use crate::{
    Actor, Error, Result, Services, certificates,
    certificates::CertificateDetails,
    documents,
    documents::Part,
    events::{self, About},
    store,
};

/// Files a customer's certificate; it waits for review as every other does. The files are one document.
pub async fn file(
    services: &Services,
    actor: &Actor,
    customer: CustomerId,
    typed: &NewPaper,
    parts: Vec<Part>,
) -> Result<CertificateDetails> {
    actor.require(Role::Sales)?;
    let (customer, paper) = check(services, actor, customer, typed).await?;
    if parts.is_empty() {
        return Err(Unacceptable::NotSelected.into());
    }
    let received = documents::assemble(services, parts).await?;
    let document = documents::store(services, actor, received).await?;
    let certificate = certificate(services, actor, customer, paper, document);
    let now = certificate.created_at;
    let mut tx = services.store.write().await?;
    documents::take(services, &mut tx, actor, document).await?;
    store::certificates::insert(&mut tx, &certificate).await?;
    let about = About { customer: Some(certificate.customer_id), request: None, certificate: Some(certificate.id) };
    let note = Some("Sent in by staff".to_owned());
    events::record(services, &mut tx, actor, EventKind::CertificateCreated, about, note, now).await?;
    let details = certificates::details(services, &mut tx, actor, certificate).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(details)
}

async fn check(
    services: &Services,
    actor: &Actor,
    customer: CustomerId,
    typed: &NewPaper,
) -> Result<(Customer, CheckedPaper)> {
    let mut tx = services.store.read().await?;
    let customer = store::customers::find(&mut tx, actor, customer).await?.ok_or(Error::NotFound)?;
    customer.here()?;
    let account = store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)?;
    Ok((customer, typed.check(account.day(services.clock.now_for(actor)))?))
}

/// The business is the customer as the merchant knows it: the file says the rest.
fn certificate(
    services: &Services,
    actor: &Actor,
    customer: Customer,
    paper: CheckedPaper,
    document: DocumentId,
) -> Certificate {
    let now = services.clock.now_for(actor);
    Certificate {
        id: CertificateId(services.clock.uuid()),
        account_id: actor.account(),
        livemode: actor.livemode(),
        customer_id: customer.id,
        request_id: None,
        certificate_type: paper.certificate_type,
        review: Review::Pending,
        document_id: Some(document),
        business: Business::of(customer, paper.business_type),
        signer: paper.signer,
        jurisdictions: paper.jurisdictions,
        coverage: None,
        certificate_number: None,
        created_at: now,
        updated_at: now,
    }
}
