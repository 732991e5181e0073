//! Whatever is sent: a clear refusal, and never a fault of ours.

use reqwest::Method;
use serde_json::json;

use crate::{
    addresses::{Address, Body, Named},
    support::{Answer, TestApp},
};

#[tokio::test]
async fn versions_are_named() {
    let app = TestApp::new().await;
    let get = async |version: &'static str| {
        let request = app.acme.live.request(Method::GET, "/tax/certificates").header("x-api-version", version);
        app.acme.live.send(request).await
    };
    assert_eq!(get("2026-03-01").await.is(200).header("x-api-version"), "2026-03-01");
    assert_eq!(app.acme.live.get("/tax/certificates").await.is(200).header("x-api-version"), "2026-03-01");
    for unknown in ["2024-09-01", "2026-01-01", "latest", ""] {
        let refused = get(unknown).await;
        let message = refused.is_problem(400, "ERROR");
        assert!(message.starts_with("X-API-Version: ") && message.contains("2026-03-01"), "{message}");
        assert!(refused.header("x-request-id").starts_with("req_"));
    }
    for address in ["/tax/certificates", "/tax/nothing", "/tax/certificates/x", "/tax/"] {
        let refused = app.anonymous.get(address).await;
        assert!(refused.header("x-request-id").starts_with("req_"), "{address}");
        assert_eq!(refused.header("x-api-version"), "2026-03-01", "{address}");
    }
    let no_such_method = app.anonymous.delete("/tax/certificates").await.is(405);
    assert_eq!(no_such_method.header("x-api-version"), "2026-03-01");
    let unknown = app.anonymous.request(Method::GET, "/tax/nothing").header("x-api-version", "2024-09-01");
    app.anonymous.send(unknown).await.is_problem(400, "ERROR");
}

/// Bodies that are wrong wherever they are sent, with the status that says so.
fn bad_bodies() -> [(&'static str, Vec<u8>, u16); 13] {
    let deep = |open: &str, close: &str| (open.repeat(10_000) + &close.repeat(10_000)).into_bytes();
    [
        ("broken off", b"{\"name\":".to_vec(), 400),
        ("no JSON", b"name=Riverside".to_vec(), 400),
        ("blanks alone", b" \n".to_vec(), 400),
        ("two values", b"{} {}".to_vec(), 400),
        ("a list", b"[]".to_vec(), 400),
        ("a number", b"7".to_vec(), 400),
        ("null", b"null".to_vec(), 400),
        ("no UTF-8", b"{\"name\":\"\xff\xfe\"}".to_vec(), 400),
        ("half a surrogate", b"{\"name\":\"\\ud800\"}".to_vec(), 400),
        ("deep lists", deep("[", "]"), 400),
        ("deep objects", deep("{\"a\":", "}"), 400),
        ("unknown", b"{\"no_such_field\":1}".to_vec(), 400),
        ("large", vec![b' '; 3_000_000], 413),
    ]
}

const OTHER_TYPES: [&str; 5] = ["text/xml", "application/pdf", "multipart/form-data", "\"", "application/json5"];

#[tokio::test]
async fn nothing_that_is_sent_is_our_fault() {
    let app = TestApp::new().await;
    let named = Named::of(&app).await;
    let events = app.database.count("events").await;
    let addresses = named.addresses();
    let takes_json = addresses.iter().filter(|address| matches!(address.body, Body::Json(_)));
    for address in takes_json {
        let who = if address.is_of_test_mode() { &app.acme.test } else { &app.acme.live };
        let request = || who.request(address.method.clone(), &address.path);
        for (what, body, status) in bad_bodies() {
            let answer = who.send(request().body(body.clone())).await;
            assert_eq!(answer.status, status, "{address} {what}: {}", answer.text());
            is_of_its_face(address, &answer);
            let answer = who.send(request().header("idempotency-key", "k").body(body)).await;
            assert_eq!(answer.status, status, "{address} {what}, under a key");
        }
        for kind in OTHER_TYPES {
            let answer = who.send(request().header("content-type", kind).body("{}")).await;
            assert_eq!(answer.status, 415, "{address} {kind}: {}", answer.text());
            is_of_its_face(address, &answer);
        }
    }
    assert_eq!(app.database.count("events").await, events, "nothing has changed");
    assert_eq!(app.acme.sees_request(&named.request).await["status"], "pending");
    assert_eq!(app.acme.sees_certificate(&named.certificate).await["status"], "processing");
}

/// An error in the words of the face that was called.
#[track_caller]
fn is_of_its_face(address: &Address, answer: &Answer) {
    if address.path.starts_with("/tax/") {
        return is_flat(answer);
    }
    let error = &answer.json()["error"];
    let fields: Vec<_> = error.as_object().unwrap().keys().collect();
    match answer.status {
        400 => assert!(!answer.is_wrong_body().is_empty(), "{address}"),
        _ => assert_eq!(fields, ["code", "message"], "{address}"),
    }
}

/// Exactly the three fields of Numeral's error.
#[track_caller]
fn is_flat(answer: &Answer) {
    let problem = answer.json();
    let fields: Vec<_> = problem.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["code", "message", "type"]);
    assert_eq!(problem["code"], answer.status);
    assert!(answer.header("x-request-id").starts_with("req_"));
}

