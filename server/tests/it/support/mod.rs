//! The stage for the stories: a portal of its own for each test, and the people around it.

mod browser;
mod buyer;
mod database;
mod hands;
mod mail_server;
mod merchant;
mod papers;
mod receiver;
mod scanner;

use std::path::PathBuf;

use services::{Services, Settings, api_keys, jobs, requests, webhooks::Allowed};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

pub use browser::{Answer, Browser, fields};
pub use buyer::{BUSINESS, Buyer, NUMBERS, SIGNATURE, UPLOAD, WHY, document, document_for};
pub use database::Database;
pub use hands::Hands;
pub use mail_server::{MailServer, closed_port};
pub use merchant::{Asked, Merchant};
pub use papers::{FAX, PHOTO, infected_pdf, jpeg, pdf, pdf_with, png};
pub use receiver::{Receiver, Reply, commenda_signature};
pub use scanner::Scanner;

/// A portal that runs, and who is around it.
pub struct TestApp {
    /// A merchant.
    pub acme: Merchant,
    /// Another one, who has no business with the first one's rows.
    pub globex: Merchant,
    /// Somebody without key, session or link.
    pub anonymous: Browser,
    /// The internet's mail.
    pub mail_server: MailServer,
    /// Turn the portal's clock.
    pub hands: Hands,
    pub services: Services,
    pub database: Database,
    pub data: TempDir,
    server: JoinHandle<()>,
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A portal whose operator chose something else.
    pub async fn with(choose: impl FnOnce(&mut Settings)) -> Self {
        let mail_server = MailServer::closed();
        mail_server.open();
        Self::start(mail_server, choose).await
    }

    /// A portal whose mail server does not answer yet.
    pub async fn without_mail_server() -> Self {
        Self::start(MailServer::closed(), |_| {}).await
    }

    async fn start(mail_server: MailServer, choose: impl FnOnce(&mut Settings)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let database = Database::create(data.path()).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut settings = Settings {
            base_url: base.parse().unwrap(),
            data_dir: data.path().to_owned(),
            database_url: database.url.clone(),
            s3: None,
            smtp_url: Some(format!("smtp://127.0.0.1:{}", mail_server.port)),
            fax_gateway: None,
            mail_from: "Certlane <certificates@certlane.example>".to_owned(),
            secret_key_file: data.path().join("secret.key"),
            upload_limit: 25_000_000,
            clamd: None,
            inspector: env!("CARGO_BIN_EXE_certlane").into(),
            api_rate: 0,
            test_mode: true,
            webhook_allow: Allowed::default(),
            trusted_proxies: 0,
        };
        choose(&mut settings);
        let hands = Hands::default();
        let services = Services::start(settings, hands.clone(), server::shape).await.unwrap();
        let server = tokio::spawn(server::serve(listener, server::router(&services), std::future::pending()));
        Self {
            acme: Merchant::create(&services, "Acme Supply", "owner@acme.example").await,
            globex: Merchant::create(&services, "Globex", "owner@globex.example").await,
            anonymous: Browser::new(&base),
            mail_server,
            hands,
            services,
            database,
            data,
            server,
        }
    }

    /// Does what the worker would do by now.
    pub async fn run_jobs(&self) {
        while jobs::run_one(&self.services).await.unwrap() {}
    }

    /// A portal that may send webhooks to programs on this machine.
    pub async fn with_webhooks() -> Self {
        Self::with(|settings| settings.webhook_allow = Allowed::parse("127.0.0.0/8").unwrap()).await
    }

    /// Sends the webhooks that are due by now.
    pub async fn run_webhooks(&self) {
        jobs::deliver_due(&self.services).await.unwrap();
    }

    /// A buyer who opens the link of a request on a device of their own.
    pub async fn buyer(&self, asked: &Asked) -> Buyer {
        Buyer::open(&self.anonymous.base, asked).await
    }

