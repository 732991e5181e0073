//! Files on their way in and out: streamed, never whole in memory.

mod inspection;
mod scanner;
mod scans;
mod spool;

use std::path::Path;

use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use chrono::Duration;
use domain::{
    AccountId, CertificateId, Document, DocumentId, EventKind, MediaType, Refusal, RequestId, Role, Scan,
    document::{Kind, MOST_FILES, Unacceptable, belong_together, recognize},
    invalid::is_invisible,
};
use futures_util::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

pub(crate) use self::inspection::AT_ONCE;
pub use self::scanner::Clamd;
pub(crate) use self::scans::scan_held;
use self::{
    scans::scan,
    spool::{Spooled, measure, spool, spool_bytes, spool_failed, spool_file},
};
use crate::{
    Actor, Error, Result, Services,
    events::{self, About},
    jobs,
    secrets::hex,
    store,
    store::Tx,
};

/// How many times the limit of a file the pictures of one document may have together.
const TOGETHER: u64 = 4;

/// How many times the limit of a file is stored for one request in its life.
const STORED: u64 = 8;

/// An upload that never ended is given up after this long.
const GIVE_UP_AFTER: Duration = Duration::hours(1);

/// A file of a buyer's that came in whole: a PDF, or a picture that becomes one or more pages. It lies in the spool and
/// goes away with this value.
pub struct Part {
    file: NamedTempFile,
    file_name: String,
    kind: Kind,
    size: u64,
    sha256: String,
}

/// One document that was looked through and can be stored. It lies in the spool and goes away with this value.
pub struct Received {
    file: NamedTempFile,
    file_name: String,
    size: u64,
    sha256: String,
    pages: usize,
    scan: Scan,
}

/// Takes a file from a buyer, or from the merchant's staff: spooled to disk while it is hashed and measured, and recognized. [`assemble`] makes a
/// document of it, alone or with others.
pub async fn receive<S, E>(services: &Services, actor: &Actor, file_name: &str, content: S) -> Result<Part>
where
    S: Stream<Item = std::result::Result<Bytes, E>> + Send,
    E: std::error::Error,
{
    check_wanted(services, actor).await?;
    let Spooled { file, size, sha256, head, tail } = spool(services, content).await?;
    let kind = recognize(&head, &tail)?;
    Ok(Part { file, file_name: shown_name(file_name), kind, size, sha256 })
}

/// Passes whoever may send the merchant's own papers in.
pub fn check_sender(actor: &Actor) -> Result<()> {
    actor.require(Role::Sales)
}

/// Whether a file may be sent: by staff, or by the buyer while the request is open or a reviewer asks for another one.
async fn check_wanted(services: &Services, actor: &Actor) -> Result<()> {
    let Some(id) = answered_by(actor)? else { return Ok(()) };
    let mut tx = services.store.read().await?;
    let request = store::requests::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    match request.open(services.clock.now_for(actor)) {
        Err(_) if store::info_requests::wants_file(&mut tx, actor, id).await? => Ok(()),
        open => Ok(open?),
    }
}

/// The request that a file answers; none: staff sends it in.
fn answered_by(actor: &Actor) -> Result<Option<RequestId>> {
    match actor.request() {
        Ok(request) => Ok(Some(request)),
        Err(_) => check_sender(actor).map(|()| None),
    }
}

/// Whether files can be one document: a PDF, or some pictures that are not too large together.
pub fn check_together(services: &Services, parts: &[Part]) -> Result<()> {
    let kinds: Vec<_> = parts.iter().map(|part| part.kind).collect();
    belong_together(&kinds)?;
    let most = most_together(services);
    if parts.len() > 1 && parts.iter().map(|part| part.size).sum::<u64>() > most {
        return Err(Unacceptable::TooLargeTogether(most / 1_000_000).into());
    }
    Ok(())
}

/// How many bytes the pictures of one document may have together.
pub fn most_together(services: &Services) -> u64 {
    services.settings.upload_limit * TOGETHER
}

/// Makes one document of files: each is scanned and looked through, and pictures become one PDF. Nothing is stored yet,
/// since the form that they came with may end badly; [`wizard::save_document`](crate::wizard::save_document) does that.
pub async fn assemble(services: &Services, parts: Vec<Part>) -> Result<Received> {
    check_together(services, &parts)?;
    let scan = scan(services, &parts).await?;
    let made = spool_file(services)?;
    let pages = inspection::inspect(services, &parts, made.path()).await?;
    let Some(Part { file, file_name, kind, size, sha256 }) = parts.into_iter().next() else {
        return Err(Unacceptable::NotSelected.into());
    };
    if !kind.is_picture() {
        return Ok(Received { file, file_name, size, sha256, pages, scan });
    }
    let (size, sha256) = measure(made.path()).await.map_err(spool_failed)?;
    Ok(Received { file: made, file_name: as_pdf(&file_name), size, sha256, pages, scan })
}

