//! The letter on paper: downloaded, faxed, and answered by its short link.

use std::process::{Command, Stdio};

use chrono::Duration;
use mail_parser::MimeHeaders as _;
use serde_json::json;
use services::{FaxGateway, jobs};

use crate::support::{Answer, Asked, Browser, TestApp};

fn letter(asked: &Asked) -> String {
    format!("/tax/certificate-requests/{}/cover-letter", asked.id)
}

/// What a PDF says, each line as it stands.
fn read(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, pdf).unwrap();
    let said = Command::new("pdftotext").arg("-layout").arg(file).arg("-").stderr(Stdio::null()).output().unwrap();
    String::from_utf8(said.stdout).unwrap().replace('\u{200b}', "")
}

/// The path of the short link that a letter names.
fn short_link(app: &TestApp, pdf: &[u8]) -> String {
    let host = app.anonymous.base.strip_prefix("http://").unwrap();
    let said = read(pdf);
    let line = said.lines().find_map(|line| line.trim().strip_prefix(host).map(str::to_owned));
    line.unwrap_or_else(|| panic!("no address in {said}"))
}

async fn app_with_fax() -> TestApp {
    TestApp::with(|settings| settings.fax_gateway = FaxGateway::parse("%s@fax.example")).await
}

#[tokio::test]
async fn the_letter_is_downloaded_and_its_short_link_opens_the_request() {
    let app = TestApp::new().await;
    let asked = app
        .acme
        .asks_with(json!({ "delivery_method": "download", "jurisdictions": ["US-OH"], "message": "Soon, please." }))
        .await;
    let answer = app.acme.live.get(&letter(&asked)).await.is(200);
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"cover-letter-"));
    let said = read(&answer.body);
    for sentence in
        ["Acme Supply", "Riverside Cafe LLC", "exemption certificate for Ohio", "Soon, please.", "owner@acme.example"]
    {
        assert!(said.contains(sentence), "{sentence}: {said}");
    }
    assert_eq!(app.acme.live.get(&letter(&asked)).await.body, answer.body, "each copy is the same");
    let desk = app.acme.desk().await;
    desk.get(&format!("/requests/{}", asked.id)).await.is(200).says("Download the cover letter");
    let by_hand = desk.get(&format!("/requests/{}/cover-letter", asked.id)).await.is(200);
    assert_eq!(by_hand.body, answer.body);

    let link = short_link(&app, &answer.body);
    for typed in [link.clone(), link.to_lowercase(), link.replace('-', "").replace("/l/", "/l/%20")] {
        let buyer = Browser::new(&app.anonymous.base);
        buyer.get(&typed).await.redirects_to(&format!("/request/{}", asked.id));
        buyer.visit(&typed).await.is(200).says("Acme Supply");
    }
}

#[tokio::test]
async fn a_letter_is_spanish_where_the_request_is() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_with(json!({ "delivery_method": "download", "language": "es" })).await;
    let said = read(&app.acme.live.get(&letter(&asked)).await.is(200).body);
    assert!(said.contains("Solicitud de su certificado de exención"), "{said}");
    assert!(said.contains("Escanee este código con su teléfono"), "{said}");
}

#[tokio::test]
async fn a_short_link_that_is_wrong_or_over_opens_nothing() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let link = short_link(&app, &app.acme.live.get(&letter(&asked)).await.body);
    let last = if link.ends_with('0') { "1" } else { "0" };
    let guessed = format!("{}{last}", &link[..link.len() - 1]);
    for wrong in [guessed.as_str(), "/l/x", "/l/%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9", &link[..12], "/l/0000-0000-0000-0000"]
    {
        app.anonymous.get(wrong).await.is(404);
    }
    app.hands.turn(Duration::days(31));
    app.anonymous.get(&link).await.is(410).says("Acme Supply");
    app.acme.live.get(&letter(&asked)).await.is_problem(409, "REQUEST_INVALID");
}

