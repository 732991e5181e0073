use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde_json::Value;
use standardwebhooks::Webhook;
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle};

/// A program that listens for webhooks, and does with them what a test wants.
pub struct Receiver {
    pub port: u16,
    inside: Arc<Inside>,
    server: JoinHandle<()>,
}

struct Inside {
    got: Mutex<Vec<Got>>,
    reply: Mutex<Reply>,
    /// how many calls wait for their answer
    waiting: AtomicUsize,
    patience: Semaphore,
}

/// How the program answers.
#[derive(Clone)]
pub enum Reply {
    Status(u16),
    /// Busy: the status, and what stands in `Retry-After`.
    Later(u16, String),
    /// Elsewhere: 302 and the address.
    Elsewhere(String),
    /// A long story, of so many letters.
    Story(usize),
    /// This status, with headers of so many letters.
    Letterhead(u16, usize),
    /// Nothing, until it is let go; then this status.
    Hang(u16),
    /// Status 200 after so long, and then a body that never ends.
    Drip(Duration),
}

/// A webhook that arrived.
#[derive(Debug, Clone)]
pub struct Got {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Receiver {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let inside = Arc::new(Inside {
            got: Mutex::default(),
            reply: Mutex::new(Reply::Status(204)),
            waiting: AtomicUsize::new(0),
            patience: Semaphore::new(0),
        });
        let router = Router::new().fallback(take).with_state(Arc::clone(&inside));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, inside, server }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks", self.port)
    }

    pub fn replies(&self, reply: Reply) {
        *self.inside.reply.lock().unwrap() = reply;
    }

    /// Everything that arrived, in order.
    pub fn got(&self) -> Vec<Got> {
        self.inside.got.lock().unwrap().clone()
    }

    /// The only webhook that arrived.
    #[track_caller]
    pub fn the_one(&self) -> Got {
        let mut got = self.got();
        assert_eq!(got.len(), 1, "{:?}", self.types());
        got.remove(0)
    }

    /// The types of what arrived; several at once come in any order.
    pub fn types(&self) -> Vec<String> {
        let mut types: Vec<_> = self.got().iter().map(Got::kind).collect();
        types.sort();
        types
    }

    /// How many calls hang.
    pub fn hanging(&self) -> usize {
        self.inside.waiting.load(Ordering::SeqCst)
    }

    /// Answers all calls that hang, and will not hang any more.
    pub fn lets_go(&self) {
        self.inside.patience.add_permits(1_000);
    }

    /// Waits until one hangs; real time passes.
    pub async fn hangs(&self) {
        self.waits_for(1).await;
        while self.hanging() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until so many have arrived; real time passes.
    pub async fn waits_for(&self, count: usize) {
        for _ in 0..400 {
            if self.got().len() >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} of {count} webhooks arrived within four seconds", self.got().len());
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn take(State(inside): State<Arc<Inside>>, headers: HeaderMap, body: Bytes) -> Response {
    inside.got.lock().unwrap().push(Got { headers, body });
    let reply = inside.reply.lock().unwrap().clone();
    let status = |status| StatusCode::from_u16(status).unwrap();
    match reply {
        Reply::Status(code) => (status(code), "noted").into_response(),
        Reply::Later(code, after) => (status(code), [("retry-after", after)]).into_response(),
        Reply::Elsewhere(address) => (StatusCode::FOUND, [("location", address)]).into_response(),
        Reply::Story(letters) => "x".repeat(letters).into_response(),
        Reply::Letterhead(code, letters) => (status(code), [("x-letterhead", "x".repeat(letters))]).into_response(),
        Reply::Hang(code) => {
            inside.waiting.fetch_add(1, Ordering::SeqCst);
            let _permit = inside.patience.acquire().await.unwrap();
            inside.waiting.fetch_sub(1, Ordering::SeqCst);
            (status(code), "at last").into_response()
        }
        Reply::Drip(after) => {
            tokio::time::sleep(after).await;
            Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>()).into_response()
        }
    }
}

/// What stands in `Commenda-X-Secret`, by a library of its own: HMAC-SHA256 of the body, in hexadecimal.
pub fn commenda_signature(secret: &str, body: &[u8]) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    ring::hmac::sign(&key, body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// Whether the official library takes it, by the machine's own clock.
    pub fn is_accepted_with(&self, secret: &str) -> bool {
        Webhook::new(secret).unwrap().verify(&self.body, &self.headers).is_ok()
    }

    /// Whether one of its signatures is by this secret, whatever the clock says.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let at = self.header("webhook-timestamp").parse().unwrap();
        let signature = Webhook::new(secret).unwrap().sign(self.header("webhook-id"), at, &self.body).unwrap();
        self.header("webhook-signature").split(' ').any(|one| one == signature)
    }
}
