//! Certificates come to their end, and that is told once.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use services::jobs;

use super::text;
use crate::support::{Browser, TestApp, pdf};

/// A paper certificate for Ohio and Kentucky that ends so many days from now, and is approved.
async fn certificate(app: &TestApp, api: &Browser, days: i64) -> String {
    let customer = json!({ "name": "Tess's Diner", "email": "tess@certlane.test" });
    let customer = text(&api.post_json("/tax/customers", customer).await.is(201).json(), "id");
    let last_day = (app.services.clock.now() + Duration::days(days)).format("%Y-%m-%d").to_string();
    let said = json!({
        "customer_id": customer, "effective_date": "2026-01-01", "expiration_date": last_day,
        "jurisdictions": [
            { "jurisdiction_id": "US-OH", "reason": "RESALE", "number": "31-1" },
            { "jurisdiction_id": "US-KY", "reason": "RESALE", "number": "31-1" },
        ],
    });
    let paper = reqwest::multipart::Part::bytes(pdf(1_000)).file_name("paper.pdf");
    let form = reqwest::multipart::Form::new().text("certificate", said.to_string()).part("file", paper);
    let made = api.send(api.request(Method::POST, "/tax/certificates").multipart(form)).await.is(201).json();
    let id = text(&made, "id");
    api.post_json(&format!("/tax/certificates/{id}/verify"), json!({})).await.is(200);
    id
}

/// What was told of ends, the oldest first: type, note, and the status that the webhook shows.
async fn ends(api: &Browser) -> Vec<(String, String, Value)> {
    let list = api.get("/tax/events?limit=100").await.is(200).json();
    let events = list["events"].as_array().unwrap().iter().rev();
    let ends = events
        .filter(|event| ["certificate.expiring", "certificate.expired"].contains(&event["type"].as_str().unwrap()));
    ends.map(|event| (text(event, "type"), text(event, "note"), event["data"]["status"].clone())).collect()
}

fn told(kind: &str, status: &str) -> (String, String, Value) {
    (kind.to_owned(), "US-KY, US-OH".to_owned(), json!(status))
}

#[tokio::test]
async fn in_test_mode_a_year_tells_both_ends_once() {
    let app = TestApp::new().await;
    certificate(&app, &app.acme.test, 200).await;
    app.acme.advances("130d").await;
    assert!(ends(&app.acme.test).await.is_empty());
    app.acme.advances("20d").await;
    assert_eq!(ends(&app.acme.test).await, [told("certificate.expiring", "expiring")]);
    app.acme.advances("400d").await;
    app.acme.advances("400d").await;
    let both = [told("certificate.expiring", "expiring"), told("certificate.expired", "expired")];
    assert_eq!(ends(&app.acme.test).await, both);
    assert!(ends(&app.acme.live).await.is_empty());
}

#[tokio::test]
async fn live_certificates_end_by_the_machines_clock() {
    let app = TestApp::new().await;
    certificate(&app, &app.acme.live, 90).await;
    app.acme.advances("400d").await;
    for _ in 0..3 {
        jobs::sweep(&app.services).await;
    }
    assert!(ends(&app.acme.live).await.is_empty(), "not before its time");
    app.hands.turn(Duration::days(31));
    tokio::join!(jobs::sweep(&app.services), jobs::sweep(&app.services));
    assert_eq!(ends(&app.acme.live).await, [told("certificate.expiring", "expiring")]);
    app.hands.turn(Duration::days(61));
    tokio::join!(jobs::sweep(&app.services), jobs::sweep(&app.services));
    assert_eq!(ends(&app.acme.live).await.last().unwrap().0, "certificate.expired");
    app.hands.turn(Duration::days(400));
    jobs::sweep(&app.services).await;
    assert_eq!(ends(&app.acme.live).await.len(), 2);
}

#[tokio::test]
async fn what_ended_before_anybody_told_of_ends_is_not_told() {
    let app = TestApp::new().await;
    certificate(&app, &app.acme.live, 30).await;
    app.database.run("update certificate_jurisdictions set told = 'unknown'").await;
    jobs::sweep(&app.services).await;
    assert!(ends(&app.acme.live).await.is_empty());
    app.hands.turn(Duration::days(32));
    jobs::sweep(&app.services).await;
    assert_eq!(ends(&app.acme.live).await.len(), 1);
}

#[tokio::test]
async fn a_changed_policy_is_looked_at_at_once() {
    let app = TestApp::new().await;
    certificate(&app, &app.acme.live, 300).await;
    jobs::sweep(&app.services).await;
    assert!(ends(&app.acme.live).await.is_empty());
    let first_day = "2026-01-01".parse::<chrono::NaiveDate>().unwrap();
    let months = (app.services.clock.now().date_naive() - first_day).num_days() / 30 + 1;
    let policy = [
        ("version", "0"),
        ("review", "manual"),
        ("states", "US-OH"),
        ("accepted_reasons-US-OH", "RESALE"),
        ("max_months-US-OH", &*months.to_string()),
    ];
    app.acme.desk().await.post("/settings/policy", &policy).await.is(303);
    jobs::sweep(&app.services).await;
    let told = ends(&app.acme.live).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].1, "US-OH", "its year is nearly over there; Kentucky goes on");
}

#[tokio::test]
async fn what_cannot_be_noted_now_stands_in_nobodys_way_and_comes_later() {
    let app = TestApp::new().await;
    certificate(&app, &app.acme.live, 30).await;
    app.database.run("update certificates set signer = '1'").await; // as nothing writes it
    let when = async || app.database.texts("select cast(look_at as text) from certificates").await;
    app.hands.turn(Duration::days(32));
    let due = when().await;
    jobs::sweep(&app.services).await;
    assert_ne!(when().await, due, "the next sweep looks at others first");
    app.database.run("update certificates set signer = '{\"name\":\"T\",\"title\":\"Owner\"}'").await;
    app.hands.turn(Duration::hours(1));
    jobs::sweep(&app.services).await;
    assert_eq!(ends(&app.acme.live).await.len(), 1);
}
