//! What can go wrong in an action; the faces choose words and status.

use domain::{Invalid, Permission, Refusal, document::Unacceptable, request::NotChanged};

/// The result of an action.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an action did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or it is another tenant's.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in, or the key or cookie is not valid any more.
    #[error("not signed in")]
    Unauthenticated,
    /// The role does not reach.
    #[error("not allowed")]
    Forbidden,
    /// The API key may do less than this.
    #[error("This key has the permission `{held}`. This call needs a key with the permission `{needed}`.")]
    KeyForbidden {
        /// What the key may do.
        held: Permission,
        /// What it would have to be allowed.
        needed: Permission,
    },
    /// A test key, where the operator switched test mode off.
    #[error("This server has no test mode. Call it with a live key, as sk_live_….")]
    TestModeOff,
    /// A file that is named does not exist, or is another tenant's.
    #[error("There is no file with this id.")]
    NoSuchFile,
    /// A certificate does not name a state.
    #[error("Exemption not found for the specified jurisdiction.")]
    NoSuchExemption,
    /// A call took so long that another one took over its idempotency key; nothing was changed by this one.
    #[error("This call took too long, and another one with the same Idempotency-Key went on in its place.")]
    Overtaken,
    /// A rule says no; each refusal has its sentence.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Fields have to be mended first.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A file cannot be taken.
    #[error(transparent)]
    File(#[from] Unacceptable),
    /// The sender broke off or sent nonsense while a file was coming in.
    #[error("The upload broke off. Check your connection and send the file again.")]
    UploadBroken,
    /// A form that no page of ours sends.
    #[error("This form cannot be read. Open the page again, fill it in, and send it from there.")]
    FormUnreadable,
    /// More files for one request than anybody needs.
    #[error("Many files were sent for this request. Wait ten minutes, then send yours again.")]
    TooManyUploads,
    /// A dependency does not answer; nothing was changed, and it is worth trying again.
    #[error("{0} is not available at the moment")]
    Unavailable(&'static str),
    /// Anything else: logged once at the edge, never shown.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(crate) fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl From<NotChanged> for Error {
    fn from(why: NotChanged) -> Self {
        match why {
            NotChanged::Refused(refusal) => refusal.into(),
            NotChanged::Invalid(invalid) => invalid.into(),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed => {
                tracing::warn!(%error, "the database does not answer");
                Self::Unavailable("The database")
            }
            error if is_busy(&error) => Self::Unavailable("The database"),
            error => Self::internal(error),
        }
    }
}

/// SQLite's "locked by another process" (5), "the disk failed" (10) and "the disk is full" (13); nothing was written.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 5 | 10 | 13) && code < 10_000)
}
