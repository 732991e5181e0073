//! Which key may do what: every address of the API by every kind of key.

use domain::Permission;
use reqwest::Method;
use serde_json::{Value, json};
use services::{Operator, api_keys};

use crate::support::{Answer, Browser, TestApp};

/// What an address needs of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Needs {
    Read,
    Requests,
    Full,
}

use Needs::{Full, Read, Requests};

impl TestApp {
    async fn key(&self, permission: Permission) -> Browser {
        self.key_of_mode(true, permission).await
    }

    async fn key_of_mode(&self, livemode: bool, permission: Permission) -> Browser {
        let operator = Operator::at_the_console();
        let key = api_keys::create(&self.services, &operator, self.acme.id, livemode, permission).await.unwrap();
        Browser::with_key(&self.anonymous.base, &key)
    }
}

/// What is called how, with what it needs.
type Address = (Method, String, Value, Needs);

/// The things of Acme's that addresses name.
struct Named {
    customer: String,
    request: String,
    certificate: String,
    snapshot: String,
    endpoint: String,
    delivery: String,
    filed: String,
    webhook: String,
}

impl Named {
    async fn of(app: &TestApp) -> Self {
        let (certificate, asked, live) = (app.submitted_certificate().await, app.acme.asks().await, &app.acme.live);
        let customer = asked.customer;
        let found = live.post_json("/tax/exemptions/check", question(&customer)).await.is(200).json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let url = json!({ "url": "https://erp.example.com/" });
        let endpoint = text(&live.post_json("/tax/webhook-endpoints", url.clone()).await.is(201).json()["id"]);
        let tested = live.post_json(&format!("/tax/webhook-endpoints/{endpoint}/test"), json!({})).await.is(201).json();
        let webhook = live.post_json("/api/v1/webhooks", url).await.is(201).json();
        let filed = live.post_json("/api/v1/exemption-certificates", filing(&customer)).await.is(201).json();
        Self {
            request: asked.id,
            snapshot: text(&found["exemptions"][0]["snapshot_id"]),
            delivery: text(&tested["id"]),
            filed: text(&filed["data"]["id"]),
            webhook: text(&webhook["data"]["id"]),
            customer,
            certificate,
            endpoint,
        }
    }
}

fn question(customer: &str) -> Value {
    json!({ "questions": [{ "customer_id": customer, "jurisdiction": "US-OH" }] })
}

fn filing(customer: &str) -> Value {
    json!({
        "customer_id": customer, "effective_date": "2026-01-01", "type": "BLANKET", "jurisdictions": [exemption("OH")],
    })
}

fn exemption(state: &str) -> Value {
    json!({
        "country": "US", "state": state, "reason": "PURPOSE_RESALE", "identification_type": "STATE_TAX_ID",
        "identification_number": "12-3456789",
    })
}

