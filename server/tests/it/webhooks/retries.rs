//! What fails is tried again, for three days, and then given up; an endpoint that is gone or never works is switched off.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use services::Time as _;

use super::Endpoint;
use crate::support::{Receiver, Reply, TestApp};

/// The pauses of the standard, in seconds.
const PAUSES: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// Turns the clock to right after the next attempt is due, and makes it.
async fn at_the_next(app: &TestApp, endpoint: &Endpoint) {
    let due = instant(&endpoint.newest(&app.acme.live).await["next_attempt_at"]);
    app.hands.turn(due - app.hands.now() - Duration::milliseconds(500));
    app.run_webhooks().await;
    app.hands.turn(Duration::milliseconds(550));
    app.run_webhooks().await;
}

#[tokio::test]
async fn a_failure_is_tried_ten_times_with_the_same_bytes() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    receiver.replies(Reply::Status(500));
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    for (place, pause) in PAUSES.into_iter().enumerate() {
        let delivery = endpoint.newest(&app.acme.live).await;
        assert_eq!((&delivery["status"], &delivery["attempt_count"]), (&json!("pending"), &json!(place + 1)));
        let wait = instant(&delivery["next_attempt_at"]) - app.hands.now();
        let longest = Duration::milliseconds(pause * 1_100);
        assert!(wait > Duration::seconds(pause - 4) && wait <= longest, "{wait} after attempt {}", place + 1);
        assert_eq!(receiver.got().len(), place + 1, "not before its time");
        at_the_next(&app, &endpoint).await;
    }
    let delivery = endpoint.newest(&app.acme.live).await;
    assert_eq!((&delivery["status"], &delivery["next_attempt_at"]), (&json!("failed"), &Value::Null));
    let attempts = delivery["attempts"].as_array().unwrap();
    assert_eq!(attempts.len(), 10);
    assert_eq!((&attempts[9]["status_code"], &attempts[9]["response_body"]), (&json!(500), &json!("noted")));
    let got = receiver.got();
    assert!(got.iter().all(|one| one.body == got[0].body && one.header("webhook-id") == got[0].header("webhook-id")));
    assert!(got.iter().all(|one| one.is_signed_with(&endpoint.secret)), "each for its own instant");
    let at = |place: usize| got[place].header("webhook-timestamp").parse::<i64>().unwrap();
    assert!(at(9) - at(0) > 3 * 86_400);
    let seen = endpoint.is_seen_by(&app.acme.live).await;
    assert_eq!(seen["status"], "enabled", "three days are not enough to give it up");
    assert!(seen["failing_since"].is_string());
}

#[tokio::test]
async fn a_success_ends_it() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    receiver.replies(Reply::Status(503));
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    assert!(endpoint.is_seen_by(&app.acme.live).await["failing_since"].is_string());
    receiver.replies(Reply::Status(299));
    at_the_next(&app, &endpoint).await;
    app.hands.turn(Duration::days(10));
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 2);
    assert_eq!(endpoint.newest(&app.acme.live).await["status"], "succeeded");
    assert_eq!(endpoint.is_seen_by(&app.acme.live).await["failing_since"], Value::Null);
}

#[tokio::test]
async fn an_endpoint_that_says_it_is_gone_is_switched_off() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    receiver.replies(Reply::Status(500));
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    receiver.replies(Reply::Status(410));
    app.acme.customer().await;
    app.run_webhooks().await;
    let seen = endpoint.is_seen_by(&app.acme.live).await;
    assert_eq!((&seen["status"], &seen["disabled_because"]), (&json!("disabled"), &json!("gone")));
    let deliveries = endpoint.deliveries(&app.acme.live).await;
    assert!(
        deliveries.iter().all(|delivery| delivery["status"] == "failed"),
        "what waited is given up: {deliveries:?}"
    );
    app.acme.customer().await;
    app.hands.turn(Duration::days(2));
    app.run_webhooks().await;
    assert_eq!((receiver.got().len(), endpoint.deliveries(&app.acme.live).await.len()), (2, 2));

    app.run_jobs().await;
    let mail = app.mail_server.the_mail();
    assert_eq!(mail.to, "owner@acme.example");
    assert!(mail.text().contains(&receiver.url()) && mail.text().contains("It answered 410"), "{}", mail.text());
    assert!(mail.html().contains(&format!("/settings/webhooks/{}", endpoint.id)));
    let notes = app.database.texts("select note from events where kind = 'webhook.changed' order by id desc").await;
    assert_eq!(notes[0], Some(format!("{} disabled (gone): {}", endpoint.id, receiver.url())));

    receiver.replies(Reply::Status(200));
    let test = app.acme.live.post_json(&endpoint.address("/test"), json!({})).await;
    test.is_problem(409, "WEBHOOK_ENDPOINT_DISABLED");
    app.acme.live.patch_json(&endpoint.address(""), json!({ "status": "enabled" })).await.is(200);
    let replay =
        app.acme.live.post_json(&endpoint.address("/replay"), json!({ "since": "2020-01-01T00:00:00Z" })).await;
    assert_eq!(replay.is(200).json()["replayed"], 2);
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 4);
}