/// The name of the PDF that was made of a picture.
fn as_pdf(picture: &str) -> String {
    const PICTURES: [&str; 8] = ["jpg", "jpeg", "png", "tif", "tiff", "heic", "heif", "pdf"];
    let stem = match picture.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && PICTURES.contains(&ending.to_lowercase().as_str()) => stem,
        _ => picture,
    };
    format!("{stem}.pdf")
}

/// Stores a file's object. It becomes a document when the draft names it, by [`mark_stored`](store::documents::mark_stored).
pub(crate) async fn store(services: &Services, actor: &Actor, received: Received) -> Result<DocumentId> {
    let request_id = answered_by(actor)?;
    let id = DocumentId(services.clock.uuid());
    let document = Document {
        id,
        account_id: actor.account(),
        livemode: actor.livemode(),
        request_id,
        key: format!("{}/{}", actor.account().0.simple(), id.0.simple()),
        file_name: received.file_name,
        media_type: MediaType::Pdf,
        size: received.size as i64,
        sha256: received.sha256,
        pages: i32::try_from(received.pages).ok(),
        scan: received.scan,
        created_at: services.clock.now(),
    };
    if request_id.is_some() {
        count(services, &document).await?;
    }
    announce(services, &document, received.file.path()).await?;
    Ok(id)
}

/// Keeps a file for certificates that will name it, and that it outlives.
pub async fn keep(services: &Services, actor: &Actor, parts: Vec<Part>) -> Result<Document> {
    actor.require(Role::Sales)?;
    if parts.is_empty() {
        return Err(Unacceptable::NotSelected.into());
    }
    let received = assemble(services, parts).await?;
    let id = store(services, actor, received).await?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    take(services, &mut tx, actor, id).await?;
    let document = store::documents::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let note = Some(document.file_name.clone());
    events::insert(services, &mut tx, actor, EventKind::FileCreated, About::default(), note, now).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(document)
}

/// Stores a document that was made here. It becomes one when a certificate names it.
pub(crate) async fn store_made(
    services: &Services,
    actor: &crate::Actor,
    id: DocumentId,
    file_name: String,
    pdf: &forms::Pdf,
) -> Result<()> {
    let document = Document {
        id,
        account_id: actor.account(),
        livemode: actor.livemode(),
        request_id: Some(actor.request()?),
        key: format!("{}/{}", actor.account().0.simple(), id.0.simple()),
        file_name,
        media_type: MediaType::Pdf,
        size: pdf.bytes.len() as i64,
        sha256: hex(&Sha256::digest(&pdf.bytes)),
        pages: i32::try_from(pdf.pages).ok(),
        scan: Scan::NotScanned,
        created_at: services.clock.now(),
    };
    let file = spool_bytes(services, &pdf.bytes).await?;
    announce(services, &document, file.path()).await
}

/// The small PNG that becomes of a merchant's logo, which came as PNG or JPEG.
pub(crate) async fn make_logo(services: &Services, content: &[u8]) -> Result<Vec<u8>> {
    let (file, made) = (spool_bytes(services, content).await?, spool_file(services)?);
    inspection::make_logo(services, file.path(), made.path()).await?;
    tokio::fs::read(made.path()).await.map_err(spool_failed)
}

async fn count(services: &Services, document: &Document) -> Result<()> {
    let most = services.settings.upload_limit * STORED;
    let mut tx = services.store.write().await?;
    if !store::requests::count_file(&mut tx, document, MOST_FILES, most as i64).await? {
        return Err(Unacceptable::TooMany(most / 1_000_000).into());
    }
    Ok(tx.commit().await?)
}

/// The row is announced before the object is stored, so that whatever dies in between leaves a trace to clean up by.
async fn announce(services: &Services, document: &Document, file: &Path) -> Result<()> {
    let mut tx = services.store.write().await?;
    store::documents::announce(&mut tx, document).await?;
    tx.commit().await?;
    // Where the answer is lost, the object may stand: the row stays, by which a sweep finds and removes it.
    services.storage.put(&document.key, file, document.media_type).await
}

