//! Mail of test mode stays here, and some of it bounces.

use chrono::Duration;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_reserved_address_bounces_as_a_real_one_does() {
    let app = TestApp::new().await;
    let bounced = app.acme.asks_in_test_mode(json!({ "recipient": "ap+bounce@certlane.test" })).await;
    let arrived = app.acme.asks_in_test_mode(json!({ "recipient": "ap@certlane.test" })).await;
    app.run_jobs().await;
    assert_eq!(app.timeline(&bounced.id).await, ["request.created", "request.bounced"]);
    assert_eq!(app.timeline(&arrived.id).await, ["request.created", "request.sent"]);
    let real = app.acme.mails("refused@riverside.example").await;
    app.run_jobs().await;
    assert_eq!(app.timeline(&real.id).await, ["request.created", "request.bounced"]);
    let status = async |id: &str| app.acme.sees_test_request(id).await["email_status"].clone();
    assert_eq!(status(&bounced.id).await, app.acme.sees_request(&real.id).await["email_status"]);
    app.acme.advances("20d").await;
    assert_eq!(app.timeline(&bounced.id).await, ["request.created", "request.bounced"], "nobody is reminded there");
    assert!(app.mail_server.taken().is_empty());
    assert_eq!(app.mail_server.tries("ap@certlane.test"), 0);
}

#[tokio::test]
async fn a_reserved_address_is_late() {
    let app = TestApp::new().await;
    let late = app.acme.asks_in_test_mode(json!({ "recipient": "delay@certlane.test" })).await;
    app.run_jobs().await;
    assert_eq!(app.timeline(&late.id).await, ["request.created"]);
    app.hands.turn(Duration::seconds(16));
    app.run_jobs().await;
    assert_eq!(app.timeline(&late.id).await, ["request.created", "request.sent"]);
}

#[tokio::test]
async fn a_late_mail_leaves_before_time_goes_on() {
    let app = TestApp::new().await;
    let late = async || app.acme.asks_in_test_mode(json!({ "recipient": "x+delay@certlane.test" })).await.id;
    let (one, other) = (late().await, late().await);
    app.acme.advances("10s").await;
    assert_eq!(app.timeline(&one).await, ["request.created"], "the pause is longer than that");
    app.acme.advances("10s").await;
    for late in [one, other] {
        assert_eq!(app.timeline(&late).await, ["request.created", "request.sent"]);
    }
    let whole = late().await;
    app.acme.advances("60d").await;
    let timeline = app.timeline(&whole).await;
    assert_eq!(timeline[..2], ["request.created", "request.sent"]);
    assert_eq!(timeline.last(), Some(&"request.expired"));
}

#[tokio::test]
async fn in_live_mode_the_reserved_addresses_are_addresses() {
    let app = TestApp::new().await;
    app.acme.mails("bounce@certlane.test").await;
    app.run_jobs().await;
    assert_eq!(app.mail_server.the_mail().to, "bounce@certlane.test");
}
