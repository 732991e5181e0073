use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use services::documents::Clamd;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::papers::EICAR;

/// A virus scanner that speaks INSTREAM as clamd does, and knows one virus.
pub struct Scanner {
    address: String,
    longest: Arc<AtomicUsize>,
}

impl Scanner {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let longest = Arc::new(AtomicUsize::new(25_000_000));
        let limit = Arc::clone(&longest);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let longest = limit.load(Ordering::SeqCst);
                tokio::spawn(async move { drop(converse(stream, longest).await) }); // who hangs up is no fault
            }
        });
        Self { address, longest }
    }

    /// Where it listens.
    pub fn clamd(&self) -> Clamd {
        Clamd::Tcp(self.address.clone())
    }

    /// It hangs up on everybody.
    pub fn falls_ill(&self) {
        self.longest.store(0, Ordering::SeqCst);
    }

    pub fn takes(&self, longest: usize) {
        self.longest.store(longest, Ordering::SeqCst);
    }
}

async fn converse(mut stream: TcpStream, longest: usize) -> std::io::Result<()> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).await?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut content = Vec::new();
    loop {
        let length = stream.read_u32().await? as usize;
        if longest == 0 {
            return Ok(());
        }
        if length == 0 {
            break;
        }
        if content.len() + length > longest {
            return stream.write_all(b"INSTREAM size limit exceeded. ERROR\0").await;
        }
        let before = content.len();
        content.resize(before + length, 0);
        stream.read_exact(&mut content[before..]).await?;
    }
    let virus = EICAR.concat();
    let is_infected = content.windows(virus.len()).any(|window| window == virus.as_bytes());
    let answer: &[u8] = if is_infected { b"stream: Certlane.Eicar FOUND\0" } else { b"stream: OK\0" };
    stream.write_all(answer).await
}
