//! Nobody answers in time.

use chrono::Duration;
use serde_json::json;
use services::jobs;

use crate::support::TestApp;

#[tokio::test]
async fn an_overdue_request_is_invalid_before_the_sweep_comes_by() {
    let app = TestApp::new().await;
    let overdue = app.acme.asks_with(json!({ "delivery_method": "download", "expires_in_days": 1 })).await;
    let open = app.acme.asks().await;
    app.hands.turn(Duration::hours(25));
    assert_eq!(app.acme.sees_request(&overdue.id).await["status"], "invalid");
    assert_eq!(app.acme.sees_request(&overdue.id).await.get("request_link"), None);
    let listed = async |status: &str| {
        let list = app.acme.live.get(&format!("/tax/certificate-requests?status={status}")).await.is(200).json();
        list["certificate_requests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for _ in 0..2 {
        assert_eq!(listed("pending").await, [&*open.id]);
        assert_eq!(listed("invalid").await, [&*overdue.id]);
        jobs::sweep(&app.services).await;
    }
}

#[tokio::test]
async fn the_sweep_records_the_end_once() {
    let app = TestApp::new().await;
    let (overdue, fulfilled) = (app.acme.asks().await, app.buyer_about_to_submit().await);
    fulfilled.submits().await;
    jobs::sweep(&app.services).await;
    assert_eq!(app.timeline(&overdue.id).await, ["request.created"], "not before its time");
    app.hands.turn(Duration::days(31));
    tokio::join!(jobs::sweep(&app.services), jobs::sweep(&app.services));
    jobs::sweep(&app.services).await;
    assert_eq!(app.timeline(&overdue.id).await, ["request.created", "request.expired"]);
    let statuses = app.database.texts("select status from certificate_requests order by id").await;
    assert_eq!(statuses.into_iter().flatten().collect::<Vec<_>>(), ["invalid", "fulfilled"]);
}

#[tokio::test]
async fn who_comes_too_late_submits_nothing() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    app.hands.turn(Duration::days(31));
    buyer.submits().await.is(401); // the cookie lives a day, and the link is over
    assert_eq!(app.acme.sees_request(&buyer.request).await["status"], "invalid");
    assert_eq!(app.database.count("certificates").await, 0);
}

#[tokio::test]
async fn the_buyer_who_is_still_here_when_it_ends_is_told() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_with(json!({ "delivery_method": "download", "expires_in_days": 1 })).await;
    app.hands.turn(Duration::hours(23));
    let buyer = app.buyer(&asked).await;
    buyer.answers_everything().await;
    app.hands.turn(Duration::hours(2));
    buyer.submits().await.redirects_to(&format!("/request/{}", asked.id));
    buyer.goes_on().await.is(410).says("owner@acme.example");
    assert_eq!(app.database.count("certificates").await, 0);
}

#[tokio::test]
async fn uploads_that_never_ended_are_swept() {
    let app = TestApp::new().await;
    app.buyer_about_to_submit().await;
    app.database.run("update documents set stored_at = null").await;
    jobs::sweep(&app.services).await;
    assert_eq!(app.stored_objects(), 1, "it may still be on its way");
    app.hands.turn(Duration::minutes(61));
    jobs::sweep(&app.services).await;
    app.kept_no_document().await;
}
