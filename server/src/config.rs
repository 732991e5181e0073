//! What the operator can choose: each field says its variable, its meaning and its default.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use services::{S3Settings, Settings};
use url::Url;

/// The configuration. Everything has a default: with none of it set, the program runs on one machine by itself.
///
/// The values are read as text and checked in [`Config::check`], so that a wrong one is reported by its variable's name.
#[derive(Args)]
pub struct Config {
    /// Where to listen: an address and a port.
    #[arg(long, env = "CERTLANE_LISTEN", default_value = "127.0.0.1:3000", global = true)]
    pub listen: String,

    /// What buyers reach the portal by, as https://certificates.example.com. Default: http:// and the listening address.
    #[arg(long, env = "CERTLANE_BASE_URL", global = true)]
    pub base_url: Option<String>,

    /// The directory of database, documents, outbox and secret keys.
    #[arg(long, env = "CERTLANE_DATA_DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,

    /// sqlite://FILE or postgres://…. Default: SQLite in the data directory.
    #[arg(long, env = "CERTLANE_DATABASE_URL", global = true, hide_env_values = true)]
    pub database_url: Option<String>,

    /// An S3-compatible server that browsers reach too. Default: the one that is built in, under the data directory.
    #[arg(long, env = "CERTLANE_S3_ENDPOINT", global = true)]
    pub s3_endpoint: Option<String>,

    /// Its region.
    #[arg(long, env = "CERTLANE_S3_REGION", default_value = "us-east-1", global = true)]
    pub s3_region: String,

    /// The bucket; it must exist.
    #[arg(long, env = "CERTLANE_S3_BUCKET", global = true)]
    pub s3_bucket: Option<String>,

    /// The id of the access key.
    #[arg(long, env = "CERTLANE_S3_ACCESS_KEY", global = true, hide_env_values = true)]
    pub s3_access_key: Option<String>,

    /// The secret of the access key.
    #[arg(long, env = "CERTLANE_S3_SECRET_KEY", global = true, hide_env_values = true)]
    pub s3_secret_key: Option<String>,

    /// smtp://user:password@host:587?tls=required or smtps://user:password@host. Default: mails are kept in the outbox.
    #[arg(long, env = "CERTLANE_SMTP_URL", global = true, hide_env_values = true)]
    pub smtp_url: Option<String>,

    /// The sender of all mail.
    #[arg(long, env = "CERTLANE_MAIL_FROM", default_value = "Certlane <certlane@localhost>", global = true)]
    pub mail_from: String,

    /// The file of the keys that sign links; made at the first start. Default: secret.key in the data directory.
    #[arg(long, env = "CERTLANE_SECRET_KEY_FILE", global = true)]
    pub secret_key_file: Option<PathBuf>,

    /// The largest file that a buyer may upload, in megabytes.
    #[arg(long, env = "CERTLANE_UPLOAD_LIMIT_MB", default_value = "25", global = true)]
    pub upload_limit_mb: String,

    /// What is logged, as in info or services=debug.
    #[arg(long, env = "CERTLANE_LOG", default_value = "info", global = true)]
    pub log: String,
}

impl Config {
    /// Where to listen, and the settings; or the one sentence that says which variable is wrong.
    pub fn check(&self) -> Result<(SocketAddr, Settings), String> {
        let listen = self.listen()?;
        let settings = Settings {
            base_url: self.base_url(listen)?,
            data_dir: self.data_dir.clone(),
            database_url: self.database_url()?,
            s3: self.s3()?,
            smtp_url: given(&self.smtp_url),
            mail_from: self.mail_from.clone(),
            secret_key_file: self.secret_key_file.clone().unwrap_or_else(|| self.data_dir.join("secret.key")),
            upload_limit: self.upload_limit()?,
        };
        Ok((listen, settings))
    }

    fn listen(&self) -> Result<SocketAddr, String> {
        let wrong =
            || format!("CERTLANE_LISTEN: {:?} is no address and port; write it as 127.0.0.1:3000.", self.listen);
        self.listen.parse().map_err(|_| wrong())
    }

