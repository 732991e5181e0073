//! Files on their way in and out: streamed, never whole in memory.

mod inspection;
mod scanner;

use std::path::Path;

use aws_sdk_s3::primitives::ByteStream;
use bytes::{Bytes, BytesMut};
use chrono::Duration;
use domain::{
    AccountId, CertificateId, Document, DocumentId, EventKind, MediaType, Refusal, RequestId, Role, Scan,
    document::{HEAD, Kind, MOST_FILES, TAIL, Unacceptable, belong_together, recognize},
    invalid::is_invisible,
};
use futures_util::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

pub(crate) use self::inspection::AT_ONCE;
pub use self::scanner::Clamd;
use self::scanner::Found;
use crate::{
    Actor, Error, Result, Services,
    events::{self, About},
    jobs,
    secrets::hex,
    store,
    store::Tx,
};

/// How many bytes over the limit are read and thrown away, so that the sender gets to hear why it was too much.
const PATIENCE: u64 = 3;

/// How many times the limit of a file the pictures of one document may have together.
const TOGETHER: u64 = 4;

/// How many times the limit of a file is stored for one request in its life.
const STORED: u64 = 8;

/// An upload that never ended is given up after this long.
const GIVE_UP_AFTER: Duration = Duration::hours(1);

/// What is read of a file at a time.
const CHUNK: usize = 64 * 1024;

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
        Err(_) => actor.require(Role::Sales).map(|()| None),
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

/// Lets the scanner look at the files as they came. Where it does not answer, the document will be held.
async fn scan(services: &Services, parts: &[Part]) -> Result<Scan> {
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

async fn measure(path: &Path) -> std::io::Result<(u64, String)> {
    let (mut size, mut hash) = (0, Sha256::new());
    let mut content = std::pin::pin!(chunks(tokio::fs::File::open(path).await?));
    while let Some(chunk) = content.next().await {
        let chunk = chunk?;
        size += chunk.len() as u64;
        hash.update(&chunk);
    }
    Ok((size, hex(&hash.finalize())))
}

fn chunks(file: tokio::fs::File) -> impl Stream<Item = std::io::Result<Bytes>> + Send {
    stream::try_unfold(file, |mut file| async move {
        let mut chunk = BytesMut::with_capacity(CHUNK);
        let read = file.read_buf(&mut chunk).await?;
        Ok((read > 0).then(|| (chunk.freeze(), file)))
    })
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

async fn spool_bytes(services: &Services, bytes: &[u8]) -> Result<NamedTempFile> {
    let file =
        tempfile::Builder::new().prefix("made-").tempfile_in(services.settings.spool_dir()).map_err(spool_failed)?;
    tokio::fs::write(file.path(), bytes).await.map_err(spool_failed)?;
    Ok(file)
}

/// A file counts before it is stored, whatever becomes of it, or a buyer could store without end what no draft takes.
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

/// A whole file on disk, and what was seen of it in passing. The file goes away with this value.
struct Spooled {
    file: NamedTempFile,
    size: u64,
    sha256: String,
    head: Vec<u8>,
    tail: Vec<u8>,
}

async fn spool<S, E>(services: &Services, content: S) -> Result<Spooled>
where
    S: Stream<Item = std::result::Result<Bytes, E>> + Send,
    E: std::error::Error,
{
    let limit = services.settings.upload_limit;
    let file = spool_file(services)?;
    let mut disk = tokio::fs::File::from_std(file.reopen().map_err(spool_failed)?);
    disk.set_max_buf_size(16 * 1024); // as many uploads as there are connections must fit into memory
    let (mut size, mut hash, mut head, mut tail) = (0_u64, Sha256::new(), Vec::new(), Vec::new());
    let mut content = std::pin::pin!(content);
    while let Some(chunk) = content.next().await {
        let chunk = chunk.map_err(|error| {
            tracing::info!(%error, "an upload broke off");
            Error::UploadBroken
        })?;
        size += chunk.len() as u64;
        if size > limit {
            if size > limit * (1 + PATIENCE) {
                break;
            }
            continue;
        }
        hash.update(&chunk);
        head.extend(chunk.iter().take(HEAD - head.len()));
        keep_tail(&mut tail, &chunk);
        disk.write_all(&chunk).await.map_err(spool_failed)?;
    }
    if size > limit {
        return Err(Unacceptable::TooLarge(limit / 1_000_000).into());
    }
    disk.flush().await.map_err(spool_failed)?;
    Ok(Spooled { file, size, sha256: hex(&hash.finalize()), head, tail })
}

fn spool_file(services: &Services) -> Result<NamedTempFile> {
    tempfile::Builder::new().prefix("upload-").tempfile_in(services.settings.spool_dir()).map_err(spool_failed)
}

fn keep_tail(tail: &mut Vec<u8>, chunk: &[u8]) {
    let last = &chunk[chunk.len().saturating_sub(TAIL)..];
    tail.extend_from_slice(last);
    let surplus = tail.len().saturating_sub(TAIL);
    tail.drain(..surplus);
}

fn spool_failed(error: std::io::Error) -> Error {
    tracing::error!(%error, "an upload cannot be kept on disk");
    Error::Unavailable("The document store")
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

    #[test]
    fn the_tail_is_the_end_of_all_chunks() {
        let mut tail = Vec::new();
        for chunk in (0..=255_u8).map(|byte| vec![byte; 10]) {
            keep_tail(&mut tail, &chunk);
        }
        assert_eq!((tail.len(), tail[TAIL - 1], tail[0]), (TAIL, 255, 153));
    }
}
