//! What is refused, by which status and in which sentence.

use domain::Permission;
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::json;
use services::{Operator, api_keys};

use crate::support::{Browser, TestApp};

#[tokio::test]
async fn a_sentence_speaks_of_what_was_tried() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let certificate = app.submitted_certificate().await;
    let list = live.get("/tax/certificate-requests?status=fulfilled").await.is(200).json();
    let request = format!("/tax/certificate-requests/{}", list["certificate_requests"][0]["id"].as_str().unwrap());
    for action in ["remind", "extend", "resend"] {
        let refused = live.post_json(&format!("{request}/{action}"), json!({})).await;
        let message = refused.is_problem(409, "REQUEST_ALREADY_FULFILLED");
        assert!(!message.contains("cancel") && message.contains("submitted"), "{action}: {message}");
    }
    let verify = format!("/tax/certificates/{certificate}/verify");
    live.post_json(&verify, json!({})).await.is(200);
    let message = live.post_json(&verify, json!({})).await.is_problem(409, "CERTIFICATE_NOT_REVIEWABLE");
    assert!(!message.contains("Reload"), "{message}");
}

#[tokio::test]
async fn a_number_that_does_not_fit_is_not_called_something_else() {
    let app = TestApp::new().await;
    let address = format!("/tax/customers/{}/certificate-requests", app.acme.customer().await);
    let tried = async |body: &str| {
        let request = app.acme.live.request(Method::POST, &address).body(body.to_owned());
        app.acme.live.send(request).await.is_problem(400, "INCORRECT_TYPE")
    };
    for days in ["-1", "99999999999999999999", "-99999999999999999999", "4294967296"] {
        let message = tried(&format!(r#"{{"reminders":{{"days":[{days}]}}}}"#)).await;
        assert!(
            message.ends_with("it must be a whole number, and this one is too small or too large."),
            "{days}: {message}"
        );
    }
    let message = tried(r#"{"expires_in_days":99999999999999999999}"#).await;
    assert_eq!(message, "expires_in_days: it must be a whole number, and this one is too small or too large.");
    let message = tried(r#"{"expires_in_days":1.5}"#).await;
    assert_eq!(message, "expires_in_days: it must be a whole number, not a fraction.");
    let message = tried(r#"{"expires_in_days":"1"}"#).await;
    assert_eq!(message, "expires_in_days: it must be a whole number, not text.");
}

#[tokio::test]
async fn an_endpoint_hears_what_is_wrong_with_it() {
    let app = TestApp::new().await;
    let tried =
        async |body| app.acme.live.post_json("/tax/webhook-endpoints", body).await.is_problem(400, "INCORRECT_TYPE");
    let long = format!("https://erp.example.com/{}", "a".repeat(3_000));
    let message = tried(json!({ "url": long })).await;
    assert_eq!(message, "url: Shorten this to 2000 characters or fewer.");
    let url = "https://erp.example.com/";
    let message = tried(json!({ "url": url, "event_types": ["request.fulfiled", "customer.created"] })).await;
    assert!(message.contains("request.fulfiled") && message.contains("request.fulfilled, "), "{message}");
}

#[tokio::test]
async fn an_unknown_type_narrows_no_list() {
    let app = TestApp::new().await;
    let message = app.acme.live.get("/tax/events?type=bogus").await.is_problem(400, "INCORRECT_TYPE");
    assert!(message.starts_with("type: ") && message.contains("request.created"), "{message}");
    let path = "/tax/test/events/bogus";
    app.acme.test.post_json(path, json!({})).await.is_problem(404, "EVENT_TYPE_NOT_FOUND");
}

#[tokio::test]
async fn a_state_is_changed_once_by_a_call() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let ohio = |active| json!({ "jurisdiction_id": "US-OH", "active": active });
    let address = format!("/tax/certificates/{certificate}/jurisdictions");
    let both = json!({ "jurisdictions": [ohio(true), ohio(false)] });
    let message = app.acme.live.post_json(&address, both).await.is_problem(400, "INCORRECT_TYPE");
    assert_eq!(message, "jurisdictions[1].jurisdiction_id: US-OH stands here twice; name each state once.");
}

#[tokio::test]
async fn a_call_has_one_key() {
    let app = TestApp::new().await;
    let body = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let request = app.acme.live.request(Method::POST, "/tax/customers").json(&body);
    let twice = app.acme.live.send(request.header("idempotency-key", "a").header("idempotency-key", "b")).await;
    assert!(twice.is_problem(400, "INCORRECT_TYPE").starts_with("Idempotency-Key: "));
    let with = async |key: &str| {
        let request = app.acme.live.request(Method::POST, "/tax/customers").json(&body);
        app.acme.live.send(request.header("idempotency-key", key)).await
    };
    assert!(with("a\tb").await.is_problem(400, "INCORRECT_TYPE").starts_with("Idempotency-Key: "));
    assert_eq!(app.database.count("customers").await, 0);
    with("a b").await.is(201);
}

#[tokio::test]
async fn who_may_send_nothing_in_hears_that_first() {
    let app = TestApp::new().await;
    let operator = Operator::at_the_console();
    let key = api_keys::create(&app.services, &operator, app.acme.id, true, Permission::Read).await.unwrap();
    let reads = Browser::with_key(&app.anonymous.base, &key);
    reads.post_json("/tax/certificates", json!({})).await.is_problem(403, "FORBIDDEN");
    reads.post_json("/api/v1/files", json!({})).await.is_error(403, "FORBIDDEN");
    app.acme.live.post_json("/tax/certificates", json!({})).await.is_problem(415, "ERROR");
    for address in ["/tax/certificates", "/api/v1/files"] {
        let form = Form::new().part("nothing", Part::bytes(vec![b' '; 10]));
        let answer = reads.send(reads.request(Method::POST, address).multipart(form)).await;
        assert_eq!(answer.status, 403, "{address}: {}", answer.text());
    }
}
