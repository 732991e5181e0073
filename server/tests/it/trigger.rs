//! A merchant asks a customer for a certificate, by the API.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn the_answer_is_numerals_object_and_the_link() {
    let app = TestApp::new().await;
    let customer =
        json!({ "name": "Riverside Cafe LLC", "email": "ap@riverside.example", "reference_customer_id": "20506" });
    let customer = app.acme.live.post_json("/tax/customers", customer).await.is(201).json();
    let address = format!("/tax/customers/{}/certificate-requests", customer["id"].as_str().unwrap());
    let everything = json!({
        "delivery_method": "email", "recipient": "tax@riverside.example", "jurisdictions": ["US-CA"], "reasons": ["RESALE"],
        "certificate_type_id": "US-CA-CDTFA-230", "message": "Please.", "cover_letter": "STANDARD_REQUEST", "expires_in_days": 7,
    });
    let mut answer = app.acme.live.post_json(&address, everything).await.is(201).json();

    let id = answer["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("cert_req_"), "{id}");
    let link = answer["request_link"].take();
    assert!(link.as_str().unwrap().starts_with(&format!("{}/i/", app.anonymous.base)), "{link}");
    let created_at = instant(&answer["created_at"]);
    assert_eq!(instant(&answer["expires_at"]), created_at + Duration::days(7));
    assert_eq!(
        answer,
        json!({
            "id": id,
            "object": "tax.certificate_request",
            "status": "pending",
            "customer": { "id": customer["id"], "reference_customer_id": "20506" },
            "certificate_id": null,
            "certificate_type_id": "US-CA-CDTFA-230",
            "jurisdictions": ["US-CA"],
            "created_at": answer["created_at"],
            "updated_at": answer["created_at"],
            "expires_at": answer["expires_at"],
            "livemode": true,
            "request_link": null, // taken out above
        })
    );
    app.run_jobs().await;
    assert_eq!(app.mail_server.the_mail().to, "tax@riverside.example");
}

/// RFC 3339 in UTC with milliseconds, as the seed writes it: 2026-06-10T18:24:09.123Z.
fn instant(value: &Value) -> DateTime<Utc> {
    let text = value.as_str().unwrap();
    assert!(text.len() == 24 && text.ends_with('Z'), "{text}");
    text.parse().unwrap()
}

#[tokio::test]
async fn everything_has_a_default() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    for body in [json!({}), json!({ "message": "", "jurisdictions": [], "certificate_type_id": null })] {
        let asked = app.acme.asks_customer(&customer, body).await;
        let request = app.acme.sees_request(&asked.id).await;
        assert_eq!(request["jurisdictions"], json!([]));
        assert_eq!(request["certificate_type_id"], Value::Null);
        assert_eq!(instant(&request["expires_at"]), instant(&request["created_at"]) + Duration::days(30));
    }
    let empty_body = format!("/tax/customers/{customer}/certificate-requests");
    app.acme.live.post(&empty_body, &[]).await.is(201);
    app.run_jobs().await;
    let recipients: Vec<_> = app.mail_server.taken().into_iter().map(|mail| mail.to).collect();
    assert_eq!(recipients, ["ap@riverside.example"; 3], "by mail, to the customer's own address");
}

#[tokio::test]
async fn bad_values_are_refused_by_name_and_nothing_happens() {
    let app = TestApp::new().await;
    let address = format!("/tax/customers/{}/certificate-requests", app.acme.customer().await);
    let bad = [
        (json!({ "recipient": "riverside" }), "INVALID_EMAIL", "recipient"),
        (json!({ "recipient": "ap@riverside.example\r\nBcc: all@riverside.example" }), "INVALID_EMAIL", "recipient"),
        (json!({ "recipient": 7 }), "INCORRECT_TYPE", "recipient: it must be text, not a number."),
        (json!({ "delivery_method": "pigeon" }), "INCORRECT_TYPE", "delivery_method"),
        (json!({ "jurisdictions": ["OH"] }), "INCORRECT_TYPE", "jurisdictions"),
        (json!({ "jurisdictions": "US-OH" }), "INCORRECT_TYPE", "jurisdictions: it must be a list, not text."),
        (json!({ "reasons": ["BECAUSE"] }), "INCORRECT_TYPE", "reasons"),
        (json!({ "certificate_type_id": "US-XX" }), "INCORRECT_TYPE", "certificate_type_id"),
        (json!({ "message": "x".repeat(2_001) }), "INCORRECT_TYPE", "message"),
        (json!({ "message": "\u{0}" }), "INCORRECT_TYPE", "message"),
        (json!({ "cover_letter": "MY_OWN" }), "INCORRECT_TYPE", "cover_letter"),
        (json!({ "expires_in_days": 0 }), "INCORRECT_TYPE", "expires_in_days"),
        (json!({ "expires_in_days": 366 }), "INCORRECT_TYPE", "expires_in_days"),
        (json!({ "expires_in_days": "30" }), "INCORRECT_TYPE", "expires_in_days: it must be a whole number"),
        (json!({ "expires_in_days": 1e300 }), "INCORRECT_TYPE", "expires_in_days: it must be a whole number"),
        (json!({ "recipent": "ap@riverside.example" }), "UNRECOGNIZED_FIELD", "recipent"),
        (json!(["a list"]), "INCORRECT_TYPE", "INCORRECT"),
    ];
    for (body, kind, word) in bad {
        let answer = app.acme.live.post_json(&address, body.clone()).await;
        let message = answer.is_problem(400, kind);
        assert!(message.contains(word) || word == "INCORRECT", "{body}: {message}");
    }
    for body in ["{", "nothing", "\u{0}"] {
        let request = app.acme.live.request(reqwest::Method::POST, &address).body(body);
        app.acme.live.send(request).await.is_problem(400, "ERROR");
    }
    assert_eq!(app.database.count("certificate_requests").await, 0);
    assert_eq!(app.database.count("mails").await, 0);
}

