//! Endpoints are made, changed, given new secrets, tried out and deleted, by who may.

use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};
use services::Time as _;

use super::{ENDPOINTS, Endpoint};
use crate::support::{Receiver, TestApp};

#[tokio::test]
async fn an_endpoint_is_made_read_changed_and_deleted() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let api = &app.acme.live;
    let body = json!({ "url": receiver.url(), "description": "The ERP", "event_types": ["request.created"] });
    let made = api.post_json(ENDPOINTS, body).await.is(201).json();
    let expected = json!({
        "id": made["id"], "object": "webhook_endpoint", "url": receiver.url(), "description": "The ERP",
        "event_types": ["request.created"], "status": "enabled", "disabled_because": null, "failing_since": null,
        "dialect": "standard", "created_at": made["created_at"], "updated_at": made["updated_at"], "livemode": true,
        "secret": made["secret"],
    });
    assert_eq!(made, expected);
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    let address = format!("{ENDPOINTS}/{}", made["id"].as_str().unwrap());
    let mut seen = made.clone();
    seen.as_object_mut().unwrap().remove("secret");
    assert_eq!(api.get(&address).await.is(200).json(), seen, "a secret is told once");
    let list = json!({ "object": "list", "webhook_endpoints": [seen], "has_more": false });
    assert_eq!(api.get(ENDPOINTS).await.is(200).json(), list);

    app.hands.turn(Duration::seconds(1));
    let changed = api.patch_json(&address, json!({ "event_types": [], "status": "disabled" })).await.is(200).json();
    assert_eq!((&changed["event_types"], &changed["description"]), (&json!([]), &json!("The ERP")));
    assert_eq!((&changed["status"], &changed["disabled_because"]), (&json!("disabled"), &json!("merchant")));
    assert_ne!(changed["updated_at"], made["updated_at"]);
    app.acme.customer().await;
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 0);

    api.patch_json(&address, json!({ "status": "enabled" })).await.is(200);
    app.acme.customer().await;
    api.delete(&address).await.is(204);
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 0);
    api.get(&address).await.is_problem(404, "WEBHOOK_ENDPOINT_NOT_FOUND");
    api.delete(&address).await.is_problem(404, "WEBHOOK_ENDPOINT_NOT_FOUND");
    assert_eq!(app.database.count("webhook_secrets").await, 0);
    app.hands.turn(Duration::minutes(2));
    services::jobs::sweep(&app.services).await;
    for table in ["webhook_endpoints", "webhook_deliveries"] {
        assert_eq!(app.database.count(table).await, 0, "{table}");
    }
    let notes = app.database.texts("select note from events where kind = 'webhook.changed' order by id").await;
    let words: Vec<_> = notes.iter().flatten().map(|note| note.split([' ', ':']).nth(1).unwrap()).collect();
    assert_eq!(words, ["added", "disabled", "enabled", "deleted"]);
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_sentence() {
    let app = TestApp::with_webhooks().await;
    let api = &app.acme.live;
    for (body, kind, words) in [
        (json!({}), "MISSING_FIELD", "url: "),
        (json!({ "url": "erp.example.com" }), "INCORRECT_TYPE", "url: "),
        (json!({ "url": 7 }), "INCORRECT_TYPE", "url: it must be text"),
        (json!({ "url": "https://e.example", "event_types": ["a.b"] }), "INCORRECT_TYPE", "There are no events a.b."),
        (json!({ "url": "https://e.example", "event_types": "a" }), "INCORRECT_TYPE", "event_types: it must be a list"),
        (json!({ "url": "https://e.example", "secret": "x" }), "UNRECOGNIZED_FIELD", "secret: there is no such field"),
        (json!({ "url": "https://e.example", "description": "x".repeat(501) }), "INCORRECT_TYPE", "description: "),
    ] {
        let sentence = api.post_json(ENDPOINTS, body.clone()).await.is_problem(400, kind);
        assert!(sentence.contains(words), "{body}: {sentence}");
    }
    let endpoint = Endpoint::at(api, "https://erp.example.com/", &[]).await;
    api.patch_json(&endpoint.address(""), json!({ "status": "off" })).await.is_problem(400, "INCORRECT_TYPE");
    api.patch_json(&endpoint.address(""), json!({ "livemode": false })).await.is_problem(400, "UNRECOGNIZED_FIELD");
    api.post_json(&endpoint.address("/test"), json!({ "a": 1 })).await.is_problem(400, "UNRECOGNIZED_FIELD");
    api.get(&endpoint.address("/deliveries?status=lost")).await.is_problem(400, "INCORRECT_TYPE");
    for body in [
        json!({ "since": "yesterday" }),
        json!({ "since": "2026-01-01T00:00:00Z", "until": "2025-01-01T00:00:00Z" }),
        json!({ "since": "2026-01-01T00:00:00Z", "status": "pending" }),
    ] {
        api.post_json(&endpoint.address("/replay"), body).await.is_problem(400, "INCORRECT_TYPE");
    }
    api.post_json(&endpoint.address("/replay"), json!({})).await.is_problem(400, "MISSING_FIELD");
    for _ in 1..20 {
        Endpoint::at(api, "https://erp.example.com/", &[]).await;
    }
    let one_more = api.post_json(ENDPOINTS, json!({ "url": "https://erp.example.com/" })).await;
    one_more.is_problem(409, "TOO_MANY_WEBHOOK_ENDPOINTS");
    Endpoint::at(&app.acme.test, "https://erp.example.com/", &[]).await;
}

