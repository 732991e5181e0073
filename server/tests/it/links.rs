//! A buyer's link opens the buyer's request: which keys get to see it.

use domain::Permission;
use serde_json::{Value, json};
use services::{Operator, api_keys};

use crate::support::{Browser, TestApp};

impl TestApp {
    async fn key_for(&self, permission: Permission) -> Browser {
        let operator = Operator::at_the_console();
        let key = api_keys::create(&self.services, &operator, self.acme.id, true, permission).await.unwrap();
        Browser::with_key(&self.anonymous.base, &key)
    }
}

#[tokio::test]
async fn a_key_that_only_reads_gets_no_link() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let address = format!("/tax/certificate-requests/{}", asked.id);
    let reads = app.key_for(Permission::Read).await;
    let seen = reads.get(&address).await.is(200).json();
    assert_eq!(seen.get("request_link"), None);
    let mut whole = app.acme.live.get(&address).await.is(200).json();
    assert!(whole.as_object_mut().unwrap().remove("request_link").is_some());
    assert_eq!(seen, whole, "nothing else is missing");
    let message = reads.get(&format!("{address}/cover-letter")).await.is_problem(403, "FORBIDDEN");
    assert!(message.contains("`requests`") && message.contains("`read`"), "{message}");
}

#[tokio::test]
async fn a_key_that_may_ask_gets_the_link_wherever_it_stands() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let asks = app.key_for(Permission::Requests).await;
    let link = |object: &Value| object["request_link"].as_str().map(str::to_owned);
    let triggered = json!({ "delivery_method": "download" });
    let address = format!("/tax/customers/{customer}/certificate-requests");
    let triggered = asks.post_json(&address, triggered).await.is(201).json();
    assert!(link(&triggered).is_some());
    let batch = json!({ "requests": [{ "customer_id": customer }] });
    let batch = asks.post_json("/tax/certificate-requests/batch", batch).await.is(200).json();
    assert!(link(&batch["results"][0]["certificate_request"]).is_some());
    let request = format!("/tax/certificate-requests/{}", triggered["id"].as_str().unwrap());
    assert!(link(&asks.get(&request).await.is(200).json()).is_some());
    assert!(link(&asks.post_json(&format!("{request}/extend"), json!({})).await.is(200).json()).is_some());
    asks.get(&format!("{request}/cover-letter")).await.is(200);
}
