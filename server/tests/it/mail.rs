//! The invitation on its way: what it says, and what happens on a mail server's bad days.

use std::time::Duration;

use chrono::Duration as Span;
use serde_json::json;

use crate::support::{Merchant, TestApp};

#[tokio::test]
async fn the_invitation_says_who_asks_for_what_and_why() {
    let app = TestApp::new().await;
    let body = json!({ "jurisdictions": ["US-OH", "US-KY"], "message": "Your account is set up." });
    let asked = app.acme.asks_with(body).await;
    app.run_jobs().await;

    let mail = app.mail_server.the_mail();
    let parsed = mail.parsed();
    assert_eq!(mail.to, "ap@riverside.example");
    assert_eq!(parsed.from().unwrap().first().unwrap().name(), Some("Acme Supply"));
    assert_eq!(parsed.from().unwrap().first().unwrap().address(), Some("certificates@certlane.example"));
    assert_eq!(parsed.reply_to().unwrap().first().unwrap().address(), Some("owner@acme.example"));
    let request: domain::RequestId = asked.id.parse().unwrap();
    let code = code_of(&app, request).await;
    assert_eq!(parsed.subject(), Some(&*format!("Acme Supply asks for your sales tax exemption certificate ({code})")));
    let needed = [
        "Riverside Cafe LLC",
        "Acme Supply",
        "Ohio and Kentucky",
        "Your account is set up.",
        "owner@acme.example",
        &code,
    ];
    let links = [asked.link.clone(), format!("{}/not-me", asked.link)];
    for part in [mail.text(), mail.html()] {
        for words in needed.into_iter().chain(links.iter().map(String::as_str)) {
            assert!(part.contains(words), "{words:?} is not in {part}");
        }
    }
    assert_eq!(app.timeline(&asked.id).await, ["request.created", "request.sent"]);
    app.buyer(&asked).await.goes_on().await.is(200).says(&code);
}

async fn code_of(app: &TestApp, request: domain::RequestId) -> String {
    let actor = services::api_keys::recognize(&app.services, &app.acme.live_key).await.unwrap();
    services::requests::find(&app.services, &actor, request).await.unwrap().request.code()
}

#[tokio::test]
async fn the_not_me_link_of_the_mail_leads_to_its_page() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let answer = app.anonymous.get(&format!("{}/not-me", asked.link)).await;
    answer.redirects_to(&format!("/request/{}/not-me", asked.id));
    app.anonymous.get(&answer.location().unwrap()).await.is(200);
}

#[tokio::test]
async fn hostile_names_are_only_names() {
    let app = TestApp::new().await;
    let name = r#"Mal"l <script>alert(1)</script> & Co, <x@evil.example>"#;
    let mall = Merchant::create(&app.services, name, "owner@mall.example").await;
    let customer = mall.customer_named("<img src=x onerror=alert(2)>").await;
    mall.asks_customer(&customer, json!({ "message": "</blockquote><script>alert(3)</script>\nDear\r\nBcc: y" })).await;
    app.run_jobs().await;

    let mail = app.mail_server.the_mail();
    let html = mail.html();
    assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    assert!(html.contains("alert(1)") && html.contains("alert(2)") && html.contains("alert(3)"), "{html}");
    let parsed = mail.parsed();
    let from: Vec<_> = parsed.from().unwrap().iter().collect();
    assert_eq!((from.len(), from[0].name(), from[0].address()), (1, Some(name), Some("certificates@certlane.example")));
    assert!(parsed.bcc().is_none());
    assert!(mail.text().contains(name));
}

#[tokio::test]
async fn a_busy_mail_server_gets_it_later() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("later@riverside.example").await;
    let tries = || app.mail_server.tries("later@riverside.example");
    app.run_jobs().await;
    app.run_jobs().await;
    assert_eq!(tries(), 1, "not at once");
    app.hands.turn(Span::seconds(14));
    app.run_jobs().await;
    assert_eq!(tries(), 1, "15 seconds later");
    app.hands.turn(Span::seconds(2));
    app.run_jobs().await;
    assert_eq!(tries(), 2);
    app.hands.turn(Span::seconds(16));
    app.run_jobs().await;
    assert_eq!(tries(), 2, "then 30 seconds later");
    app.hands.turn(Span::seconds(15));
    app.run_jobs().await;
    assert_eq!(app.mail_server.the_mail().to, "later@riverside.example");
    assert_eq!(app.timeline(&asked.id).await, ["request.created", "request.sent"]);
    assert_eq!(app.database.count("jobs").await, 0);
}