#[tokio::test]
async fn another_account_and_the_other_mode_see_nothing() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let delivery = endpoint.newest(&app.acme.live).await["id"].as_str().unwrap().to_owned();
    let delivery = format!("/tax/webhook-deliveries/{delivery}");
    let range = json!({ "since": "2020-01-01T00:00:00Z", "status": "all" });
    for other in [&app.globex.live, &app.acme.test] {
        let no_endpoint = "WEBHOOK_ENDPOINT_NOT_FOUND";
        assert_eq!(other.get(ENDPOINTS).await.is(200).json()["webhook_endpoints"], json!([]));
        other.get(&endpoint.address("")).await.is_problem(404, no_endpoint);
        other.patch_json(&endpoint.address(""), json!({ "description": "mine" })).await.is_problem(404, no_endpoint);
        other.delete(&endpoint.address("")).await.is_problem(404, no_endpoint);
        other.get(&endpoint.address("/deliveries")).await.is_problem(404, no_endpoint);
        other.post_json(&endpoint.address("/rotate-secret"), json!({})).await.is_problem(404, no_endpoint);
        other.post_json(&endpoint.address("/test"), json!({})).await.is_problem(404, no_endpoint);
        other.post_json(&endpoint.address("/replay"), range.clone()).await.is_problem(404, no_endpoint);
        other.get(&delivery).await.is_problem(404, "WEBHOOK_DELIVERY_NOT_FOUND");
        other.post_json(&format!("{delivery}/replay"), json!({})).await.is_problem(404, "WEBHOOK_DELIVERY_NOT_FOUND");
    }
    for address in [ENDPOINTS.to_owned(), endpoint.address(""), endpoint.address("/deliveries"), delivery] {
        app.anonymous.get(&address).await.is_problem(401, "UNAUTHORIZED");
    }
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 1);
}

#[tokio::test]
async fn for_a_day_the_old_secret_and_the_new_one_sign() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    let rotate = async || {
        let made = app.acme.live.post_json(&endpoint.address("/rotate-secret"), json!({})).await.is(200).json();
        assert_eq!(made["id"], endpoint.id.as_str());
        made["secret"].as_str().unwrap().to_owned()
    };
    let second = rotate().await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let got = receiver.the_one();
    assert_eq!(got.header("webhook-signature").split(' ').count(), 2);
    assert!(got.is_accepted_with(&endpoint.secret) && got.is_accepted_with(&second));

    let third = rotate().await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let got = receiver.got().pop().unwrap();
    assert_eq!(got.header("webhook-signature").split(' ').count(), 2, "never three");
    assert!(!got.is_signed_with(&endpoint.secret) && got.is_signed_with(&second) && got.is_signed_with(&third));

    app.hands.turn(Duration::hours(25));
    app.acme.customer().await;
    app.run_webhooks().await;
    let got = receiver.got().pop().unwrap();
    assert_eq!(got.header("webhook-signature").split(' ').count(), 1);
    assert!(got.is_signed_with(&third) && !got.is_signed_with(&second));
    let kept = app.database.texts("select key_id from webhook_secrets").await;
    assert!(kept.iter().flatten().all(|text| !third.contains(text.as_str())));
}

