//! Webhooks in Commenda's words: real receivers, Commenda's event and its header.

use serde_json::{Value, json};

use super::text;
use crate::support::{Receiver, TestApp, commenda_signature};

const WEBHOOKS: &str = "/api/v1/webhooks";
const SECRET: &str = "a secret that Acme has chosen";

#[tokio::test]
async fn a_webhook_is_made_listed_changed_and_deleted() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let live = &app.acme.live;
    let body = json!({
        "api_version": "v1.0", "name": "verifications", "url": receiver.url(), "secret": SECRET, "status": "ENABLED",
        "topics": ["EXEMPTION_CERTIFICATES.VERIFICATION.FAILED"],
    });
    let made = live.post_json(WEBHOOKS, body).await.is(201).json();
    let id = text(&made["data"]["id"]);
    let expected = json!({
        "id": id, "api_version": "v1.0", "name": "verifications", "url": receiver.url(), "status": "ENABLED",
        "topics": ["EXEMPTION_CERTIFICATES.VERIFICATION.FAILED"], "created_at": made["data"]["created_at"],
    });
    app.is_now(&made["data"]["created_at"]);
    assert_eq!(made["data"], expected, "a secret that was chosen is told to nobody");
    live.post_json("/tax/webhook-endpoints", json!({ "url": receiver.url() })).await.is(201);
    assert_eq!(live.get(WEBHOOKS).await.is(200).json()["data"], json!({ "webhooks": [expected] }), "only its own");
    let numerals = live.get(&format!("/tax/webhook-endpoints/whe_{id}")).await.is(200).json();
    assert_eq!(numerals["dialect"], "commenda");

    let address = format!("{WEBHOOKS}/{id}");
    let changed = live.post_json(&address, json!({ "status": "DISABLED", "name": "none" })).await.is(200).json();
    assert_eq!((&changed["data"]["status"], &changed["data"]["name"]), (&json!("DISABLED"), &json!("none")));
    assert_eq!(changed["data"]["topics"], expected["topics"]);
    live.delete(&address).await.is(204);
    live.delete(&address).await.is_error(404, "WEBHOOK_NOT_FOUND");
    live.post_json(&address, json!({ "name": "x" })).await.is_error(404, "WEBHOOK_NOT_FOUND");

    let own = live.post_json(WEBHOOKS, json!({ "url": receiver.url() })).await.is(201).json();
    assert!(text(&own["data"]["secret"]).starts_with("whsec_"));
    assert_eq!(own["data"]["topics"].as_array().unwrap().len(), 3, "all of them");
}

#[tokio::test]
async fn one_that_begins_disabled_was_never_enabled() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let body = json!({ "url": receiver.url(), "status": "DISABLED" });
    let made = app.acme.live.post_json(WEBHOOKS, body).await.is(201).json();
    assert_eq!(made["data"]["status"], "DISABLED");
    let id = format!("whe_{}", text(&made["data"]["id"]));
    let seen = app.acme.live.get(&format!("/tax/webhook-endpoints/{id}")).await.is(200).json();
    assert_eq!((&seen["disabled_because"], &seen["updated_at"]), (&json!("merchant"), &seen["created_at"]));
    let notes = app.database.texts("select note from events where kind = 'webhook.changed'").await;
    assert_eq!(notes, [Some(format!("{id} added: {}", receiver.url()))], "one change, and so one transaction");
}

#[tokio::test]
async fn a_wrong_webhook_is_refused() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let wrong = json!({
        "url": "https://e.example/", "api_version": "v2.0", "status": "ON", "topics": ["NEXUS.THRESHOLD.STATE.ALERT"],
    });
    let pointers = live.post_json(WEBHOOKS, wrong).await.is_wrong_body();
    assert_eq!(pointers, ["/api_version", "/topics/0", "/status"]);
    for (body, pointer) in [
        (json!({}), "/url"),
        (json!({ "url": "http://e.example/" }), "/url"),
        (json!({ "url": "https://10.0.0.1/" }), "/url"),
        (json!({ "url": "https://e.example/", "secret": "short" }), "/secret"),
        (json!({ "url": "https://e.example/", "name": "x".repeat(501) }), "/name"),
    ] {
        assert_eq!(live.post_json(WEBHOOKS, body.clone()).await.is_wrong_body(), [pointer], "{body}");
    }
    let made = live.post_json("/tax/webhook-endpoints", json!({ "url": "https://e.example/" })).await.is(201).json();
    let numerals = text(&made["id"]);
    for (method, address) in [("POST", format!("{WEBHOOKS}/{numerals}")), ("DELETE", format!("{WEBHOOKS}/{numerals}"))]
    {
        let request = live.request(method.parse().unwrap(), &address);
        live.send(request.json(&json!({ "name": "x" }))).await.is_error(404, "WEBHOOK_NOT_FOUND");
    }
}

