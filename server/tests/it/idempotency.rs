//! A call that is sent again does not happen again.

use chrono::Duration;
use domain::{NewCustomer, Permission};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use services::{Actor, Error, Operator, api_keys, customers, idempotency, idempotency::Claimed, test_clock};

use crate::{
    addresses::Named,
    support::{Answer, Browser, TestApp},
};

impl Browser {
    /// Posts JSON under a key.
    async fn post_once(&self, key: &str, address: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, address).header("idempotency-key", key).json(body)).await
    }
}

fn riverside() -> Value {
    json!({ "name": "Riverside", "email": "ap@riverside.example" })
}

#[tokio::test]
async fn fifty_equal_calls_at_once_make_one_row() {
    let app = TestApp::new().await;
    let address = format!("/tax/customers/{}/certificate-requests", app.acme.customer().await);
    let body = json!({ "jurisdictions": ["US-OH"] });
    let answers = join_all((0..50).map(|_| app.acme.live.post_once("order-4711", &address, &body))).await;
    let first = answers[0].json();
    for answer in answers {
        assert_eq!(answer.is(201).json(), first);
    }
    assert_eq!(app.database.count("certificate_requests").await, 1);
    app.run_jobs().await;
    assert_eq!(app.mail_server.taken().len(), 1);
}

#[tokio::test]
async fn the_first_answer_comes_again_for_a_day() {
    let app = TestApp::new().await;
    let post = async || app.acme.live.post_once("k", "/tax/customers", &riverside()).await.is(201);
    let first = post().await;
    assert_eq!(first.header("idempotent-replayed"), "");
    app.hands.turn(Duration::hours(23));
    let again = post().await;
    assert_eq!((again.header("idempotent-replayed"), again.header("content-type")), ("true", "application/json"));
    assert!(!again.header("x-request-id").is_empty());
    assert_eq!(again.body, first.body);
    app.hands.turn(Duration::hours(1));
    assert_ne!(post().await.json()["id"], first.json()["id"], "a day later the key is free");
    assert_eq!(app.database.count("customers").await, 2);
    app.hands.turn(Duration::hours(25));
    services::jobs::sweep(&app.services).await;
    assert_eq!(app.database.count("idempotency_keys").await, 0);
}

#[tokio::test]
async fn a_key_is_for_one_call_of_one_account_and_mode() {
    let app = TestApp::new().await;
    app.acme.live.post_once("k", "/tax/customers", &riverside()).await.is(201);
    let other = json!({ "name": "Lakeside", "email": "ap@lakeside.example" });
    let message =
        app.acme.live.post_once("k", "/tax/customers", &other).await.is_problem(400, "IDEMPOTENCY_KEY_REUSED");
    assert!(message.starts_with("Idempotency-Key: "), "{message}");
    let elsewhere = app.acme.live.post_once("k", "/tax/exemptions/check", &riverside()).await;
    elsewhere.is_problem(400, "IDEMPOTENCY_KEY_REUSED");
    app.acme.test.post_once("k", "/tax/customers", &riverside()).await.is(201);
    app.globex.live.post_once("k", "/tax/customers", &riverside()).await.is(201);
    assert_eq!(app.database.count("customers").await, 3);
}

#[tokio::test]
async fn a_refused_call_leaves_its_key_free() {
    let app = TestApp::new().await;
    let post = async |body: Value| app.acme.live.post_once("k", "/tax/customers", &body).await;
    post(json!({ "name": "Riverside" })).await.is_problem(400, "MISSING_FIELD");
    post(json!({ "nom": "Riverside" })).await.is_problem(400, "UNRECOGNIZED_FIELD");
    post(riverside()).await.is(201);
    assert_eq!(app.database.count("customers").await, 1);
}

