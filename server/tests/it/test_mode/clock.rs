//! Time passes in test mode because somebody says so, and nowhere else.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use services::jobs;

use super::{CLOCK, text};
use crate::support::TestApp;

#[tokio::test]
async fn a_month_brings_four_reminders_and_the_end_in_their_order() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_in_test_mode(json!({ "recipient": "tess@certlane.test" })).await;
    let created: DateTime<Utc> = text(&app.acme.sees_test_request(&asked.id).await, "created_at").parse().unwrap();
    let now = app.acme.advances("32d").await;
    assert!(now - created >= Duration::days(32));

    let events = app.events(&asked.id).await;
    let kinds: Vec<_> = events.iter().map(|(kind, _)| *kind).collect();
    let reminded = ["request.reminded"; 4];
    assert_eq!(kinds[..2], ["request.created", "request.sent"]);
    assert_eq!(kinds[2..6], reminded, "{kinds:?}");
    assert_eq!(kinds[6..], ["request.expired"]);
    assert_eq!(app.acme.sees_test_request(&asked.id).await["status"], "invalid");
    let days: Vec<_> = app.acme.test.get("/tax/events?type=request.reminded").await.json()["events"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|event| (text(event, "created_at").parse::<DateTime<Utc>>().unwrap() - created).num_days())
        .collect();
    for (day, earliest) in days.iter().zip([7, 14, 21, 26]) {
        assert!((earliest..earliest + 4).contains(day), "{days:?}");
    }
    assert_eq!(app.outbox(&app.acme).len(), 5);
    assert!(app.mail_server.taken().is_empty());
}

#[tokio::test]
async fn live_rows_never_move() {
    let app = TestApp::new().await;
    let live = app.acme.mails("ap@riverside.example").await;
    let test = app.acme.asks_in_test_mode(json!({ "delivery_method": "download" })).await;
    app.run_jobs().await;
    let before = app.acme.sees_request(&live.id).await;
    app.acme.advances("520w").await;
    assert_eq!(app.timeline(&test.id).await, ["request.created", "request.expired"], "nothing live was in its way");
    jobs::sweep(&app.services).await;
    app.run_jobs().await;
    let mut after = app.acme.sees_request(&live.id).await;
    after["request_link"] = before["request_link"].clone();
    assert_eq!(after, before);
    assert_eq!(app.timeline(&live.id).await, ["request.created", "request.sent"]);
    assert_eq!(app.mail_server.taken().len(), 1);
    let new = app.acme.asks().await;
    let created: DateTime<Utc> = text(&app.acme.sees_request(&new.id).await, "created_at").parse().unwrap();
    assert!(created - app.services.clock.now() < Duration::minutes(1));
    app.buyer(&new).await.sees("welcome").await.is(200);
}

#[tokio::test]
async fn other_accounts_do_not_move() {
    let app = TestApp::new().await;
    app.acme.advances("60d").await;
    let theirs = app.globex.test.get(CLOCK).await.is(200).json();
    assert_eq!(theirs["ahead_seconds"], 0);
    let asked = app.globex.asks_in_test_mode(json!({ "delivery_method": "download" })).await;
    jobs::sweep(&app.services).await;
    assert_eq!(app.globex.sees_test_request(&asked.id).await["status"], "pending");
}

#[tokio::test]
async fn new_rows_are_of_the_new_time_and_their_links_open() {
    let app = TestApp::new().await;
    let now = app.acme.advances("400d").await;
    let asked = app.acme.asks_in_test_mode(json!({ "delivery_method": "download", "expires_in_days": 3 })).await;
    let request = app.acme.sees_test_request(&asked.id).await;
    let created: DateTime<Utc> = text(&request, "created_at").parse().unwrap();
    assert!(created - now < Duration::minutes(1) && created >= now - Duration::seconds(1));
    let day = created.format("%Y-%m-%d");
    let listed = app.acme.test.get(&format!("/tax/certificate-requests?created_after={day}")).await.is(200).json();
    assert_eq!(listed["certificate_requests"].as_array().unwrap().len(), 1, "its id is of the machine's time");
    let buyer = app.buyer(&asked).await;
    buyer.answers_everything().await;
    buyer.submits().await.redirects_to(&buyer.at("done"));
    let certificate = text(&app.acme.sees_test_request(&asked.id).await, "certificate_id");
    let certificate = app.acme.test.get(&format!("/tax/certificates/{certificate}")).await.is(200).json();
    assert!(text(&certificate, "created_at").parse::<DateTime<Utc>>().unwrap() >= now);
}

