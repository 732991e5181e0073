//! The virus scanner: it refuses, it lets pass, and while it is away documents are held.

use chrono::Duration;

use crate::support::{Buyer, Scanner, TestApp, closed_port, infected_pdf, jpeg, pdf};

const VIRUS: &str = "The selected file contains a virus and was not kept.";

async fn app_with(scanner: &Scanner) -> TestApp {
    TestApp::with(|settings| settings.clamd = Some(scanner.clamd())).await
}

async fn scans(app: &TestApp) -> Vec<String> {
    app.database.texts("select scan from documents").await.into_iter().flatten().collect()
}

/// The certificate that a buyer submits.
async fn submits(app: &TestApp, buyer: &Buyer) -> String {
    buyer.submits().await.redirects_to(&buyer.at("done"));
    app.acme.sees_request(&buyer.request).await["certificate_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_virus_is_refused_and_nothing_of_it_kept() {
    let scanner = Scanner::start().await;
    let app = app_with(&scanner).await;
    let buyer = app.buyer_with_document().await;
    buyer.uploads("certificate.pdf", infected_pdf()).await.is(422).says(VIRUS);
    buyer.uploads("photo.jpg", [jpeg(), infected_pdf()].concat()).await.is(422).says(VIRUS);
    app.kept_no_document().await;
    buyer.uploads("certificate.pdf", pdf(200_000)).await.redirects_to(&buyer.at("check"));
    assert_eq!(scans(&app).await, ["clean"]);
}

#[tokio::test]
async fn without_a_scanner_nothing_is_held() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    assert_eq!(scans(&app).await, ["not_scanned"]);
    assert!(app.acme.sees_certificate(&certificate).await["download_url"].is_string());
    let page = app.acme.desk().await.get(&format!("/certificates/{certificate}")).await.is(200);
    assert!(!page.text().contains("Virus scan"), "{}", page.text());
}

#[tokio::test]
async fn what_the_scanner_could_not_look_at_is_held_until_it_can() {
    let scanner = Scanner::start().await;
    scanner.falls_ill();
    let app = app_with(&scanner).await;
    let buyer = app.buyer_about_to_submit().await;
    let certificate = submits(&app, &buyer).await;
    let (desk, page) = (app.acme.desk().await, format!("/certificates/{certificate}"));
    let is_held = async || {
        assert_eq!(scans(&app).await, ["unscanned"]);
        assert!(app.acme.sees_certificate(&certificate).await["download_url"].is_null());
        desk.get(&page).await.is(200).says("Waits for the virus scan");
        desk.get(&format!("{page}/document")).await.is(409);
        desk.get(&format!("{page}/download")).await.is(404);
    };
    is_held().await;
    app.run_jobs().await;
    is_held().await;

    scanner.takes(1_000); // less than the file has: the answer is an error, and no all-clear
    app.hands.turn(Duration::minutes(1));
    app.run_jobs().await;
    is_held().await;

    scanner.takes(1_000_000);
    app.hands.turn(Duration::hours(1));
    app.run_jobs().await;
    assert_eq!(scans(&app).await, ["clean"]);
    assert!(app.acme.sees_certificate(&certificate).await["download_url"].is_string());
    assert_eq!(desk.get(&format!("{page}/document")).await.is(200).body, pdf(2_000));
    let page = desk.get(&page).await.is(200);
    page.says("Nothing found");
    assert_eq!(app.database.count("jobs where kind = 'scan_document'").await, 0);
}

#[tokio::test]
async fn a_virus_that_is_found_later_removes_the_document_and_says_so() {
    let scanner = Scanner::start().await;
    scanner.falls_ill();
    let app = app_with(&scanner).await;
    let buyer = app.buyer_about_to_submit().await;
    buyer.uploads("bad.pdf", infected_pdf()).await.redirects_to(&buyer.at("check"));
    let certificate = submits(&app, &buyer).await;
    assert_eq!(app.stored_objects(), 2, "the replaced one goes by a job");

    scanner.takes(1_000_000);
    app.hands.turn(Duration::hours(1));
    app.run_jobs().await;
    assert_eq!((scans(&app).await, app.stored_objects()), (vec!["infected".to_owned()], 0));
    let (kind, note) = app.events(&buyer.request).await.pop().unwrap();
    assert_eq!((kind, &*note), ("document.infected", "bad.pdf: Certlane.Eicar"));
    assert!(app.acme.sees_certificate(&certificate).await["download_url"].is_null());
    let desk = app.acme.desk().await;
    desk.get(&format!("/certificates/{certificate}")).await.is(200).says("Contained a virus").says("was removed");
    desk.get(&format!("/certificates/{certificate}/document")).await.is(409);
    desk.get(&format!("/requests/{}", buyer.request)).await.is(200).says("The document contained a virus");
}

#[tokio::test]
async fn a_document_with_a_virus_is_not_submitted() {
    let scanner = Scanner::start().await;
    scanner.falls_ill();
    let app = app_with(&scanner).await;
    let buyer = app.buyer_about_to_submit().await;
    buyer.uploads("bad.pdf", infected_pdf()).await.redirects_to(&buyer.at("check"));
    scanner.takes(1_000_000);
    app.hands.turn(Duration::hours(1));
    app.run_jobs().await;
    buyer.submits().await.is(422).says(VIRUS);
    assert_eq!(app.acme.sees_request(&buyer.request).await["status"], "pending");
    buyer.uploads("good.pdf", pdf(1_000)).await.redirects_to(&buyer.at("check"));
    submits(&app, &buyer).await;
}

#[tokio::test]
async fn a_scanner_that_is_not_there_holds_documents_too() {
    let (port, _held) = closed_port();
    let clamd = services::documents::Clamd::Tcp(format!("127.0.0.1:{port}"));
    let app = TestApp::with(|settings| settings.clamd = Some(clamd)).await;
    let certificate = app.submitted_certificate().await;
    assert_eq!(scans(&app).await, ["unscanned"]);
    assert!(app.acme.sees_certificate(&certificate).await["download_url"].is_null());
    let findings = services::doctor::examine((*app.services.settings).clone(), services::SystemTime).await;
    let scanner = findings.into_iter().find(|finding| finding.part == "scanner").unwrap();
    assert!(scanner.outcome.unwrap_err().contains("CERTLANE_CLAMD"));
}

#[tokio::test]
async fn the_doctor_asks_the_scanner_about_the_largest_file() {
    let scanner = Scanner::start().await;
    let app = app_with(&scanner).await;
    let outcome = async || {
        let findings = services::doctor::examine((*app.services.settings).clone(), services::SystemTime).await;
        findings.into_iter().find(|finding| finding.part == "scanner").unwrap().outcome
    };
    assert!(outcome().await.unwrap().ends_with("takes files of 25 MB"));
    scanner.takes(24_999_999);
    assert!(outcome().await.unwrap_err().contains("StreamMaxLength"));
}
