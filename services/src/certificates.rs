//! Certificates: read, listed, approved, downloaded.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Certificate, CertificateId, CertificateJurisdiction, CertificateStatus, CertificateType, Circumstances, Customer,
    CustomerId, Document, EventKind, Invalid, Jurisdiction, Problem, Refusal, RequestId, Role,
    law::{Finding, Validity, completeness::findings},
};

use crate::{
    Actor, Error, Page, Result, Services, Window,
    events::{self, About},
    info_requests, store,
    store::{Tx, certificates::Filter},
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
    /// What its worth depends on besides.
    pub circumstances: Arc<Circumstances>,
}

impl CertificateDetails {
    /// The summary of today.
    pub fn status(&self) -> CertificateStatus {
        self.certificate.status_on(self.today, &self.circumstances)
    }

    /// What it is worth today in one of its states.
    pub fn status_in(&self, line: &CertificateJurisdiction) -> CertificateStatus {
        let Certificate { certificate_type, review, .. } = self.certificate;
        line.status_on(certificate_type, review, self.today, &self.circumstances)
    }

    /// How long it counts in one of its states, and who says so.
    pub fn validity_in(&self, line: &CertificateJurisdiction) -> Validity {
        line.validity(self.certificate.certificate_type, &self.circumstances.policy)
    }

    /// Its last day in one of its states, as known today.
    pub fn last_day_in(&self, line: &CertificateJurisdiction) -> Option<NaiveDate> {
        line.last_day(self.certificate.certificate_type, self.today, &self.circumstances)
    }

    /// Whether its last day in one of its states has passed, whatever the review says.
    pub fn is_expired_in(&self, line: &CertificateJurisdiction) -> bool {
        self.last_day_in(line).is_some_and(|last| last < self.today)
    }

    /// The first day on which some part of it ends; none where no part has an end.
    pub fn expires_on(&self) -> Option<NaiveDate> {
        self.certificate.expires_on(self.today, &self.circumstances)
    }

    /// What a look at it finds, for the reviewer.
    pub fn findings(&self) -> Vec<Finding> {
        findings(&self.certificate, &self.circumstances.policy, self.today)
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub struct ListFilter {
    /// Only certificates of this customer.
    pub customer: Option<CustomerId>,
    /// Only certificates that name this state.
    pub jurisdiction: Option<Jurisdiction>,
    /// Only certificates that are this today; with a state: there.
    pub status: Option<CertificateStatus>,
    /// Only this document.
    pub certificate_type: Option<CertificateType>,
    /// Only certificates that came in in this time.
    pub created: Window,
    /// Only certificates that changed last in this time.
    pub updated: Window,
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

/// What came of a request, in the order of its documents.
pub async fn of_request(services: &Services, actor: &Actor, request: RequestId) -> Result<Vec<CertificateDetails>> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let certificates = store::certificates::of_request(&mut tx, actor, request).await?;
    let Some(first) = certificates.first() else { return Ok(Vec::new()) };
    let customer = store::customers::find(&mut tx, actor, first.customer_id).await?.ok_or(Error::NotFound)?;
    let measure = Measure::load(services, &mut tx, actor, &[customer.id]).await?;
    Ok(certificates.into_iter().map(|certificate| measure.details(certificate, customer.clone())).collect())
}

/// How many certificates are looked at together for those of a status, and how often: a page that was looked for so long is
/// shown as far as it came.
const PORTION: usize = 200;
const PORTIONS: usize = 25;

/// Certificates, newest first. A status is not stored, so those of one are looked for among those that can have it: a page
/// may be shorter than its limit and still have a next one.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: ListFilter,
) -> Result<Page<CertificateDetails, CertificateId>> {
    actor.require(Role::Viewer)?;
    let limit = filter.limit.clamp(1, 100);
    let portion = if filter.status.is_some() { PORTION } else { limit + 1 };
    let mut tx = services.store.read().await?;
    let (mut found, mut after) = (Vec::new(), filter.after);
    for _ in 0..PORTIONS {
        let rows = store::certificates::list(&mut tx, actor, &filter.narrowed(after), portion as i64).await?;
        let is_last = rows.len() < portion;
        after = rows.last().map(|certificate| certificate.id);
        let details = all_details(services, &mut tx, actor, rows).await?;
        found.extend(details.into_iter().filter(|details| filter.wants(details)));
        if is_last || found.len() > limit {
            return Ok(Page::cut(found, limit, |details| details.certificate.id));
        }
    }
    Ok(Page { rows: found, next_cursor: after })
}

impl ListFilter {
    fn narrowed(&self, before: Option<CertificateId>) -> Filter {
        let Self { customer, jurisdiction, certificate_type, created, updated, .. } = *self;
        let reviews = self.status.map(CertificateStatus::possible_reviews);
        Filter { customer, jurisdiction, certificate_type, reviews, created, updated, before }
    }

