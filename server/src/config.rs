//! What the operator can choose: each field says its variable, its meaning and its default.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use clap::Args;
use services::{FaxGateway, S3Settings, Settings, documents::Clamd, webhooks::Allowed};
use url::Url;

use crate::telemetry;

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
    pub data_dir: String,

    /// sqlite://FILE or postgres://…. Default: SQLite in the data directory.
    #[arg(long, env = "CERTLANE_DATABASE_URL", global = true, hide_env_values = true)]
    pub database_url: Option<String>,

    /// An S3-compatible server that browsers reach too. Default: the one that is built in, under the data directory.
    #[arg(long, env = "CERTLANE_S3_ENDPOINT", global = true)]
    pub s3_endpoint: Option<String>,

    /// Its region. Default: us-east-1.
    #[arg(long, env = "CERTLANE_S3_REGION", global = true)]
    pub s3_region: Option<String>,

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

    /// The address of a service that faxes what is mailed to it, as %s@fax.example.com; %s stands for the digits of the
    /// number. Default: requests cannot be faxed.
    #[arg(long, env = "CERTLANE_FAX_GATEWAY", global = true)]
    pub fax_gateway: Option<String>,

    /// The file of the keys that sign links; made at the first start. Default: secret.key in the data directory.
    #[arg(long, env = "CERTLANE_SECRET_KEY_FILE", global = true)]
    pub secret_key_file: Option<String>,

    /// The largest file that a buyer may upload, in megabytes.
    #[arg(long, env = "CERTLANE_UPLOAD_LIMIT_MB", default_value = "25", global = true)]
    pub upload_limit_mb: String,

    /// The virus scanner clamd: host:port, or unix:/run/clamav/clamd.ctl. Default: nobody looks for viruses.
    #[arg(long, env = "CERTLANE_CLAMD", global = true)]
    pub clamd: Option<String>,

    /// Where webhooks may go besides the public internet, also without TLS: ranges of addresses, as 10.0.0.0/8,fd00::/8.
    /// Default: nowhere.
    #[arg(long, env = "CERTLANE_WEBHOOK_ALLOW", global = true)]
    pub webhook_allow: Option<String>,

    /// Test mode beside live rows, on or off. Off: test keys are refused, and the desk has no switch.
    #[arg(long, env = "CERTLANE_TEST_MODE", default_value = "on", global = true)]
    pub test_mode: String,

    /// How many proxies stand in front, each of which adds the address that it was called from to X-Forwarded-For.
    #[arg(long, env = "CERTLANE_TRUSTED_PROXIES", default_value = "0", global = true)]
    pub trusted_proxies: String,

    /// How many calls a second one API key may make; the keys of an account together four times as many. 0: no limit.
    #[arg(long, env = "CERTLANE_API_RATE", default_value = "100", global = true)]
    pub api_rate: String,

    /// What is logged, as in info or services=debug.
    #[arg(long, env = "CERTLANE_LOG", default_value = "info", global = true)]
    pub log: String,
}

impl Config {
    /// Where to listen, and the settings; or the one sentence that says which variable is wrong.
    pub fn check(&self) -> Result<(SocketAddr, Settings), String> {
        telemetry::check(&self.log)?;
        let listen = self.listen()?;
        let settings = Settings {
            base_url: self.base_url(listen)?,
            data_dir: path("DATA_DIR", &self.data_dir)?,
            database_url: self.database_url()?,
            s3: self.s3()?,
            smtp_url: given(&self.smtp_url),
            mail_from: self.mail_from.clone(),
            fax_gateway: self.fax_gateway()?,
            secret_key_file: match &self.secret_key_file {
                Some(file) => path("SECRET_KEY_FILE", file)?,
                None => Path::new(&self.data_dir).join("secret.key"),
            },
            upload_limit: self.upload_limit()?,
            clamd: self.clamd()?,
            inspector: std::env::current_exe().map_err(|error| format!("the program cannot find itself: {error}"))?,
            api_rate: self.api_rate()?,
            test_mode: self.test_mode()?,
            webhook_allow: self.webhook_allow()?,
            trusted_proxies: self.trusted_proxies()?,
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
        let url = plain(&text).filter(|url| url.path() == "/");
        // The text is not repeated: it may hold a password.
        url.ok_or_else(|| "CERTLANE_BASE_URL: this is no address of a site; write it as https://certificates.example.com, without path, query and user.".to_owned())
    }

    fn database_url(&self) -> Result<String, String> {
        let default = || format!("sqlite://{}", Path::new(&self.data_dir).join("certlane.db").display());
        let url = given(&self.database_url).unwrap_or_else(default);
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(url);
        }
        let Some(file) = url.strip_prefix("sqlite://") else {
            return Err("CERTLANE_DATABASE_URL: the address must begin with sqlite:// or postgres://.".to_owned());
        };
        let (file, how) = file.split_once('?').unwrap_or((file, ""));
        if file.is_empty() || file == ":memory:" || how.contains("mode=memory") {
            return Err(
                "CERTLANE_DATABASE_URL: SQLite needs a file that lasts; write it as sqlite:///var/lib/certlane/certlane.db."
                    .to_owned(),
            );
        }
        Ok(url)
    }

