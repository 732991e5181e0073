//! Webhooks from outside: real receivers on this machine, and the official library that checks what they got.

mod addresses;
mod desk;
mod endpoints;
mod guide;
mod meanwhile;
mod retries;

use serde_json::{Value, json};

use crate::support::{Browser, Receiver, TestApp};

const ENDPOINTS: &str = "/tax/webhook-endpoints";

/// An endpoint as the API has made it.
struct Endpoint {
    id: String,
    secret: String,
}

impl Endpoint {
    /// One that hears of everything.
    async fn of(api: &Browser, receiver: &Receiver) -> Self {
        Self::of_types(api, receiver, &[]).await
    }

    async fn of_types(api: &Browser, receiver: &Receiver, types: &[&str]) -> Self {
        Self::at(api, &receiver.url(), types).await
    }

    async fn at(api: &Browser, url: &str, types: &[&str]) -> Self {
        let made = api.post_json(ENDPOINTS, json!({ "url": url, "event_types": types })).await.is(201).json();
        let text = |field: &str| made[field].as_str().unwrap().to_owned();
        Self { id: text("id"), secret: text("secret") }
    }

    fn address(&self, what: &str) -> String {
        format!("{ENDPOINTS}/{}{what}", self.id)
    }

    async fn is_seen_by(&self, api: &Browser) -> Value {
        api.get(&self.address("")).await.is(200).json()
    }

    /// Its deliveries, newest first.
    async fn deliveries(&self, api: &Browser) -> Vec<Value> {
        let list = api.get(&self.address("/deliveries?limit=100")).await.is(200).json();
        list["webhook_deliveries"].as_array().unwrap().clone()
    }

    /// Its newest delivery, with attempts.
    async fn newest(&self, api: &Browser) -> Value {
        let id = self.deliveries(api).await[0]["id"].as_str().unwrap().to_owned();
        api.get(&format!("/tax/webhook-deliveries/{id}")).await.is(200).json()
    }
}

#[tokio::test]
async fn the_official_library_accepts_what_arrives() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    let customer = app.acme.customer().await;
    app.run_webhooks().await;
    let got = receiver.the_one();
    assert!(got.is_accepted_with(&endpoint.secret));
    assert!(!got.is_accepted_with("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"));
    assert!(got.header("webhook-id").starts_with("evt_"));
    assert_eq!(got.header("content-type"), "application/json");
    let (sent, seen) = (got.json(), app.acme.live.get(&format!("/tax/customers/{customer}")).await.is(200).json());
    assert_eq!((&sent["type"], &sent["data"]), (&json!("customer.created"), &seen));
    assert_eq!(sent["timestamp"], seen["created_at"]);
    assert_eq!(sent.as_object().unwrap().len(), 3);

    let mut forged = got.clone();
    forged.body = String::from_utf8_lossy(&got.body).replace("Riverside", "Lakeside").into();
    assert!(!forged.is_accepted_with(&endpoint.secret));
    let delivery = endpoint.newest(&app.acme.live).await;
    assert_eq!((&delivery["status"], &delivery["attempt_count"]), (&json!("succeeded"), &json!(1)));
    assert_eq!((&delivery["event_id"], &delivery["payload"]), (&json!(got.header("webhook-id")), &sent));
    let attempt = &delivery["attempts"][0];
    assert_eq!((&attempt["status_code"], &attempt["error"]), (&json!(204), &Value::Null));
}

#[tokio::test]
async fn a_request_is_told_from_its_trigger_to_its_certificate() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    let certificate = app.submitted_certificate().await;
    app.run_jobs().await;
    app.run_webhooks().await;
    let types = receiver.types();
    for told in ["customer.created", "request.created", "request.started", "request.fulfilled", "certificate.created"] {
        assert!(types.iter().any(|kind| kind == told), "{told} in {types:?}");
    }
    let got = receiver.got();
    assert!(got.iter().all(|got| got.is_accepted_with(&endpoint.secret)));
    let data = |kind: &str| got.iter().find(|got| got.kind() == kind).unwrap().json()["data"].clone();
    assert_eq!(data("request.created")["status"], "pending");
    assert!(data("request.created").get("request_link").is_none(), "the buyer's link is a secret");
    assert_eq!(data("request.fulfilled")["certificate_id"], certificate.as_str());
    let mut seen = app.acme.sees_certificate(&certificate).await;
    seen.as_object_mut().unwrap().remove("download_url");
    assert_eq!(data("certificate.created"), seen);
}