#[tokio::test]
async fn a_test_goes_to_one_endpoint_whatever_it_has_chosen() {
    let (app, receiver, other) = (TestApp::with_webhooks().await, Receiver::open().await, Receiver::open().await);
    let endpoint = Endpoint::of_types(&app.acme.live, &receiver, &["request.created"]).await;
    Endpoint::of(&app.acme.live, &other).await;
    let sent = app.acme.live.post_json(&endpoint.address("/test"), json!({})).await.is(201).json();
    assert_eq!((&sent["event_type"], &sent["status"]), (&json!("webhook.test"), &json!("pending")));
    app.run_webhooks().await;
    let got = receiver.the_one();
    assert!(got.is_accepted_with(&endpoint.secret));
    assert_eq!((got.kind().as_str(), &got.json()["data"]["id"]), ("webhook.test", &json!(endpoint.id)));
    assert!(got.json()["data"].get("secret").is_none());
    assert_eq!(other.got().len(), 0);
}

#[tokio::test]
async fn what_is_sent_again_keeps_its_id_and_its_bytes() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let delivery = endpoint.newest(&app.acme.live).await["id"].as_str().unwrap().to_owned();
    let address = format!("/tax/webhook-deliveries/{delivery}");
    app.hands.turn(Duration::hours(1));
    let replayed = app.acme.live.post_json(&format!("{address}/replay"), json!({})).await.is(200).json();
    assert_eq!((&replayed["id"], &replayed["status"]), (&json!(delivery), &json!("pending")));
    app.run_webhooks().await;
    let got = receiver.got();
    assert_eq!(got.len(), 2);
    assert_eq!((got[0].header("webhook-id"), &got[0].body), (got[1].header("webhook-id"), &got[1].body));
    assert_ne!(got[0].header("webhook-timestamp"), got[1].header("webhook-timestamp"));
    assert!(got[1].is_signed_with(&endpoint.secret));
    let seen = app.acme.live.get(&address).await.is(200).json();
    assert_eq!((&seen["attempt_count"], seen["attempts"].as_array().unwrap().len()), (&json!(2), 2));
}

#[tokio::test]
async fn a_range_is_sent_again_the_failed_ones_or_all() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    let mut instants = Vec::new();
    for _ in 0..4 {
        app.hands.turn(Duration::hours(1));
        instants.push(app.hands.now().to_rfc3339());
        app.acme.customer().await;
    }
    app.run_webhooks().await;
    app.database.run("update webhook_deliveries set status = 'failed' where attempts = 1").await;
    let newest = endpoint.deliveries(&app.acme.live).await[0]["id"].as_str().unwrap().to_owned();
    app.acme.live.post_json(&format!("/tax/webhook-deliveries/{newest}/replay"), json!({})).await.is(200);
    app.run_webhooks().await; // three failed, the newest one arrived
    let replay = async |body: Value| {
        let answer = app.acme.live.post_json(&endpoint.address("/replay"), body).await.is(200).json();
        app.run_webhooks().await;
        answer["replayed"].as_u64().unwrap()
    };
    let before = receiver.got().len();
    assert_eq!(replay(json!({ "since": instants[1], "until": instants[2] })).await, 1);
    assert_eq!(replay(json!({ "since": instants[0] })).await, 2, "those that still failed");
    assert_eq!(replay(json!({ "since": instants[0] })).await, 0);
    assert_eq!(replay(json!({ "since": instants[1], "status": "all" })).await, 3);
    assert_eq!(receiver.got().len(), before + 6);
}