    fn s3(&self) -> Result<Option<S3Settings>, String> {
        let wanted = [&self.s3_endpoint, &self.s3_region, &self.s3_bucket, &self.s3_access_key, &self.s3_secret_key];
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
        let endpoint = plain(&endpoint).ok_or(
            "CERTLANE_S3_ENDPOINT: this is no address of a server; write it as https://s3.example.com, without query and user.",
        )?;
        let region = self.s3_region.clone().unwrap_or_else(|| "us-east-1".to_owned());
        Ok(Some(S3Settings {
            endpoint,
            region: named("REGION", region, "-_", "us-east-1")?,
            bucket: named("BUCKET", needed("BUCKET", &self.s3_bucket)?, "-_.", "certificates")?,
            access_key: needed("ACCESS_KEY", &self.s3_access_key)?,
            secret_key: needed("SECRET_KEY", &self.s3_secret_key)?,
        }))
    }

    fn clamd(&self) -> Result<Option<Clamd>, String> {
        let Some(text) = given(&self.clamd) else { return Ok(None) };
        let wrong = || {
            format!(
                "CERTLANE_CLAMD: {text:?} is no address of clamd; write it as 127.0.0.1:3310 or unix:/run/clamav/clamd.ctl."
            )
        };
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.starts_with('/') { Ok(Some(Clamd::Unix(path.into()))) } else { Err(wrong()) };
        }
        let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
        let is_address = !host.is_empty() && !host.contains('/') && port.parse::<u16>().is_ok_and(|port| port > 0);
        if is_address { Ok(Some(Clamd::Tcp(text))) } else { Err(wrong()) }
    }

    fn fax_gateway(&self) -> Result<Option<FaxGateway>, String> {
        let Some(text) = given(&self.fax_gateway) else { return Ok(None) };
        let wrong = || {
            format!(
                "CERTLANE_FAX_GATEWAY: {text:?} is no address of a fax gateway; write it as %s@fax.example.com, with %s \
                 for the digits of the number."
            )
        };
        FaxGateway::parse(&text).map(Some).ok_or_else(wrong)
    }

    fn webhook_allow(&self) -> Result<Allowed, String> {
        Allowed::parse(&given(&self.webhook_allow).unwrap_or_default()).map_err(|wrong| {
            format!("CERTLANE_WEBHOOK_ALLOW: {wrong:?} is no range of addresses; write it as 10.0.0.0/8,fd00::/8.")
        })
    }

    fn test_mode(&self) -> Result<bool, String> {
        match self.test_mode.as_str() {
            "on" => Ok(true),
            "off" => Ok(false),
            other => Err(format!("CERTLANE_TEST_MODE: {other:?} is not known; write on or off.")),
        }
    }

    fn trusted_proxies(&self) -> Result<usize, String> {
        let number = self.trusted_proxies.parse().ok().filter(|number| *number <= 10);
        let wrong = || format!("CERTLANE_TRUSTED_PROXIES: {:?} is no whole number from 0 to 10.", self.trusted_proxies);
        number.ok_or_else(wrong)
    }

    fn api_rate(&self) -> Result<u32, String> {
        let number = self.api_rate.parse().ok().filter(|number| *number <= 100_000);
        let wrong = || format!("CERTLANE_API_RATE: {:?} is no whole number from 0 to 100000.", self.api_rate);
        number.ok_or_else(wrong)
    }

    fn upload_limit(&self) -> Result<u64, String> {
        let megabytes = self.upload_limit_mb.parse().ok().filter(|megabytes| (1..=1000).contains(megabytes));
        let wrong =
            || format!("CERTLANE_UPLOAD_LIMIT_MB: {:?} is no whole number from 1 to 1000.", self.upload_limit_mb);
        megabytes.map(|megabytes: u64| megabytes * 1_000_000).ok_or_else(wrong)
    }
}

/// Whether every variable of ours is text; clap would say it in many lines.
pub fn check_environment() -> Result<(), String> {
    let mut ours = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CERTLANE_"));
    match ours.find(|(_, value)| value.to_str().is_none()) {
        Some((name, _)) => Err(format!("{}: its value is no UTF-8 text; write it anew.", name.to_string_lossy())),
        None => Ok(()),
    }
}

/// A web address without what would be lost or shown when paths are added to it.
fn plain(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    plain.then_some(url)
}

/// A name of letters, digits and a few signs.
fn named(variable: &str, name: String, signs: &str, example: &str) -> Result<String, String> {
    let good = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    if !name.is_empty() && name.len() <= 63 && name.chars().all(good) {
        return Ok(name);
    }
    Err(format!("CERTLANE_S3_{variable}: {name:?} cannot be its name; write it as {example}."))
}

/// A path that says something.
fn path(variable: &str, path: &str) -> Result<PathBuf, String> {
    if path.trim().is_empty() {
        return Err(format!("CERTLANE_{variable}: it is empty; write a path, or leave the variable out."));
    }
    Ok(path.into())
}

/// A value that is there and not empty: an empty variable in a file means "not set".
fn given(value: &Option<String>) -> Option<String> {
    value.clone().filter(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests;