#[tokio::test]
async fn the_link_of_a_request_is_over_when_its_time_is() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_in_test_mode(json!({ "delivery_method": "download", "expires_in_days": 3 })).await;
    let buyer = app.buyer(&asked).await;
    buyer.goes_on().await.is(200);
    app.acme.advances("4d").await;
    buyer.goes_on().await.is(410);
}

#[tokio::test]
async fn sessions_keys_and_leases_know_nothing_of_it() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    app.acme.advances("3650d").await;
    desk.get("/requests").await.is(200);
    app.acme.test.get("/tax/customers").await.is(200);
    assert!(app.services.clock.now() < "2060-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap());
    let certlane = services::doctor::is_ready(&app.services).await;
    assert!(certlane.is_ok());
}

#[tokio::test]
async fn two_at_once_move_it_by_both() {
    let app = TestApp::new().await;
    app.acme.asks_in_test_mode(json!({ "recipient": "tess@certlane.test" })).await;
    tokio::join!(app.acme.advances("10d"), app.acme.advances("5d"));
    let read = app.acme.test.get(CLOCK).await.is(200).json();
    assert_eq!(read["ahead_seconds"], 15 * 86_400);
    assert_eq!((&read["object"], &read["livemode"]), (&json!("tax.test_clock"), &json!(false)));
}

#[tokio::test]
async fn time_goes_forward_and_not_for_ever() {
    let app = TestApp::new().await;
    app.acme.advances("18000d").await;
    for wrong in ["", "-1d", "30", "1y", "251d"] {
        let answer = app.acme.test.post_json(CLOCK, json!({ "advance": wrong })).await;
        let kind = if wrong.is_empty() { "MISSING_FIELD" } else { "INCORRECT_TYPE" };
        assert!(answer.is_problem(400, kind).contains("advance"), "{wrong}");
    }
    app.acme.test.post_json(CLOCK, json!({ "back": "1d" })).await.is_problem(400, "UNRECOGNIZED_FIELD");
    let read = app.acme.test.get(CLOCK).await.is(200).json();
    assert_eq!(read["ahead_seconds"], 18_000 * 86_400_i64);
}

#[tokio::test]
async fn a_live_key_has_no_such_clock() {
    let app = TestApp::new().await;
    app.acme.live.get(CLOCK).await.is_problem(409, "LIVEMODE_NOT_SUPPORTED");
    app.acme.live.post_json(CLOCK, json!({ "advance": "1d" })).await.is_problem(409, "LIVEMODE_NOT_SUPPORTED");
    let events = "/tax/test/events/request.created";
    app.acme.live.post_json(events, json!({})).await.is_problem(409, "LIVEMODE_NOT_SUPPORTED");
    assert_eq!(app.database.count("customers").await, 0);
}

#[tokio::test]
async fn without_test_mode_a_test_key_is_told_so() {
    let app = TestApp::with(|settings| settings.test_mode = false).await;
    for address in ["/tax/customers", CLOCK, "/tax/events"] {
        app.acme.test.get(address).await.is_problem(400, "TESTMODE_NOT_SUPPORTED");
    }
    app.acme.live.get("/tax/customers").await.is(200);
    let desk = app.acme.desk().await;
    let page = desk.get("/requests").await.is(200);
    assert!(!page.text().contains("Test mode"), "no switch");
    desk.post("/mode", &[("mode", "test"), ("next", "/requests")]).await.is(400);
    assert!(!desk.get("/requests").await.text().contains("These are test rows"));
}
