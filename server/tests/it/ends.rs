//! Wherever a browser ends up, a page says what to do.

use reqwest::Method;

use crate::support::{Answer, TestApp};

impl Answer {
    /// A page, with a heading and a sentence.
    #[track_caller]
    fn is_a_page(&self, sentence: &str) {
        assert!(self.header("content-type").starts_with("text/html"), "{} {}", self.status, self.text());
        assert!(self.html().contains("<h1"), "{}", self.html());
        self.says(sentence);
        assert!(!self.html().contains(".js\""), "no island loads no script: {}", self.html());
    }
}

#[tokio::test]
async fn no_answer_is_an_empty_page() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    let certificate = "/certificates/cert_00000000-0000-0000-0000-000000000000";
    let desk = app.acme.desk().await;
    let missing = "Check the address";
    for address in ["/request/notanid", "/certificates/x/document", "/nothing/here"] {
        app.anonymous.get(address).await.is(404).is_a_page(missing);
        desk.get(address).await.is(404).is_a_page(missing);
    }
    desk.get(&format!("{certificate}/document")).await.is(404).is_a_page(missing);
    desk.get("/requests/notanid").await.is(404).is_a_page(missing);
    app.anonymous.get(&format!("{certificate}/download")).await.is(401).is_a_page("Sign in");
    app.anonymous.get("/i/%ff").await.is(400).is_a_page(missing);
    for address in ["/sign-out", &format!("{certificate}/approval"), &buyer.at("opened")] {
        let answer = buyer.browser.get(address).await.is(405);
        answer.is_a_page("Go back to the page that you came from");
        assert_eq!(answer.header("allow"), "POST");
    }
    let long = "x".repeat(300_000);
    for address in ["/sign-in", &buyer.at("business"), &buyer.at("not-me")] {
        let answer = buyer.browser.post(address, &[("email", &long)]).await.is(413);
        answer.is_a_page("Go back, shorten what you typed, and send it again.");
    }
    assert_eq!(app.anonymous.send(app.anonymous.request(Method::PUT, "/sign-in")).await.status, 405);
}

#[tokio::test]
async fn a_document_that_cannot_be_had_now_says_when_to_come_back() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let desk = app.acme.desk().await;
    app.take_documents_away();
    let answer = desk.get(&format!("/certificates/{certificate}/document")).await.is(503);
    answer.is_a_page("Please try again in a minute.");
    assert_ne!(answer.header("retry-after"), "");
}

#[tokio::test]
async fn a_wrong_password_is_said_by_its_field() {
    let app = TestApp::new().await;
    let answer =
        app.anonymous.post("/sign-in", &[("email", "owner@acme.example"), ("password", "wrong")]).await.is(422);
    let sentence = "The e-mail address or the password is not right. Check both and try again.";
    assert_eq!(answer.text().matches(sentence).count(), 2, "in the summary and by the field");
    assert_eq!(answer.typed("email").as_deref(), Some("owner@acme.example"));
}

#[tokio::test]
async fn an_empty_sign_in_is_told_what_to_enter() {
    let app = TestApp::new().await;
    let answer = app.anonymous.post("/sign-in", &[("email", " "), ("password", "")]).await.is(422);
    answer.says("Enter your e-mail address.").says("Enter your password.");
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing_and_says_so() {
    let app = TestApp::new().await;
    let form = app.anonymous.form("/sign-in", &[("email", "owner@acme.example")]);
    let answer = app.anonymous.send(form.header("origin", "https://elsewhere.example")).await;
    answer.is(403).is_a_page("This form came from another site");
}
