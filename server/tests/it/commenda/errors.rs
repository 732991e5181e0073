//! The gate that both faces share, in Commenda's words.

use reqwest::{Method, header};
use serde_json::json;

use super::{CERTIFICATES, exemption};
use crate::support::TestApp;

#[tokio::test]
async fn a_wrong_body_has_the_long_shape_with_a_pointer_to_each_field() {
    let app = TestApp::new().await;
    let (customer, live) = (app.riverside().await, &app.acme.live);
    for (body, pointers) in [
        (json!({}), &["/customer_id", "/effective_date", "/type", "/jurisdictions"][..]),
        (json!([]), &[""]),
        (json!({ "customer_id": 7 }), &["/customer_id", "/effective_date", "/type", "/jurisdictions"]),
        (json!({ "customer_id": customer }), &["/effective_date", "/type", "/jurisdictions"]),
        (
            json!({ "customer_id": customer, "effective_date": "2026-01-01", "type": "STATE", "jurisdictions": [{}] }),
            &[
                "/type",
                "/jurisdictions/0/country",
                "/jurisdictions/0/state",
                "/jurisdictions/0/reason",
                "/jurisdictions/0/identification_type",
                "/jurisdictions/0/identification_number",
            ],
        ),
        (
            json!({ "jurisdictions": [{ "state": 1 }], "kind": "SST" }),
            &["/jurisdictions/0/state", "/kind", "/customer_id", "/effective_date", "/type"],
        ),
    ] {
        let answer = live.post_json(CERTIFICATES, body.clone()).await;
        assert_eq!(answer.is_wrong_body(), pointers, "{body}");
        assert_eq!(answer.json()["error"]["instance"], CERTIFICATES);
        assert_eq!(answer.header("content-type"), "application/json");
        assert!(!answer.header("x-request-id").is_empty());
    }
    let torn = live.request(Method::POST, CERTIFICATES).header(header::CONTENT_TYPE, "application/json").body("{\"a");
    assert_eq!(live.send(torn).await.is_wrong_body(), [""]);
    let nobody = json!({
        "customer_id": uuid::Uuid::nil().to_string(), "effective_date": "2026-01-01", "type": "SST",
        "jurisdictions": [exemption("OH")],
    });
    live.post_json(CERTIFICATES, nobody).await.is_error(404, "CUSTOMER_NOT_FOUND");
}

#[tokio::test]
async fn everything_else_has_the_short_shape() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let refused = app.anonymous.get(CERTIFICATES).await;
    refused.is_error(401, "UNAUTHORIZED");
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    live.get(&format!("{CERTIFICATES}/x")).await.is_error(404, "EXEMPTION_CERTIFICATE_NOT_FOUND");
    for nowhere in ["/api/v1/", "/api/v1/nothing", "/api/v1/exemption-certificates/x/y/z/a"] {
        live.get(nowhere).await.is_error(404, "NOT_FOUND");
    }
    live.delete("/api/v1/customers").await.is_error(405, "METHOD_NOT_ALLOWED");
    live.get("/api/v1/webhooks?a=b").await.is_error(400, "INVALID_REQUEST");
    let xml = live.request(Method::POST, CERTIFICATES).header(header::CONTENT_TYPE, "text/xml").body("<a/>");
    live.send(xml).await.is_error(415, "UNSUPPORTED_MEDIA_TYPE");
    let large = live.request(Method::POST, CERTIFICATES).body("x".repeat(3_000_000));
    live.send(large).await.is_error(413, "PAYLOAD_TOO_LARGE");
    let headers = live.request(Method::GET, CERTIFICATES).header("x-long", "x".repeat(20_000));
    live.send(headers).await.is_error(431, "HEADERS_TOO_LARGE");
    // Numeral's words stay Numeral's, and its version is none of this face's.
    live.get("/tax/").await.is_problem(404, "ERROR");
    live.get("/tax/nothing").await.is_problem(404, "ERROR");
    let versioned = live.request(Method::GET, "/api/v1/customers").header("x-api-version", "1999-01-01");
    assert_eq!(live.send(versioned).await.is(200).header("x-api-version"), "");
}

#[tokio::test]
async fn a_repeated_post_happens_once_and_no_key_is_shared_between_faces() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let body = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let post = async |address: &str| {
        live.send(live.request(Method::POST, address).header("idempotency-key", "k").json(&body)).await
    };
    let first = post("/api/v1/customers").await.is(201);
    let again = post("/api/v1/customers").await.is(201);
    assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
    post("/tax/customers").await.is_problem(400, "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(app.database.count("customers").await, 1);
    let other = live.request(Method::POST, "/api/v1/customers").header("idempotency-key", "k").json(&json!({}));
    live.send(other).await.is_error(400, "IDEMPOTENCY_KEY_REUSED");
}

#[tokio::test]
async fn the_calls_of_both_faces_are_counted_together() {
    let app = TestApp::with(|settings| settings.api_rate = 2).await;
    let live = &app.acme.live;
    for address in ["/tax/customers", "/api/v1/customers", "/tax/customers", "/api/v1/customers"] {
        live.get(address).await.is(200);
    }
    let refused = live.get("/api/v1/customers").await;
    refused.is_error(429, "RATE_LIMITED");
    assert!(!refused.header("retry-after").is_empty() && refused.header("ratelimit-remaining") == "0");
    live.get("/tax/customers").await.is_problem(429, "RATE_LIMITED");
}
