//! The files for browsers are built into `target/site` by `xtask site`, and `src/assets.rs` embeds that folder.

use std::{env, fs, path::Path};

#[expect(clippy::disallowed_methods, reason = "the variable is cargo's word to a build script")]
fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let site = Path::new("../target/site");
    // A debug build reads the folder while it runs, and rust-embed notes where it really is while it compiles:
    // in a fresh clone that comes first, and without the folder no file would ever be found in it.
    fs::create_dir_all(site)?;
    if env::var("PROFILE").as_deref() == Ok("release") {
        let list = site.join("hash.txt");
        println!("cargo::rerun-if-changed={}", list.display());
        if !list.exists() {
            println!("cargo::error=The files for browsers are missing: `make release` builds them first.");
        }
    }
    Ok(())
}
