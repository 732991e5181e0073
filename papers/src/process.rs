//! The process around the inspection: what it is called with, what it may take, and how it answers.

use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use rustix::process::{Resource, Rlimit, nice, setrlimit};

use crate::inspect;

/// All that a process may hold: a picture of 100 megapixels, its file, and the page that is made of it.
const MEMORY: u64 = 560 * 1024 * 1024;

/// Seconds of the processor, where the parent that would end it earlier is gone.
const SECONDS: u64 = 60;

/// The largest PDF that is written.
const WRITTEN: u64 = 200 * 1024 * 1024;

/// What to look into.
#[derive(Debug, Clone)]
pub struct Call {
    /// The files of one document, in its order.
    pub files: Vec<PathBuf>,
    /// Where the PDF goes that is made of pictures.
    pub pdf: PathBuf,
}

/// Limits this process, inspects, and writes the verdict as one line of JSON. Before each picture a line says how many
/// pixels it has, so that whoever reads knows what a process that dies has died of.
pub fn answer(call: &Call) -> io::Result<()> {
    limit()?;
    let mut out = io::stdout().lock();
    let verdict = inspect(&call.files, &call.pdf, |pixels| drop(writeln!(out, "{pixels}")))?;
    writeln!(out, "{}", serde_json::to_string(&verdict)?)
}

/// Nothing is raised again: the hard limits fall with the soft ones.
fn limit() -> io::Result<()> {
    let limits = [(Resource::Data, MEMORY), (Resource::Cpu, SECONDS), (Resource::Fsize, WRITTEN), (Resource::Core, 0)];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    drop(nice(5)); // buyers who only turn pages come first
    Ok(())
}
