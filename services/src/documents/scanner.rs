//! The virus scanner: clamd, asked by INSTREAM.

use std::{fmt, io, path::PathBuf, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
    time::timeout,
};

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clamd {
    /// A host and a port.
    Tcp(String),
    /// A socket of this machine.
    Unix(PathBuf),
}

/// What clamd says about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// It knows nothing bad of it.
    Nothing,
    /// The virus, by the name that it has there.
    Virus(String),
}

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);

/// How long the answer may take while a buyer waits; after that the document is held.
pub(crate) const WHILE_SOMEBODY_WAITS: Duration = Duration::from_secs(15);

/// How long it may take otherwise.
pub(crate) const IN_PEACE: Duration = Duration::from_secs(120);

/// clamd's answers are a line.
const LONGEST_ANSWER: u64 = 1_024;

trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

impl fmt::Display for Clamd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => f.write_str(address),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl Clamd {
    /// Lets clamd look at a file as it streams. The error says why it did not.
    pub(crate) async fn scan<S>(&self, content: S, patience: Duration) -> io::Result<Found>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        timeout(patience, self.ask(content)).await.map_err(|_| slow())?
    }

    /// Lets it look at a file of nothing, as large as a real one may be.
    pub(crate) async fn probe(&self, size: u64) -> io::Result<()> {
        const CHUNK: u64 = 64 * 1024;
        let chunk = |left: u64| Bytes::from(vec![0; left.min(CHUNK) as usize]);
        let nothing = stream::iter((0..size).step_by(CHUNK as usize).map(move |sent| Ok(chunk(size - sent))));
        self.scan(nothing, WHILE_SOMEBODY_WAITS).await.map(drop)
    }

    async fn ask<S>(&self, content: S) -> io::Result<Found>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        let mut socket = self.connect().await?;
        let sent = send(&mut socket, content).await;
        // clamd answers and closes while the file is still coming where it is too long for it: the answer says more.
        let mut answer = Vec::new();
        let heard = socket.take(LONGEST_ANSWER).read_to_end(&mut answer).await;
        match read(&String::from_utf8_lossy(&answer)) {
            Ok(found) => sent.map(|()| found),
            Err(error) if !answer.is_empty() => Err(error),
            Err(error) => sent.and(heard.map(drop)).and(Err(error)),
        }
    }

    async fn connect(&self) -> io::Result<Box<dyn Socket>> {
        let connect = async {
            Ok::<Box<dyn Socket>, io::Error>(match self {
                Self::Tcp(address) => Box::new(TcpStream::connect(address).await?),
                Self::Unix(path) => Box::new(UnixStream::connect(path).await?),
            })
        };
        timeout(CONNECT, connect).await.map_err(|_| slow())?
    }
}

/// Each chunk with its length in front, and one without length at the end.
async fn send<S>(socket: &mut (impl AsyncWrite + Unpin), content: S) -> io::Result<()>
where
    S: Stream<Item = io::Result<Bytes>> + Send,
{
    let mut content = std::pin::pin!(content);
    socket.write_all(b"zINSTREAM\0").await?;
    while let Some(chunk) = content.next().await {
        let chunk = chunk?;
        if chunk.is_empty() {
            continue; // it would be the end
        }
        socket.write_u32(u32::try_from(chunk.len()).map_err(io::Error::other)?).await?;
        socket.write_all(&chunk).await?;
    }
    socket.write_u32(0).await?;
    socket.flush().await
}

/// `stream: OK`, `stream: Win.Test.EICAR_HDB-1 FOUND`, or what is wrong.
fn read(answer: &str) -> io::Result<Found> {
    let answer = answer.trim_end_matches(['\0', '\n']);
    if answer == "stream: OK" {
        return Ok(Found::Nothing);
    }
    let virus = answer.strip_prefix("stream: ").and_then(|rest| rest.strip_suffix(" FOUND"));
    virus.map(|name| Found::Virus(name.to_owned())).ok_or_else(|| io::Error::other(format!("it answers {answer:?}")))
}

fn slow() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "it takes too long")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_nothing_else_is_clean() {
        assert_eq!(read("stream: OK\0").unwrap(), Found::Nothing);
        assert_eq!(read("stream: Eicar FOUND\0").unwrap(), Found::Virus("Eicar".to_owned()));
        for strange in ["", "INSTREAM size limit exceeded. ERROR\0", "stream: OK, I think\0", "stream: x ERROR\0"] {
            assert!(read(strange).is_err(), "{strange}");
        }
    }
}
