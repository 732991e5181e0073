//! The command line.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use domain::{Jurisdiction, Permission, Reason};

use crate::config::Config;

/// Certlane asks your business customers for their sales tax exemption certificates, and they answer by themselves.
#[derive(Parser)]
#[command(name = "certlane", version)]
pub struct Cli {
    #[command(flatten)]
    pub(crate) config: Config,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve the portal until it is told to stop.
    Serve(Serve),
    /// Bring the database up to date and stop.
    Migrate,
    /// Merchants.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Keys of the API.
    #[command(subcommand)]
    ApiKey(ApiKeyCommand),
    /// Say whether a customer is exempt in a state, and why.
    Exemption(Exemption),
    /// Forward events to a program on this machine as webhooks are sent, until Ctrl-C.
    Listen(Listen),
    /// Let an event happen in test mode, to rows that are made for it.
    Trigger(Trigger),
    /// Look at database, storage, mail, scanner, clock and base URL: one line each, exit 1 on a fault.
    Doctor,
    /// Print the description of the API, as `/openapi.json` serves it.
    Openapi,
    /// Look into an upload. The portal calls it, in a process of its own for each.
    #[command(hide = true)]
    InspectUpload(InspectUpload),
    /// The same for a merchant's logo.
    #[command(hide = true)]
    InspectLogo(InspectLogo),
}

#[derive(Args)]
pub(crate) struct Serve {
    /// Make a merchant, a buyer and keys to try everything with, and say where they are.
    #[arg(long)]
    pub(crate) demo: bool,
}

/// A key of the API of the server at `--base-url`.
#[derive(Args)]
pub(crate) struct Key {
    /// The key, as sk_test_….
    #[arg(long, env = "CERTLANE_API_KEY", hide_env_values = true)]
    pub(crate) key: String,
}

#[derive(Args)]
pub(crate) struct Listen {
    /// Where the program listens, as http://localhost:4242/webhooks.
    #[arg(long)]
    pub(crate) forward_to: url::Url,
    #[command(flatten)]
    pub(crate) key: Key,
    /// Forward the events of live mode, by a live key: they are about real customers.
    #[arg(long)]
    pub(crate) live: bool,
}

#[derive(Args)]
pub(crate) struct Trigger {
    /// The type of the event, as request.fulfilled.
    pub(crate) event_type: String,
    #[command(flatten)]
    pub(crate) key: Key,
}

#[derive(Args)]
pub(crate) struct InspectUpload {
    /// Where the PDF goes that is made of pictures.
    #[arg(long)]
    pub(crate) pdf: PathBuf,
    /// The files of one document, in its order.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct InspectLogo {
    /// Where the small PNG goes that is made of it.
    #[arg(long)]
    pub(crate) png: PathBuf,
    /// The picture as it came.
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct Exemption {
    /// The customer: its id, as `cust_…`.
    pub(crate) customer: String,
    /// The state, as `US-OH`.
    pub(crate) jurisdiction: Jurisdiction,
    /// The day of the sale, as `2026-05-01`; today unless given.
    #[arg(long, value_parser = day)]
    pub(crate) on: Option<NaiveDate>,
    /// The reason, as `RESALE`; whatever the certificate says unless given.
    #[arg(long)]
    pub(crate) reason: Option<Reason>,
    /// Answer with what was on file at the end of this day.
    #[arg(long, value_parser = day)]
    pub(crate) known_on: Option<NaiveDate>,
}

fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "use a date like 2026-05-01".to_owned())
}

#[derive(Subcommand)]
pub(crate) enum AccountCommand {
    /// Make a merchant and its owner; prints the link by which the owner sets a password.
    Create {
        /// The merchant's name, as its buyers know it.
        #[arg(long)]
        name: String,
        /// The owner's e-mail address.
        #[arg(long)]
        email: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum ApiKeyCommand {
    /// Make a key; prints it, alone, on standard output. It cannot be shown again.
    Create {
        /// The merchant: its id, as `acct_…`.
        #[arg(long)]
        account: String,
        /// A key for test rows instead of live ones.
        #[arg(long)]
        test: bool,
        /// What it may do: full; requests (read, and ask for certificates); or read.
        #[arg(long, default_value = "full")]
        permission: Permission,
    },
    /// Take a key back for good: within a second, whoever uses it gets 401.
    Revoke {
        /// The key itself, as `sk_live_…`.
        key: String,
    },
}
