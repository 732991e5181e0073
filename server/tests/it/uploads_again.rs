//! A form with files that is sent again under the same key: the same one does nothing, and another one is refused.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, TestApp, pdf};

impl Browser {
    /// Sends a form under a key; each one separates its parts by another line.
    async fn sends_once(&self, key: &str, address: &str, form: Form) -> Answer {
        self.send(self.request(Method::POST, address).header("idempotency-key", key).multipart(form)).await
    }

    async fn certificates_of(&self, customer: &str) -> Vec<Value> {
        let list = self.get(&format!("/tax/certificates?customer_id={customer}")).await.is(200).json();
        list["certificates"].as_array().unwrap().clone()
    }
}

fn paper(bytes: Vec<u8>) -> Part {
    Part::bytes(bytes).file_name("paper.pdf")
}

fn certificate(customer: &str, bytes: Vec<u8>) -> Form {
    let said =
        json!({ "customer_id": customer, "jurisdictions": [{ "jurisdiction_id": "US-OH", "reason": "RESALE" }] });
    Form::new().text("certificate", said.to_string()).part("file", paper(bytes))
}

const CERTIFICATES: &str = "/tax/certificates";
const FILES: &str = "/api/v1/files";

#[tokio::test]
async fn a_certificate_that_is_sent_again_is_filed_once() {
    let app = TestApp::new().await;
    let (live, one) = (&app.acme.live, app.acme.customer_named("Up A").await);
    let send = async || live.sends_once("scan-1", CERTIFICATES, certificate(&one, pdf(3_000_000))).await.is(201);
    let first = send().await;
    let again = send().await;
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    assert_eq!(again.body, first.body);
    assert_eq!(
        (live.certificates_of(&one).await.len(), app.database.count("documents").await, app.spooled_files()),
        (1, 1, 0)
    );
}

#[tokio::test]
async fn another_certificate_under_the_same_key_is_refused() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let (one, other) = (app.acme.customer_named("Up A").await, app.acme.customer_named("Up B").await);
    live.sends_once("scan-1", CERTIFICATES, certificate(&one, pdf(1_000))).await.is(201);
    let no_file = Form::new().text("certificate", json!({ "customer_id": one }).to_string());
    let large = certificate(&one, vec![b' '; 150_000_000]);
    for form in [certificate(&other, pdf(1_000)), certificate(&one, pdf(1_001)), no_file, Form::new(), large] {
        let refused = live.sends_once("scan-1", CERTIFICATES, form).await;
        refused.is_problem(400, "IDEMPOTENCY_KEY_REUSED");
    }
    assert_eq!((live.certificates_of(&one).await.len(), live.certificates_of(&other).await.len()), (1, 0));
    live.sends_once("scan-2", CERTIFICATES, certificate(&other, pdf(1_000))).await.is(201);
    assert_eq!(live.certificates_of(&other).await.len(), 1);
}

#[tokio::test]
async fn a_refused_form_leaves_its_key_free_for_a_corrected_one() {
    let app = TestApp::new().await;
    let (live, customer) = (&app.acme.live, app.acme.customer().await);
    let wrong = live.sends_once("k", CERTIFICATES, certificate("cust_1", pdf(1_000))).await;
    wrong.is_problem(404, "CUSTOMER_NOT_FOUND");
    live.sends_once("k", CERTIFICATES, certificate(&customer, pdf(1_000))).await.is(201);
    assert_eq!(live.certificates_of(&customer).await.len(), 1);
}

#[tokio::test]
async fn a_file_that_is_sent_again_is_kept_once() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let form = |name: &'static str, size| {
        Form::new().text("companyId", "any").part("file", Part::bytes(pdf(size)).file_name(name))
    };
    let first = live.sends_once("f", FILES, form("a.pdf", 1_000)).await.is(200);
    assert_eq!(live.sends_once("f", FILES, form("a.pdf", 1_000)).await.is(200).body, first.body);
    for other in [form("a.pdf", 1_001), form("b.pdf", 1_000)] {
        live.sends_once("f", FILES, other).await.is_error(400, "IDEMPOTENCY_KEY_REUSED");
    }
    assert_eq!(app.database.count("documents").await, 1);
}
