//! Reading forms with files.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
};

use axum::extract::{
    FromRequest as _, Multipart, Request,
    multipart::{Field, MultipartError},
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};

use super::{
    body::{broken, too_large},
    problem::Problem,
};

/// The most bytes of a part that is no file.
const LONGEST: usize = 64 * 1024;

/// What stands for a form with files, whatever line separates its parts: there once all of it was read. The layer of the
/// idempotency keys puts it into a request, and whoever reads the form there fills it.
#[derive(Debug, Clone, Default)]
pub(super) struct FormDigest(Arc<OnceLock<Vec<u8>>>);

impl FormDigest {
    /// None: the form was not read to its end.
    pub(super) fn get(&self) -> Option<&[u8]> {
        self.0.get().map(Vec::as_slice)
    }
}

/// A form with files, part after part, none of them whole in memory.
pub(super) struct Form {
    parts: Multipart,
    sum: Option<Sum>,
}

impl Form {
    /// None: the body is something else.
    pub(super) async fn of(request: Request) -> Option<Self> {
        let sum = request.extensions().get::<FormDigest>().cloned().map(Sum::new);
        Some(Self { parts: Multipart::from_request(request, &()).await.ok()?, sum })
    }

    /// The next part; none: that was all.
    pub(super) async fn next(&mut self) -> Result<Option<Part<'_>>, Problem> {
        let field = self.parts.next_field().await.map_err(|error| broken(&error))?;
        match (&field, &mut self.sum) {
            (Some(field), Some(sum)) => sum.begin(field),
            (None, Some(sum)) => sum.end(),
            (_, None) => {}
        }
        let hash = self.sum.as_mut().map(|sum| &mut sum.part);
        Ok(field.map(|field| Part { field, hash }))
    }

    /// Reads on to the end of the form, within reason: a client that is still sending would not read the answer.
    pub(super) async fn drain(&mut self, most: u64) {
        let mut left = most;
        while let Ok(Some(mut part)) = self.next().await {
            while let Some(Ok(chunk)) = part.next().await {
                let Some(rest) = left.checked_sub(chunk.len() as u64) else { return };
                left = rest;
            }
        }
    }
}

/// A part of a form as it comes in.
pub(super) struct Part<'a> {
    field: Field<'a>,
    hash: Option<&'a mut Sha256>,
}

impl Part<'_> {
    /// The name of the field.
    pub(super) fn name(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    /// What the file is called where it comes from.
    pub(super) fn file_name(&self) -> String {
        self.field.file_name().unwrap_or_default().to_owned()
    }

    /// All of a part that is no file.
    pub(super) async fn text(mut self) -> Result<Vec<u8>, Problem> {
        let mut text = Vec::new();
        while let Some(chunk) = self.next().await {
            text.extend(chunk.map_err(|error| broken(&error))?);
            if text.len() > LONGEST {
                return Err(too_large(LONGEST));
            }
        }
        Ok(text)
    }
}

impl Stream for Part<'_> {
    type Item = Result<Bytes, MultipartError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.field.poll_next_unpin(cx));
        if let (Some(Ok(chunk)), Some(hash)) = (&chunk, &mut self.hash) {
            hash.update(chunk);
        }
        Poll::Ready(chunk)
    }
}

/// The hash of the part that comes in, and that of all parts before it: their names and the hashes of what is in them.
struct Sum {
    whole: Sha256,
    part: Sha256,
    digest: FormDigest,
}

impl Sum {
    fn new(digest: FormDigest) -> Self {
        Self { whole: Sha256::new(), part: Sha256::new(), digest }
    }

    fn begin(&mut self, field: &Field<'_>) {
        self.whole.update(self.part.finalize_reset());
        for name in [field.name(), field.file_name()] {
            self.whole.update(Sha256::digest(name.unwrap_or_default()));
        }
    }

    fn end(&mut self) {
        self.whole.update(self.part.finalize_reset());
        // Whoever reads a form that has ended once more adds nothing.
        self.digest.0.get_or_init(|| self.whole.finalize_reset().to_vec());
    }
}