/// The only event that arrived, whose header is right.
#[track_caller]
fn the_one(receiver: &Receiver, secret: &str) -> Value {
    let got = receiver.the_one();
    assert_eq!(got.header("commenda-x-secret"), commenda_signature(secret, &got.body));
    assert_ne!(got.header("commenda-x-secret"), commenda_signature("another secret of theirs", &got.body));
    got.json()
}

#[tokio::test]
async fn verifications_are_told_in_commendas_event_with_its_header() {
    for (verb, topic, status) in [
        ("verify", "EXEMPTION_CERTIFICATES.VERIFICATION.SUCCEEDED", "VERIFICATION_SUCCESS"),
        ("reject", "EXEMPTION_CERTIFICATES.VERIFICATION.FAILED", "VERIFICATION_FAILED"),
    ] {
        let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
        let live = &app.acme.live;
        let made = live.post_json(WEBHOOKS, json!({ "url": receiver.url(), "secret": SECRET })).await.is(201).json();
        let (customer, file) = (app.riverside().await, app.file().await);
        let id = live.files_for(&customer, "SST", &["OH"], Some(&file)).await;
        let body = if verb == "reject" { json!({ "reason": "Not signed." }) } else { json!({}) };
        live.post_json(&format!("/tax/certificates/cert_{id}/{verb}"), body).await.is(200);
        app.run_webhooks().await;
        let event = the_one(&receiver, SECRET);
        let seen = live.certificate(&id).await;
        let expected = json!({
            "id": event["id"], "topic": topic, "triggered_at": event["triggered_at"],
            "webhook_id": made["data"]["id"], "organization_id": app.acme.id.0.to_string(), "data": seen,
            "api_version": "v1.0",
        });
        assert_eq!(event, expected);
        app.is_now(&event["triggered_at"]);
        assert!(event["id"].as_str().unwrap().parse::<uuid::Uuid>().is_ok());
        assert_eq!(seen["verification_status"], status);
    }
}

#[tokio::test]
async fn a_webhook_hears_of_its_topics_alone() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let live = &app.acme.live;
    let failed = json!({
        "url": receiver.url(), "secret": SECRET, "topics": ["EXEMPTION_CERTIFICATES.VERIFICATION.FAILED"],
    });
    live.post_json(WEBHOOKS, failed).await.is(201);
    let prefixed = app.submitted_certificate().await;
    live.post(&format!("/tax/certificates/{prefixed}/verify"), &[]).await.is(200);
    app.run_webhooks().await;
    assert!(receiver.got().is_empty());
    live.post_json(&format!("/tax/certificates/{prefixed}/revoke"), json!({ "reason": "x" })).await.is(200);
    app.run_webhooks().await;
    let event = the_one(&receiver, SECRET);
    assert_eq!(event["topic"], "EXEMPTION_CERTIFICATES.VERIFICATION.FAILED");
    assert_eq!(event["data"]["jurisdictions"][0]["is_active"], false);
}

#[tokio::test]
async fn a_test_comes_in_the_shape_of_the_first_topic() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let live = &app.acme.live;
    let body = json!({ "url": receiver.url(), "topics": ["EXEMPTION_CERTIFICATES.EXPIRATION"] });
    let made = live.post_json(WEBHOOKS, body).await.is(201).json();
    let (id, secret) = (text(&made["data"]["id"]), text(&made["data"]["secret"]));
    let sent = live.post_json(&format!("{WEBHOOKS}/test/trigger/{id}"), json!({})).await.is(200).json();
    assert_eq!(sent["message"], "Successfully triggered webhook.");
    app.run_webhooks().await;
    let event = the_one(&receiver, &secret);
    assert_eq!(
        (&event["topic"], &event["data"]["is_test"]),
        (&json!("EXEMPTION_CERTIFICATES.EXPIRATION"), &json!(true))
    );
    assert!(receiver.the_one().is_accepted_with(&secret), "the standard's headers come too");
    let delivery = format!("/tax/webhook-deliveries/whd_{}", text(&sent["data"]["id"]));
    assert_eq!(live.get(&delivery).await.is(200).json()["status"], "succeeded");
    let nobodys = format!("{WEBHOOKS}/test/trigger/{}", uuid::Uuid::nil());
    live.post_json(&nobodys, json!({})).await.is_error(404, "WEBHOOK_NOT_FOUND");
}

