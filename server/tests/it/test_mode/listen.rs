//! `certlane listen` and `certlane trigger`, as a developer types them.

use std::{process::Stdio, time::Duration};

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

use super::text;
use crate::support::{Receiver, TestApp, closed_port};

fn certlane(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certlane"));
    command.args(arguments).env_clear().kill_on_drop(true);
    command
}

/// A developer's terminal.
struct Terminal {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Terminal {
    fn listen(base: &str, key: &str, to: &str) -> Self {
        let mut command = certlane(&["listen", "--base-url", base, "--key", key, "--forward-to", to]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The next line that holds a text.
    async fn says(&mut self, part: &str) -> String {
        let found = async {
            loop {
                let line = self.lines.next_line().await.unwrap().expect("it has ended");
                if line.contains(part) {
                    return line;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), found).await.unwrap_or_else(|_| panic!("it never says {part:?}"))
    }

    async fn secret(&mut self) -> String {
        self.says("Signing secret").await.split_whitespace().last().unwrap().to_owned()
    }
}

#[tokio::test]
async fn events_arrive_signed_and_as_webhooks_show_them() {
    let (app, receiver) = (TestApp::new().await, Receiver::open().await);
    app.acme.test_customer().await;
    let base = app.anonymous.base.clone();
    let mut terminal = Terminal::listen(&base, &app.acme.test_key, &receiver.url());
    let secret = terminal.secret().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let trigger = ["trigger", "request.fulfilled", "--base-url", &base, "--key", &app.acme.test_key];
    let triggered = certlane(&trigger).output().await.unwrap();
    assert!(triggered.status.success(), "{triggered:?}");
    let printed = String::from_utf8(triggered.stdout).unwrap();
    assert!(printed.starts_with("request.fulfilled  evt_"), "{printed}");
    let line = terminal.says("request.fulfilled").await;
    assert!(line.contains("  204  ") && line.ends_with(" ms"), "{line}");
    let got = receiver.got();
    assert!(got.iter().all(|got| got.is_accepted_with(&secret)));
    let id = printed.split_whitespace().last().unwrap();
    let fulfilled: Vec<_> = got.iter().filter(|got| got.header("webhook-id") == id).collect();
    assert_eq!(fulfilled.len(), 1);
    assert_eq!(fulfilled[0].json()["data"]["status"], "fulfilled");
    let created = got.iter().find(|got| got.kind() == "request.created").unwrap();
    assert_eq!(created.json()["data"]["status"], "pending");
    let named = |name: &str| got.iter().filter(|got| got.json()["data"]["name"] == name).count();
    assert_eq!((named("Tess's Diner"), named("Example Diner LLC")), (0, 1), "only what happens from now on");

    let pid = rustix::process::Pid::from_raw(terminal.child.id().unwrap() as i32).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(5), terminal.child.wait()).await.unwrap().unwrap();
    assert!(ended.success(), "{ended}");
}

#[tokio::test]
async fn a_server_or_a_program_that_is_away_is_said() {
    let app = TestApp::new().await;
    let (port, socket) = closed_port();
    let nowhere = format!("http://127.0.0.1:{port}/hooks");
    let base = app.anonymous.base.clone();
    let mut terminal = Terminal::listen(&base, &app.acme.test_key, &nowhere);
    terminal.secret().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    app.acme.test_customer().await;
    assert!(terminal.says("customer.created").await.contains("no answer (connect_failed)"));
    let away = format!("http://127.0.0.1:{port}");
    let mut terminal = Terminal::listen(&away, &app.acme.test_key, &nowhere);
    assert!(terminal.says("does not answer").await.contains("connect_failed"));
    drop(socket);
}

#[tokio::test]
async fn live_events_are_forwarded_only_where_that_is_meant() {
    let (app, receiver) = (TestApp::new().await, Receiver::open().await);
    let (base, url) = (app.anonymous.base.clone(), receiver.url());
    let refused = async |arguments: &[&str]| {
        let output =
            tokio::time::timeout(Duration::from_secs(20), certlane(arguments).output()).await.unwrap().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let live = ["listen", "--base-url", &base, "--forward-to", &url, "--key", &app.acme.live_key];
    assert!(refused(&live).await.contains("add --live"));
    let wrong = ["listen", "--base-url", &base, "--forward-to", &url, "--key", "sk_test_wrong"];
    assert!(refused(&wrong).await.contains("valid API key"));
    let live = ["trigger", "request.created", "--base-url", &base, "--key", &app.acme.live_key];
    assert!(refused(&live).await.contains("test mode only"));
    let unknown = ["trigger", "request.x", "--base-url", &base, "--key", &app.acme.test_key];
    assert!(refused(&unknown).await.contains("request.fulfilled"));
    assert_eq!(app.acme.test.get("/tax/events").await.json()["events"], json!([]));
    assert!(text(&app.acme.test.get("/tax/events").await.json(), "object") == "list");
}
