//! Connections and bodies that go wrong, seen from the wire.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::TestApp;

impl TestApp {
    /// Writes what stands here to a connection of its own, hangs up on the way there, and reads to the end.
    async fn writes(&self, head: &str, body: &[u8]) -> String {
        let mut connection = self.connects().await;
        let key = &self.acme.live_key;
        let head = format!("{head}\r\nHost: portal.test\r\nAuthorization: Bearer {key}\r\n\r\n");
        connection.write_all(head.as_bytes()).await.unwrap();
        connection.write_all(body).await.unwrap();
        connection.shutdown().await.unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.unwrap();
        answer
    }

    async fn connects(&self) -> TcpStream {
        TcpStream::connect(self.anonymous.base.strip_prefix("http://").unwrap()).await.unwrap()
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_called_large() {
    let app = TestApp::new().await;
    for (address, shape) in
        [("/tax/customers", "\"code\":400,\"type\":\"ERROR\""), ("/api/v1/customers", "INVALID_REQUEST")]
    {
        for key in ["", "\r\nIdempotency-Key: k"] {
            let chunked = format!("POST {address} HTTP/1.1\r\nTransfer-Encoding: chunked{key}");
            let short = format!("POST {address} HTTP/1.1\r\nContent-Length: 100{key}");
            for (head, body) in [(&chunked, &b"zz\r\n{}\r\n0\r\n\r\n"[..]), (&short, b"{}")] {
                let answer = app.writes(head, body).await;
                assert!(answer.starts_with("HTTP/1.1 400 "), "{head}: {answer}");
                assert!(answer.contains(shape) && answer.contains("The body broke off"), "{head}: {answer}");
            }
        }
    }
    let form =
        "POST /tax/certificates HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 900";
    let answer = app.writes(form, b"--x\r\nContent-Disposition: form-data; name=\"certificate\"\r\n\r\n{").await;
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("The body broke off"), "{answer}");
}

#[tokio::test]
async fn who_sent_more_than_was_read_hears_that_the_connection_ends() {
    let app = TestApp::new().await;
    let key = &app.acme.live_key;
    let head = |kind: &str, length: usize| {
        format!(
            "POST /tax/customers HTTP/1.1\r\nHost: portal.test\r\nAuthorization: Bearer {key}\r\n\
             Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    for (kind, status, length) in [("application/json", 413, 9_000_000), ("text/xml", 415, 300_000)] {
        for attempt in 0..20 {
            let (mut from, mut to) = app.connects().await.into_split();
            let request = [head(kind, length).into_bytes(), vec![b' '; length]].concat();
            let sending = tokio::spawn(async move { to.write_all(&request).await });
            let mut answer = Vec::new();
            let _ = from.read_to_end(&mut answer).await; // what was sent and not read may end it harshly
            let answer = String::from_utf8(answer).unwrap().to_lowercase();
            assert!(answer.starts_with(&format!("http/1.1 {status} ")), "{kind} {attempt}: {answer}");
            assert!(answer.contains("\r\nconnection: close\r\n"), "{kind} {attempt}: {answer}");
            let _ = sending.await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_connection_whose_bodies_were_read_goes_on() {
    let app = TestApp::new().await;
    let mut connection = app.connects().await;
    let key = &app.acme.live_key;
    for (method, body) in [("POST", "{}"), ("GET", ""), ("POST", "[]"), ("POST", "{}"), ("GET", "")] {
        let head = format!(
            "{method} /tax/customers HTTP/1.1\r\nHost: portal.test\r\nAuthorization: Bearer {key}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        connection.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"}") {
            assert_ne!(connection.read_buf(&mut answer).await.unwrap(), 0, "it was closed after {method} {body}");
        }
        let answer = String::from_utf8(answer).unwrap().to_lowercase();
        assert!(!answer.contains("connection: close"), "{answer}");
    }
}
