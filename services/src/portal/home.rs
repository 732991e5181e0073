//! What a visitor sees and does: certificates on file, renewals, more states, open requests.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::Duration;
use domain::{
    Certificate, CertificateId, CertificateRequest, CustomerId, DeliveryMethod, EventKind, Invalid, Jurisdiction,
    Problem, Reason, RequestId, RequestStatus,
    request::{EXPIRES_IN_DAYS, STANDARD_LETTER},
};

use crate::{
    Actor, Error, Result, Services,
    certificates::{self, CertificateDetails},
    events::{self, About},
    invitations::{Opened, cookie_of},
    store,
    store::Tx,
};

/// How many certificates and requests the home shows.
const MOST: usize = 100;

/// How many requests a customer may have open before it opens more by itself.
const MOST_OPEN: usize = 20;

/// Everything that the home shows.
#[derive(Debug, Clone)]
pub struct Home {
    /// What is on file, newest first.
    pub certificates: Vec<CertificateDetails>,
    /// What waits for an answer, newest first.
    pub requests: Vec<CertificateRequest>,
    /// Which certificates are being renewed, by which open request.
    pub renewals: HashMap<CertificateId, RequestId>,
    /// The requests that the buyer opened here.
    pub opened_here: HashSet<RequestId>,
}

/// Loads the home of the visitor's customer.
pub async fn home(services: &Services, actor: &Actor) -> Result<Home> {
    let customer = actor.customer()?;
    let filter = certificates::ListFilter { customer: Some(customer), limit: MOST, ..Default::default() };
    let certificates = certificates::list(services, &certlane(actor), filter).await?.rows;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.read().await?;
    let requests = open_requests(services, &mut tx, actor, customer).await?;
    let renewals = store::portal_requests::open_renewals(&mut tx, actor, customer, now).await?;
    let opened_here = store::events::created_by(&mut tx, actor, customer, &actor.name()).await?;
    Ok(Home {
        certificates,
        requests,
        renewals: renewals.into_iter().collect(),
        opened_here: opened_here.into_iter().collect(),
    })
}

/// The program reads the customer's rows for the visitor, by the functions that the desk reads them by.
fn certlane(actor: &Actor) -> Actor {
    Actor::certlane(actor.world())
}

/// A URL that the visitor may download the document by; none where there is none yet.
pub async fn download_url(services: &Services, actor: &Actor, id: CertificateId) -> Result<Option<String>> {
    let mut tx = services.store.read_once().await?;
    let certificate = own(&mut tx, actor, id).await?;
    drop(tx);
    certificates::download_url(services, &certlane(actor), &certificate).await
}

/// Opens a request that follows a certificate, or goes on with the one that does already.
pub async fn renew(services: &Services, actor: &Actor, id: CertificateId) -> Result<Opened> {
    let customer = actor.customer()?;
    let mut tx = hold(services, actor, customer).await?;
    let certificate = own(&mut tx, actor, id).await?;
    let open = store::portal_requests::open_renewals(&mut tx, actor, customer, services.clock.now_for(actor)).await?;
    let request = match open.into_iter().find(|(renewed, _)| *renewed == id) {
        Some((_, request)) => store::requests::find(&mut tx, actor, request).await?.ok_or(Error::NotFound)?,
        None => {
            let reasons: BTreeSet<_> = certificate.jurisdictions.iter().map(|line| line.reason).collect();
            let wanted = Wanted {
                jurisdictions: certificate.states().collect(),
                reasons: reasons.into_iter().collect(),
                renews: Some(id),
                note: "A renewal, opened by the buyer",
            };
            open_request(services, &mut tx, actor, wanted).await?
        }
    };
    tx.commit().await?;
    cookie_of(services, &request)
}

/// Opens a request for more states, or goes on with an open one for the same.
pub async fn add_states(services: &Services, actor: &Actor, codes: &[String]) -> Result<Opened> {
    let customer = actor.customer()?;
    let states = states(codes)?;
    let mut tx = hold(services, actor, customer).await?;
    let open = open_requests(services, &mut tx, actor, customer).await?;
    let same = |request: &&CertificateRequest| request.jurisdictions.iter().copied().collect::<BTreeSet<_>>() == states;
    let request = match open.iter().find(same) {
        Some(request) => request.clone(),
        None => {
            let wanted = Wanted {
                jurisdictions: states.into_iter().collect(),
                reasons: vec![],
                renews: None,
                note: "For more states, opened by the buyer",
            };
            open_request(services, &mut tx, actor, wanted).await?
        }
    };
    tx.commit().await?;
    cookie_of(services, &request)
}

