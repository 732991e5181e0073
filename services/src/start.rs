//! From settings to services: directories, keys, database, document store, mail.

use std::{
    fs::Permissions,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::Path,
    sync::Arc,
};

use tokio::sync::{Notify, Semaphore};

use crate::{
    Clock, Parts, Services, Settings, Time,
    api_keys::Remembered,
    documents,
    mailer::Mailer,
    secrets::Secrets,
    storage::Storage,
    store::Store,
    webhooks::{Client, Shape},
};

/// Why the program cannot start; each sentence names the variable to look at.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A directory cannot be made or written.
    #[error("CERTLANE_DATA_DIR: {0} cannot be used as a directory for data: {1}")]
    DataDir(String, #[source] std::io::Error),
    /// The keys cannot be read or made.
    #[error("CERTLANE_SECRET_KEY_FILE: {0} cannot be used as the file of secret keys: {1}")]
    SecretKeyFile(String, #[source] std::io::Error),
    /// The database does not open, or its tables cannot be brought up to date.
    #[error("CERTLANE_DATABASE_URL: the database cannot be opened: {0}")]
    Database(#[source] sqlx::migrate::MigrateError),
    /// The directory of documents cannot be used.
    #[error("CERTLANE_DATA_DIR: documents cannot be stored there: {0}")]
    Documents(#[source] std::io::Error),
    /// The mail server's address cannot be read.
    #[error(
        "CERTLANE_SMTP_URL: {0}. Write it as smtp://user:password@host:587?tls=required or smtps://user:password@host"
    )]
    SmtpUrl(String),
    /// The sender cannot be read.
    #[error("CERTLANE_MAIL_FROM: {0:?} is no sender. Write it as Certlane <certificates@example.com>")]
    MailFrom(String),
}

impl Services {
    /// Opens everything that the settings name, and brings the database up to date.
    ///
    /// Webhooks show things in the `shape` of a face, which is not known here.
    pub async fn start(settings: Settings, time: impl Time, shape: Shape) -> Result<Self, StartError> {
        let clock = Clock::new(time);
        make_dir(&settings.data_dir)?;
        close_to_others(&settings)?;
        let key_file = &settings.secret_key_file;
        let secrets = Secrets::load_or_create(key_file, &clock)
            .map_err(|error| StartError::SecretKeyFile(key_file.display().to_string(), error))?;
        let mailer = Mailer::open(&settings)?;
        let storage = Storage::open(&settings, &secrets).map_err(StartError::Documents)?;
        let store = Store::open(&settings.database_url).await.map_err(StartError::Database)?;
        Ok(Self(Arc::new(Parts {
            clock,
            webhooks: Client::new(settings.webhook_allow.clone()),
            shape,
            webhook_added: Arc::new(Notify::new()),
            settings: Arc::new(settings),
            store,
            storage,
            mailer,
            secrets: Arc::new(secrets),
            keys: Remembered::default(),
            hashing: Arc::new(Semaphore::new(2)),
            inspecting: Arc::new(Semaphore::new(documents::AT_ONCE)),
            job_added: Arc::new(Notify::new()),
        })))
    }

    /// Removes what uploads of an earlier run left behind. Only the one process that serves may do this.
    pub fn clear_spool(&self) {
        let left = std::fs::read_dir(self.settings.spool_dir()).into_iter().flatten().flatten();
        for file in left {
            if let Err(error) = std::fs::remove_file(file.path()) {
                tracing::warn!(%error, "a file of an upload that broke off cannot be removed");
            }
        }
    }

    /// The built-in S3 server, where no other is configured.
    pub fn built_in_storage(&self) -> Option<&crate::BuiltIn> {
        self.storage.built_in()
    }

    /// Ends the connections to the database, after the last request and the last job.
    pub async fn close(&self) {
        self.store.close().await;
    }
}

/// Makes a directory that is not there yet, for its owner alone.
pub(crate) fn make_dir(dir: &Path) -> Result<(), StartError> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(|error| StartError::DataDir(dir.display().to_string(), error))
}

/// Closes what an earlier version left open to others. The data directory itself may be more than ours: it is told of.
fn close_to_others(settings: &Settings) -> Result<(), StartError> {
    for dir in [settings.outbox_dir(), settings.spool_dir(), settings.documents_dir()] {
        make_dir(&dir)?;
        let closed = std::fs::set_permissions(&dir, Permissions::from_mode(0o700));
        closed.map_err(|error| StartError::DataDir(dir.display().to_string(), error))?;
    }
    let open = settings.data_dir.metadata().is_ok_and(|dir| dir.permissions().mode() & 0o077 != 0);
    if open {
        let dir = settings.data_dir.display();
        tracing::warn!("CERTLANE_DATA_DIR: other users of this machine can look into {dir}; change that by chmod 700");
    }
    Ok(())
}
