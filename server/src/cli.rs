//! The command line.

use clap::{Args, Parser, Subcommand};

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
    /// Look at database, storage, mail, clock and base URL: one line each, exit 1 on a fault.
    Doctor,
}

#[derive(Args)]
pub(crate) struct Serve {
    /// Make a merchant, a buyer and keys to try everything with, and say where they are.
    #[arg(long)]
    pub(crate) demo: bool,
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
    },
}
