//! Numeral's own examples: the same call, the same fields, the same types, the same words.

use serde_json::{Value, json};

use crate::support::{Browser, TestApp, pdf};

/// Numeral's answer to `GET /tax/certificate-requests?status=pending&limit=5`.
const REQUESTS: &str = r#"{
  "object": "list",
  "certificate_requests": [
    {
      "id": "cert_req_b2f1e4a3-9c0d-4e7a-8b1f-2d5a6e7b8c9d",
      "object": "tax.certificate_request",
      "status": "pending",
      "customer": {
        "id": "cust_6126acaf-7379-411a-8ada-00005bac0715",
        "reference_customer_id": "20506"
      },
      "certificate_id": null,
      "certificate_type_id": "US-CA-CDTFA-230",
      "jurisdictions": ["US-CA"],
      "created_at": "2026-06-10T18:24:09.123Z",
      "updated_at": "2026-06-10T18:24:09.123Z",
      "expires_at": "2026-07-10T18:24:09.123Z",
      "livemode": true
    }
  ],
  "has_more": false
}"#;

/// Numeral's two jurisdictions of one certificate.
const JURISDICTIONS: &str = r#"{
  "jurisdictions": [
    { "jurisdiction_id": "US-CA", "status": "active", "effective_date": "2026-01-01", "expiration_date": "2027-01-01" },
    { "jurisdiction_id": "US-TX", "status": "expiring", "effective_date": "2026-01-01", "expiration_date": "2026-07-15" }
  ]
}"#;

/// Numeral's answer to `GET /tax/certificates/{certificate_id}`.
const CERTIFICATE: &str = r#"{
  "id": "cert_a8f3d2c1-1b9a-4c5e-8d7e-6f4a3b2c1d0e",
  "object": "tax.exemption_certificate",
  "status": "active",
  "certificate_type": {
    "id": "12",
    "name": "California Resale Certificate (CDTFA-230)",
    "certificate_identifier": "US-CA-CDTFA-230"
  },
  "customer": {
    "id": "cust_6126acaf-7379-411a-8ada-00005bac0715",
    "reference_customer_id": "20506"
  },
  "jurisdictions": [
    { "jurisdiction_id": "US-CA", "status": "active", "effective_date": "2026-01-01", "expiration_date": "2027-01-01" }
  ],
  "effective_date": "2026-01-01",
  "expiration_date": "2027-01-01",
  "created_at": "2026-01-02T10:15:23.456Z",
  "updated_at": "2026-01-05T11:00:00.000Z",
  "livemode": true,
  "download_url": "https://signed.example.com/...?X-Amz-Expires=3600&..."
}"#;

/// What is each example's own, and still has to look alike: the letters of an id, an instant, a URL.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::Array(values) => values.iter().map(shape).collect(),
        Value::String(text) => json!(shape_of_text(text)),
        other => other.clone(),
    }
}

fn shape_of_text(text: &str) -> String {
    if text.contains("://") && text.contains("X-Amz-Expires=3600&") {
        return "a signed URL".to_owned();
    }
    if text.parse::<chrono::DateTime<chrono::Utc>>().is_ok() {
        return format!("an instant of {} letters in {}", text.len(), &text[text.len() - 1..]);
    }
    match text.rsplit_once('_') {
        Some((prefix, uuid)) if uuid.len() == 36 => format!("{prefix}_ and a UUID"),
        _ => text.to_owned(),
    }
}

#[track_caller]
fn is_alike(ours: &Value, seed: &str) {
    let seed: Value = serde_json::from_str(seed).unwrap();
    assert_eq!(shape(ours), shape(&seed));
}

async fn number_20506(app: &TestApp) -> String {
    let new = json!({ "name": "Riverside Cafe", "email": "ap@riverside.example", "reference_customer_id": "20506" });
    app.acme.live.post_json("/tax/customers", new).await.is(201).json()["id"].as_str().unwrap().to_owned()
}

/// As Numeral's curl calls.
async fn curl(who: &Browser, address: &str) -> Value {
    let request = who.request(reqwest::Method::GET, address).header("X-API-Version", "2026-03-01");
    who.send(request).await.is(200).json()
}