#[tokio::test]
async fn deliveries_come_page_by_page() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    for _ in 0..3 {
        app.acme.customer().await;
    }
    let first = app.acme.live.get(&endpoint.address("/deliveries?limit=2&status=pending")).await.is(200).json();
    assert_eq!((&first["object"], &first["has_more"]), (&json!("list"), &json!(true)));
    app.acme.customer().await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let next =
        app.acme.live.get(&endpoint.address(&format!("/deliveries?limit=2&cursor={cursor}"))).await.is(200).json();
    assert_eq!((next["webhook_deliveries"].as_array().unwrap().len(), &next["has_more"]), (1, &json!(false)));
    assert!(next.get("next_cursor").is_none());
    let none = app.acme.live.get(&endpoint.address("/deliveries?status=failed")).await.is(200).json();
    assert_eq!(none["webhook_deliveries"], json!([]));
}

#[tokio::test]
async fn a_deleted_endpoint_is_gone_at_once_with_all_that_was_sent_to_it() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    app.acme.customer().await;
    let waits = endpoint.newest(&app.acme.live).await["id"].as_str().unwrap().to_owned();
    app.acme.live.delete(&endpoint.address("")).await.is(204);
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 1, "nothing leaves any more");
    assert_eq!(app.acme.live.get(ENDPOINTS).await.is(200).json()["webhook_endpoints"], json!([]));
    let delivery = format!("/tax/webhook-deliveries/{waits}");
    app.acme.live.get(&delivery).await.is_problem(404, "WEBHOOK_DELIVERY_NOT_FOUND");
    let replay = app.acme.live.post_json(&format!("{delivery}/replay"), json!({})).await;
    replay.is_problem(404, "WEBHOOK_DELIVERY_NOT_FOUND");
    let no_endpoint = "WEBHOOK_ENDPOINT_NOT_FOUND";
    app.acme.live.get(&endpoint.address("/deliveries")).await.is_problem(404, no_endpoint);
    app.acme.live.post_json(&endpoint.address("/test"), json!({})).await.is_problem(404, no_endpoint);
    for _ in 0..20 {
        Endpoint::of(&app.acme.live, &receiver).await; // it counts no more
    }
}

#[tokio::test]
async fn more_than_a_portion_are_given_up_sent_again_and_removed() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of_types(&app.acme.live, &receiver, &["request.created"]).await;
    let since = app.hands.now().to_rfc3339();
    let request = json!({ "customer_id": app.acme.customer().await, "delivery_method": "download" });
    for _ in 0..3 {
        let batch = json!({ "requests": vec![request.clone(); 200] });
        let answer = app.acme.live.post_json("/tax/certificate-requests/batch", batch).await.is(200).json();
        assert_eq!(answer["created"], 200);
    }
    let are = async |status: &str| {
        let found = format!("select 'x' from webhook_deliveries where status = '{status}'");
        app.database.texts(&found).await.len()
    };
    assert_eq!(are("pending").await, 600);
    app.acme.live.patch_json(&endpoint.address(""), json!({ "status": "disabled" })).await.is(200);
    assert_eq!(are("failed").await, 600);
    app.acme.live.patch_json(&endpoint.address(""), json!({ "status": "enabled" })).await.is(200);
    let replay = app.acme.live.post_json(&endpoint.address("/replay"), json!({ "since": since })).await;
    assert_eq!(replay.is(200).json()["replayed"], 600);
    assert_eq!(are("pending").await, 600);
    app.acme.live.delete(&endpoint.address("")).await.is(204);
    app.hands.turn(Duration::minutes(2));
    services::jobs::sweep(&app.services).await;
    assert_eq!(app.database.count("webhook_deliveries").await + app.database.count("webhook_endpoints").await, 0);
}

#[tokio::test]
async fn of_thirty_that_are_made_at_once_twenty_are() {
    let app = TestApp::new().await;
    let body = json!({ "url": "https://erp.example.com/" });
    let answers = join_all((0..30).map(|_| app.acme.live.post_json(ENDPOINTS, body.clone()))).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!((made, app.database.count("webhook_endpoints").await), (20, 20));
}
