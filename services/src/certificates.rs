//! Certificates: read, listed, approved, downloaded.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    Account, Certificate, CertificateId, CertificateStatus, Customer, CustomerId, Document, EventKind, Refusal, Role,
};

use crate::{
    Actor, Error, Page, Result, Services,
    events::{self, About},
    store,
    store::Tx,
};

/// A certificate with whose it is, and the day on which its status is derived.
#[derive(Debug, Clone)]
pub struct CertificateDetails {
    /// The certificate.
    pub certificate: Certificate,
    /// Who gave it.
    pub customer: Customer,
    /// Today, where the merchant is.
    pub today: NaiveDate,
    /// How many days before its last day it counts as expiring.
    pub window_days: i32,
}

impl CertificateDetails {
    /// The summary of today.
    pub fn status(&self) -> CertificateStatus {
        self.certificate.status_on(self.today, self.window_days)
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub struct ListFilter {
    /// Only certificates of this customer.
    pub customer: Option<CustomerId>,
    /// The cursor of the page before.
    pub after: Option<CertificateId>,
    /// How many at most, 1 to 100.
    pub limit: usize,
}

/// A certificate by its id.
pub async fn find(services: &Services, actor: &Actor, id: CertificateId) -> Result<CertificateDetails> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let certificate = store::certificates::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    details(services, &mut tx, actor, certificate).await
}

/// Certificates, newest first.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: ListFilter,
) -> Result<Page<CertificateDetails, CertificateId>> {
    actor.require(Role::Viewer)?;
    let limit = filter.limit.clamp(1, 100);
    let mut tx = services.store.read().await?;
    let account = account_of(&mut tx, actor).await?;
    let today = account.day(services.clock.now());
    let rows = store::certificates::list(&mut tx, actor, filter.customer, filter.after, limit as i64 + 1).await?;
    let page = Page::cut(rows, limit, |certificate| certificate.id);
    let ids: Vec<_> = page.rows.iter().map(|certificate| certificate.customer_id).collect();
    let customers: HashMap<_, _> =
        store::customers::find_all(&mut tx, actor, &ids).await?.into_iter().map(|c| (c.id, c)).collect();
    let with_customer = |certificate: Certificate| {
        let customer = customers.get(&certificate.customer_id).cloned().ok_or(Error::NotFound)?;
        Ok(CertificateDetails { certificate, customer, today, window_days: account.expiring_window_days })
    };
    let rows: Result<Vec<_>> = page.rows.into_iter().map(with_customer).collect();
    Ok(Page { rows: rows?, next_cursor: page.next_cursor })
}

/// A customer with the best certificate that is on file.
#[derive(Debug, Clone)]
pub struct OnFile {
    /// The customer.
    pub customer: Customer,
    /// Its certificate of the best status; of two equally good ones the newer.
    pub best: Option<CertificateDetails>,
}

/// What is on file of these customers, by one query for all.
pub async fn on_file(services: &Services, actor: &Actor, customers: Vec<Customer>) -> Result<Vec<OnFile>> {
    const NEWEST: i64 = 500;
    actor.require(Role::Viewer)?;
    let ids: Vec<_> = customers.iter().map(|customer| customer.id).collect();
    let mut tx = services.store.read().await?;
    let account = account_of(&mut tx, actor).await?;
    let (today, window_days) = (account.day(services.clock.now()), account.expiring_window_days);
    let certificates = store::certificates::of_customers(&mut tx, actor, &ids, NEWEST).await?;
    let best = |customer: Customer| {
        let of_customer = certificates.iter().filter(|certificate| certificate.customer_id == customer.id);
        let best = of_customer.min_by_key(|certificate| certificate.status_on(today, window_days)).cloned();
        let best =
            best.map(|certificate| CertificateDetails { certificate, customer: customer.clone(), today, window_days });
        OnFile { customer, best }
    };
    Ok(customers.into_iter().map(best).collect())
}

/// Approves a certificate that waits for review.
pub async fn approve(services: &Services, actor: &Actor, id: CertificateId) -> Result<CertificateDetails> {
    actor.require(Role::Reviewer)?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let mut certificate = store::certificates::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let before = certificate.review;
    certificate.approve(now)?;
    if !store::certificates::update_review(&mut tx, actor, &certificate, before).await? {
        return Err(Refusal::NotReviewable.into());
    }
    let about =
        About { customer: Some(certificate.customer_id), request: certificate.request_id, certificate: Some(id) };
    events::record(services, &mut tx, actor, EventKind::CertificateVerified, about, None, now).await?;
    let details = details(services, &mut tx, actor, certificate).await?;
    tx.commit().await?;
    Ok(details)
}

/// A URL that anyone may download the document by, for one hour; none before a document is stored and checked.
pub async fn download_url(services: &Services, actor: &Actor, certificate: &Certificate) -> Result<Option<String>> {
    let Some(document) = document(services, actor, certificate).await? else { return Ok(None) };
    Ok(Some(services.storage.presign(&document, services.clock.now()).await?))
}

/// The certificate's document, if there is one.
pub async fn document(services: &Services, actor: &Actor, certificate: &Certificate) -> Result<Option<Document>> {
    actor.require(Role::Viewer)?;
    let Some(id) = certificate.document_id else { return Ok(None) };
    let mut tx = services.store.read().await?;
    Ok(store::documents::find(&mut tx, actor, id).await?)
}

async fn details(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    certificate: Certificate,
) -> Result<CertificateDetails> {
    let customer = store::customers::find(tx, actor, certificate.customer_id).await?.ok_or(Error::NotFound)?;
    let account = account_of(tx, actor).await?;
    let today = account.day(services.clock.now());
    Ok(CertificateDetails { certificate, customer, today, window_days: account.expiring_window_days })
}

async fn account_of(tx: &mut Tx, actor: &Actor) -> Result<Account> {
    store::accounts::find(tx, actor.account()).await?.ok_or(Error::NotFound)
}
