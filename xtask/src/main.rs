//! What the workspace needs built besides its programs: `xtask site` makes the files that the browser loads.
//!
//! Everything it calls is a library, so a fresh machine installs no tool and no Node to build Certlane.

mod site;

use std::{env, error, path::Path, process::ExitCode};

/// Whatever went wrong, to be shown and not to be handled.
type Result<T> = std::result::Result<T, Box<dyn error::Error + Send + Sync>>;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lives in the workspace");
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["site"] => site::build(root),
        _ => Err("Usage: xtask site".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