fn states(codes: &[String]) -> std::result::Result<BTreeSet<Jurisdiction>, Invalid> {
    let parsed: std::result::Result<BTreeSet<Jurisdiction>, _> = codes.iter().map(|code| code.parse()).collect();
    match parsed {
        Ok(states) if states.is_empty() => {
            Err(Invalid::one("more_states", Problem::Missing, "Select at least one state."))
        }
        Ok(states) => Ok(states),
        Err(_) => Err(Invalid::one("more_states", Problem::Incorrect, "Select the states from the list.")),
    }
}

/// Goes on with a request of the visitor's customer, wherever it is.
pub async fn go_on(services: &Services, actor: &Actor, id: RequestId) -> Result<Opened> {
    let customer = actor.customer()?;
    let mut tx = services.store.read_once().await?;
    let request = store::requests::find(&mut tx, actor, id).await?;
    let request = request.filter(|request| request.customer_id == customer).ok_or(Error::NotFound)?;
    cookie_of(services, &request)
}

/// A certificate of the visitor's customer; any other is not found.
async fn own(tx: &mut Tx, actor: &Actor, id: CertificateId) -> Result<Certificate> {
    let customer = actor.customer()?;
    let found = store::certificates::find(tx, actor, id).await?;
    found.filter(|certificate| certificate.customer_id == customer).ok_or(Error::NotFound)
}

/// A transaction in which nobody else opens a request of this customer.
async fn hold(services: &Services, actor: &Actor, customer: CustomerId) -> Result<Tx> {
    let mut tx = services.store.write().await?;
    if store::portal_requests::hold(&mut tx, actor, customer).await? { Ok(tx) } else { Err(Error::NotFound) }
}

async fn open_requests(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
) -> Result<Vec<CertificateRequest>> {
    let now = services.clock.now_for(actor);
    Ok(store::portal_requests::open(tx, actor, customer, now, MOST as i64).await?)
}

/// What a visitor asks to be asked for.
struct Wanted {
    jurisdictions: Vec<Jurisdiction>,
    reasons: Vec<Reason>,
    /// The certificate that it follows.
    renews: Option<CertificateId>,
    note: &'static str,
}

/// Opens a request that nobody is mailed about: the visitor answers it at once.
async fn open_request(services: &Services, tx: &mut Tx, actor: &Actor, wanted: Wanted) -> Result<CertificateRequest> {
    let id = actor.customer()?;
    let now = services.clock.now_for(actor);
    let customer = store::customers::find(tx, actor, id).await?.ok_or(Error::NotFound)?;
    if open_requests(services, tx, actor, id).await?.len() >= MOST_OPEN {
        let sentence = "You have many open requests. Answer one of them first.";
        return Err(Invalid::one("more_states", Problem::Changed, sentence).into());
    }
    let request = CertificateRequest {
        id: RequestId(services.clock.uuid()),
        account_id: actor.account(),
        livemode: actor.livemode(),
        customer_id: id,
        status: RequestStatus::Pending,
        delivery_method: DeliveryMethod::Download,
        recipient: customer.email,
        fax_number: None,
        jurisdictions: wanted.jurisdictions,
        reasons: wanted.reasons,
        certificate_type: None,
        message: None,
        cover_letter: STANDARD_LETTER.to_owned(),
        generation: 1,
        certificate_id: None,
        email_status: None,
        language: None,
        renews_certificate_id: wanted.renews,
        ended_because: None,
        expires_at: now + Duration::days(EXPIRES_IN_DAYS),
        created_at: now,
        updated_at: now,
    };
    store::requests::insert(tx, &request).await?;
    let about = About::request(id, request.id);
    let note = Some(wanted.note.to_owned());
    events::record(services, tx, actor, EventKind::RequestCreated, about, note, now).await?;
    Ok(request)
}