#[tokio::test]
async fn a_customer_needs_a_name_and_an_address_and_one_number() {
    let app = TestApp::new().await;
    let add = async |body| app.acme.live.post_json("/tax/customers", body).await;
    add(json!({ "email": "ap@riverside.example" })).await.is_problem(400, "MISSING_FIELD");
    add(json!({ "name": "Riverside" })).await.is_problem(400, "MISSING_FIELD");
    add(json!({ "name": "Riverside", "email": "riverside" })).await.is_problem(400, "INVALID_EMAIL");
    add(json!({ "name": "River\nside", "email": "ap@riverside.example" })).await.is_problem(400, "INCORRECT_TYPE");
    add(json!({ "nom": "Riverside" })).await.is_problem(400, "UNRECOGNIZED_FIELD");
    let riverside = json!({ "name": "Riverside", "email": "ap@riverside.example", "reference_customer_id": "1" });
    add(riverside.clone()).await.is(201);
    add(riverside.clone()).await.is_problem(409, "DUPLICATE_CUSTOMER");
    app.acme.test.post_json("/tax/customers", riverside.clone()).await.is(201);
    app.globex.live.post_json("/tax/customers", riverside).await.is(201);
}

#[tokio::test]
async fn a_wrong_body_is_told_of_in_the_callers_words() {
    let app = TestApp::new().await;
    let customers = "/tax/customers";
    let requests = format!("{customers}/{}/certificate-requests", app.acme.customer().await);
    let wrong = [
        (customers, "[]", "INCORRECT_TYPE", "The body must be an object, as {…}."),
        (
            customers,
            "[\"Riverside\",\"ap@riverside.example\"]",
            "INCORRECT_TYPE",
            "The body must be an object, as {…}.",
        ),
        (customers, "\"Riverside\"", "INCORRECT_TYPE", "The body must be an object, as {…}."),
        (customers, "{\"name\":5}", "INCORRECT_TYPE", "name: it must be text, not a number."),
        (
            customers,
            "{\"is_tax_exempt\":\"yes\"}",
            "INCORRECT_TYPE",
            "is_tax_exempt: it must be true or false, not text.",
        ),
        (customers, "{\"address\":{\"city\":[]}}", "INCORRECT_TYPE", "address.city: it must be text, not a list."),
        (customers, "{\"address\":{\"town\":\"x\"}}", "UNRECOGNIZED_FIELD", "address.town: there is no such field;"),
        (customers, "{\"address\":[\"1 Main St\"]}", "INCORRECT_TYPE", "address: it must be an object, not a list."),
        (customers, "{\"nom\":5}", "UNRECOGNIZED_FIELD", "nom: there is no such field;"),
        (customers, "{\"name\":\"a\",\"name\":\"b\"}", "ERROR", "name: it stands here twice;"),
        (&requests, "{\"jurisdictions\":\"US-OH\"}", "INCORRECT_TYPE", "jurisdictions: it must be a list, not text."),
        (
            &requests,
            "{\"jurisdictions\":[\"US-OH\",7]}",
            "INCORRECT_TYPE",
            "jurisdictions[1]: it must be text, not a number.",
        ),
        (
            &requests,
            "{\"expires_in_days\":1.5}",
            "INCORRECT_TYPE",
            "expires_in_days: it must be a whole number, not a fraction.",
        ),
    ];
    for (address, body, kind, sentence) in wrong {
        let request = app.acme.live.request(reqwest::Method::POST, address).body(body);
        let message = app.acme.live.send(request).await.is_problem(400, kind);
        assert!(message.starts_with(sentence), "{body}: {message}");
        assert!(!message.contains("struct") && !message.contains("::"), "{message}");
    }
    let many: Vec<_> = (0..60).map(|place| format!("X{place}")).collect();
    let message =
        app.acme.live.post_json(&requests, json!({ "jurisdictions": many })).await.is_problem(400, "INCORRECT_TYPE");
    assert!(message.starts_with("jurisdictions: \"X0\" "), "{message}");
    assert!(message.contains("\"X9\"") && !message.contains("\"X10\""), "{message}");
    assert!(message.ends_with("jurisdictions: 50 more are wrong."), "{message}");
}