/// The addresses of Numeral's face, except for forms with files.
fn numerals(named: &Named) -> Vec<Address> {
    let Named { customer, request, certificate, snapshot, .. } = named;
    let (get, post, delete) = (Method::GET, Method::POST, Method::DELETE);
    let of_customer = |rest: &str| format!("/tax/customers/{customer}{rest}");
    let of_request = |rest: &str| format!("/tax/certificate-requests/{request}{rest}");
    let of_certificate = |rest: &str| format!("/tax/certificates/{certificate}{rest}");
    // What ends something comes last. A body of nothing is refused by fields only after the key was looked at.
    vec![
        (get.clone(), "/tax/customers".into(), Value::Null, Read),
        (get.clone(), of_customer(""), Value::Null, Read),
        (get.clone(), of_customer("/exemption?jurisdiction=US-OH"), Value::Null, Read),
        (get.clone(), "/tax/certificate-requests".into(), Value::Null, Read),
        (get.clone(), of_request(""), Value::Null, Read),
        (get.clone(), of_request("/cover-letter"), Value::Null, Requests),
        (get.clone(), "/tax/certificates".into(), Value::Null, Read),
        (get.clone(), "/tax/events".into(), Value::Null, Read),
        (get.clone(), of_certificate(""), Value::Null, Read),
        (get.clone(), format!("/tax/exemptions/{snapshot}"), Value::Null, Read),
        (post.clone(), "/tax/exemptions/check".into(), question(customer), Read),
        (post.clone(), "/tax/customers".into(), json!({ "name": "Lake", "email": "ap@lake.example" }), Full),
        (post.clone(), of_customer(""), json!({ "name": "Riverside" }), Full),
        (Method::PATCH, of_customer(""), json!({ "name": "Riverside" }), Full),
        (post.clone(), of_customer("/portal-sessions"), json!({}), Full),
        (
            post.clone(),
            of_customer("/purchases"),
            json!({ "purchases": [{ "jurisdiction": "US-OH", "purchased_on": "2026-01-01" }] }),
            Full,
        ),
        (post.clone(), of_customer("/certificate-requests"), json!({ "delivery_method": "download" }), Requests),
        (
            post.clone(),
            "/tax/certificate-requests/batch".into(),
            json!({ "requests": [{ "customer_id": customer }] }),
            Requests,
        ),
        (post.clone(), of_request("/extend"), json!({ "expires_in_days": 300 }), Requests),
        (post.clone(), of_request("/resend"), json!({}), Requests),
        (post.clone(), of_request("/remind"), json!({}), Requests),
        (post.clone(), of_certificate("/request-info"), json!({ "fields": ["legal_name"], "reason": "x" }), Full),
        (post.clone(), of_certificate("/verify"), json!({}), Full),
        (
            post.clone(),
            of_certificate("/jurisdictions"),
            json!({ "jurisdictions": [{ "jurisdiction_id": "US-OH" }] }),
            Full,
        ),
        (post.clone(), of_certificate("/revoke"), json!({ "reason": "x" }), Full),
        (post.clone(), of_certificate("/reject"), json!({ "reason": "x" }), Full),
        (delete.clone(), of_request(""), Value::Null, Requests),
        (delete, of_customer(""), Value::Null, Full),
    ]
}

/// The addresses of its webhooks.
fn webhooks(named: &Named) -> Vec<Address> {
    let Named { endpoint, delivery, .. } = named;
    let of_endpoint = |rest: &str| format!("/tax/webhook-endpoints/{endpoint}{rest}");
    let all = "/tax/webhook-endpoints".to_owned();
    vec![
        (Method::GET, all.clone(), Value::Null, Read),
        (Method::GET, of_endpoint(""), Value::Null, Read),
        (Method::GET, of_endpoint("/deliveries"), Value::Null, Read),
        (Method::GET, format!("/tax/webhook-deliveries/{delivery}"), Value::Null, Read),
        (Method::POST, all, json!({ "url": "https://erp.example.com/" }), Full),
        (Method::PATCH, of_endpoint(""), json!({ "description": "x" }), Full),
        (Method::POST, of_endpoint("/rotate-secret"), json!({}), Full),
        (Method::POST, of_endpoint("/test"), json!({}), Full),
        (Method::POST, of_endpoint("/replay"), json!({ "since": "2026-01-01T00:00:00Z" }), Full),
        (Method::POST, format!("/tax/webhook-deliveries/{delivery}/replay"), json!({}), Full),
        (Method::DELETE, of_endpoint(""), Value::Null, Full),
    ]
}