/// In the transaction in which the draft takes the document: from now on it is one. Where it waits for the scanner, a
/// job asks again.
pub(crate) async fn take(services: &Services, tx: &mut Tx, actor: &Actor, id: DocumentId) -> Result<()> {
    if !store::documents::mark_stored(tx, actor.account(), id, services.clock.now()).await? {
        return Err(Error::Unavailable("The document store")); // a sweep has given it up meanwhile
    }
    let document = store::documents::find(tx, actor, id).await?;
    if document.is_some_and(|document| document.scan == Scan::Waiting) {
        jobs::enqueue_scan(services, tx, actor.account(), id).await?;
    }
    Ok(())
}

/// The document that a buyer submits, unless the scanner has found a virus in it since it was sent.
pub(crate) async fn submitted(tx: &mut Tx, actor: &Actor, id: DocumentId) -> Result<Document> {
    let document = store::documents::find(tx, actor, id).await?.ok_or(Error::NotFound)?;
    if document.scan == Scan::Infected { Err(Unacceptable::Virus.into()) } else { Ok(document) }
}

/// In the transaction in which the draft takes another: the document is none any more, and a job removes it after the
/// commit. One that a certificate refers to stays.
pub(crate) async fn give_up(services: &Services, tx: &mut Tx, actor: &Actor, id: DocumentId) -> Result<()> {
    if store::documents::give_up(tx, actor.account(), id).await? {
        jobs::enqueue_removal(services, tx, actor.account(), id).await?;
    }
    Ok(())
}

/// Removes the object and the row of a document that was given up, or never became one.
pub(crate) async fn remove(services: &Services, account: AccountId, id: DocumentId) -> Result<()> {
    let mut tx = services.store.read().await?;
    let document = store::documents::find_unfinished(&mut tx, account, id).await?;
    drop(tx);
    let Some(document) = document else { return Ok(()) };
    services.storage.delete(&document.key).await?;
    let mut tx = services.store.write().await?;
    store::documents::delete_unfinished(&mut tx, account, id).await?;
    Ok(tx.commit().await?)
}

/// What a page may show of the name that a device gave the file: the last part, without control or direction characters.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|c| !c.is_control() && !is_invisible(*c)).take(120).collect();
    if shown.trim().is_empty() { "document".to_owned() } else { shown }
}

/// A document's bytes as they come from the store, and what they are.
pub struct Content {
    /// The document.
    pub document: Document,
    /// Its bytes.
    pub bytes: BoxStream<'static, std::io::Result<Bytes>>,
}

/// The document of a certificate, to be shown beside its data; not while it is held.
pub async fn open(services: &Services, actor: &Actor, certificate: CertificateId) -> Result<Content> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let certificate = store::certificates::find(&mut tx, actor, certificate).await?.ok_or(Error::NotFound)?;
    let id = certificate.document_id.ok_or(Error::NotFound)?;
    let document = store::documents::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    if document.is_held() {
        return Err(Refusal::DocumentHeld.into());
    }
    let object = services.storage.get(&document.key).await?;
    Ok(Content { document, bytes: bytes(object) })
}

/// An object's bytes as they come.
fn bytes(object: ByteStream) -> BoxStream<'static, std::io::Result<Bytes>> {
    let bytes = stream::unfold(object, |mut object| async {
        object.next().await.map(|chunk| (chunk.map_err(std::io::Error::other), object))
    });
    bytes.fuse().boxed() // who compresses a body asks once more after its end
}

/// Removes the objects and rows of uploads that began and never ended.
pub(crate) async fn collect_unfinished(services: &Services) -> Result<()> {
    let mut tx = services.store.read().await?;
    let unfinished = store::documents::unfinished(&mut tx, services.clock.now() - GIVE_UP_AFTER, 100).await?;
    drop(tx);
    for document in unfinished {
        remove(services, document.account_id, document.id).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_without_tricks() {
        assert_eq!(shown_name("C:\\scans\\ohio.pdf"), "ohio.pdf");
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(shown_name("\r\n"), "document");
    }

    #[test]
    fn a_picture_is_called_a_pdf_when_it_is_one() {
        for (picture, pdf) in [
            ("photo.jpg", "photo.pdf"),
            ("IMG_0042.JPEG", "IMG_0042.pdf"),
            ("scan.pdf", "scan.pdf"),
            ("photo", "photo.pdf"),
            ("2026.11.21", "2026.11.21.pdf"),
            (".png", ".png.pdf"),
        ] {
            assert_eq!(as_pdf(picture), pdf);
        }
    }
}
