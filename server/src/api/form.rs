//! Reading forms with files.

use axum::extract::{Multipart, multipart::Field};
use futures_util::StreamExt as _;
use services::Error;

use super::{body, problem::Problem};

/// The most bytes of a part that is no file.
const LONGEST: usize = 64 * 1024;

/// A part that is no file.
pub(super) async fn text(mut field: Field<'_>) -> Result<Vec<u8>, Problem> {
    let mut text = Vec::new();
    while let Some(chunk) = field.next().await {
        text.extend(chunk.map_err(|_| Error::UploadBroken)?);
        if text.len() > LONGEST {
            return Err(body::too_large(LONGEST));
        }
    }
    Ok(text)
}

/// Reads on to the end of the form, within reason: a client that is still sending would not read the answer.
pub(super) async fn drain(form: &mut Multipart, most: u64) {
    let mut left = most;
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Some(Ok(chunk)) = field.next().await {
            let Some(rest) = left.checked_sub(chunk.len() as u64) else { return };
            left = rest;
        }
    }
}
