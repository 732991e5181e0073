//! The virus scanner: it looks at files as they come, and later at those that were held because it did not answer.

use domain::{AccountId, Document, DocumentId, EventKind, Scan, document::Unacceptable};

use super::{
    Part, bytes,
    scanner::{self, Found},
    spool::chunks,
};
use crate::{
    Actor, Error, Result, Services,
    events::{self, About},
    store,
    store::Tx,
};

/// Lets the scanner look at the files as they came. Where it does not answer, the document will be held.
pub(super) async fn scan(services: &Services, parts: &[Part]) -> Result<Scan> {
    let Some(clamd) = &services.settings.clamd else { return Ok(Scan::NotScanned) };
    let all = async {
        for part in parts {
            let file = tokio::fs::File::open(part.file.path()).await?;
            if let Found::Virus(name) = clamd.scan(chunks(file), scanner::WHILE_SOMEBODY_WAITS).await? {
                return Ok(Found::Virus(name));
            }
        }
        Ok::<_, std::io::Error>(Found::Nothing)
    };
    match tokio::time::timeout(scanner::WHILE_SOMEBODY_WAITS, all).await.unwrap_or_else(|late| Err(late.into())) {
        Ok(Found::Nothing) => Ok(Scan::Clean),
        Ok(Found::Virus(name)) => {
            tracing::warn!(name, "an upload contained a virus: {name}");
            Err(Unacceptable::Virus.into())
        }
        Err(error) => {
            tracing::warn!(%error, "the virus scanner at {clamd} does not do what it should; a document is held");
            Ok(Scan::Waiting)
        }
    }
}

/// Asks the scanner about a document that is held. Where it finds a virus, the object goes, and the row stays to say so.
pub(crate) async fn scan_held(services: &Services, account: AccountId, id: DocumentId) -> Result<()> {
    let mut tx = services.store.read().await?;
    let held = store::documents::find_held(&mut tx, account, id).await?;
    drop(tx);
    let Some(document) = held else { return Ok(()) };
    if document.scan == Scan::Waiting {
        match ask_scanner(services, &document).await? {
            Found::Nothing => return release(services, &document).await,
            Found::Virus(name) => condemn(services, &document, name).await?,
        }
    }
    services.storage.delete(&document.key).await // here again where it failed after the row had said so
}

async fn ask_scanner(services: &Services, document: &Document) -> Result<Found> {
    const SCANNER: &str = "The virus scanner at CERTLANE_CLAMD";
    // Still held where the operator has taken the scanner away: nobody has looked at it.
    let clamd = services.settings.clamd.as_ref().ok_or(Error::Unavailable(SCANNER))?;
    let content = bytes(services.storage.get(&document.key).await?);
    clamd.scan(content, scanner::IN_PEACE).await.map_err(|error| {
        tracing::warn!(%error, "the virus scanner at {clamd} does not do what it should");
        Error::Unavailable(SCANNER)
    })
}

async fn release(services: &Services, document: &Document) -> Result<()> {
    let mut tx = services.store.write().await?;
    store::documents::settle_scan(&mut tx, document, Scan::Clean).await?;
    Ok(tx.commit().await?)
}

/// A virus was found: the row and the trail say so from now on.
async fn condemn(services: &Services, document: &Document, virus: String) -> Result<()> {
    let mut tx = services.store.write().await?;
    let certlane = Actor::certlane(store::clocks::world(&mut tx, document.account_id, document.livemode).await?);
    if store::documents::settle_scan(&mut tx, document, Scan::Infected).await? {
        let (kind, now) = (EventKind::DocumentInfected, services.clock.now_for(&certlane));
        let note = Some(format!("{}: {virus}", document.file_name));
        match about(&mut tx, &certlane, document).await? {
            Some(about) => events::record(services, &mut tx, &certlane, kind, about, note, now).await?,
            None => drop(events::insert(services, &mut tx, &certlane, kind, About::default(), note, now).await?),
        }
    }
    Ok(tx.commit().await?)
}

/// What a document is about: the request that it answers, or the certificate that staff sent in. None: a file that no
/// certificate names.
async fn about(tx: &mut Tx, certlane: &Actor, document: &Document) -> Result<Option<About>> {
    let Some(request) = document.request_id else {
        let found = store::certificates::find_by_document(tx, document.account_id, document.id).await?;
        let about =
            |(certificate, customer)| About { customer: Some(customer), request: None, certificate: Some(certificate) };
        return Ok(found.map(about));
    };
    let request = store::requests::find(tx, certlane, request).await?.ok_or(Error::NotFound)?;
    let about = About::request(request.customer_id, request.id);
    Ok(Some(About { certificate: request.certificate_id, ..about }))
}