/// The addresses of Commenda's face, except for files.
fn commendas(named: &Named) -> Vec<Address> {
    let Named { customer, filed, webhook, .. } = named;
    let at = |rest: &str| format!("/api/v1{rest}");
    let of_customer = |rest: &str| format!("/api/v1/{rest}?customer_id={customer}");
    let of_filed = |rest: &str| format!("/api/v1/exemption-certificates/{filed}{rest}");
    let both = json!({ "jurisdictions": [exemption("WV")] });
    vec![
        (Method::GET, at("/customers"), Value::Null, Read),
        (Method::GET, format!("/api/v1/customers/{customer}"), Value::Null, Read),
        (Method::GET, of_customer("exemption-certificates"), Value::Null, Read),
        (Method::GET, of_customer("exemptions"), Value::Null, Read),
        (Method::GET, of_filed(""), Value::Null, Read),
        (Method::GET, at("/webhooks"), Value::Null, Read),
        (Method::POST, at("/customers"), json!({ "name": "Lake", "email": "ap@lake.example" }), Full),
        (Method::POST, format!("/api/v1/customers/{customer}"), json!({ "name": "Riverside" }), Full),
        (Method::POST, at("/exemption-certificates"), filing(customer), Full),
        (Method::POST, of_filed(""), json!({ "exemption_certificate_number": "EX-1" }), Full),
        (Method::POST, of_filed("/jurisdictions"), exemption("KY"), Full),
        (Method::POST, of_filed("/jurisdictions/US_OH"), json!({ "is_active": false }), Full),
        (Method::POST, of_filed("/jurisdictions/bulk_upsert"), both, Full),
        (Method::DELETE, of_filed(""), Value::Null, Full),
        (Method::POST, at("/webhooks"), json!({ "url": "https://erp.example.com/" }), Full),
        (Method::POST, format!("/api/v1/webhooks/{webhook}"), json!({ "name": "x" }), Full),
        (Method::POST, format!("/api/v1/webhooks/test/trigger/{webhook}"), json!({}), Full),
        (Method::DELETE, format!("/api/v1/webhooks/{webhook}"), Value::Null, Full),
    ]
}

/// An address that names nothing of anybody's, so that a stranger may call it too.
fn names_nothing(address: &str) -> bool {
    let collections = ["customers", "certificates", "certificate-requests", "webhook-endpoints", "webhooks", "events"];
    collections.iter().any(|all| address == format!("/tax/{all}") || address == format!("/api/v1/{all}"))
}

/// A refusal in the words of its face.
#[track_caller]
fn refused(address: &str, answer: &Answer, status: u16, kind: &str) -> String {
    match address.starts_with("/api/v1") {
        true => answer.is_error(status, kind),
        false => answer.is_problem(status, kind),
    }
}

#[tokio::test]
async fn every_address_says_who_may_call_it() {
    let app = TestApp::new().await;
    let named = Named::of(&app).await;
    let addresses = [commendas(&named), webhooks(&named), numerals(&named)].concat();
    let reads = app.key(Permission::Read).await;
    let asks = app.key(Permission::Requests).await;
    let revoked = app.key(Permission::Full).await;
    app.database
        .run(
            "update api_keys set revoked_at = created_at where id = (select id from api_keys order by id desc limit 1)",
        )
        .await;
    let full = app.key(Permission::Full).await;
    for (method, address, body, needs) in &addresses {
        let call = async |who: &Browser| -> Answer {
            let request = who.request(method.clone(), address);
            who.send(if body.is_null() { request } else { request.json(body) }).await
        };
        let about = format!("{method} {address}");
        for nobody in [&app.anonymous, &revoked] {
            assert!(!refused(address, &call(nobody).await, 401, "UNAUTHORIZED").is_empty(), "{about}");
        }
        for stranger in [&app.globex.live, &app.acme.test] {
            let answer = call(stranger).await;
            if address.ends_with("/batch") {
                assert_eq!(answer.json()["failed"], 1, "{about}");
            } else if !names_nothing(address) {
                assert_eq!(answer.status, 404, "{about}: {}", answer.text());
            }
        }
        let may_not = |answer: Answer, held: &str, needed: &str| {
            let message = refused(address, &answer, 403, "FORBIDDEN");
            assert!(
                message.contains(&format!("`{held}`")) && message.contains(&format!("`{needed}`")),
                "{about}: {message}"
            );
        };
        let needed = if *needs == Full { "full" } else { "requests" };
        if *needs > Read {
            may_not(call(&reads).await, "read", needed);
        }
        if *needs > Requests {
            may_not(call(&asks).await, "requests", needed);
        }
        for allowed in [(Read, &reads), (Requests, &asks), (Full, &full)].iter().filter(|(held, _)| held >= needs) {
            let answer = call(allowed.1).await;
            assert!(answer.status < 300 || answer.status == 409, "{about}: {} {}", answer.status, answer.text());
        }
    }
}

