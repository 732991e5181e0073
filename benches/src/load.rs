//! Calls over HTTP, as fast as they are answered. It writes the same bytes again and again and reads no more of an answer than
//! its end, so that the load costs less than what it measures.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::{JoinHandle, JoinSet, yield_now},
    time::timeout,
};

use crate::{
    Result,
    report::{Ratio, median},
};

/// How long a rate is measured, and how long nothing is counted before.
pub(crate) const MEASURED: Duration = Duration::from_secs(4);
const WARMING_UP: Duration = Duration::from_secs(1);

/// How often each of two is measured, one after the other.
const TURNS: usize = 5;

/// Whoever answers calls.
pub(crate) trait Server {
    /// Where it listens.
    fn address(&self) -> SocketAddr;
    /// The header lines that it wants, each with its end.
    fn headers(&self) -> String;
}

/// One call, as bytes.
#[derive(Clone)]
pub(crate) struct Call {
    address: SocketAddr,
    bytes: Vec<u8>,
}

impl Call {
    pub(crate) fn get(server: &impl Server, path: &str) -> Self {
        Self::new(server, &format!("GET {path} HTTP/1.1\r\n"), "")
    }

    pub(crate) fn post(server: &impl Server, path: &str, json: &str) -> Self {
        let head =
            format!("POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", json.len());
        Self::new(server, &head, json)
    }

    fn new(server: &impl Server, head: &str, body: &str) -> Self {
        let address = server.address();
        let bytes = format!("{head}Host: {address}\r\n{}\r\n{body}", server.headers()).into_bytes();
        Self { address, bytes }
    }

    /// The body of one answer.
    pub(crate) async fn body(&self) -> Result<Vec<u8>> {
        Connection::open(self).await?.call().await
    }

    /// How many such calls are answered a second, over so many connections. Errors: an answer that is no success.
    pub(crate) async fn rate(&self, connections: usize) -> Result<f64> {
        let _awake = Awake::keep();
        let started = Instant::now();
        let mut counts = JoinSet::new();
        for _ in 0..connections {
            let call = self.clone();
            counts.spawn(async move { call.count(started).await.map_err(|error| error.to_string()) });
        }
        let mut sum = 0;
        while let Some(count) = counts.join_next().await {
            sum += count??;
        }
        Ok(f64::from(sum) / MEASURED.as_secs_f64())
    }

    async fn count(self, started: Instant) -> Result<u32> {
        let mut connection = Connection::open(&self).await?;
        let mut counted = 0;
        loop {
            connection.call().await?;
            let elapsed = started.elapsed();
            if elapsed > WARMING_UP + MEASURED {
                return Ok(counted);
            }
            counted += u32::from(elapsed > WARMING_UP);
        }
    }
}

/// Keeps the load from sleeping. An answer that wakes it would cost the server's core more than writing it does, in a
/// virtual machine most of all, and only a server that is slower than the load would pay that.
struct Awake(JoinHandle<()>);

impl Awake {
    fn keep() -> Self {
        Self(tokio::spawn(async {
            loop {
                yield_now().await;
            }
        }))
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        self.0.abort();
    }
}

struct Connection<'a> {
    call: &'a Call,
    stream: TcpStream,
    received: Vec<u8>,
}

impl<'a> Connection<'a> {
    async fn open(call: &'a Call) -> Result<Self> {
        let stream = TcpStream::connect(call.address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { call, stream, received: Vec::new() })
    }

    /// Calls once, and gives back the body.
    async fn call(&mut self) -> Result<Vec<u8>> {
        self.stream.write_all(&self.call.bytes).await?;
        self.received.clear();
        let (head, length) = loop {
            self.read_more().await?;
            if let Some(found) = head_and_length(&self.received)? {
                break found;
            }
        };
        while self.received.len() < head + length {
            self.read_more().await?;
        }
        Ok(self.received.split_off(head))
    }

    async fn read_more(&mut self) -> Result<()> {
        match timeout(Duration::from_secs(30), self.stream.read_buf(&mut self.received)).await?? {
            0 => Err("the connection was closed".into()),
            _ => Ok(()),
        }
    }
}

/// Where the body begins and how long it is; none while the head is not complete.
fn head_and_length(received: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&received[..end])?;
    if !head.starts_with("HTTP/1.1 2") {
        return Err(format!("not a success: {}", String::from_utf8_lossy(received)).into());
    }
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    };
    let length = head.lines().find_map(header).ok_or("an answer without a length")?;
    Ok(Some((end + 4, length)))
}

/// Measures in turns, so that a machine that grows slower or faster does so for both.
pub(crate) async fn in_turns(
    ours: impl AsyncFn() -> Result<f64>,
    limit: impl AsyncFn() -> Result<f64>,
) -> Result<Ratio> {
    let (mut of_ours, mut of_limit) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        of_ours.push(ours().await?);
        of_limit.push(limit().await?);
    }
    Ok(Ratio { ours: median(of_ours), limit: median(of_limit) })
}
