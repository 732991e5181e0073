//! A mail server that takes mail, or does what real ones do on bad days. The recipient's name says which.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use mail_parser::{Message, MessageParser};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpSocket, TcpStream},
};

/// How many times `later@…` is told to come back.
const NOT_NOW: usize = 2;

/// An SMTP server on a port of its own.
pub struct MailServer {
    pub port: u16,
    socket: Mutex<Option<TcpSocket>>,
    inside: Arc<Mutex<Inside>>,
}

#[derive(Default)]
struct Inside {
    taken: Vec<Taken>,
    tries: HashMap<String, usize>,
}

/// A mail that came in.
#[derive(Debug, Clone)]
pub struct Taken {
    pub to: String,
    pub raw: String,
}

/// A port that refuses connections, and that nobody else gets while the value lives.
pub fn closed_port() -> (u16, TcpSocket) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    (socket.local_addr().unwrap().port(), socket)
}

impl MailServer {
    /// Refuses connections until it is opened.
    pub fn closed() -> Self {
        let (port, socket) = closed_port();
        Self { port, socket: Mutex::new(Some(socket)), inside: Arc::default() }
    }

    pub fn open(&self) {
        let listener = self.socket.lock().unwrap().take().unwrap().listen(64).unwrap();
        let inside = Arc::clone(&self.inside);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let inside = Arc::clone(&inside);
                tokio::spawn(async move { drop(converse(stream, &inside).await) }); // a client that hangs up is no fault
            }
        });
    }

    /// All mails that came in, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.inside.lock().unwrap().taken.clone()
    }

    /// The only mail that came in.
    #[track_caller]
    pub fn the_mail(&self) -> Taken {
        let mut taken = self.taken();
        assert_eq!(taken.len(), 1, "{taken:?}");
        taken.remove(0)
    }

    /// How often somebody tried to mail to an address.
    pub fn tries(&self, recipient: &str) -> usize {
        self.inside.lock().unwrap().tries.get(recipient).copied().unwrap_or_default()
    }
}

/// One connection: refused@… is refused for good, later@… twice for now, hangs@… gets no answer the first time, and
/// silent@… gets none after the mail was taken.
async fn converse(stream: TcpStream, inside: &Mutex<Inside>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (mut to, mut line) = (String::new(), String::new());
    let mut answer = "220 mail.test ESMTP".to_owned();
    loop {
        stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await?;
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        answer = match line.split([' ', '\r']).next().unwrap_or_default() {
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                let tries = count_try(inside, &to);
                match to.split('@').next().unwrap_or_default() {
                    "refused" => "550 no such mailbox",
                    "later" if tries <= NOT_NOW => "451 try again later",
                    "hangs" if tries == 1 => std::future::pending().await,
                    _ => "250 ok",
                }
            }
            "DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n").await?;
                let raw = read_mail(&mut stream).await?;
                inside.lock().unwrap().taken.push(Taken { to: to.clone(), raw });
                if to.starts_with("silent@") {
                    return Ok(());
                }
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        }
        .to_owned();
    }
}

fn count_try(inside: &Mutex<Inside>, to: &str) -> usize {
    let tries = &mut inside.lock().unwrap().tries;
    let tries = tries.entry(to.to_owned()).or_default();
    *tries += 1;
    *tries
}

async fn read_mail(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut raw = String::new();
    while !raw.ends_with("\r\n.\r\n") {
        if stream.read_line(&mut raw).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(raw)
}

impl Taken {
    pub fn parsed(&self) -> Message<'_> {
        MessageParser::default().parse(self.raw.as_bytes()).unwrap()
    }

    pub fn text(&self) -> String {
        self.parsed().body_text(0).unwrap().replace("\r\n", "\n")
    }

    pub fn html(&self) -> String {
        self.parsed().body_html(0).unwrap().into_owned()
    }

    pub fn message_id(&self) -> String {
        self.parsed().message_id().unwrap().to_owned()
    }
}