#[tokio::test]
async fn all_that_is_wrong_with_a_body_is_told_at_once() {
    let app = TestApp::new().await;
    let body = json!({
        "name": 5, "email": ["x"], "nom": "Riverside", "is_tax_exempt": "yes",
        "address": { "city": 7, "town": "x", "state": "US-OH" },
    });
    let message = app.acme.live.post_json("/tax/customers", body).await.is_problem(400, "INCORRECT_TYPE");
    for part in [
        "name: it must be text",
        "email: it must be text",
        "nom: there is no such field",
        "is_tax_exempt: ",
        "address.city: ",
        "address.town: ",
    ] {
        assert_eq!(message.matches(part).count(), 1, "{part}: {message}");
    }
    let address = format!("/tax/customers/{}/certificate-requests", app.acme.customer().await);
    let body = json!({ "jurisdictions": ["US-OH", 7, 8], "expires_in_days": 1.5, "reminders": { "days": "x" } });
    let message = app.acme.live.post_json(&address, body).await.is_problem(400, "INCORRECT_TYPE");
    for part in ["jurisdictions[1]: ", "expires_in_days: ", "reminders"] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[tokio::test]
async fn large_headers_are_refused() {
    let app = TestApp::new().await;
    let get = async |size: usize| {
        let request = app.acme.live.request(Method::GET, "/tax/certificates").header("x-padding", "x".repeat(size));
        app.acme.live.send(request).await
    };
    get(10_000).await.is(200);
    for size in [20_000, 64_000] {
        let answer = get(size).await;
        answer.is_problem(431, "ERROR");
        is_flat(&answer);
    }
}

#[tokio::test]
async fn many_headers_are_read_and_very_many_are_not() {
    let app = TestApp::new().await;
    let get = async |number: usize, size: usize| {
        let request = app.acme.live.request(Method::GET, "/tax/certificates");
        let name = |place: usize| format!("x-padding-{place}");
        app.acme.live.send((0..number).fold(request, |all, place| all.header(name(place), "x".repeat(size)))).await
    };
    get(200, 1).await.is(200);
    let answer = get(400, 50).await;
    answer.is_problem(431, "ERROR");
    is_flat(&answer);
    assert_eq!(get(600, 1).await.is(431).body.len(), 0, "beyond what is read at all");
}

#[tokio::test]
async fn who_calls_too_often_waits() {
    let app = TestApp::with(|settings| settings.api_rate = 2).await;
    let first = app.acme.live.get("/tax/certificates").await.is(200);
    assert_eq!((first.header("ratelimit-limit"), first.header("ratelimit-remaining")), ("4", "3"));
    assert_eq!(first.header("ratelimit-reset"), "1");
    let mut last = first;
    for _ in 0..20 {
        last = app.acme.live.get("/tax/certificates").await;
        if last.status == 429 {
            break;
        }
    }
    last.is_problem(429, "RATE_LIMITED");
    assert_eq!((last.header("retry-after"), last.header("ratelimit-remaining")), ("1", "0"));
    app.acme.test.get("/tax/certificates").await.is(200);
    app.globex.live.get("/tax/certificates").await.is(200);
}

#[tokio::test]
async fn values_are_judged_beside_unknown_fields_and_wrong_types() {
    let app = TestApp::new().await;
    let (customer, live) = (app.acme.customer().await, &app.acme.live);
    let trigger = format!("/tax/customers/{customer}/certificate-requests");
    let purchases = format!("/tax/customers/{customer}/purchases");
    let told = [
        ("/tax/customers", json!({ "email": "nope", "zz": 3, "fax_number": 5 }), "zz fax_number name email"),
        (
            &trigger,
            json!({ "jurisdictions": ["Ohio"], "x": 1, "expires_in_days": 999 }),
            "x jurisdictions expires_in_days",
        ),
        ("/tax/webhook-endpoints", json!({ "y": 1, "description": 7 }), "y description url"),
        (
            "/api/v1/customers",
            json!({ "name": "ab", "zz": 1, "shipping_address": { "state": "ZZ" } }),
            "zz name shipping_address.state",
        ),
        ("/api/v1/exemption-certificates", json!({}), "customer_id effective_date type jurisdictions"),
        (
            &purchases,
            json!({ "purchases": [{ "jurisdiction": "US-QQ", "purchased_on": "x" }, {}] }),
            "purchases[0].jurisdiction purchases[0].purchased_on purchases[1].jurisdiction purchases[1].purchased_on",
        ),
        (
            "/tax/exemptions/check",
            json!({ "questions": [{ "customer_id": customer, "jurisdiction": "x", "on": "y", "reason": "z" }] }),
            "questions[0].jurisdiction questions[0].on questions[0].reason",
        ),
        (
            "/api/v1/exemption-certificates",
            json!({ "type": 3, "zz": 1 }),
            "type zz customer_id effective_date jurisdictions",
        ),
    ];
    for (address, body, fields) in told {
        let answer = live.post_json(address, body).await.is(400).html();
        for field in fields.split(' ') {
            assert!(answer.contains(&format!("{field}: ")), "{address} tells of {field}: {answer}");
        }
        assert_eq!(answer.matches("fax_number: ").count(), fields.matches("fax_number").count(), "once: {answer}");
    }
}
