//! The program itself, as an operator starts and stops it.

mod memory;

use std::{
    fs::File,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use futures_util::future::join_all;
use serde_json::json;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::support::{Asked, Browser, Buyer, Database, NUMBERS, UPLOAD, WHY, closed_port, files_under, pdf};

/// A machine with a data directory and a port.
struct Machine {
    data: TempDir,
    database: Database,
    listen: String,
}

impl Machine {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        Self { database: Database::create(data.path()).await, data, listen: free_address() }
    }

    fn certlane(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_certlane"));
        command.args(arguments).env_clear().current_dir(self.data.path());
        command.env("CERTLANE_DATA_DIR", self.data.path()).env("CERTLANE_DATABASE_URL", &self.database.url);
        command.env("CERTLANE_LISTEN", &self.listen);
        command
    }

    /// Runs a command that ends by itself, with more variables set.
    async fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let mut command = tokio::process::Command::from(self.certlane(arguments));
        let output = command.envs(variables.iter().copied()).kill_on_drop(true).output();
        tokio::time::timeout(Duration::from_secs(20), output).await.expect("it goes on and on").unwrap()
    }

    /// What a command that succeeds prints.
    async fn prints(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments, &[]).await;
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes a merchant: an API key, live or test.
    async fn api_key(&self, more: &[&str]) -> String {
        let email = format!("owner{}@acme.example", more.len());
        let created = self.prints(&["account", "create", "--name", "Acme", "--email", &email]).await;
        let account = created.split_whitespace().find(|word| word.starts_with("acct_")).unwrap();
        self.prints(&[&["api-key", "create", "--account", account], more].concat()).await
    }

    /// Serves until the value is dropped, or told otherwise.
    async fn serve(&self) -> Serving {
        self.serve_with(self.certlane(&["serve"])).await
    }

    async fn serve_with(&self, mut command: Command) -> Serving {
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let serving = Serving(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
        let address = format!("http://{}/healthz", self.listen);
        for _ in 0..1_500 {
            if reqwest::get(&address).await.is_ok() {
                return serving;
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("it does not answer: {}", std::fs::read_to_string(self.log()).unwrap());
    }

    fn log(&self) -> std::path::PathBuf {
        self.data.path().join("log")
    }

    fn base(&self) -> String {
        format!("http://{}", self.listen)
    }
}

/// An address that a process can be told to listen on. It is below the ports that the system gives away by itself, of
/// which one may have become another test's connection by the time the process starts, or starts again.
fn free_address() -> String {
    static NEXT: AtomicU16 = AtomicU16::new(20_000);
    let mut addresses = std::iter::repeat_with(|| format!("127.0.0.1:{}", NEXT.fetch_add(1, Ordering::Relaxed)));
    addresses.find(|address| TcpListener::bind(address).is_ok()).unwrap()
}

/// The process; killed when it goes out of sight.
struct Serving(Child);

impl Serving {
    fn kill_9(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    fn terminate(&mut self) -> ExitStatus {
        assert!(Command::new("sh").args(["-c", &format!("kill -TERM {}", self.0.id())]).status().unwrap().success());
        self.0.wait().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[tokio::test]
async fn a_wrong_value_stops_the_start_with_one_sentence() {
    let machine = Machine::new().await;
    let no_directory = machine.data.path().join("file");
    std::fs::write(&no_directory, "no directory").unwrap();
    let no_key = machine.data.path().join("no.key");
    std::fs::write(&no_key, "no key").unwrap();
    let wrong = [
        ("CERTLANE_LISTEN", "3000"),
        ("CERTLANE_LISTEN", "192.0.2.1:3000"), // nobody's machine
        ("CERTLANE_BASE_URL", "certs.example.com"),
        ("CERTLANE_BASE_URL", "https://example.com/certs"),
        ("CERTLANE_DATA_DIR", no_directory.to_str().unwrap()),
        ("CERTLANE_DATABASE_URL", "mysql://localhost/certlane"),
        ("CERTLANE_DATABASE_URL", "sqlite:///nowhere/certlane.db"),
        ("CERTLANE_S3_BUCKET", "files"),                    // and no ENDPOINT
        ("CERTLANE_S3_ENDPOINT", "https://s3.example.com"), // and no BUCKET
        ("CERTLANE_SMTP_URL", "mail.example.com"),
        ("CERTLANE_MAIL_FROM", "nobody"),
        ("CERTLANE_SECRET_KEY_FILE", no_key.to_str().unwrap()),
        ("CERTLANE_UPLOAD_LIMIT_MB", "0"),
        ("CERTLANE_LOG", "services=loud"),
        ("CERTLANE_LOG", "verbose"),
        ("CERTLANE_LOG", ""),
        ("CERTLANE_BASE_URL", "https://example.com/#top"),
        ("CERTLANE_BASE_URL", "https://example.com/?a=b"),
        ("CERTLANE_BASE_URL", "https://:secret@example.com"),
        ("CERTLANE_DATA_DIR", ""),
        ("CERTLANE_SECRET_KEY_FILE", ""),
        ("CERTLANE_DATABASE_URL", "sqlite::memory:"),
        ("CERTLANE_DATABASE_URL", "sqlite://:memory:"),
        ("CERTLANE_DATABASE_URL", "sqlite:"),
        ("CERTLANE_DATABASE_URL", "sqlite://"),
        ("CERTLANE_S3_REGION", "us-west-2"), // and no ENDPOINT
        ("CERTLANE_TRUSTED_PROXIES", "some"),
        ("CERTLANE_FAX_GATEWAY", "fax@example.com"),
    ];
    for (variable, value) in wrong {
        let output = machine.run(&["serve"], &[("CERTLANE_LOG", "off"), (variable, value)]).await;
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{variable}={value}: {told}");
        let named = if variable.starts_with("CERTLANE_S3_") { "CERTLANE_S3_" } else { variable };
        assert!(told.starts_with(&format!("certlane: {named}")), "{variable}={value}: {told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(output.stdout.is_empty());
    }
}

#[tokio::test]
async fn what_is_no_text_stops_the_start_too() {
    use std::os::unix::ffi::OsStrExt as _;
    let machine = Machine::new().await;
    for variable in ["CERTLANE_BASE_URL", "CERTLANE_DATA_DIR", "CERTLANE_LOG"] {
        let mut command = machine.certlane(&["serve"]);
        let output = command.env(variable, std::ffi::OsStr::from_bytes(b"\xff\xfe")).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.starts_with(&format!("certlane: {variable}")) && told.lines().count() == 1, "{told}");
    }
}

#[tokio::test]
async fn nobody_else_on_the_machine_reads_anything() {
    let machine = Machine::new().await;
    let data = machine.data.path().join("new").join("data");
    let database = format!("sqlite://{}", data.join("certlane.db").display());
    let certlane = |arguments: &[&str]| {
        let mut command = machine.certlane(arguments);
        command.env("CERTLANE_DATA_DIR", &data).env("CERTLANE_DATABASE_URL", &database);
        command
    };
    let printed = certlane(&["account", "create", "--name", "Acme", "--email", "owner@acme.example"]).output().unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    let account = printed.split_whitespace().find(|word| word.starts_with("acct_")).unwrap();
    let key = certlane(&["api-key", "create", "--account", account]).output().unwrap();
    let key = String::from_utf8(key.stdout).unwrap();
    let serving = machine.serve_with(certlane(&["serve"])).await;
    let merchant = Browser::with_key(&machine.base(), key.trim());
    let customer = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let customer = merchant.post_json("/tax/customers", customer).await.is(201).json();
    let address = format!("/tax/customers/{}/certificate-requests", customer["id"].as_str().unwrap());
    let asked = merchant.post_json(&address, json!({})).await.is(201).json();
    let text = |field: &str| asked[field].as_str().unwrap().to_owned();
    let asked = Asked { id: text("id"), link: text("request_link"), customer: String::new() };
    let buyer = Buyer::open(&machine.base(), &asked).await;
    buyer.answers("where", &[("jurisdictions", "US-OH")]).await.redirects_to(&buyer.at("why"));
    buyer.answers("why", &WHY).await.redirects_to(&buyer.at("numbers"));
    buyer.answers("numbers", &NUMBERS).await.redirects_to(&buyer.at("documents"));
    buyer.answers("documents", &[("choice-US-SST", "upload")]).await.redirects_to(&buyer.at(UPLOAD));
    buyer.uploads("ohio.pdf", pdf(1_000)).await.redirects_to(&buyer.at("check"));
    let eml =
        || files_under(data.join("outbox")).iter().any(|file| file.extension().is_some_and(|ending| ending == "eml"));
    for _ in 0..500 {
        if eml() {
            break;
        }
        sleep(Duration::from_millis(20)).await;
    }
    assert!(eml(), "the mail is kept");
    drop(serving);
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let mut seen = vec![];
    for file in files_under(data.clone()) {
        assert_eq!(mode(&file), 0o600, "{file:?}");
        for dir in file.ancestors().skip(1).take_while(|dir| dir.starts_with(&data)) {
            assert_eq!(mode(dir), 0o700, "{dir:?}");
        }
        seen.push(file);
    }
    assert!(seen.len() >= 5, "{seen:?}");
    assert_eq!(mode(&data.join("spool")), 0o700);

    let secret = data.join("secret.key");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = certlane(&["serve"]).env("CERTLANE_LOG", "off").output().unwrap();
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(1) && told.starts_with("certlane: CERTLANE_SECRET_KEY_FILE"), "{told}");
    assert!(told.contains("chmod 600") && told.lines().count() == 1, "{told}");
    let doctor = certlane(&["doctor"]).output().unwrap();
    let told = String::from_utf8(doctor.stdout).unwrap();
    assert!(doctor.status.code() == Some(1) && told.contains("CERTLANE_SECRET_KEY_FILE"), "{told}");
}

#[tokio::test]
async fn the_command_line_makes_merchants_and_keys() {
    let machine = Machine::new().await;
    let created = machine.prints(&["account", "create", "--name", "Acme", "--email", "owner@acme.example"]).await;
    assert!(created.contains(&format!("{}/set-up/", machine.base())), "{created}");
    let account = created.split_whitespace().find(|word| word.starts_with("acct_")).unwrap();
    let reading = &["--permission", "read"][..];
    for (more, prefix) in [(&[][..], "sk_live_"), (&["--test"][..], "sk_test_"), (reading, "sk_live_")] {
        let key = machine.prints(&[&["api-key", "create", "--account", account], more].concat()).await;
        let key = key.strip_suffix('\n').unwrap();
        let random = key.strip_prefix(prefix).unwrap();
        assert!(random.len() == 32 && !random.contains(char::is_whitespace), "the key alone: {key:?}");
        assert_eq!(machine.prints(&["api-key", "revoke", key]).await, "");
    }
    let secret = machine.data.path().join("secret.key").metadata().unwrap();
    assert_eq!(secret.permissions().mode() & 0o777, 0o600);

    let refused = [
        (vec!["account", "create", "--name", "Acme", "--email", "owner@acme.example"], "belongs to a user already"),
        (vec!["account", "create", "--name", "", "--email", "owner"], "Give the merchant's name"),
        (vec!["api-key", "create", "--account", "acme"], "there is no account"),
        (vec!["api-key", "revoke", "sk_live_x"], "There is no such key."),
        (vec!["api-key", "create", "--account", "acct_00000000-0000-0000-0000-000000000000"], "there is no account"),
    ];
    for (arguments, sentence) in refused {
        let output = machine.run(&arguments, &[]).await;
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && told.contains(sentence), "{arguments:?}: {told}");
        assert!(output.stdout.is_empty());
    }
    machine.prints(&["migrate"]).await;
}

#[tokio::test]
async fn the_doctor_looks_at_five_parts() {
    let machine = Machine::new().await;
    let healthy = machine.prints(&["doctor"]).await;
    let parts = ["database", "storage", "mail", "clock", "base URL"];
    assert_eq!(healthy.lines().count(), 5, "{healthy}");
    for (line, part) in healthy.lines().zip(parts) {
        assert!(line.starts_with(&format!("ok    {part}")), "{line}");
    }
    assert!(files_under(machine.data.path().join("documents")).is_empty(), "the probe is removed");

    let (port, _held) = closed_port();
    let smtp = format!("smtp://127.0.0.1:{port}");
    let output = machine.run(&["doctor"], &[("CERTLANE_SMTP_URL", &smtp)]).await;
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    let faults: Vec<_> = told.lines().filter(|line| line.starts_with("FAULT")).collect();
    assert_eq!((told.lines().count(), faults.len()), (5, 1), "{told}");
    assert!(faults[0].contains("mail") && faults[0].contains("does not answer"), "{told}");

    let s3 = format!("http://127.0.0.1:{port}");
    let s3 = [
        ("CERTLANE_S3_ENDPOINT", &*s3),
        ("CERTLANE_S3_BUCKET", "files"),
        ("CERTLANE_S3_ACCESS_KEY", "key"),
        ("CERTLANE_S3_SECRET_KEY", "hushhush"),
    ];
    let output = machine.run(&["doctor"], &s3).await;
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.code() == Some(1) && told.contains("FAULT storage"), "{told}");
    assert!(!told.contains("hushhush"), "{told}");
}

#[tokio::test]
async fn one_process_serves_a_data_directory_and_ends_when_told() {
    let machine = Machine::new().await;
    let mut serving = machine.serve().await;
    let second = machine.run(&["serve"], &[("CERTLANE_LISTEN", &free_address()), ("CERTLANE_LOG", "off")]).await;
    let told = String::from_utf8(second.stderr).unwrap();
    assert!(second.status.code() == Some(1) && told.starts_with("certlane: CERTLANE_DATA_DIR"), "{told}");
    assert!(told.contains("is served by another process already"), "{told}");
    reqwest::get(format!("{}/readyz", machine.base())).await.unwrap().error_for_status().unwrap();
    assert_eq!(serving.terminate().code(), Some(0));
    let mut again = machine.serve().await;
    assert_eq!(again.terminate().code(), Some(0));
}

#[tokio::test]
async fn a_kill_loses_no_answered_request() {
    const TRIGGERS: usize = 200;
    let machine = Machine::new().await;
    let key = machine.api_key(&[]).await;
    let serve = || {
        let mut command = machine.certlane(&["serve"]);
        command.env("CERTLANE_API_RATE", "0");
        machine.serve_with(command)
    };
    let mut serving = serve().await;
    let merchant = Browser::with_key(&machine.base(), key.trim());
    let customer = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let customer = merchant.post_json("/tax/customers", customer).await.is(201).json();
    let address = format!("/tax/customers/{}/certificate-requests", customer["id"].as_str().unwrap());

    let (answered, mut count) = tokio::sync::watch::channel(0);
    let call = |number: usize| {
        let call =
            merchant.request(reqwest::Method::POST, &address).header("Idempotency-Key", format!("call {number}"));
        call.json(&json!({})).send()
    };
    let trigger = async |number| {
        let response = call(number).await.ok()?;
        let id = (response.status() == 201).then_some(response.json::<serde_json::Value>().await.ok()?)?;
        answered.send_modify(|count| *count += 1);
        Some(id["id"].as_str().unwrap().to_owned())
    };
    let kill = async {
        count.wait_for(|count| *count >= TRIGGERS / 4).await.unwrap();
        serving.kill_9();
    };
    let (answers, ()) = tokio::join!(join_all((0..TRIGGERS).map(&trigger)), kill);
    let ids: Vec<_> = answers.into_iter().flatten().collect();
    assert!((TRIGGERS / 4..TRIGGERS).contains(&ids.len()), "killed in the middle: {} were answered", ids.len());

    let mut again = serve().await;
    for id in &ids {
        merchant.get(&format!("/tax/certificate-requests/{id}")).await.is(200);
    }
    if machine.database.url.starts_with("sqlite:") {
        // On PostgreSQL another process may be at it, until the lease runs out.
        for answer in join_all((0..TRIGGERS).map(&call)).await {
            let answer = answer.unwrap();
            if answer.status() != 201 {
                let problem: serde_json::Value = answer.json().await.unwrap();
                assert_eq!(problem["type"], "IDEMPOTENCY_ANSWER_LOST");
            }
        }
        assert_eq!(machine.database.count("certificate_requests").await, TRIGGERS, "each call happened once");
    }
    let requests = machine.database.count("certificate_requests").await;
    assert_eq!(machine.database.count("events where kind = 'request.created'").await, requests, "whole or not at all");
    // The worker that was killed held up to four mails, which wait until its lease runs out.
    let left = async || machine.database.count("jobs").await;
    for _ in 0..1_000 {
        if left().await <= 4 {
            break;
        }
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(again.terminate().code(), Some(0));
    assert!(left().await <= 4, "the mails leave");
    let lost = "mails where status = 'queued' and id not in (select subject from jobs)";
    assert_eq!(machine.database.count(lost).await, 0, "no mail is forgotten");
    let sent = machine.database.count("mails where status = 'sent'").await;
    assert_eq!(machine.database.count("events where kind = 'request.sent'").await, sent, "each left once");
    assert!(machine.database.is_whole().await);
}

#[tokio::test]
async fn the_log_holds_nobodys_secrets() {
    let machine = Machine::new().await;
    let key = machine.api_key(&["--test"]).await;
    let mut command = machine.certlane(&["serve"]);
    command.env("CERTLANE_LOG", "debug");
    let mut serving = machine.serve_with(command).await;
    let merchant = Browser::with_key(&machine.base(), key.trim());
    let customer = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let customer = merchant.post_json("/tax/customers", customer).await.is(201).json();
    let address = format!("/tax/customers/{}/certificate-requests", customer["id"].as_str().unwrap());
    let link =
        merchant.post_json(&address, json!({})).await.is(201).json()["request_link"].as_str().unwrap().to_owned();
    let buyer = Browser::new(&machine.base());
    let cookie = buyer.get(&link).await.is(303).header("set-cookie").to_owned();
    let cookie = cookie.split(['=', ';']).nth(1).unwrap();
    buyer.visit(&link).await.is(200);
    buyer.get(&format!("{}x", link)).await.is(404);
    buyer.post("/sign-in", &[("email", "owner@acme.example"), ("password", "hushhushhush")]).await.is(422);
    assert_eq!(serving.terminate().code(), Some(0));

    let log = std::fs::read_to_string(machine.log()).unwrap();
    let secret = std::fs::read_to_string(machine.data.path().join("secret.key")).unwrap();
    let token = link.rsplit('/').next().unwrap();
    for secret in [token, cookie, key.trim(), "hushhushhush", secret.split_whitespace().nth(1).unwrap()] {
        let lines: Vec<_> = log.lines().filter(|line| line.contains(secret)).collect();
        assert!(lines.is_empty(), "{lines:?}");
    }
    assert!(log.contains("/i/{token}"), "the route is there: {log}");
}

#[tokio::test]
async fn the_demo_prints_five_lines_that_work() {
    let machine = Machine::new().await;
    let mut command = machine.certlane(&["serve", "--demo"]);
    let printed = File::create(machine.data.path().join("printed")).unwrap();
    command.env("CERTLANE_LOG", "off");
    let log = File::create(machine.log()).unwrap();
    let _serving = Serving(command.stdout(printed).stderr(log).spawn().unwrap());
    let mut lines = Vec::new();
    for _ in 0..500 {
        lines =
            std::fs::read_to_string(machine.data.path().join("printed")).unwrap().lines().map(str::to_owned).collect();
        if lines.len() == 5 {
            break;
        }
        sleep(Duration::from_millis(20)).await;
    }
    let value = |line: usize| lines[line].split_whitespace().last().unwrap();
    let names: Vec<_> = lines.iter().map(|line| line.rsplit_once(' ').unwrap().0.trim()).collect();
    assert_eq!(names, ["Desk", "Buyer", "Live API key", "Test API key", "Outbox"]);
    let somebody = Browser::new(&machine.base());
    somebody.visit(value(1)).await.is(200).says("Demo Supply Co. asks for your exemption certificate");
    for key in [value(2), value(3)] {
        Browser::with_key(&machine.base(), key).get("/tax/certificate-requests").await.is(200);
    }
    somebody.get(value(0)).await.is(200);
    somebody.post(value(0).strip_prefix(&machine.base()).unwrap(), &[]).await.redirects_to("/requests");
    somebody.get(value(4)).await.is(200);
}

#[tokio::test]
async fn the_console_explains_an_exemption_as_the_api_does() {
    let machine = Machine::new().await;
    let key = machine.api_key(&[]).await;
    let mut serving = machine.serve().await;
    let merchant = Browser::with_key(&machine.base(), key.trim());
    let customer = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let customer = merchant.post_json("/tax/customers", customer).await.is(201).json();
    let customer = customer["id"].as_str().unwrap();
    let told = machine.prints(&["exemption", customer, "US-OH", "--on", "2026-05-01", "--reason", "RESALE"]).await;
    assert!(told.starts_with("Not exempt in Ohio on May 1, 2026, for “Resale”."), "{told}");
    let address = format!("/tax/customers/{customer}/exemption?jurisdiction=US-OH&on=2026-05-01&reason=RESALE");
    let answer = merchant.get(&address).await.is(200).json();
    let sentences = answer["explanation"].as_array().unwrap().iter().map(|step| step["sentence"].as_str().unwrap());
    for sentence in sentences.chain(["missing", "snapshot_id"].map(|field| answer[field].as_str().unwrap())) {
        assert!(told.contains(sentence), "{sentence:?} is not in {told}");
    }
    assert_eq!(serving.terminate().code(), Some(0));

    let refused = [
        (vec!["exemption", "riverside", "US-OH"], 1, "there is no customer \"riverside\""),
        (vec!["exemption", customer, "Ohio"], 2, "use a code such as US-OH"),
        (vec!["exemption", customer, "US-OH", "--on", "May 1"], 2, "use a date like 2026-05-01"),
        (vec!["exemption", customer, "US-OH", "--reason", "FUN"], 2, "use a code such as RESALE"),
    ];
    for (arguments, code, sentence) in refused {
        let output = machine.run(&arguments, &[]).await;
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(code) && told.contains(sentence), "{arguments:?}: {told}");
    }
}