#[tokio::test]
async fn a_wrong_address_is_told_of_as_json() {
    let app = TestApp::new().await;
    let get = async |address: &str| app.acme.live.get(address).await;
    get("/tax/certificate-requests?limit=1&limit=2").await.is_problem(400, "INCORRECT_TYPE");
    get("/tax/certificate-requests?status=%ff").await.is_problem(400, "INCORRECT_TYPE");
    for (address, name) in [
        ("/tax/customers/%ff", "customer_id"),
        ("/tax/customers/%ff/exemption?jurisdiction=US-OH", "customer_id"),
        ("/tax/certificate-requests/%ff", "certificate_request_id"),
        ("/tax/certificates/%ff", "certificate_id"),
        ("/tax/exemptions/%ff", "snapshot_id"),
        ("/tax/certificates?limit=1&customer_id=B%ff7&id_type=reference_customer_id", "customer_id"),
    ] {
        let message = get(address).await.is_problem(400, "INCORRECT_TYPE");
        assert_eq!(message, format!("{name}: it is not written in UTF-8; write a % and its two digits for each byte."));
    }
    for address in ["/tax", "/tax/"] {
        get(address).await.is_problem(404, "ERROR");
    }
}

#[tokio::test]
async fn a_parameter_that_does_not_exist_is_named_with_those_that_do() {
    let app = TestApp::new().await;
    let exemption = format!("/tax/customers/{}/exemption?jurisdiction=US-OH", app.acme.customer().await);
    let of_exemption = "id_type, jurisdiction, on, reason, known_on";
    let of_lists = "status, customer_id, id_type, certificate_type_id, jurisdiction, created_after, created_before, \
                    updated_after, updated_before, limit, cursor";
    for (address, name, known) in [
        (format!("{exemption}&as_of=2026-05-01"), "as_of", of_exemption),
        (format!("{exemption}&knownon=2026-05-01"), "knownon", of_exemption),
        ("/tax/certificate-requests?state=pending".to_owned(), "state", of_lists),
        ("/tax/certificates?state=active".to_owned(), "state", of_lists),
        ("/tax/customers?state=x".to_owned(), "state", "reference_customer_id, email, name, limit, cursor"),
    ] {
        let message = app.acme.live.get(&address).await.is_problem(400, "UNRECOGNIZED_FIELD");
        assert_eq!(message, format!("{name}: there is no such parameter; there are {known}."), "{address}");
    }
    let twice = app.acme.live.get(&format!("{exemption}&on=2026-05-01&on=2026-05-02")).await;
    assert_eq!(twice.is_problem(400, "INCORRECT_TYPE"), "on: it stands in the address twice; send it once.");
    assert_eq!(app.database.count("exemption_snapshots").await, 0);
}

#[tokio::test]
async fn a_customers_address_is_one() {
    let app = TestApp::new().await;
    let add = async |state: &str, zip: &str| {
        let address = json!({ "state": state, "postal_code": zip });
        let body = json!({ "name": "River\u{202e}side", "email": "ap@riverside.example", "address": address });
        app.acme.live.post_json("/tax/customers", body).await
    };
    for (state, zip) in [("", ""), ("US-OH", "45202"), ("US-OH", ""), ("", "45202-1234"), ("ABROAD", "SW1A 1AA")] {
        let added = add(state, zip).await.is(201).json();
        assert_eq!(added["name"], "Riverside");
    }
    let nothing =
        json!({ "name": "Null", "email": "ap@riverside.example", "address": { "line2": null, "state": null } });
    app.acme.live.post_json("/tax/customers", nothing).await.is(201);
    for (state, zip, field) in [("Ohio", "", "state"), ("US-XX", "", "state"), ("US-OH", "4520", "postal_code")] {
        let message = add(state, zip).await.is_problem(400, "INCORRECT_TYPE");
        assert!(message.starts_with(&format!("address.{field}: ")), "{message}");
    }
}

