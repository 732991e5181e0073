//! The interactive pieces of the pages: `app`, compiled for the browser.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use wasm_bindgen_cli_support::Bindgen;

use crate::Result;

/// What the browser loads to bring the islands to life.
pub(super) struct Islands {
    /// The JavaScript between the page and the program.
    pub(super) glue: String,
    /// The program.
    pub(super) wasm: Vec<u8>,
}

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm-release";

/// Lets cargo compile `app` and returns the path of the program, which the browser cannot load yet.
pub(super) fn compile(root: &Path) -> Result<PathBuf> {
    // A target folder of its own: the lock of `target` may be held by a build of the server.
    let target = root.join("target/front");
    #[expect(clippy::disallowed_methods, reason = "cargo itself says here which cargo to use")]
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .args(["build", "--package", "app", "--lib", "--target", TARGET, "--profile", PROFILE])
        .args(["--no-default-features", "--features", "hydrate,islands"])
        .arg("--target-dir")
        .arg(&target)
        .status()?;
    if !status.success() {
        return Err("the islands do not compile; cargo says why above".into());
    }
    Ok(target.join(TARGET).join(PROFILE).join("app.wasm"))
}

/// Makes of the compiled program what a browser can load.
pub(super) fn bind(program: &Path) -> Result<Islands> {
    let mut output = Bindgen::new()
        .input_path(program)
        .web(true)?
        .out_name("certlane")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true) // the page names the program, its name holds a hash
        .generate_output()?;
    let foreign = output.snippets().iter().find(|(_, scripts)| !scripts.is_empty());
    if let Some((package, _)) = foreign {
        // Their names hold no hash of their content, so they could not be cached for ever like the rest.
        return Err(format!("{package} brings JavaScript files of its own, which xtask does not publish").into());
    }
    Ok(Islands { glue: output.js().to_owned(), wasm: output.wasm_mut().emit_wasm() })
}
