//! What the operator can choose, already read and checked; where it comes from is the server's business.

use std::path::PathBuf;

use domain::{FaxNumber, invalid::is_email};
use url::Url;

use crate::{documents::Clamd, webhooks::Allowed};

/// The configuration of the program.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What buyers and browsers reach the program by, without a path.
    pub base_url: Url,
    /// Where SQLite, documents, the outbox and the secret key live.
    pub data_dir: PathBuf,
    /// `sqlite://…` or `postgres://…`.
    pub database_url: String,
    /// An S3-compatible server; none: the built-in one, under the data directory.
    pub s3: Option<S3Settings>,
    /// `smtp://…` or `smtps://…`; none: mails become files in the outbox.
    pub smtp_url: Option<String>,
    /// The sender of all mail: `Name <address>`.
    pub mail_from: String,
    /// The gateway that turns mails into faxes; none: requests are not faxed.
    pub fax_gateway: Option<FaxGateway>,
    /// The keys that sign links.
    pub secret_key_file: PathBuf,
    /// The largest file that is taken, in bytes.
    pub upload_limit: u64,
    /// The virus scanner; none: nobody looks for viruses.
    pub clamd: Option<Clamd>,
    /// The program that looks into uploads in a process of its own, by `inspect-upload`: this one itself.
    pub inspector: PathBuf,
    /// How many calls a second one API key may make, and an account's keys together four times as many; 0: as many as it likes.
    pub api_rate: u32,
    /// Whether there is a test mode beside the live rows.
    pub test_mode: bool,
    /// Where webhooks may go besides the public internet, also without TLS.
    pub webhook_allow: Allowed,
    /// How many proxies in front add the address that they were called from to `X-Forwarded-For`.
    pub trusted_proxies: usize,
}

/// A service that faxes what is mailed to it, as `%s@fax.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaxGateway(String);

impl FaxGateway {
    /// What stands for the digits of the number.
    const NUMBER: &str = "%s";

    /// An address with one place for the number; none where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let has_place = text.matches(Self::NUMBER).count() == 1;
        let example = text.replace(Self::NUMBER, "16145550142");
        (has_place && is_email(&example)).then(|| Self(text.to_owned()))
    }

    /// Where to mail what is faxed to this number.
    pub(crate) fn address(&self, number: &FaxNumber) -> String {
        self.0.replace(Self::NUMBER, number.digits())
    }
}

/// How to reach an S3-compatible server.
#[derive(Clone)]
pub struct S3Settings {
    /// Its address; browsers reach it by the same one.
    pub endpoint: Url,
    /// Its region.
    pub region: String,
    /// The bucket; it must exist.
    pub bucket: String,
    /// The access key's id.
    pub access_key: String,
    /// The access key's secret.
    pub secret_key: String,
}

impl std::fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "S3Settings({} {} {})", self.endpoint, self.region, self.bucket)
    }
}

impl Settings {
    /// Whether the base URL is HTTPS, so that cookies can insist on it.
    pub fn is_secure(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// An address of the portal, as `/requests`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }

    pub(crate) fn outbox_dir(&self) -> PathBuf {
        self.data_dir.join("outbox")
    }

    pub(crate) fn documents_dir(&self) -> PathBuf {
        self.data_dir.join("documents")
    }

    pub(crate) fn spool_dir(&self) -> PathBuf {
        self.data_dir.join("spool")
    }
}
