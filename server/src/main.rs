//! The program: `certlane serve`, `migrate`, `account create`, `api-key create`, `doctor`.

use std::process::ExitCode;

use clap::Parser as _;
use server::{cli::Cli, commands};

/// Threads for files and passwords. tokio's own 512 would cost a storm of uploads its stacks' worth of memory.
const BLOCKING_THREADS: usize = 32;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(BLOCKING_THREADS).build();
    let ran = runtime
        .map_err(|error| format!("the machine gives no threads: {error}"))
        .and_then(|runtime| runtime.block_on(commands::run(cli)));
    match ran {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("certlane: {sentence}");
            ExitCode::FAILURE
        }
    }
}
