//! Every event on demand, and the list of what happened.

use chrono::Duration;
use domain::{EventKind, webhook::event_types};
use serde_json::{Value, json};

use super::text;
use crate::support::{Receiver, TestApp};

#[tokio::test]
async fn every_type_can_be_triggered_and_is_told() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = json!({ "url": receiver.url() });
    let endpoint = app.acme.test.post_json("/tax/webhook-endpoints", endpoint).await.is(201).json();
    for kind in event_types() {
        let made = app.acme.test.post_json(&format!("/tax/test/events/{kind}"), json!({})).await;
        assert_eq!(made.status, 201, "{kind}: {}", made.text());
        let made = made.json();
        assert_eq!((&made["type"], &made["livemode"]), (&json!(kind.word()), &json!(false)), "{made}");
        assert_eq!(made["data"]["livemode"], false, "{made}");
        app.run_webhooks().await;
        let got = receiver.got();
        let got = got.iter().find(|got| got.header("webhook-id") == text(&made, "id"));
        let got = got.unwrap_or_else(|| panic!("{kind} was not delivered"));
        assert!(got.is_accepted_with(&text(&endpoint, "secret")), "{kind}");
        assert_eq!(got.json()["data"], made["data"], "{kind}");
    }
    assert!(app.mail_server.taken().is_empty());
    let live =
        app.database.texts("select distinct 'live' from events where livemode and kind <> 'webhook.changed'").await;
    assert!(live.is_empty());
}

#[tokio::test]
async fn a_fulfilled_request_has_a_real_document() {
    let app = TestApp::new().await;
    let made = app.acme.test.post_json("/tax/test/events/request.fulfilled", json!({})).await.is(201).json();
    assert_eq!(made["data"]["status"], "fulfilled");
    let id = text(&made["data"], "certificate_id");
    let certificate = app.acme.test.get(&format!("/tax/certificates/{id}")).await.is(200).json();
    assert_eq!(certificate["livemode"], false);
    let document = app.anonymous.get(&text(&certificate, "download_url")).await.is(200);
    assert!(document.header("content-type").starts_with("application/pdf"));
    app.acme.live.get(&format!("/tax/certificates/{id}")).await.is_problem(404, "CERTIFICATE_NOT_FOUND");
}

#[tokio::test]
async fn an_event_changes_what_it_is_about() {
    let app = TestApp::new().await;
    for (kind, field, value) in [
        (EventKind::RequestExpired, "status", "invalid"),
        (EventKind::RequestCanceled, "status", "canceled"),
        (EventKind::CertificateExpiring, "status", "expiring"),
        (EventKind::CertificateExpired, "status", "expired"),
        (EventKind::CertificateRevoked, "status", "invalid"),
        (EventKind::CertificateNeedsInfo, "status", "needs_info"),
    ] {
        let made = app.acme.test.post_json(&format!("/tax/test/events/{kind}"), json!({})).await.is(201).json();
        assert_eq!(made["data"][field], value, "{made}");
    }
}

#[tokio::test]
async fn an_unknown_type_is_answered_with_those_that_there_are() {
    let app = TestApp::new().await;
    for word in ["request", "request.*", "policy.changed", "webhook.test", "x"] {
        let message = app.acme.test.post_json(&format!("/tax/test/events/{word}"), json!({})).await;
        let message = message.is_problem(404, "EVENT_TYPE_NOT_FOUND");
        for kind in event_types() {
            assert!(message.contains(kind.word()), "{kind} in {message}");
        }
    }
}

#[tokio::test]
async fn the_list_shows_what_happened_as_it_was() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_in_test_mode(json!({ "delivery_method": "download" })).await;
    app.acme.test.delete(&format!("/tax/certificate-requests/{}", asked.id)).await.is(200);
    let told = app.told().await;
    let kinds: Vec<_> = told.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["customer.created", "request.created", "request.canceled"]);
    assert_eq!(told[1].1["status"], "pending");
    assert_eq!(told[2].1["status"], "canceled");
    assert!(super::told(&app.acme.live).await.is_empty());
    assert!(super::told(&app.globex.test).await.is_empty());
    let live = app.acme.asks().await;
    let told = super::told(&app.acme.live).await;
    assert_eq!(told[1].1["id"], live.id.as_str());
}

#[tokio::test]
async fn the_list_has_pages_in_both_directions() {
    let app = TestApp::new().await;
    for _ in 0..5 {
        app.acme.test_customer().await;
    }
    let page = async |query: String| -> Value {
        app.acme.test.get(&format!("/tax/events?limit=2{query}")).await.is(200).json()
    };
    let ids =
        |page: &Value| page["events"].as_array().unwrap().iter().map(|event| text(event, "id")).collect::<Vec<_>>();
    let (mut back, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = page(cursor).await;
        back.extend(ids(&page));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(back.len(), 5);
    app.hands.turn(Duration::seconds(2)); // by then none of them is waited for
    let oldest = back.last().unwrap();
    let first = page(format!("&since={oldest}")).await;
    assert_eq!(ids(&first), [back[3].clone(), back[2].clone()]);
    let second = page(format!("&since={oldest}&cursor={}", text(&first, "next_cursor"))).await;
    assert_eq!(ids(&second), [back[1].clone(), back[0].clone()]);
    assert_eq!(second["has_more"], false);
    app.acme.test.get("/tax/events?since=x").await.is_problem(400, "INCORRECT_TYPE");
}

/// Everything after an event, as a program reads it that goes on where it was.
async fn read_on(app: &TestApp, since: &mut String, read: &mut Vec<String>) {
    let page = app.acme.live.get(&format!("/tax/events?limit=100&since={since}")).await.is(200).json();
    for event in page["events"].as_array().unwrap() {
        *since = text(event, "id");
        read.push(text(event, "type"));
    }
}

#[tokio::test]
async fn whoever_reads_on_misses_nothing_that_commits_late() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let customer = app.acme.customer().await;
    let endpoint = json!({ "url": receiver.url(), "event_types": ["customer.created"] });
    app.acme.live.post_json("/tax/webhook-endpoints", endpoint).await.is(201);
    app.hands.turn(Duration::seconds(2));
    let mut since = text(&app.acme.live.get("/tax/events?limit=1").await.is(200).json()["events"][0], "id");
    let mut read = Vec::new();
    // The first change waits with its event, of which a webhook is to tell; the second one does not.
    let other = app.database.amid("lock table webhook_deliveries in exclusive mode", "select 1").await;
    let story = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        app.acme.asks_customer(&customer, json!({ "delivery_method": "download" })).await;
    };
    let reader = async {
        // Real time passes, longer than an event that is alone is left out.
        for _ in 0..25 {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            read_on(&app, &mut since, &mut read).await;
        }
        other.commit().await;
    };
    tokio::join!(app.acme.customer(), story, reader);
    app.hands.turn(Duration::seconds(2));
    read_on(&app, &mut since, &mut read).await;
    assert_eq!(read, ["customer.created", "request.created"]);
}