#[tokio::test]
async fn without_a_valid_key_nothing_is_there() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let addresses = [
        format!("/tax/customers/{}", asked.customer),
        "/tax/certificate-requests".to_owned(),
        format!("/tax/certificate-requests/{}", asked.id),
        "/tax/certificates".to_owned(),
        "/tax/certificates/cert_00000000-0000-0000-0000-000000000000".to_owned(),
    ];
    let wrong = format!("{}x", app.acme.live_key);
    for key in ["", "sk_live_", "sk_test_x", &wrong, "Bearer"] {
        let somebody = crate::support::Browser::with_key(&app.anonymous.base, key);
        for address in &addresses {
            somebody.get(address).await.is_problem(401, "UNAUTHORIZED");
        }
    }
    let triggers = format!("/tax/customers/{}/certificate-requests", asked.customer);
    let answer = app.anonymous.post_json(&triggers, json!({})).await;
    answer.is_problem(401, "UNAUTHORIZED");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    app.anonymous.post_json("/tax/customers", json!({})).await.is_problem(401, "UNAUTHORIZED");
    app.anonymous.delete(&addresses[2]).await.is_problem(401, "UNAUTHORIZED");
    assert_eq!(app.acme.sees_request(&asked.id).await["status"], "pending");
}

#[tokio::test]
async fn a_customer_who_is_not_ours_does_not_exist() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    for customer in [&customer, "cust_00000000-0000-0000-0000-000000000000", "cust_", "20506", "%00"] {
        let address = format!("/tax/customers/{customer}/certificate-requests");
        let triggered = app.globex.live.post_json(&address, json!({})).await;
        let read = app.globex.live.get(&format!("/tax/customers/{customer}")).await;
        for answer in [triggered, read] {
            let message = answer.is_problem(404, "CUSTOMER_NOT_FOUND");
            assert!(message.starts_with("customer_id: there is no customer with this id"), "{message}");
        }
    }
    assert_eq!(app.database.count("certificate_requests").await, 0);
}

#[tokio::test]
async fn live_and_test_rows_never_meet() {
    let app = TestApp::new().await;
    let customer = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    for (own, other, livemode) in [(&app.acme.live, &app.acme.test, true), (&app.acme.test, &app.acme.live, false)] {
        let made = own.post_json("/tax/customers", customer.clone()).await.is(201).json();
        assert_eq!(made["livemode"], livemode);
        let address = format!("/tax/customers/{}/certificate-requests", made["id"].as_str().unwrap());
        other.post_json(&address, json!({})).await.is_problem(404, "CUSTOMER_NOT_FOUND");
        let request = own.post_json(&address, json!({ "delivery_method": "download" })).await.is(201).json();
        assert_eq!(request["livemode"], livemode);
        let request = format!("/tax/certificate-requests/{}", request["id"].as_str().unwrap());
        own.get(&request).await.is(200);
        other.get(&request).await.is_problem(404, "CERTIFICATE_REQUEST_NOT_FOUND");
        other.delete(&request).await.is_problem(404, "CERTIFICATE_REQUEST_NOT_FOUND");
        let listed = own.get("/tax/certificate-requests").await.json()["certificate_requests"].clone();
        assert_eq!(listed.as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn delivery_by_download_sends_no_mail() {
    let app = TestApp::new().await;
    app.acme.asks_with(json!({ "delivery_method": "download" })).await;
    app.run_jobs().await;
    assert!(app.mail_server.taken().is_empty());
    assert!(app.outbox(&app.acme).is_empty());
    assert_eq!(app.database.count("jobs").await, 0);
}

#[tokio::test]
async fn addresses_that_take_no_parameters_say_so() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let customer = format!("/tax/customers/{}", asked.customer);
    let request = format!("/tax/certificate-requests/{}", asked.id);
    let name = |message: String| message.split(':').next().unwrap().to_owned();
    for address in ["portal-sessions", "certificate-requests", "purchases"] {
        let address = format!("{customer}/{address}?id_type=zzz&foo=1");
        let refused = app.acme.live.post_json(&address, json!({})).await;
        assert_eq!(name(refused.is_problem(400, "UNRECOGNIZED_FIELD")), "id_type", "{address}");
    }
    for address in ["/tax/customers", "/tax/exemptions/check"] {
        let refused = app.acme.live.post_json(&format!("{address}?x=1"), json!({})).await;
        assert_eq!(
            refused.is_problem(400, "UNRECOGNIZED_FIELD"),
            "x: there is no such parameter; this address takes none, only the path and the body."
        );
    }
    for address in [&customer, &request, &format!("{request}/cover-letter"), "/tax/certificates/cert_x"] {
        app.acme.live.get(&format!("{address}?id_type=id")).await.is_problem(400, "UNRECOGNIZED_FIELD");
    }
    app.acme.live.delete(&format!("{request}?force=1")).await.is_problem(400, "UNRECOGNIZED_FIELD");
    app.acme.live.get(&format!("{request}?")).await.is(200);
    assert_eq!(app.acme.sees_request(&asked.id).await["status"], "pending");
    assert_eq!(app.database.count("portal_sessions").await, 0);
}