#[tokio::test]
async fn the_addresses_of_test_mode_say_so_too() {
    let app = TestApp::new().await;
    let key = async |permission| app.key_of_mode(false, permission).await;
    let keys = [
        (Read, key(Permission::Read).await),
        (Requests, key(Permission::Requests).await),
        (Full, key(Permission::Full).await),
    ];
    let (get, post) = (Method::GET, Method::POST);
    for (method, address, body, needs) in [
        (get, "/tax/test/clock", Value::Null, Read),
        (post.clone(), "/tax/test/clock", json!({ "advance": "1d" }), Full),
        (post, "/tax/test/events/customer.created", json!({}), Full),
    ] {
        let call = async |who: &Browser| -> Answer {
            let request = who.request(method.clone(), address);
            who.send(if body.is_null() { request } else { request.json(&body) }).await
        };
        call(&app.anonymous).await.is_problem(401, "UNAUTHORIZED");
        call(&app.acme.live).await.is_problem(409, "LIVEMODE_NOT_SUPPORTED");
        for (held, who) in &keys {
            let answer = call(who).await;
            match *held >= needs {
                true => assert!(answer.status < 300, "{address} {held:?}: {}", answer.text()),
                false => assert!(answer.is_problem(403, "FORBIDDEN").contains("`full`"), "{address} {held:?}"),
            }
        }
    }
    let theirs = app.globex.test.get("/tax/test/clock").await.is(200).json();
    assert_eq!(theirs["ahead_seconds"], 0);
}

#[tokio::test]
async fn a_key_that_sends_papers_in_needs_everything() {
    let app = TestApp::new().await;
    let said = json!({
        "customer_id": app.acme.customer().await, "jurisdictions": [{ "jurisdiction_id": "US-OH", "reason": "RESALE" }],
    });
    for (permission, status) in [(Permission::Read, 403), (Permission::Requests, 403), (Permission::Full, 201)] {
        let who = app.key(permission).await;
        let paper = reqwest::multipart::Part::bytes(crate::support::pdf(1_000)).file_name("paper.pdf");
        let form = reqwest::multipart::Form::new().text("certificate", said.to_string()).part("file", paper);
        let answer = who.send(who.request(Method::POST, "/tax/certificates").multipart(form)).await;
        assert_eq!(answer.status, status, "{permission} {}", answer.text());
        let paper = reqwest::multipart::Part::bytes(crate::support::pdf(1_000)).file_name("paper.pdf");
        let form = reqwest::multipart::Form::new().part("file", paper);
        let answer = who.send(who.request(Method::POST, "/api/v1/files").multipart(form)).await;
        let status = if status == 201 { 200 } else { status };
        assert_eq!(answer.status, status, "{permission} {}", answer.text());
    }
}

#[tokio::test]
async fn a_revoked_key_opens_nothing() {
    let app = TestApp::new().await;
    let operator = Operator::at_the_console();
    app.acme.live.get("/tax/customers").await.is(200);
    for _ in 0..2 {
        api_keys::revoke(&app.services, &operator, &app.acme.live_key).await.unwrap();
        app.acme.live.get("/tax/customers").await.is_problem(401, "UNAUTHORIZED");
    }
    app.acme.test.get("/tax/customers").await.is(200);
    assert!(api_keys::revoke(&app.services, &operator, "sk_live_x").await.is_err());
}

#[tokio::test]
async fn a_key_that_another_process_took_back_opens_nothing_a_second_later() {
    let app = TestApp::new().await;
    let read = async || app.acme.live.get("/tax/customers").await;
    read().await.is(200);
    app.database.run("update api_keys set revoked_at = created_at").await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    read().await.is_problem(401, "UNAUTHORIZED");
}