    fn wants(&self, details: &CertificateDetails) -> bool {
        let Some(wanted) = self.status else { return true };
        let Some(state) = self.jurisdiction else { return details.status() == wanted };
        let lines = &details.certificate.jurisdictions;
        lines.iter().any(|line| line.jurisdiction == state && details.status_in(line) == wanted)
    }
}

/// Several certificates with whose they are, as of now.
pub(crate) async fn all_details(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    certificates: Vec<Certificate>,
) -> Result<Vec<CertificateDetails>> {
    let ids: Vec<_> = certificates.iter().map(|certificate| certificate.customer_id).collect();
    let measure = Measure::load(services, tx, actor, &ids).await?;
    let customers: HashMap<_, _> =
        store::customers::find_all(tx, actor, &ids).await?.into_iter().map(|c| (c.id, c)).collect();
    let with_customer = |certificate: Certificate| {
        let customer = customers.get(&certificate.customer_id).cloned().ok_or(Error::NotFound)?;
        Ok(measure.details(certificate, customer))
    };
    certificates.into_iter().map(with_customer).collect()
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
    let measure = Measure::load(services, &mut tx, actor, &ids).await?;
    let certificates = store::certificates::of_customers(&mut tx, actor, &ids, NEWEST).await?;
    let best = |customer: Customer| {
        let of_customer = certificates.iter().filter(|certificate| certificate.customer_id == customer.id);
        let details = of_customer.map(|certificate| measure.details(certificate.clone(), customer.clone()));
        let best = details.min_by_key(CertificateDetails::status);
        OnFile { customer, best }
    };
    Ok(customers.into_iter().map(best).collect())
}

/// Approves a certificate that waits for review. Whoever read it first says in which state: its `updated_at`. Nobody approves
/// what has changed since.
pub async fn approve(
    services: &Services,
    actor: &Actor,
    id: CertificateId,
    seen: Option<DateTime<Utc>>,
) -> Result<CertificateDetails> {
    actor.require(Role::Reviewer)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let mut certificate = store::certificates::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    if seen.is_some_and(|seen| seen != certificate.updated_at) {
        let sentence = "This certificate has changed since you opened it. Look at it again before you approve it.";
        return Err(Invalid::one("seen", Problem::Changed, sentence).into());
    }
    let before = certificate.review;
    certificate.approve(now)?;
    info_requests::drop_file(services, &mut tx, actor, id).await?;
    if !store::certificates::update_review(&mut tx, actor, &certificate, before).await? {
        return Err(Refusal::NotReviewable.into());
    }
    let about =
        About { customer: Some(certificate.customer_id), request: certificate.request_id, certificate: Some(id) };
    events::record(services, &mut tx, actor, EventKind::CertificateVerified, about, None, now).await?;
    let details = details(services, &mut tx, actor, certificate).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(details)
}

/// Notes that a person looked the number of one of its states up with the state; once is enough.
pub async fn verify_number(
    services: &Services,
    actor: &Actor,
    id: CertificateId,
    jurisdiction: Jurisdiction,
) -> Result<()> {
    actor.require(Role::Reviewer)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let certificate = store::certificates::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let line = certificate.jurisdictions.iter().find(|line| line.jurisdiction == jurisdiction);
    let number = line.and_then(|line| line.number.clone()).ok_or(Error::NotFound)?;
    if store::certificate_jurisdictions::mark_number_verified(&mut tx, actor, id, jurisdiction, now).await? {
        let about =
            About { customer: Some(certificate.customer_id), request: certificate.request_id, certificate: Some(id) };
        let note = Some(format!("{}: {number}", jurisdiction.name()));
        events::record(services, &mut tx, actor, EventKind::CertificateNumberVerified, about, note, now).await?;
    }
    Ok(tx.commit().await?)
}

/// A URL that anyone may download the document by, for one hour; none before a document is stored and checked, and none
/// while the virus scan holds it.
pub async fn download_url(services: &Services, actor: &Actor, certificate: &Certificate) -> Result<Option<String>> {
    let Some(document) = document(services, actor, certificate).await?.filter(|document| !document.is_held()) else {
        return Ok(None);
    };
    Ok(Some(services.storage.presign(&document, &certificate.file_stem(), services.clock.now()).await?))
}

/// The certificate's document, if there is one.
pub async fn document(services: &Services, actor: &Actor, certificate: &Certificate) -> Result<Option<Document>> {
    actor.require(Role::Viewer)?;
    let Some(id) = certificate.document_id else { return Ok(None) };
    let mut tx = services.store.read().await?;
    Ok(store::documents::find(&mut tx, actor, id).await?)
}

/// A certificate with whose it is, as of now.
pub(crate) async fn details(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    certificate: Certificate,
) -> Result<CertificateDetails> {
    let customer = store::customers::find(tx, actor, certificate.customer_id).await?.ok_or(Error::NotFound)?;
    Ok(Measure::load(services, tx, actor, &[customer.id]).await?.details(certificate, customer))
}

/// What statuses are measured by today, for several customers.
struct Measure {
    today: NaiveDate,
    common: Arc<Circumstances>,
    of_customers: HashMap<CustomerId, Arc<Circumstances>>,
}

impl Measure {
    async fn load(services: &Services, tx: &mut Tx, actor: &Actor, customers: &[CustomerId]) -> Result<Self> {
        let now = services.clock.now_for(actor);
        let account = store::accounts::find(tx, actor.account()).await?.ok_or(Error::NotFound)?;
        let policy = Arc::new(store::policies::at(tx, actor.account(), now).await?.policy);
        let window_days = account.expiring_window_days;
        let common = Circumstances { window_days, policy, purchases: BTreeMap::new() };
        let mut of_customers: HashMap<CustomerId, Circumstances> = HashMap::new();
        let wanted = store::on_file::Wanted { customers, jurisdictions: None, known_at: now };
        for (customer, state, purchases) in store::on_file::find_purchases(tx, actor, wanted).await? {
            let circumstances = of_customers.entry(customer).or_insert_with(|| common.clone());
            circumstances.purchases.insert(state, purchases);
        }
        let of_customers = of_customers.into_iter().map(|(customer, own)| (customer, Arc::new(own))).collect();
        Ok(Self { today: account.day(now), common: Arc::new(common), of_customers })
    }

    fn details(&self, certificate: Certificate, customer: Customer) -> CertificateDetails {
        let circumstances = self.of_customers.get(&customer.id).unwrap_or(&self.common).clone();
        CertificateDetails { certificate, customer, today: self.today, circumstances }
    }
}