    /// A buyer of Acme's who has just got a request for Ohio and Kentucky.
    pub async fn buyer_of_acme(&self) -> Buyer {
        self.buyer(&self.acme.asks().await).await
    }

    /// A buyer of Acme's who has the document at hand.
    pub async fn buyer_with_document(&self) -> Buyer {
        let buyer = self.buyer_of_acme().await;
        buyer.answers("where", &[("jurisdictions", "US-OH")]).await.redirects_to(&buyer.at("why"));
        buyer.answers("why", &WHY).await.redirects_to(&buyer.at("numbers"));
        buyer.answers("numbers", &NUMBERS).await.redirects_to(&buyer.at("documents"));
        buyer.answers("documents", &[("choice-US-SST", "upload")]).await.redirects_to(&buyer.at(UPLOAD));
        buyer
    }

    /// A buyer of Acme's who has answered everything except for the signature.
    pub async fn buyer_about_to_submit(&self) -> Buyer {
        let buyer = self.buyer_of_acme().await;
        buyer.answers_everything().await;
        buyer
    }

    /// The id of a certificate that a buyer of Acme's has submitted.
    pub async fn submitted_certificate(&self) -> String {
        let buyer = self.buyer_about_to_submit().await;
        buyer.submits().await.redirects_to(&buyer.at("done"));
        self.acme.sees_request(&buyer.request).await["certificate_id"].as_str().unwrap().to_owned()
    }

    /// What Acme's timeline of a request says, in order: the kinds of events.
    pub async fn timeline(&self, request: &str) -> Vec<&'static str> {
        self.events(request).await.into_iter().map(|(kind, _)| kind).collect()
    }

    /// The events of a request of Acme's with their notes.
    pub async fn events(&self, request: &str) -> Vec<(&'static str, String)> {
        let mut events = Vec::new();
        for key in [&self.acme.live_key, &self.acme.test_key] {
            let actor = api_keys::recognize(&self.services, key).await.unwrap();
            let timeline = requests::timeline(&self.services, &actor, request.parse().unwrap()).await.unwrap();
            events.extend(timeline.events.into_iter().map(|event| (event.kind.word(), event.note.unwrap_or_default())));
        }
        events
    }

    /// The mails that did not leave, as `mail_…` and their content.
    pub fn outbox(&self, merchant: &Merchant) -> Vec<(String, String)> {
        let files = files_under(self.data.path().join("outbox").join(merchant.id.to_string()));
        let read = |file: PathBuf| {
            let id = file.file_stem().unwrap().to_str().unwrap().to_owned();
            (id, std::fs::read_to_string(file).unwrap())
        };
        files.into_iter().map(read).collect()
    }

    /// How many objects the document store holds.
    pub fn stored_objects(&self) -> usize {
        files_under(self.data.path().join("documents").join("files")).len()
    }

    /// The content of the one object that the document store holds.
    pub fn stored_object(&self) -> Vec<u8> {
        let [object] = &files_under(self.data.path().join("documents").join("files"))[..] else {
            panic!("{} objects are stored", self.stored_objects())
        };
        std::fs::read(object).unwrap()
    }

    /// Somebody unplugs the disk that the documents are on.
    pub fn take_documents_away(&self) {
        std::fs::remove_dir_all(self.data.path().join("documents")).unwrap();
    }

    /// How many uploads lie on the disk unfinished.
    pub fn spooled_files(&self) -> usize {
        files_under(self.data.path().join("spool")).len()
    }

    /// Nothing came in and nothing is left of the try.
    pub async fn kept_no_document(&self) {
        assert_eq!(self.database.count("documents").await, 0, "a row");
        assert_eq!(self.stored_objects(), 0, "an object");
        assert_eq!(self.spooled_files(), 0, "a spooled file");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// All files in a directory and below it.
pub fn files_under(dir: PathBuf) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_under(path) } else { vec![path] }).collect()
}