#[tokio::test]
async fn after_five_days_without_a_success_it_is_switched_off_with_a_mail() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    receiver.replies(Reply::Status(404));
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    for days in [0, 2, 2] {
        app.hands.turn(Duration::days(days));
        app.acme.customer().await;
        app.run_webhooks().await;
        assert_eq!(endpoint.is_seen_by(&app.acme.live).await["status"], "enabled");
    }
    app.hands.turn(Duration::days(1));
    app.run_webhooks().await;
    let seen = endpoint.is_seen_by(&app.acme.live).await;
    assert_eq!((&seen["status"], &seen["disabled_because"]), (&json!("disabled"), &json!("failing")));
    app.run_jobs().await;
    let mail = app.mail_server.the_mail();
    assert!(mail.text().contains("For five days"), "{}", mail.text());
    app.run_jobs().await;
    assert_eq!(app.mail_server.taken().len(), 1);
}

#[tokio::test]
async fn one_success_in_five_days_keeps_it() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    for status in [500, 200, 500] {
        receiver.replies(Reply::Status(status));
        app.acme.customer().await;
        app.run_webhooks().await;
        app.hands.turn(Duration::days(4));
    }
    app.run_webhooks().await;
    assert_eq!(endpoint.is_seen_by(&app.acme.live).await["status"], "enabled");
}

#[tokio::test]
async fn who_has_too_much_to_do_says_when_to_come_again() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    receiver.replies(Reply::Status(500));
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    receiver.replies(Reply::Later(429, "3600".to_owned()));
    app.acme.customer().await;
    app.run_webhooks().await;
    for delivery in endpoint.deliveries(&app.acme.live).await {
        let wait = instant(&delivery["next_attempt_at"]) - app.hands.now();
        assert!(wait > Duration::seconds(3_590) && wait <= Duration::hours(1), "all that waits for it: {wait}");
    }
    app.hands.turn(Duration::minutes(59));
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 2);
    let noon = (app.hands.now() + Duration::hours(3)).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    receiver.replies(Reply::Later(503, noon));
    app.hands.turn(Duration::minutes(2));
    app.run_webhooks().await;
    let wait = instant(&endpoint.newest(&app.acme.live).await["next_attempt_at"]) - app.hands.now();
    assert!(wait > Duration::minutes(176) && wait <= Duration::hours(3), "{wait}");

    receiver.replies(Reply::Status(200));
    app.acme.customer().await;
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 4, "what happens meanwhile waits too");
    let newest = endpoint.newest(&app.acme.live).await;
    assert!(instant(&newest["next_attempt_at"]) - app.hands.now() > Duration::minutes(176), "{newest}");
    let address = format!("/tax/webhook-deliveries/{}/replay", newest["id"].as_str().unwrap());
    let replayed = app.acme.live.post_json(&address, json!({})).await.is(200).json();
    assert!(instant(&replayed["next_attempt_at"]) <= app.hands.now(), "who tries it by hand does not wait");
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 5);
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_not_followed() {
    let (app, receiver, elsewhere) = (TestApp::with_webhooks().await, Receiver::open().await, Receiver::open().await);
    receiver.replies(Reply::Elsewhere(elsewhere.url()));
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    assert_eq!((receiver.got().len(), elsewhere.got().len()), (1, 0));
    let delivery = endpoint.newest(&app.acme.live).await;
    assert_eq!((&delivery["status"], &delivery["attempts"][0]["status_code"]), (&json!("pending"), &json!(302)));
}

#[tokio::test]
async fn the_beginning_of_the_answer_is_kept() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    receiver.replies(Reply::Story(300_000));
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let delivery = endpoint.newest(&app.acme.live).await;
    assert_eq!(delivery["status"], "succeeded");
    assert_eq!(delivery["attempts"][0]["response_body"], "x".repeat(4_096));
}

#[tokio::test]
async fn what_was_delivered_is_forgotten_after_ninety_days() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    app.hands.turn(Duration::days(89));
    services::jobs::sweep(&app.services).await;
    assert_eq!(endpoint.deliveries(&app.acme.live).await.len(), 1);
    app.hands.turn(Duration::days(2));
    services::jobs::sweep(&app.services).await;
    assert_eq!(app.database.count("webhook_deliveries").await + app.database.count("webhook_attempts").await, 0);
}
