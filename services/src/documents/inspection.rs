//! Files are opened in a process of its own, which may crash, spin or swell without anybody else noticing.

use std::{
    path::Path,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use domain::document::{Kind, Unacceptable, Verdict};
use tokio::{
    io::AsyncReadExt as _,
    process::{Child, Command},
    time::timeout,
};

use super::Part;
use crate::{Error, Result, Services};

/// How many are inspected at once. Each may take half a gigabyte, though most take a twentieth of it.
pub(crate) const AT_ONCE: usize = 2;

/// How long an upload waits for those before it.
const QUEUE: Duration = Duration::from_secs(10);

/// How long it takes to count pages at most; good files take some milliseconds.
const PDF: Duration = Duration::from_secs(5);

/// How long pictures take at most; thirty photos take ten seconds.
const PICTURES: Duration = Duration::from_secs(30);

/// A verdict, and a line before it for each picture.
const LONGEST_ANSWER: u64 = 4_096;

/// From here on, a process that died with a picture in its hands has died of the picture's size.
const MANY_PIXELS: u64 = 25_000_000;

/// Looks into the parts of a document; pictures become one PDF at `pdf`. Says how many pages there are.
pub(super) async fn inspect(services: &Services, parts: &[Part], pdf: &Path) -> Result<usize> {
    let is_pdf = parts.iter().any(|part| part.kind == Kind::Pdf);
    let files = parts.iter().map(|part| part.file.path());
    let mut command = Command::new(&services.settings.inspector);
    command.arg("inspect-upload").arg("--pdf").arg(pdf).args(files);
    run(services, command, if is_pdf { PDF } else { PICTURES }).await
}

/// Makes a small PNG at `png` of a logo.
pub(super) async fn make_logo(services: &Services, file: &Path, png: &Path) -> Result<()> {
    let mut command = Command::new(&services.settings.inspector);
    command.arg("inspect-logo").arg("--png").arg(png).arg(file);
    run(services, command, PICTURES).await.map(drop)
}

/// Waits for its turn, then for the verdict, so long at most.
async fn run(services: &Services, mut command: Command, patience: Duration) -> Result<usize> {
    let permit = timeout(QUEUE, services.inspecting.acquire()).await;
    let _permit = permit.map_err(|_| unavailable("too many wait"))?.map_err(Error::internal)?;
    // Whoever takes that process over finds no secret in it.
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let child = command.spawn().map_err(|error| unavailable(&error))?;
    let (answer, ended) = match timeout(patience, answer(child)).await {
        Ok(answered) => answered.map_err(|error| unavailable(&error))?,
        Err(_) => (String::new(), None), // it took too long, and is killed by now
    };
    Ok(read(&answer, ended)??)
}

/// What the process says, and how it ended.
async fn answer(mut child: Child) -> std::io::Result<(String, Option<ExitStatus>)> {
    let mut answer = Vec::new();
    if let Some(out) = child.stdout.take() {
        out.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
    }
    let ended = child.wait().await?;
    Ok((String::from_utf8_lossy(&answer).into_owned(), Some(ended)))
}

/// The last line is the verdict. Where there is none, the process died of the file, unless it says that it failed itself.
fn read(answer: &str, ended: Option<ExitStatus>) -> Result<Verdict> {
    let last = answer.lines().last().unwrap_or_default();
    if let Ok(verdict) = serde_json::from_str(last) {
        return Ok(verdict);
    }
    let told = ended.map_or("it took too long".to_owned(), |ended| ended.to_string());
    if ended.and_then(|ended| ended.code()).is_some_and(|code| code != PANIC) {
        return Err(unavailable(told));
    }
    tracing::info!(told, "an upload could not be inspected: {told}");
    let is_large = last.parse().is_ok_and(|pixels: u64| pixels > MANY_PIXELS);
    Ok(Err(if is_large { Unacceptable::TooManyPixels } else { Unacceptable::Damaged }))
}

/// What a Rust program exits with that met something it was not made for.
const PANIC: i32 = 101;

fn unavailable(error: impl std::fmt::Display) -> Error {
    tracing::error!(%error, "an upload cannot be inspected");
    Error::Unavailable("The check of files")
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    fn ended(raw: i32) -> Option<ExitStatus> {
        Some(ExitStatus::from_raw(raw))
    }

    #[test]
    fn the_last_line_is_the_verdict() {
        assert_eq!(read("{\"Ok\":3}\n", ended(0)).unwrap(), Ok(3));
        assert_eq!(read("12000000\n{\"Err\":\"damaged\"}\n", ended(0)).unwrap(), Err(Unacceptable::Damaged));
        assert_eq!(read("{\"Err\":{\"too_large\":25}}\n", ended(0)).unwrap(), Err(Unacceptable::TooLarge(25)));
    }

    #[test]
    fn whoever_dies_says_what_of() {
        let (killed, aborted, panicked, failed) = (ended(9), ended(6), ended(101 << 8), ended(1 << 8));
        assert_eq!(read("", killed).unwrap(), Err(Unacceptable::Damaged));
        assert_eq!(read("", None).unwrap(), Err(Unacceptable::Damaged));
        assert_eq!(read("12000000\n", panicked).unwrap(), Err(Unacceptable::Damaged));
        assert_eq!(read("99000000\n", aborted).unwrap(), Err(Unacceptable::TooManyPixels));
        assert!(matches!(read("", failed), Err(Error::Unavailable(_))));
    }
}