#[tokio::test]
async fn a_list_of_pending_requests_is_numerals() {
    let app = TestApp::new().await;
    let customer = number_20506(&app).await;
    let asked = json!({ "certificate_type_id": "US-CA-CDTFA-230", "jurisdictions": ["US-CA"] });
    app.acme.asks_customer(&customer, asked).await;
    let list = curl(&app.acme.live, "/tax/certificate-requests?status=pending&limit=5").await;
    is_alike(&list, REQUESTS);
}

#[tokio::test]
async fn a_certificate_and_its_jurisdictions_are_numerals() {
    let app = TestApp::new().await;
    let customer = number_20506(&app).await;
    let now: chrono::DateTime<chrono::Utc> = "2026-05-20T12:00:00Z".parse().unwrap();
    app.hands.turn(now - app.services.clock.now());
    let live = &app.acme.live;
    let files = async |kind: &str, jurisdictions: Value| {
        let said = json!({
            "customer_id": customer, "certificate_type_id": kind, "effective_date": "2026-01-01",
            "expiration_date": "2027-01-01", "jurisdictions": jurisdictions,
        });
        let paper = reqwest::multipart::Part::bytes(pdf(1_000)).file_name("paper.pdf");
        let form = reqwest::multipart::Form::new().text("certificate", said.to_string()).part("file", paper);
        let filed = live.send(live.request(reqwest::Method::POST, "/tax/certificates").multipart(form)).await.is(201);
        let id = filed.json()["id"].as_str().unwrap().to_owned();
        live.post(&format!("/tax/certificates/{id}/verify"), &[]).await.is(200);
        curl(live, &format!("/tax/certificates/{id}")).await
    };
    let california = json!({ "jurisdiction_id": "US-CA", "reason": "RESALE", "number": "102-345678" });
    let mut certificate = files("US-CA-CDTFA-230", json!([california])).await;
    let own = CERTIFICATE.parse::<Value>().unwrap()["certificate_type"].clone();
    let kind = certificate["certificate_type"].as_object_mut().unwrap();
    // Numeral's numbers and names of the forms are its own list.
    assert!(kind["id"].as_str().unwrap().parse::<u16>().is_ok() && kind["name"].is_string());
    kind.insert("id".into(), own["id"].clone());
    kind.insert("name".into(), own["name"].clone());
    is_alike(&certificate, CERTIFICATE);

    let texas = json!({ "jurisdiction_id": "US-TX", "reason": "RESALE", "expiration_date": "2026-07-15" });
    let two = files("US-MTC", json!([california, texas])).await;
    is_alike(&json!({ "jurisdictions": two["jurisdictions"] }), JURISDICTIONS);
    assert_eq!(two["status"], "active", "the summary");
    let in_texas = curl(live, "/tax/certificates?jurisdiction=US-TX&status=expiring").await;
    assert_eq!(in_texas["certificates"][0]["id"], two["id"]);
}

#[tokio::test]
async fn statuses_end_as_numerals_lifecycle_says() {
    let app = TestApp::new().await;
    let customer = number_20506(&app).await;
    let canceled = app.acme.asks_customer(&customer, json!({ "delivery_method": "download" })).await.id;
    let address = format!("/tax/certificate-requests/{canceled}");
    assert_eq!(app.acme.live.delete(&address).await.is(200).json()["status"], "canceled");
    assert_eq!(app.acme.live.delete(&address).await.is(200).json()["status"], "canceled");
    let buyer = app.buyer_about_to_submit().await;
    buyer.submits().await;
    let fulfilled = app.acme.sees_request(&buyer.request).await;
    assert_eq!(fulfilled["status"], "fulfilled");
    curl(&app.acme.live, &format!("/tax/certificates/{}", fulfilled["certificate_id"].as_str().unwrap())).await;
    let refused = app.acme.live.delete(&format!("/tax/certificate-requests/{}", buyer.request)).await;
    refused.is_problem(409, "REQUEST_ALREADY_FULFILLED");
    let expired = app.acme.asks_customer(&customer, json!({ "delivery_method": "download" })).await.id;
    app.hands.turn(chrono::Duration::days(31));
    assert_eq!(app.acme.sees_request(&expired).await["status"], "invalid");
    app.acme.live.delete(&format!("/tax/certificate-requests/{expired}")).await.is_problem(409, "REQUEST_INVALID");
}
