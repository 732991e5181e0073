//! What a customer's certificates say, certificate by certificate and state by state.

use domain::{CertificateId, CertificateJurisdiction, Coverage, CustomerId, Jurisdiction, Role};

use crate::{
    Actor, Error, Page, Result, Services, certificates,
    certificates::{CertificateDetails, ListFilter},
    store,
};

/// The most certificates of one customer that are looked at.
const MOST: usize = 5_000;

/// What a list of exemptions is narrowed to; nothing of it: all of the customer's.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only of certificates that reach so far; empty: all.
    pub coverage: Vec<Coverage>,
    /// Only in these states; empty: all.
    pub jurisdictions: Vec<Jurisdiction>,
    /// Only those whose last day has passed, or only the others.
    pub expired: Option<bool>,
    /// Only those that count as far as people decide that, or only the others.
    pub active: Option<bool>,
    /// The last one of the page before.
    pub after: Option<(CertificateId, Jurisdiction)>,
    /// How many at most, 1 to 100.
    pub limit: usize,
}

/// What one certificate says of one state.
#[derive(Debug, Clone)]
pub struct Exemption {
    /// The certificate, with whose it is.
    pub details: CertificateDetails,
    /// What it says.
    pub line: CertificateJurisdiction,
}

/// A page of exemptions.
#[derive(Debug, Clone)]
pub struct Exemptions {
    /// Those of this page, of the newest certificate first.
    pub page: Page<Exemption, (CertificateId, Jurisdiction)>,
    /// How many there are on all pages.
    pub total: usize,
}

/// What a customer's certificates say, narrowed. A status is derived, so all of a customer's are looked at.
pub async fn exemptions(
    services: &Services,
    actor: &Actor,
    customer: CustomerId,
    filter: &Filter,
) -> Result<Exemptions> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    store::customers::find(&mut tx, actor, customer).await?.ok_or(Error::NotFound)?;
    let certificates = store::certificates::of_customers(&mut tx, actor, &[customer], MOST as i64).await?;
    let details = certificates::all_details(services, &mut tx, actor, certificates).await?;
    let wanted: Vec<_> = details.iter().flat_map(|details| filter.of(details)).collect();
    let total = wanted.len();
    let rest = wanted.into_iter().filter(|said| filter.after.is_none_or(|after| said.is_after(after))).collect();
    let page = Page::cut(rest, filter.limit.clamp(1, 100), |said: &Said| said.place());
    // Copied only now, since each line of a page comes with its whole certificate.
    let rows = page.rows.into_iter().map(Said::copied).collect();
    Ok(Exemptions { page: Page { rows, next_cursor: page.next_cursor }, total })
}

/// What one certificate says of one state, where it lies.
#[derive(Clone, Copy)]
struct Said<'a> {
    details: &'a CertificateDetails,
    line: &'a CertificateJurisdiction,
}

impl Said<'_> {
    fn place(&self) -> (CertificateId, Jurisdiction) {
        (self.details.certificate.id, self.line.jurisdiction)
    }

    /// Newest certificate first, its states by code.
    fn is_after(&self, (certificate, state): (CertificateId, Jurisdiction)) -> bool {
        let (id, jurisdiction) = self.place();
        id < certificate || (id == certificate && jurisdiction > state)
    }

    fn copied(self) -> Exemption {
        Exemption { details: self.details.clone(), line: self.line.clone() }
    }
}

impl Filter {
    /// The lines of a certificate that are wanted.
    fn of<'a>(&self, details: &'a CertificateDetails) -> impl Iterator<Item = Said<'a>> {
        let reaches = self.coverage.is_empty() || self.coverage.contains(&details.certificate.coverage());
        let wanted = move |line: &&CertificateJurisdiction| {
            reaches
                && (self.jurisdictions.is_empty() || self.jurisdictions.contains(&line.jurisdiction))
                && self.expired.is_none_or(|expired| details.is_expired_in(line) == expired)
                && self.active.is_none_or(|active| details.certificate.is_active_in(line) == active)
        };
        details.certificate.jurisdictions.iter().filter(wanted).map(move |line| Said { details, line })
    }
}

/// The certificates of a customer, newest first, and how many states they name on all pages together.
pub async fn list(
    services: &Services,
    actor: &Actor,
    customer: CustomerId,
    after: Option<CertificateId>,
    limit: usize,
) -> Result<(Page<CertificateDetails, CertificateId>, i64)> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    store::customers::find(&mut tx, actor, customer).await?.ok_or(Error::NotFound)?;
    let total = store::filings::count_exemptions(&mut tx, actor, customer).await?;
    drop(tx);
    let filter = ListFilter { customer: Some(customer), after, limit, ..ListFilter::default() };
    Ok((certificates::list(services, actor, filter).await?, total))
}
