//! The process around the inspection: what it is called with, what it may take, and how it answers.

use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use domain::document::Kind;
use rustix::process::{Resource, Rlimit, nice, setrlimit};

use crate::{inspect, kind, logo};

/// What a process may hold beside the files: a picture of 100 megapixels, and the page that is made of it.
const FOR_PICTURES: u64 = 512 * 1024 * 1024;

/// The same for a PDF, of which nothing is decoded but its tables.
const FOR_A_PDF: u64 = 128 * 1024 * 1024;

/// Seconds of the processor, where the parent that would end it earlier is gone.
const SECONDS: u64 = 60;

/// The largest PDF that is written.
const WRITTEN: u64 = 200 * 1024 * 1024;

/// What to look into.
#[derive(Debug, Clone)]
pub enum Call {
    /// The files of one document, in its order.
    Document {
        /// The files, a PDF or some pictures.
        files: Vec<PathBuf>,
        /// Where the PDF of pictures goes.
        pdf: PathBuf,
    },
    /// A merchant's logo.
    Logo {
        /// The picture as it came.
        file: PathBuf,
        /// Where the PNG goes.
        png: PathBuf,
    },
}

impl Call {
    fn files(&self) -> &[PathBuf] {
        match self {
            Self::Document { files, .. } => files,
            Self::Logo { file, .. } => std::slice::from_ref(file),
        }
    }
}

/// Limits this process, inspects, and writes the verdict as one line of JSON. Before each picture a line says how many
/// pixels it has, so that whoever reads knows what a process that dies has died of.
pub fn answer(call: &Call) -> io::Result<()> {
    limit(memory(call)?)?;
    let mut out = io::stdout().lock();
    let begin = |pixels| drop(writeln!(out, "{pixels}"));
    let verdict = match call {
        Call::Document { files, pdf } => inspect(files, pdf, begin)?,
        Call::Logo { file, png } => logo(file, png, begin)?,
    };
    writeln!(out, "{}", serde_json::to_string(&verdict)?)
}

/// How much memory the call is worth. A file lies in it twice: as it came, and as its decoder holds it.
fn memory(call: &Call) -> io::Result<u64> {
    let (mut most, mut largest) = (FOR_A_PDF, 0);
    for file in call.files() {
        if kind(file)?.is_some_and(Kind::is_picture) {
            most = FOR_PICTURES;
        }
        largest = file.metadata()?.len().max(largest);
    }
    Ok(most + 2 * largest)
}

/// Nothing is raised again: the hard limits fall with the soft ones.
fn limit(memory: u64) -> io::Result<()> {
    let limits = [(Resource::Data, memory), (Resource::Cpu, SECONDS), (Resource::Fsize, WRITTEN), (Resource::Core, 0)];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    nice(5).map(drop)?; // buyers who only turn pages come first
    Ok(())
}
