//! Files on their way through the disk of this machine.

use std::path::Path;

use bytes::{Bytes, BytesMut};
use domain::document::{HEAD, TAIL, Unacceptable};
use futures_util::{Stream, StreamExt as _, stream};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::{Error, Result, Services, secrets::hex};

/// How many bytes over the limit are read and thrown away, so that the sender gets to hear why it was too much.
const PATIENCE: u64 = 3;

/// What is read of a file at a time.
const CHUNK: usize = 64 * 1024;

/// A whole file on disk, and what was seen of it in passing. The file goes away with this value.
pub(super) struct Spooled {
    pub(super) file: NamedTempFile,
    pub(super) size: u64,
    pub(super) sha256: String,
    pub(super) head: Vec<u8>,
    pub(super) tail: Vec<u8>,
}

/// Writes what comes to the disk, up to the limit of an upload.
pub(super) async fn spool<S, E>(services: &Services, content: S) -> Result<Spooled>
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

pub(super) fn spool_file(services: &Services) -> Result<NamedTempFile> {
    tempfile::Builder::new().prefix("upload-").tempfile_in(services.settings.spool_dir()).map_err(spool_failed)
}

fn keep_tail(tail: &mut Vec<u8>, chunk: &[u8]) {
    let last = &chunk[chunk.len().saturating_sub(TAIL)..];
    tail.extend_from_slice(last);
    let surplus = tail.len().saturating_sub(TAIL);
    tail.drain(..surplus);
}

pub(super) fn spool_failed(error: std::io::Error) -> Error {
    tracing::error!(%error, "an upload cannot be kept on disk");
    Error::Unavailable("The document store")
}

pub(super) async fn spool_bytes(services: &Services, bytes: &[u8]) -> Result<NamedTempFile> {
    let file =
        tempfile::Builder::new().prefix("made-").tempfile_in(services.settings.spool_dir()).map_err(spool_failed)?;
    tokio::fs::write(file.path(), bytes).await.map_err(spool_failed)?;
    Ok(file)
}

/// A file counts before it is stored, whatever becomes of it, or a buyer could store without end what no draft takes.
/// How many bytes a file has, and their hash.
pub(super) async fn measure(path: &Path) -> std::io::Result<(u64, String)> {
    let (mut size, mut hash) = (0, Sha256::new());
    let mut content = std::pin::pin!(chunks(tokio::fs::File::open(path).await?));
    while let Some(chunk) = content.next().await {
        let chunk = chunk?;
        size += chunk.len() as u64;
        hash.update(&chunk);
    }
    Ok((size, hex(&hash.finalize())))
}

pub(super) fn chunks(file: tokio::fs::File) -> impl Stream<Item = std::io::Result<Bytes>> + Send {
    stream::try_unfold(file, |mut file| async move {
        let mut chunk = BytesMut::with_capacity(CHUNK);
        let read = file.read_buf(&mut chunk).await?;
        Ok((read > 0).then(|| (chunk.freeze(), file)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_end_of_all_chunks() {
        let mut tail = Vec::new();
        for chunk in (0..=255_u8).map(|byte| vec![byte; 10]) {
            keep_tail(&mut tail, &chunk);
        }
        assert_eq!((tail.len(), tail[TAIL - 1], tail[0]), (TAIL, 255, 153));
    }
}
