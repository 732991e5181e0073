//! What a merchant does while an attempt is under way counts, whatever the attempt comes to.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use services::Time as _;

use super::Endpoint;
use crate::support::{Receiver, Reply, TestApp};

/// A portal with one webhook on its way, whose receiver answers with `status` once `meanwhile` is over. What is sent after
/// that is taken.
async fn amid_an_attempt(
    status: u16,
    meanwhile: impl AsyncFnOnce(&TestApp, &Endpoint),
) -> (TestApp, Receiver, Endpoint) {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    receiver.replies(Reply::Hang(status));
    let acting = async {
        receiver.hangs().await;
        meanwhile(&app, &endpoint).await;
        receiver.replies(Reply::Status(204));
        receiver.lets_go();
    };
    tokio::join!(app.run_webhooks(), acting);
    app.run_webhooks().await;
    (app, receiver, endpoint)
}

async fn replay(app: &TestApp, endpoint: &Endpoint) {
    let delivery = endpoint.newest(&app.acme.live).await;
    let address = format!("/tax/webhook-deliveries/{}/replay", delivery["id"].as_str().unwrap());
    let replayed = app.acme.live.post_json(&address, json!({})).await.is(200).json();
    assert_eq!(replayed["status"], "pending");
}

#[tokio::test]
async fn what_is_sent_again_meanwhile_is_sent_after_it() {
    for status in [200, 500] {
        let meanwhile = async |app: &TestApp, endpoint: &Endpoint| replay(app, endpoint).await;
        let (app, receiver, endpoint) = amid_an_attempt(status, meanwhile).await;
        assert_eq!(receiver.got().len(), 2, "{status}");
        let delivery = endpoint.newest(&app.acme.live).await;
        assert_eq!((&delivery["status"], &delivery["attempt_count"]), (&json!("succeeded"), &json!(2)), "{status}");
        let codes: Vec<_> =
            delivery["attempts"].as_array().unwrap().iter().map(|one| one["status_code"].clone()).collect();
        assert_eq!(codes, [json!(status), json!(204)]);
    }
}

#[tokio::test]
async fn the_last_attempt_does_not_end_what_is_sent_again_meanwhile() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.database.run("update webhook_deliveries set attempts = 9").await;
    receiver.replies(Reply::Hang(500));
    let acting = async {
        receiver.hangs().await;
        replay(&app, &endpoint).await;
        receiver.replies(Reply::Status(500));
        receiver.lets_go();
    };
    tokio::join!(app.run_webhooks(), acting);
    app.run_webhooks().await;
    let delivery = endpoint.newest(&app.acme.live).await;
    assert_eq!((&delivery["status"], receiver.got().len()), (&json!("pending"), 2));
    let next: DateTime<Utc> = delivery["next_attempt_at"].as_str().unwrap().parse().unwrap();
    let pause = next - app.hands.now();
    assert!(pause <= Duration::milliseconds(5_500), "the pauses begin anew: {pause}");
}

#[tokio::test]
async fn what_is_given_up_meanwhile_stays_so() {
    let disable = async |app: &TestApp, endpoint: &Endpoint| {
        app.acme.live.patch_json(&endpoint.address(""), json!({ "status": "disabled" })).await.is(200);
    };
    let (app, receiver, endpoint) = amid_an_attempt(500, disable).await;
    let seen = endpoint.is_seen_by(&app.acme.live).await;
    assert_eq!((&seen["disabled_because"], &seen["failing_since"]), (&json!("merchant"), &Value::Null));
    let delivery = endpoint.newest(&app.acme.live).await;
    assert_eq!((&delivery["status"], &delivery["attempt_count"]), (&json!("failed"), &json!(1)));
    app.acme.live.patch_json(&endpoint.address(""), json!({ "status": "enabled" })).await.is(200);
    app.hands.turn(Duration::days(1));
    app.run_webhooks().await;
    assert_eq!(receiver.got().len(), 1, "not before somebody sends it again");
}

/// As a process leaves it that dies between the portions, or one that tells of an event in the very moment.
#[tokio::test]
async fn what_waits_for_a_disabled_endpoint_is_given_up_by_a_sweep() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.database.run("update webhook_endpoints set status = 'disabled', disabled_because = 'merchant'").await;
    app.run_webhooks().await;
    assert_eq!((receiver.got().len(), &endpoint.newest(&app.acme.live).await["status"]), (0, &json!("pending")));
    services::jobs::sweep(&app.services).await;
    assert_eq!(endpoint.newest(&app.acme.live).await["status"], "failed");
}

#[tokio::test]
async fn an_old_address_says_nothing_about_the_new_one() {
    let new = Receiver::open().await;
    let url = new.url();
    let moved = async |app: &TestApp, endpoint: &Endpoint| {
        app.acme.live.patch_json(&endpoint.address(""), json!({ "url": url })).await.is(200);
    };
    let (app, _old, endpoint) = amid_an_attempt(410, moved).await;
    let seen = endpoint.is_seen_by(&app.acme.live).await;
    assert_eq!((&seen["status"], &seen["failing_since"]), (&json!("enabled"), &Value::Null));
    app.hands.turn(Duration::seconds(6));
    app.run_webhooks().await;
    assert_eq!(new.got().len(), 1, "what the old one did not take goes to the new one");
    assert_eq!(endpoint.newest(&app.acme.live).await["status"], "succeeded");
}

#[tokio::test]
async fn an_endpoint_that_is_deleted_meanwhile_is_gone() {
    let delete = async |app: &TestApp, endpoint: &Endpoint| {
        app.acme.live.delete(&endpoint.address("")).await.is(204);
    };
    let (app, receiver, endpoint) = amid_an_attempt(410, delete).await;
    app.acme.live.get(&endpoint.address("")).await.is_problem(404, "WEBHOOK_ENDPOINT_NOT_FOUND");
    app.run_jobs().await;
    assert_eq!((receiver.got().len(), app.mail_server.taken().len()), (1, 0), "nobody is told that it was given up");
}

/// On PostgreSQL a change reads while another one is not committed yet.
#[tokio::test]
async fn a_change_of_the_words_does_not_switch_on_what_was_switched_off_meanwhile() {
    let app = TestApp::with_webhooks().await;
    let endpoint = Endpoint::at(&app.acme.live, "https://erp.example.com/", &[]).await;
    let gone = "update webhook_endpoints set status = 'disabled', disabled_because = 'gone'";
    let other = app.database.amid(gone, gone).await;
    let address = endpoint.address("");
    let change = app.acme.live.patch_json(&address, json!({ "description": "The ERP" }));
    let commit = async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        other.commit().await;
    };
    let (changed, ()) = tokio::join!(change, commit);
    assert_eq!(changed.is(200).json()["description"], "The ERP");
    let seen = endpoint.is_seen_by(&app.acme.live).await;
    assert_eq!((&seen["status"], &seen["disabled_because"]), (&json!("disabled"), &json!("gone")));
}
