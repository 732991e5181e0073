//! `certlane doctor`: one line for each thing that must work.

use std::{path::Path, result};

use crate::{
    Clock, Services, Settings, Time,
    documents::Clamd,
    jobs,
    mailer::Mailer,
    secrets::{Secrets, hex},
    start::make_dir,
    storage::Storage,
    store::{self, Store},
};

/// What works, or what does not and what to do about it.
type Outcome = result::Result<String, String>;

/// What was found out about one part.
#[derive(Debug)]
pub struct Finding {
    /// The part: `database`, `storage`, `mail`, `scanner` where there is one, `clock`, `base URL`.
    pub part: &'static str,
    /// What works, or what does not and what to do about it.
    pub outcome: Outcome,
}

/// Looks at every part by itself, so that one fault does not hide the others.
pub async fn examine(settings: Settings, time: impl Time) -> Vec<Finding> {
    let clock = Clock::new(time);
    let database = match make_dir(&settings.data_dir) {
        Ok(()) => Store::open(&settings.database_url)
            .await
            .map_err(|error| format!("it cannot be opened: {error}. Look at CERTLANE_DATABASE_URL")),
        Err(error) => Err(error.to_string()),
    };
    let mut findings = vec![
        Finding { part: "database", outcome: writes(&settings, database.as_ref()).await },
        Finding { part: "storage", outcome: storage(&settings, &clock).await },
        Finding { part: "mail", outcome: mail(&settings).await },
        Finding { part: "clock", outcome: runs(&clock, database.as_ref().ok()).await },
        Finding { part: "base URL", outcome: base(&settings.base_url) },
    ];
    if let Some(clamd) = &settings.clamd {
        findings.insert(3, Finding { part: "scanner", outcome: scans(clamd, settings.upload_limit).await });
    }
    if let Ok(store) = database {
        store.close().await;
    }
    findings
}

/// Whether a server may be sent requests: its database takes them. The document store has a page of its own when it does not.
pub async fn is_ready(services: &Services) -> result::Result<(), &'static str> {
    services.store.write().await.map(drop).map_err(|_| "The database")
}

async fn writes(settings: &Settings, database: result::Result<&Store, &String>) -> Outcome {
    let kind = if settings.database_url.starts_with("postgres") { "PostgreSQL" } else { "SQLite" };
    let store = database.map_err(|error| format!("{kind}: {error}"))?;
    match store.write().await {
        Ok(_) => Ok(format!("{kind} answers and its tables are up to date")),
        Err(error) => Err(format!("{kind} cannot be written: {error}. Look at CERTLANE_DATABASE_URL")),
    }
}

async fn storage(settings: &Settings, clock: &Clock) -> Outcome {
    let kind = if settings.s3.is_some() { "the S3 server" } else { "the built-in S3 server" };
    let look = if settings.s3.is_some() { "CERTLANE_S3_*" } else { "CERTLANE_DATA_DIR" };
    let told = |error: &dyn std::fmt::Display| format!("{kind} does not do what it should: {error}. Look at {look}");
    let secrets = secrets(&settings.secret_key_file, clock)?;
    let storage = Storage::open(settings, &secrets).map_err(|error| told(&error))?;
    let key = format!("probe/{}", hex(&clock.random::<16>()));
    storage.probe(&key).await.map_err(|error| told(&error))?;
    Ok(format!("{kind} stores, reads and removes"))
}

fn secrets(path: &Path, clock: &Clock) -> result::Result<Secrets, String> {
    let told = |error| {
        format!("the secret keys in {} cannot be used: {error}. Look at CERTLANE_SECRET_KEY_FILE", path.display())
    };
    Secrets::load_or_create(path, clock).map_err(told)
}

async fn mail(settings: &Settings) -> Outcome {
    let mailer = Mailer::open(settings).map_err(|error| error.to_string())?;
    mailer.probe().await.map_err(|error| format!("{error}. Look at CERTLANE_SMTP_URL"))
}

/// Whether the scanner takes a file as large as a buyer may send.
async fn scans(clamd: &Clamd, limit: u64) -> Outcome {
    match clamd.probe(limit).await {
        Ok(()) => Ok(format!("clamd at {clamd} takes files of {} MB", limit / 1_000_000)),
        Err(error) => Err(format!(
            "clamd at {clamd} does not scan a file of {} MB: {error}. Look at CERTLANE_CLAMD, and at StreamMaxLength in clamd's configuration; until then documents are held",
            limit / 1_000_000
        )),
    }
}

/// A clock that went back shows by what has happened already.
async fn runs(clock: &Clock, store: Option<&Store>) -> Outcome {
    let now = clock.now();
    let told = now.format("%Y-%m-%d %H:%M:%S UTC");
    if now.timestamp() < jobs::BUILT_AFTER {
        return Err(format!(
            "the machine says {told}, which is before this program was written. Set its clock; links expire by it"
        ));
    }
    let newest = match store {
        Some(store) => newest(store).await.map_err(|error| error.to_string())?,
        None => None,
    };
    match newest {
        Some(newest) if newest > now + chrono::Duration::minutes(5) => Err(format!(
            "the machine says {told}, but something happened at {newest}. Set its clock; links expire by it"
        )),
        _ => Ok(format!("the machine says {told}")),
    }
}

async fn newest(store: &Store) -> sqlx::Result<Option<chrono::DateTime<chrono::Utc>>> {
    let mut tx = store.read().await?;
    store::events::newest_at(&mut tx).await
}

fn base(url: &url::Url) -> std::result::Result<String, String> {
    let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match url.scheme() {
        "https" => Ok(format!("{url} is what buyers get in their links")),
        _ if local => Ok(format!("{url} works on this machine only; set CERTLANE_BASE_URL before you invite buyers")),
        _ => Err(format!("{url} is not https: links and cookies would travel in the clear. Look at CERTLANE_BASE_URL")),
    }
}
