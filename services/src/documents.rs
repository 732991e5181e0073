//! Files on their way in and out: streamed, never whole in memory.

use std::path::Path;

use bytes::Bytes;
use chrono::Duration;
use domain::{
    AccountId, CertificateId, Document, DocumentId, MediaType, Role,
    document::{HEAD, TAIL, Unacceptable, recognize},
    invalid::is_invisible,
};
use futures_util::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt as _;

use crate::{Error, Result, Services, jobs, secrets::hex, store, store::Tx};

/// How many bytes over the limit are read and thrown away, so that the sender gets to hear why it was too much.
const PATIENCE: u64 = 3;

/// An upload that never ended is given up after this long.
const GIVE_UP_AFTER: Duration = Duration::hours(1);

/// A file of a buyer's that came in whole and was checked. It lies in the spool and goes away with this value.
pub struct Received {
    file: NamedTempFile,
    file_name: String,
    media_type: MediaType,
    size: u64,
    sha256: String,
}

/// Takes a file from a buyer: spooled to disk while it is hashed and measured, and checked. Nothing is stored yet, since
/// the form that it came with may end badly; [`wizard::save_document`](crate::wizard::save_document) does that.
pub async fn receive<S, E>(services: &Services, actor: &crate::Actor, file_name: &str, content: S) -> Result<Received>
where
    S: Stream<Item = std::result::Result<Bytes, E>> + Send,
    E: std::error::Error,
{
    let request_id = actor.request()?;
    let mut tx = services.store.read().await?;
    let request = store::requests::find(&mut tx, actor, request_id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    request.open(services.clock.now())?;
    let Spooled { file, size, sha256, head, tail } = spool(services, content).await?;
    let media_type = recognize(&head, &tail)?;
    Ok(Received { file, file_name: shown_name(file_name), media_type, size, sha256 })
}

/// Stores a file's object. It becomes a document when the draft names it, by [`mark_stored`](store::documents::mark_stored).
pub(crate) async fn store(services: &Services, actor: &crate::Actor, received: Received) -> Result<DocumentId> {
    let request_id = actor.request()?;
    let id = DocumentId(services.clock.uuid());
    let document = Document {
        id,
        account_id: actor.account(),
        livemode: actor.livemode(),
        request_id,
        key: format!("{}/{}", actor.account().0.simple(), id.0.simple()),
        file_name: received.file_name,
        media_type: received.media_type,
        size: received.size as i64,
        sha256: received.sha256,
        created_at: services.clock.now(),
    };
    announce(services, &document, received.file.path()).await?;
    Ok(id)
}

/// Stores a document that was made here. It becomes one when a certificate names it.
pub(crate) async fn store_made(
    services: &Services,
    actor: &crate::Actor,
    id: DocumentId,
    file_name: String,
    pdf: Vec<u8>,
) -> Result<()> {
    let document = Document {
        id,
        account_id: actor.account(),
        livemode: actor.livemode(),
        request_id: actor.request()?,
        key: format!("{}/{}", actor.account().0.simple(), id.0.simple()),
        file_name,
        media_type: MediaType::Pdf,
        size: pdf.len() as i64,
        sha256: hex(&Sha256::digest(&pdf)),
        created_at: services.clock.now(),
    };
    let file = spool_bytes(services, &pdf).await?;
    announce(services, &document, file.path()).await
}

async fn spool_bytes(services: &Services, bytes: &[u8]) -> Result<NamedTempFile> {
    let file =
        tempfile::Builder::new().prefix("made-").tempfile_in(services.settings.spool_dir()).map_err(spool_failed)?;
    tokio::fs::write(file.path(), bytes).await.map_err(spool_failed)?;
    Ok(file)
}

/// The row is announced before the object is stored, so that whatever dies in between leaves a trace to clean up by.
async fn announce(services: &Services, document: &Document, file: &Path) -> Result<()> {
    let mut tx = services.store.write().await?;
    store::documents::announce(&mut tx, document).await?;
    tx.commit().await?;
    // Where the answer is lost, the object may stand: the row stays, by which a sweep finds and removes it.
    services.storage.put(&document.key, file, document.media_type).await
}

/// In the transaction in which the draft takes the document: from now on it is one.
pub(crate) async fn take(services: &Services, tx: &mut Tx, actor: &crate::Actor, id: DocumentId) -> Result<()> {
    match store::documents::mark_stored(tx, actor.account(), id, services.clock.now()).await? {
        true => Ok(()),
        false => Err(Error::Unavailable("The document store")), // a sweep has given it up meanwhile
    }
}

/// In the transaction in which the draft takes another: the document is none any more, and a job removes it after the
/// commit. One that a certificate refers to stays.
pub(crate) async fn give_up(services: &Services, tx: &mut Tx, actor: &crate::Actor, id: DocumentId) -> Result<()> {
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
    let file =
        tempfile::Builder::new().prefix("upload-").tempfile_in(services.settings.spool_dir()).map_err(spool_failed)?;
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

/// The document of a certificate, to be shown beside its data.
pub async fn open(services: &Services, actor: &crate::Actor, certificate: CertificateId) -> Result<Content> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let certificate = store::certificates::find(&mut tx, actor, certificate).await?.ok_or(Error::NotFound)?;
    let id = certificate.document_id.ok_or(Error::NotFound)?;
    let document = store::documents::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let object = services.storage.get(&document.key).await?;
    let bytes = stream::unfold(object, |mut object| async {
        object.next().await.map(|chunk| (chunk.map_err(std::io::Error::other), object))
    });
    // Fused: who compresses a body asks once more after its end.
    Ok(Content { document, bytes: bytes.fuse().boxed() })
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
    fn the_tail_is_the_end_of_all_chunks() {
        let mut tail = Vec::new();
        for chunk in (0..=255_u8).map(|byte| vec![byte; 10]) {
            keep_tail(&mut tail, &chunk);
        }
        assert_eq!((tail.len(), tail[TAIL - 1], tail[0]), (TAIL, 255, 153));
    }
}
