//! Compresses once, as hard as it goes, what would otherwise be compressed for every visitor.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    thread,
};

use flate2::{Compression, write::GzEncoder};

use super::tree;
use crate::Result;

const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"];
const BROTLI_BEST: u32 = 11;
const BROTLI_WINDOW: u32 = 22;

/// Puts a `.br` and a `.gz` beside every file of the site that gets smaller by it.
/// What the last site already had pressed is taken from there: the program takes seconds and seldom changes.
pub(super) fn press(site: &Path, last: &Path) -> Result<()> {
    let files: Vec<PathBuf> = tree::files(site)?.into_iter().filter(|file| is_compressible(file)).collect();
    thread::scope(|scope| {
        let press = |file| scope.spawn(move || press_file(file, &last.join(file.strip_prefix(site)?)));
        let running: Vec<_> = files.iter().map(|file| press(file.as_path())).collect();
        running.into_iter().try_for_each(|file| file.join().expect("compressing does not panic"))
    })
}

/// What a browser fetches, in one line: each file of the folder and its size on the wire.
pub(super) fn summary(pkg: &Path) -> Result<String> {
    let mut words = Vec::new();
    for file in tree::files(pkg)?.iter().filter(|file| is_compressible(file)) {
        let smallest = [beside(file, "br"), file.clone()].into_iter().find(|file| file.exists());
        let bytes = fs::metadata(smallest.as_ref().unwrap_or(file))?.len();
        let kind = file.extension().unwrap_or_default().to_string_lossy();
        words.push(format!("{kind} {:.1} kB", bytes as f64 / 1000.0));
    }
    Ok(words.join(", "))
}

fn is_compressible(file: &Path) -> bool {
    file.extension().is_some_and(|extension| COMPRESSIBLE.iter().any(|known| extension == *known))
}

fn press_file(file: &Path, last: &Path) -> Result<()> {
    let content = fs::read(file)?;
    let unchanged = fs::read(last).is_ok_and(|earlier| earlier == content);
    for (extension, compress) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
        let earlier = fs::read(beside(last, extension)).ok().filter(|_| unchanged);
        let compressed = earlier.map_or_else(|| compress(&content), Ok)?;
        if compressed.len() < content.len() {
            fs::write(beside(file, extension), compressed)?;
        }
    }
    Ok(())
}

fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_BEST, BROTLI_WINDOW);
    writer.write_all(content)?;
    Ok(writer.into_inner())
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}