#[tokio::test]
async fn another_secret_signs_from_then_on_and_none_lies_open_in_the_database() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let live = &app.acme.live;
    let made = live.post_json(WEBHOOKS, json!({ "url": receiver.url(), "secret": SECRET })).await.is(201).json();
    let id = text(&made["data"]["id"]);
    let next = "the secret of the next year";
    live.post_json(&format!("{WEBHOOKS}/{id}"), json!({ "secret": next })).await.is(200);
    live.post_json(&format!("{WEBHOOKS}/test/trigger/{id}"), json!({})).await.is(200);
    app.run_webhooks().await;
    the_one(&receiver, next);
    let files = crate::support::files_under(app.data.path().to_owned());
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()), "{}", file.display());
    }
}

#[tokio::test]
async fn the_end_of_a_certificate_is_told_once_for_each_day_on_which_states_end() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let live = &app.acme.live;
    let body = json!({
        "url": receiver.url(), "secret": SECRET, "topics": ["EXEMPTION_CERTIFICATES.EXPIRATION"],
    });
    live.post_json(WEBHOOKS, body).await.is(201);
    let (customer, file) = (app.riverside().await, app.file().await);
    let last = app.services.clock.now().date_naive() + chrono::Duration::days(40);
    let id = live.files_for(&customer, "SST", &["KY", "OH"], Some(&file)).await;
    let pending = live.files_for(&customer, "SST", &["OH"], Some(&file)).await;
    let end = json!({ "end_date": last });
    for address in [format!("{id}/jurisdictions/US_KY"), format!("{pending}/jurisdictions/US_OH")] {
        live.post_json(&format!("/api/v1/exemption-certificates/{address}"), end.clone()).await.is(200);
    }
    let ohio = format!("/api/v1/exemption-certificates/{id}/jurisdictions/US_OH");
    live.post_json(&ohio, json!({ "end_date": last + chrono::Duration::days(10) })).await.is(200);
    live.post(&format!("/tax/certificates/cert_{id}/verify"), &[]).await.is(200);
    let told_after = async |days: i64| {
        for _ in 0..days * 2 {
            app.hands.turn(chrono::Duration::hours(12));
            services::jobs::sweep(&app.services).await;
        }
        app.run_webhooks().await;
        receiver.got().len()
    };
    assert_eq!(told_after(39).await, 0);
    assert_eq!(told_after(9).await, 1, "Kentucky has ended");
    let event = the_one(&receiver, SECRET);
    assert_eq!((&event["topic"], &event["data"]["id"]), (&json!("EXEMPTION_CERTIFICATES.EXPIRATION"), &json!(id)));
    let expired = [0, 1].map(|line| event["data"]["jurisdictions"][line]["is_expired"].as_bool().unwrap());
    assert_eq!(expired, [true, false], "it still holds in Ohio");
    assert_eq!(told_after(4).await, 2, "Ohio has ended");
    assert_eq!(told_after(40).await, 2, "once");
    live.post_json(&ohio, json!({ "end_date": "" })).await.is(200);
    live.post(&format!("/tax/certificates/cert_{id}/verify"), &[]).await.is(200);
    assert_eq!(told_after(2).await, 2, "it holds again");
}

#[tokio::test]
async fn an_end_is_told_once_somebody_has_verified() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let live = &app.acme.live;
    let topics = json!(["EXEMPTION_CERTIFICATES.EXPIRATION"]);
    let body = json!({ "url": receiver.url(), "secret": SECRET, "topics": topics });
    live.post_json(WEBHOOKS, body).await.is(201);
    let (customer, file) = (app.riverside().await, app.file().await);
    let id = live.files_for(&customer, "MULTI_STATE", &["OH"], Some(&file)).await;
    let soon = (app.services.clock.now() + chrono::Duration::days(8)).format("%Y-%m-%d").to_string();
    let address = format!("{}/{id}/jurisdictions/US_OH", super::CERTIFICATES);
    live.post_json(&address, json!({ "end_date": soon })).await.is(200);
    app.hands.turn(chrono::Duration::days(20));
    services::jobs::sweep(&app.services).await;
    assert_eq!(live.certificate(&id).await["jurisdictions"][0]["is_expired"], true);
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 0, "it counted nowhere, so nothing has ended");
    live.post_json(&format!("/tax/certificates/cert_{id}/verify"), json!({})).await.is(200);
    services::jobs::sweep(&app.services).await;
    app.run_webhooks().await;
    let event = the_one(&receiver, SECRET);
    assert_eq!(event["topic"], "EXEMPTION_CERTIFICATES.EXPIRATION");
    assert_eq!(event["data"]["jurisdictions"][0]["is_expired"], true);
}
