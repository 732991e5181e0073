//! The program: `certlane serve`, `migrate`, `account create`, `api-key create`, `doctor`.

use std::process::ExitCode;

use clap::Parser as _;
use server::{cli::Cli, commands, config};

/// Threads for files and passwords. tokio's own 512 would cost a storm of uploads its stacks' worth of memory.
const BLOCKING_THREADS: usize = 32;

fn main() -> ExitCode {
    // Whatever is written from now on, nobody else on the machine reads: it is other people's tax papers.
    rustix::process::umask(rustix::fs::Mode::from_bits_truncate(0o077));
    match config::check_environment().and_then(|()| run(Cli::parse())) {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("certlane: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, String> {
    if let Some(done) = commands::run_apart(&cli) {
        return done;
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(BLOCKING_THREADS).build();
    runtime
        .map_err(|error| format!("the machine gives no threads: {error}"))
        .and_then(|runtime| runtime.block_on(commands::run(cli)))
}