#[tokio::test]
async fn a_mail_that_arrives_or_bounces_is_told() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    Endpoint::of_types(&app.acme.live, &receiver, &["request.sent", "request.bounced"]).await;
    app.acme.mails("ap@riverside.example").await;
    let refused = app.acme.mails("refused@riverside.example").await;
    app.run_jobs().await;
    app.run_webhooks().await;
    assert_eq!(receiver.types(), ["request.bounced", "request.sent"]);
    let bounced = receiver.got().into_iter().find(|got| got.kind() == "request.bounced").unwrap();
    assert_eq!(bounced.json()["data"]["id"], refused.id);
}

#[tokio::test]
async fn an_event_shows_its_object_as_it_was_then() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    Endpoint::of_types(&app.acme.live, &receiver, &["request.created", "request.canceled"]).await;
    let asked = app.acme.asks().await;
    app.acme.cancels(&asked.id).await.is(200);
    app.run_webhooks().await;
    let mut states: Vec<_> =
        receiver.got().iter().map(|got| (got.kind(), got.json()["data"]["status"].clone())).collect();
    states.sort_by_key(|(kind, _)| kind.clone());
    let expected =
        [("request.canceled".to_owned(), json!("canceled")), ("request.created".to_owned(), json!("pending"))];
    assert_eq!(states, expected);
}

#[tokio::test]
async fn each_hears_what_it_wants_of_its_own_account_and_mode() {
    let app = TestApp::with_webhooks().await;
    let (all, chosen, test, theirs) =
        (Receiver::open().await, Receiver::open().await, Receiver::open().await, Receiver::open().await);
    Endpoint::of(&app.acme.live, &all).await;
    Endpoint::of_types(&app.acme.live, &chosen, &["request.created"]).await;
    Endpoint::of(&app.acme.test, &test).await;
    Endpoint::of(&app.globex.live, &theirs).await;
    app.acme.asks().await;
    app.acme.test.post_json("/tax/customers", json!({ "name": "Tess", "email": "tess@t.example" })).await.is(201);
    app.acme.desk().await.post("/settings/storefront", &[("return_hosts", "shop.acme.example")]).await.is(303);
    app.run_webhooks().await;
    assert_eq!(all.types(), ["customer.created", "request.created"], "the merchant's own affairs are not told");
    assert_eq!(chosen.types(), ["request.created"]);
    assert_eq!(test.the_one().json()["data"]["name"], "Tess");
    assert_eq!(test.the_one().json()["data"]["livemode"], false);
    assert_eq!(theirs.got().len(), 0);
    let ids: Vec<_> = [&all, &chosen]
        .iter()
        .map(|receiver| {
            let got = receiver.got();
            got.iter().find(|got| got.kind() == "request.created").unwrap().header("webhook-id").to_owned()
        })
        .collect();
    assert_eq!(ids[0], ids[1], "one event has one id");
}

#[tokio::test]
async fn what_did_not_happen_is_not_told() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    Endpoint::of(&app.acme.live, &receiver).await;
    let body = json!({ "name": "Ann", "email": "ann@a.example", "reference_customer_id": "1" });
    app.acme.live.post_json("/tax/customers", body.clone()).await.is(201);
    app.acme.live.post_json("/tax/customers", body).await.is_problem(409, "DUPLICATE_CUSTOMER");
    app.run_webhooks().await;
    assert_eq!(receiver.types(), ["customer.created"]);
    assert_eq!(app.database.count("webhook_deliveries").await, 1);
}

#[tokio::test]
async fn of_several_workers_each_webhook_has_one() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    Endpoint::of(&app.acme.live, &receiver).await;
    for _ in 0..12 {
        app.acme.customer().await;
    }
    tokio::join!(app.run_webhooks(), app.run_webhooks(), app.run_webhooks());
    let mut ids: Vec<_> = receiver.got().iter().map(|got| got.header("webhook-id").to_owned()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), receiver.got().len()), (12, 12));
}