#[tokio::test]
async fn a_letter_is_for_who_may_read_the_request() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    app.globex.live.get(&letter(&asked)).await.is_problem(404, "CERTIFICATE_REQUEST_NOT_FOUND");
    app.acme.test.get(&letter(&asked)).await.is_problem(404, "CERTIFICATE_REQUEST_NOT_FOUND");
    app.anonymous.get(&letter(&asked)).await.is_problem(401, "UNAUTHORIZED");
    let page = format!("/requests/{}/cover-letter", asked.id);
    app.globex.desk().await.get(&page).await.is(404);
    app.anonymous.visit(&page).await.says("Sign in");
    app.acme.cancels(&asked.id).await.is(200);
    app.acme.live.get(&letter(&asked)).await.is_problem(409, "REQUEST_INVALID");
    app.acme.desk().await.get(&page).await.is(409).says("This request was canceled.");
}

#[tokio::test]
async fn a_fax_leaves_as_a_mail_to_the_gateway() {
    let app = app_with_fax().await;
    let asked = app.acme.asks_with(json!({ "delivery_method": "fax", "fax_number": "(614) 555-0142" })).await;
    app.run_jobs().await;
    let mail = app.mail_server.the_mail();
    assert_eq!(mail.to, "16145550142@fax.example");
    assert!(mail.text().contains("This is a fax from Acme Supply."), "{}", mail.text());
    let message = mail.parsed();
    let attached: Vec<_> = message.attachments().collect();
    assert_eq!(attached.len(), 1);
    assert!(attached[0].attachment_name().unwrap().starts_with("cover-letter-"));
    let said = read(attached[0].contents());
    assert!(said.contains("Fax +16145550142") && said.contains("Scan this code"), "{said}");
    assert_eq!(app.timeline(&asked.id).await, ["request.created", "request.sent"]);
    let desk = app.acme.desk().await;
    desk.get(&format!("/requests/{}", asked.id))
        .await
        .is(200)
        .says("Fax to +16145550142")
        .says("No mail reaches the buyer of this request.");
    app.hands.turn(Duration::days(29));
    jobs::sweep(&app.services).await;
    app.run_jobs().await;
    assert_eq!(app.mail_server.taken().len(), 1, "nobody is reminded by fax");
}

#[tokio::test]
async fn the_customers_own_number_is_taken_where_none_is_given() {
    let app = app_with_fax().await;
    let body = json!({ "name": "Riverside", "email": "ap@riverside.example", "fax_number": "614.555.0142" });
    let customer = app.acme.live.post_json("/tax/customers", body).await.is(201).json();
    assert_eq!(customer["fax_number"], "+16145550142");
    app.acme.asks_customer(customer["id"].as_str().unwrap(), json!({ "delivery_method": "fax" })).await;
    app.run_jobs().await;
    assert_eq!(app.mail_server.the_mail().to, "16145550142@fax.example");
}

async fn asks(app: &TestApp, body: serde_json::Value) -> Answer {
    let customer = app.acme.customer().await;
    app.acme.live.post_json(&format!("/tax/customers/{customer}/certificate-requests"), body).await
}

#[tokio::test]
async fn a_fax_that_cannot_be_sent_is_refused() {
    let app = app_with_fax().await;
    let none = asks(&app, json!({ "delivery_method": "fax" })).await.is_problem(400, "MISSING_FIELD");
    assert_eq!(none, "fax_number: Enter the fax number of the buyer.");
    let bad = asks(&app, json!({ "delivery_method": "fax", "fax_number": "555-0142" })).await;
    assert!(bad.is_problem(400, "INCORRECT_TYPE").starts_with("fax_number: Enter a fax number with its area code"));
    let customer = app.acme.customer().await;
    let form = [("customer", customer.as_str()), ("delivery_method", "fax"), ("fax_number", "555-0142")];
    let page = app.acme.desk().await.post("/requests/new", &form).await.is(422);
    page.says("Enter a fax number with its area code");
    assert_eq!(page.typed("fax_number").as_deref(), Some("555-0142"));

    let without = TestApp::new().await;
    let sentence = asks(&without, json!({ "delivery_method": "fax", "fax_number": "(614) 555-0142" })).await;
    assert!(sentence.is_problem(409, "FAX_NOT_CONFIGURED").starts_with("Faxes cannot be sent"));
    let customer = without.acme.customer().await;
    let form = [("customer", customer.as_str()), ("delivery_method", "fax"), ("fax_number", "(614) 555-0142")];
    without.acme.desk().await.post("/requests/new", &form).await.is(409).says("Faxes cannot be sent");
    assert_eq!(without.database.count("certificate_requests").await, 0);
}
