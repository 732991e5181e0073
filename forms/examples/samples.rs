//! Writes one document of each kind, to look at: `cargo run -p forms --example samples -- FOLDER`.
#![expect(clippy::unwrap_used, reason = "made-up data is either good or a mistake in this file")]

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::{error::Error, fs, path::PathBuf};

use forms::{Certificate, Signing, certificate, cover_letter, preview};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    fs::create_dir_all(&folder)?;
    let certificates = [
        ("sst", samples::sst()),
        ("mtc", samples::mtc()),
        ("california", samples::own("US-CA-CDTFA-230")),
        ("pennsylvania", samples::own("US-PA-REV-1220")),
        ("farm", samples::own("US-AR-ST-403")),
        ("other", samples::own("US-OTHER")),
    ];
    for (name, document) in certificates {
        fs::write(folder.join(name).with_extension("pdf"), certificate(&document)?.bytes)?;
        let unsigned = Certificate { signing: Signing::Preview, ..document };
        fs::write(folder.join(name).with_extension("svg"), preview(&unsigned)?)?;
    }
    fs::write(folder.join("letter.pdf"), cover_letter(&samples::letter())?.bytes)?;
    Ok(())
}
