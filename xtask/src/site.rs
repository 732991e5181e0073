//! `target/site`: what the server serves to browsers besides its pages, hashed and compressed ahead of time.
//!
//! ```text
//! target/site/hash.txt                             the hashes below, as leptos reads them
//! target/site/pkg/certlane.<hash>.{js,wasm,css}    the islands and the style
//! target/site/…                                    a copy of public/
//! ```
//!
//! Beside every text and wasm file lie its `.br` and `.gz`. A debug build of the server reads the folder,
//! a release build carries it inside.

mod digest;
mod islands;
mod press;
mod style;
mod tree;

use std::{
    fs::{self, File},
    path::Path,
    time::Instant,
};

use crate::Result;
use digest::Digest;

/// Brings `target/site` up to date; a fresh one is left alone.
pub(crate) fn build(root: &Path) -> Result<()> {
    let started = Instant::now();
    let target = root.join("target");
    fs::create_dir_all(&target)?;
    let lock = File::create(target.join("site.lock"))?;
    lock.lock()?; // two at once would write into each other's folder

    let program = islands::compile(root)?;
    let inputs = inputs(root, &program)?;
    let site = target.join("site");
    if is_fresh(&site, &inputs) {
        eprintln!("site: fresh ({:.1?})", started.elapsed());
        return Ok(());
    }

    let next = target.join("site.next"); // a server may be reading the old one: it changes in one step
    tree::remove(&next)?;
    tree::copy(&root.join("public"), &next)?;
    let hashes = write_package(&next.join("pkg"), &islands::bind(&program)?, &style::bundle(root)?)?;
    press::press(&next, &site)?;
    fs::write(next.join("hash.txt"), format!("{hashes}inputs: {inputs}\n"))?;
    tree::remove(&site)?;
    fs::rename(&next, &site)?;
    eprintln!("site: {} ({:.1?})", press::summary(&site.join("pkg"))?, started.elapsed());
    Ok(())
}

/// Everything that decides what the site holds.
fn inputs(root: &Path, program: &Path) -> Result<Digest> {
    let decisive = ["style", "public", "xtask/src", "Cargo.lock"].map(Path::new);
    digest::of_files(root, &[&decisive[..], &[program]].concat())
}

/// The inputs stand in `hash.txt`, which leptos skips, and which makes cargo embed a changed site anew.
fn is_fresh(site: &Path, inputs: &Digest) -> bool {
    fs::read_to_string(site.join("hash.txt"))
        .is_ok_and(|text| text.lines().any(|line| line == format!("inputs: {inputs}")))
}

/// Writes the files under names that change with their content, and returns the lines of `hash.txt`.
fn write_package(pkg: &Path, islands: &islands::Islands, css: &str) -> Result<String> {
    fs::create_dir_all(pkg)?;
    // Glue and program fit only each other, so they share a hash: a browser can never mix two builds.
    let pair = digest::of([islands.glue.as_bytes(), &islands.wasm]);
    let style = digest::of([css.as_bytes()]);
    fs::write(pkg.join(format!("certlane.{pair}.js")), &islands.glue)?;
    fs::write(pkg.join(format!("certlane.{pair}.wasm")), &islands.wasm)?;
    fs::write(pkg.join(format!("certlane.{style}.css")), css)?;
    Ok(format!("js: {pair}\nwasm: {pair}\ncss: {style}\n"))
}