#[tokio::test]
async fn a_key_has_a_length_and_plain_letters() {
    let app = TestApp::new().await;
    let longest = "k".repeat(255);
    app.acme.live.post_once(&longest, "/tax/customers", &riverside()).await.is(201);
    app.acme.live.post_once(&longest, "/tax/customers", &riverside()).await.is(201);
    for wrong in ["", " ", &"k".repeat(256)] {
        app.acme.live.post_once(wrong, "/tax/customers", &riverside()).await.is_problem(400, "INCORRECT_TYPE");
    }
    assert_eq!(app.database.count("customers").await, 1);
    let nobody = Browser::with_key(&app.anonymous.base, "sk_live_x");
    nobody.post_once("k", "/tax/customers", &riverside()).await.is_problem(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn a_crash_after_the_work_does_not_repeat_it() {
    let app = TestApp::new().await;
    app.acme.live.post_once("k", "/tax/customers", &riverside()).await.is(201);
    app.database.run("update idempotency_keys set status = null, answer = null, body_hash = null").await;
    app.hands.turn(Duration::minutes(3)); // whoever held it would be done or dead
    let answer = app.acme.live.post_once("k", "/tax/customers", &riverside()).await;
    answer.is_problem(409, "IDEMPOTENCY_ANSWER_LOST");
    assert_eq!(app.database.count("customers").await, 1);
}

#[tokio::test]
async fn a_crash_before_the_work_lets_the_next_call_do_it() {
    let app = TestApp::new().await;
    let actor = api_keys::recognize(&app.services, &app.acme.live_key).await.unwrap();
    let called = "POST /tax/customers";
    let Claimed::Ours(slow) = idempotency::claim(&app.services, &actor, "k", called).await.unwrap() else { panic!() };
    let busy = app.acme.live.post_once("k", "/tax/customers", &riverside()).await;
    busy.is_problem(409, "IDEMPOTENCY_KEY_IN_USE");
    assert_eq!(busy.header("retry-after"), "1");
    app.hands.turn(Duration::minutes(3));
    app.acme.live.post_once("k", "/tax/customers", &riverside()).await.is(201);
    // Not dead after all, and too late: what it would change is not committed.
    let new = NewCustomer { name: "Late".into(), email: "ap@late.example".into(), ..NewCustomer::default() };
    let late = customers::create(&app.services, &slow, &new).await;
    assert!(matches!(late, Err(Error::Overtaken)), "{late:?}");
    assert_eq!(app.database.count("customers").await, 1);
}

#[tokio::test]
async fn whatever_must_not_happen_twice_marks_its_key() {
    let app = TestApp::new().await;
    let named = Named::of(&app).await;
    for (place, address) in named.addresses().iter().enumerate().filter(|(_, one)| one.method == Method::POST) {
        app.hands.turn(Duration::minutes(61)); // the same mail leaves once an hour
        let who = if address.is_of_test_mode() { &app.acme.test } else { &app.acme.live };
        let answer = who.send(address.request(who).header("idempotency-key", format!("key {place}"))).await;
        assert!(answer.status < 300, "{address}: {}", answer.text());
    }
    let bare =
        app.database.texts("select called from idempotency_keys where committed_at is null order by called").await;
    let bare: Vec<_> = bare.into_iter().flatten().collect();
    let twice_is_fine = [
        format!("POST /tax/customers/{}/portal-sessions", named.customer),
        format!("POST /tax/customers/{}/purchases", named.customer),
        "POST /tax/exemptions/check".to_owned(),
    ];
    assert_eq!(bare, twice_is_fine, "as docs/api.md says");
}

/// Claims a key as a call does, and loses the answer: two minutes pass.
async fn claims(app: &TestApp, key: &str, called: &str) -> Actor {
    let actor = api_keys::recognize(&app.services, key).await.unwrap();
    let Claimed::Ours(ours) = idempotency::claim(&app.services, &actor, "k", called).await.unwrap() else { panic!() };
    ours
}

#[tokio::test]
async fn a_clock_that_is_still_moving_is_not_moved_by_who_asks_again() {
    let app = TestApp::new().await;
    let clock = "/tax/test/clock";
    let slow = claims(&app, &app.acme.test_key, &format!("POST {clock}")).await;
    test_clock::advance(&app.services, &slow, "1d").await.unwrap();
    app.hands.turn(Duration::minutes(3));
    let again = app.acme.test.post_once("k", clock, &json!({ "advance": "1d" })).await;
    again.is_problem(409, "IDEMPOTENCY_ANSWER_LOST");
    assert_eq!(app.acme.test.get(clock).await.json()["ahead_seconds"], 86_400);
}

#[tokio::test]
async fn a_clock_that_somebody_else_moves_now_stands_still() {
    let app = TestApp::new().await;
    let clock = "/tax/test/clock";
    let slow = claims(&app, &app.acme.test_key, &format!("POST {clock}")).await;
    app.hands.turn(Duration::minutes(3));
    app.acme.test.post_once("k", clock, &json!({ "advance": "1d" })).await.is(200);
    let late = test_clock::advance(&app.services, &slow, "1d").await;
    assert!(matches!(late, Err(Error::Overtaken)), "{late:?}");
    assert_eq!(app.acme.test.get(clock).await.json()["ahead_seconds"], 86_400);
}

#[tokio::test]
async fn a_caller_who_hangs_up_gets_the_answer_later() {
    let app = TestApp::new().await;
    let body = json!({ "requests": vec![json!({ "customer_id": app.acme.customer().await }); 100] });
    let address = "/tax/certificate-requests/batch";
    let request = app.acme.live.request(Method::POST, address).header("idempotency-key", "k").json(&body);
    let claimed = async {
        while app.database.count("idempotency_keys").await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        answered = request.send() => panic!("it was faster than that: {answered:?}"),
        () = claimed => {} // and the connection is gone
    }
    let answer = app.acme.live.post_once("k", address, &body).await.is(200);
    assert_eq!(answer.json()["created"], 100);
    assert_eq!(app.database.count("certificate_requests").await, 100);
}

#[tokio::test]
async fn a_secret_is_in_no_answer_that_lies_in_the_database_and_comes_again_all_the_same() {
    let app = TestApp::new().await;
    let body = json!({ "url": "https://erp.example.com/" });
    let post = async || app.acme.live.post_once("k", "/tax/webhook-endpoints", &body).await.is(201);
    let made = post().await;
    let kept = app.database.bytes("select answer from idempotency_keys").await;
    let kept = kept[0].as_deref().unwrap();
    assert!(kept.len() >= made.body.len() && !kept.windows(6).any(|part| part == b"whsec_"), "it is sealed");
    assert_eq!(post().await.body, made.body);
    // Under another key than that of its claim, such as one that was taken out of the file, nobody reads it any more.
    app.database.run("update idempotency_keys set claim = account_id").await;
    let lost = app.acme.live.post_once("k", "/tax/webhook-endpoints", &body).await;
    lost.is_problem(409, "IDEMPOTENCY_ANSWER_LOST");
    assert_eq!(app.database.count("webhook_endpoints").await, 1);
}

#[tokio::test]
async fn who_may_not_do_a_call_gets_no_answer_to_it() {
    let app = TestApp::new().await;
    let operator = Operator::at_the_console();
    let narrow = api_keys::create(&app.services, &operator, app.acme.id, true, Permission::Requests).await.unwrap();
    let narrow = Browser::with_key(&app.anonymous.base, &narrow);
    let body = json!({ "url": "https://erp.example.com/" });
    let made = app.acme.live.post_once("k", "/tax/webhook-endpoints", &body).await.is(201);
    let refused = narrow.post_once("k", "/tax/webhook-endpoints", &body).await;
    assert!(refused.is_problem(403, "FORBIDDEN").contains("`full`"));
    assert_eq!(app.acme.live.post_once("k", "/tax/webhook-endpoints", &body).await.is(201).body, made.body);

    let address = format!("/tax/customers/{}/certificate-requests", app.acme.customer().await);
    let asked = narrow.post_once("k", &address, &json!({})).await.is(201);
    let again = narrow.post_once("k", &address, &json!({})).await.is(201);
    assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &asked.body), "it has keys of its own");
}