#[tokio::test]
async fn a_dead_mail_server_gets_it_when_it_is_back() {
    let app = TestApp::without_mail_server().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    for _ in 0..4 {
        app.run_jobs().await;
        app.hands.turn(Span::hours(1));
    }
    assert_eq!(app.timeline(&asked.id).await, ["request.created"]);
    app.acme.desk().await.get(&format!("/requests/{}", asked.id)).await.is(200).says("the mail server does not answer");
    app.mail_server.open();
    app.run_jobs().await;
    assert_eq!(app.mail_server.taken().len(), 1);
    assert_eq!(app.timeline(&asked.id).await, ["request.created", "request.sent"]);
}

#[tokio::test]
async fn one_bad_address_does_not_hold_up_the_others() {
    let app = TestApp::new().await;
    for recipient in ["later@riverside.example", "refused@riverside.example", "ap@riverside.example"] {
        app.acme.mails(recipient).await;
    }
    app.run_jobs().await;
    assert_eq!(app.mail_server.the_mail().to, "ap@riverside.example");
}

#[tokio::test]
async fn a_refused_mail_bounces_where_the_merchant_sees_it() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("refused@riverside.example").await;
    app.run_jobs().await;
    app.hands.turn(Span::hours(2));
    app.run_jobs().await;
    assert_eq!(app.mail_server.tries("refused@riverside.example"), 1, "never again");
    assert_eq!(app.timeline(&asked.id).await, ["request.created", "request.bounced"]);
    let page = app.acme.desk().await.get(&format!("/requests/{}", asked.id)).await.is(200);
    page.says("Invitation bounced").says("no such mailbox");
    assert_eq!(app.acme.sees_request(&asked.id).await["status"], "pending", "the link can still be passed on");
}

#[tokio::test]
async fn nobody_gets_a_third_copy() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("silent@riverside.example").await;
    for _ in 0..5 {
        app.run_jobs().await;
        app.hands.turn(Span::hours(1));
    }
    let taken = app.mail_server.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].message_id(), taken[1].message_id());
    let events = app.events(&asked.id).await;
    assert_eq!(events[1].0, "request.sent");
    assert!(events[1].1.contains("never confirmed it"), "{events:?}");
    assert_eq!(app.database.count("jobs").await, 0);
}

#[tokio::test]
async fn a_canceled_request_sends_nothing() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.acme.cancels(&asked.id).await.is(200);
    app.run_jobs().await;
    assert!(app.mail_server.taken().is_empty());
    assert_eq!(app.timeline(&asked.id).await, ["request.created", "request.canceled"]);
    assert_eq!(app.database.count("jobs").await, 0);
}

#[tokio::test]
async fn test_mode_never_reaches_a_mail_server() {
    let app = TestApp::new().await;
    let customer = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let customer = app.acme.test.post_json("/tax/customers", customer).await.is(201).json();
    let address = format!("/tax/customers/{}/certificate-requests", customer["id"].as_str().unwrap());
    app.acme.test.post_json(&address, json!({})).await.is(201);
    app.run_jobs().await;
    assert!(app.mail_server.taken().is_empty());
    assert_eq!(app.mail_server.tries("ap@riverside.example"), 0);
    let outbox = app.outbox(&app.acme);
    assert_eq!(outbox.len(), 1);
    assert!(outbox[0].1.contains("Test mode"), "{outbox:?}");
}

#[tokio::test]
async fn without_a_mail_server_configured_mails_wait_in_the_outbox() {
    let app = TestApp::with(|settings| settings.smtp_url = None).await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    assert_eq!(app.outbox(&app.acme).len(), 1);
    assert!(app.outbox(&app.globex).is_empty());
    assert_eq!(app.timeline(&asked.id).await, ["request.created", "request.sent"]);
}

#[tokio::test]
async fn a_job_outlives_the_worker_that_held_it() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("hangs@riverside.example").await;
    let tries = || app.mail_server.tries("hangs@riverside.example");
    let services = app.services.clone();
    let worker = tokio::spawn(async move { services::jobs::run_one(&services).await.is_ok() });
    eventually(|| tries() == 1).await;
    worker.abort();
    drop(worker.await);

    app.hands.turn(Span::minutes(4));
    app.run_jobs().await;
    assert_eq!(tries(), 1, "somebody may still be at it");
    app.hands.turn(Span::minutes(2));
    app.run_jobs().await;
    assert_eq!(app.mail_server.the_mail().to, "hangs@riverside.example");
    assert_eq!(app.timeline(&asked.id).await, ["request.created", "request.sent"]);
}

#[tokio::test]
async fn the_worker_sends_by_itself_and_stops_when_told() {
    let app = TestApp::new().await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = tokio::spawn(services::jobs::work(app.services.clone(), async { drop(stopped.await) }));
    app.acme.mails("ap@riverside.example").await;
    eventually(|| app.mail_server.taken().len() == 1).await;
    drop(stop);
    tokio::time::timeout(Duration::from_secs(5), worker).await.unwrap().unwrap();
}

/// Waits for something that another task does.
async fn eventually(happened: impl Fn() -> bool) {
    for _ in 0..500 {
        if happened() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it does not happen");
}