    fn base_url(&self, listen: SocketAddr) -> Result<Url, String> {
        let text = given(&self.base_url).unwrap_or_else(|| format!("http://{listen}"));
        let plain =
            |url: &Url| url.has_host() && url.path() == "/" && url.query().is_none() && url.username().is_empty();
        let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && plain(url));
        url.ok_or_else(|| format!("CERTLANE_BASE_URL: {text:?} is no address of a site; write it as https://certificates.example.com, without a path."))
    }

    fn database_url(&self) -> Result<String, String> {
        let default = || format!("sqlite://{}", self.data_dir.join("certlane.db").display());
        let url = given(&self.database_url).unwrap_or_else(default);
        if url.starts_with("sqlite:") || url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(url);
        }
        Err("CERTLANE_DATABASE_URL: the address must begin with sqlite:// or postgres://.".to_owned())
    }

    fn s3(&self) -> Result<Option<S3Settings>, String> {
        let wanted = [&self.s3_endpoint, &self.s3_bucket, &self.s3_access_key, &self.s3_secret_key];
        if wanted.into_iter().all(|value| given(value).is_none()) {
            return Ok(None);
        }
        let needed = |name: &str, value: &Option<String>| {
            given(value).ok_or_else(|| {
                format!(
                    "CERTLANE_S3_{name}: it is missing; an S3 server needs ENDPOINT, BUCKET, ACCESS_KEY and SECRET_KEY."
                )
            })
        };
        let endpoint = needed("ENDPOINT", &self.s3_endpoint)?;
        let endpoint =
            Url::parse(&endpoint).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        Ok(Some(S3Settings {
            endpoint: endpoint.ok_or("CERTLANE_S3_ENDPOINT: it is no address; write it as https://s3.example.com.")?,
            region: self.s3_region.clone(),
            bucket: needed("BUCKET", &self.s3_bucket)?,
            access_key: needed("ACCESS_KEY", &self.s3_access_key)?,
            secret_key: needed("SECRET_KEY", &self.s3_secret_key)?,
        }))
    }

    fn upload_limit(&self) -> Result<u64, String> {
        let megabytes = self.upload_limit_mb.parse().ok().filter(|megabytes| (1..=1000).contains(megabytes));
        let wrong =
            || format!("CERTLANE_UPLOAD_LIMIT_MB: {:?} is no whole number from 1 to 1000.", self.upload_limit_mb);
        megabytes.map(|megabytes: u64| megabytes * 1_000_000).ok_or_else(wrong)
    }
}

/// A value that is there and not empty: an empty variable in a file means "not set".
fn given(value: &Option<String>) -> Option<String> {
    value.clone().filter(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        config: Config,
    }

    fn check(arguments: &[&str]) -> Result<(SocketAddr, Settings), String> {
        Line::parse_from(["certlane"].iter().chain(arguments)).config.check()
    }

    #[test]
    fn nothing_has_to_be_set() {
        let (listen, settings) = check(&[]).unwrap();
        assert_eq!(listen.to_string(), "127.0.0.1:3000");
        assert_eq!(settings.url("/i/x"), "http://127.0.0.1:3000/i/x");
        assert_eq!(settings.database_url, "sqlite://data/certlane.db");
        assert_eq!(settings.upload_limit, 25_000_000);
        assert!(settings.s3.is_none());
    }

    #[test]
    fn a_wrong_value_is_named_by_its_variable() {
        let wrong = [
            ("--listen", "3000", "CERTLANE_LISTEN"),
            ("--base-url", "certs.example.com", "CERTLANE_BASE_URL"),
            ("--base-url", "https://example.com/certs", "CERTLANE_BASE_URL"),
            ("--database-url", "mysql://x", "CERTLANE_DATABASE_URL"),
            ("--s3-endpoint", "https://s3.example.com", "CERTLANE_S3_BUCKET"),
            ("--s3-bucket", "files", "CERTLANE_S3_ENDPOINT"),
            ("--upload-limit-mb", "0", "CERTLANE_UPLOAD_LIMIT_MB"),
        ];
        for (argument, value, variable) in wrong {
            let sentence = check(&[argument, value]).unwrap_err();
            assert!(sentence.starts_with(variable), "{sentence}");
        }
    }
}
