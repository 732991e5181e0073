//! Commenda's own examples: the same call, the same fields, the same types, the same words.

use serde_json::{Value, json};

use super::{CERTIFICATES, text};
use crate::support::TestApp;

/// The body of `POST /exemption-certificates`, with values in the place of `<string>`.
const CREATE: &str = r#"{
  "customer_id": "<string>",
  "effective_date": "2023-12-25",
  "type": "SINGLE_STATE",
  "jurisdictions": [
    {
      "identification_type": "FEIN",
      "identification_number": "<string>",
      "country": "<string>",
      "state": "<string>",
      "reason": "PURPOSE_RESALE",
      "end_date": "2023-12-25",
      "is_active": true
    }
  ],
  "file_id": "<string>",
  "exemption_certificate_number": "<string>"
}"#;

/// The answer to it.
const CREATED: &str = r#"{
  "data": {
    "customer_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "file_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "type": "SINGLE_STATE",
    "verification_status": "<string>",
    "exemption_certificate_number": "<string>",
    "effective_date": "2023-12-25",
    "created_at": 123,
    "jurisdictions": [
      {
        "country": "<string>",
        "state": "<string>",
        "reason": "PURPOSE_RESALE",
        "is_active": true,
        "end_date": "2023-12-25",
        "identification_type": "FEIN",
        "identification_number": "<string>",
        "is_expired": true,
        "created_at": 123
      }
    ]
  },
  "message": "Successfully created exemption certificate."
}"#;

/// The body of `POST /exemption-certificates/{id}/jurisdictions`.
const ADD: &str = r#"{
  "country": "US",
  "state": "CA",
  "reason": "PURPOSE_RESALE",
  "identification_type": "STATE_TAX_ID",
  "identification_number": "12-3456789",
  "end_date": "2025-12-31",
  "is_active": true
}"#;

/// The answer to it, 201.
const ADDED: &str = r#"{
  "message": "Successfully created exemption.",
  "data": {
    "country": "US",
    "state": "CA",
    "reason": "PURPOSE_RESALE",
    "identification_type": "STATE_TAX_ID",
    "identification_number": "12-3456789",
    "is_active": true,
    "is_expired": false,
    "end_date": "2025-12-31",
    "created_at": 1704067200
  }
}"#;

/// The answer where the state is there already, 400.
const DUPLICATE: &str = r#"{
  "error": {
    "code": "DUPLICATE_STATE_FOR_CERTIFICATE",
    "message": "A jurisdiction exemption already exists for this state"
  }
}"#;

/// The answer where the certificate is not, 404.
const NOT_FOUND: &str = r#"{
  "error": {
    "code": "EXEMPTION_CERTIFICATE_NOT_FOUND",
    "message": "Exemption certificate not found"
  }
}"#;

/// Each example's own words and instants; what stays is fields, types and the words of closed lists.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::Array(values) => values.iter().map(shape).collect(),
        Value::Number(number) => json!(if number.is_i64() { "a whole number" } else { "a number" }),
        Value::String(text) => json!(shape_of_text(text)),
        other => other.clone(),
    }
}

fn shape_of_text(text: &str) -> String {
    let is_word = text.chars().all(|c| c.is_ascii_uppercase() || c == '_') && text.len() > 3;
    if text.parse::<uuid::Uuid>().is_ok() && text.len() == 36 {
        "a UUID".to_owned()
    } else if is_word || text.parse::<chrono::NaiveDate>().is_ok() || text.ends_with('.') {
        text.to_owned()
    } else {
        "text".to_owned()
    }
}

#[track_caller]
fn is_alike(ours: &Value, seed: &str) {
    let seed: Value = serde_json::from_str(seed).unwrap();
    assert_eq!(shape(ours), shape(&seed));
}

#[tokio::test]
async fn a_certificate_is_created_as_in_the_example() {
    let app = TestApp::new().await;
    let mut body: Value = serde_json::from_str(CREATE).unwrap();
    body["customer_id"] = json!(app.riverside().await);
    body["file_id"] = json!(app.file().await);
    body["exemption_certificate_number"] = json!("EX-12345");
    let line = &mut body["jurisdictions"][0];
    (line["country"], line["state"], line["identification_number"]) = (json!("US"), json!("CA"), json!("12-3456789"));
    let mut created = app.acme.live.post_json(CERTIFICATES, body.clone()).await.is(201).json();
    let id = created["data"].as_object_mut().unwrap().remove("id").unwrap(); // the docs' own list has it
    assert_eq!(shape_of_text(id.as_str().unwrap()), "a UUID");
    assert_eq!(created["data"]["verification_status"], "VERIFICATION_PENDING");
    let mut seed: Value = serde_json::from_str(CREATED).unwrap();
    seed["data"]["verification_status"] = json!("VERIFICATION_PENDING"); // the example says <string>
    is_alike(&created, &seed.to_string());
    for field in ["customer_id", "file_id", "exemption_certificate_number"] {
        assert_eq!(created["data"][field], body[field], "{field}");
    }
    for (field, value) in body["jurisdictions"][0].as_object().unwrap() {
        assert_eq!(created["data"]["jurisdictions"][0][field], *value, "{field}");
    }
    app.is_now(&created["data"]["created_at"]);
    app.is_now(&created["data"]["jurisdictions"][0]["created_at"]);
}

#[tokio::test]
async fn a_jurisdiction_is_added_as_in_the_example() {
    let app = TestApp::new().await;
    let now: chrono::DateTime<chrono::Utc> = "2025-05-20T12:00:00Z".parse().unwrap();
    app.hands.turn(now - app.services.clock.now());
    let customer = app.riverside().await;
    let filed = json!({
        "customer_id": customer, "effective_date": "2025-01-01", "type": "MULTI_STATE",
        "jurisdictions": [super::exemption("OH")],
    });
    let live = &app.acme.live;
    let id = text(&live.post_json(CERTIFICATES, filed).await.is(201).json()["data"]["id"]);
    let (address, body) = (format!("{CERTIFICATES}/{id}/jurisdictions"), ADD.parse::<Value>().unwrap());
    is_alike(&live.post_json(&address, body.clone()).await.is(201).json(), ADDED);

    let again = live.post_json(&address, body.clone()).await.is(400).json();
    is_alike(&without_full_stop(again), DUPLICATE);
    let nowhere = format!("{CERTIFICATES}/{}/jurisdictions", uuid::Uuid::nil());
    let missing = live.post_json(&nowhere, body).await.is(404).json();
    assert_eq!(missing, NOT_FOUND.parse::<Value>().unwrap());
}

/// Our sentences end in one.
fn without_full_stop(mut answer: Value) -> Value {
    let message = answer["error"]["message"].as_str().unwrap().trim_end_matches('.').to_owned();
    assert_eq!(message, "A jurisdiction exemption already exists for this state");
    answer["error"]["message"] = json!(message);
    answer
}

#[tokio::test]
async fn a_file_decides_where_the_review_begins() {
    let app = TestApp::new().await;
    let (customer, file) = (app.riverside().await, app.file().await);
    let live = &app.acme.live;
    let without = live.files_for(&customer, "SST", &["OH"], None).await;
    let seen = live.certificate(&without).await;
    assert_eq!((&seen["verification_status"], &seen["file_id"]), (&json!("NOT_READY"), &Value::Null));
    let with = live.files_for(&customer, "SST", &["OH"], Some(&file)).await;
    assert_eq!(live.certificate(&with).await["verification_status"], "VERIFICATION_PENDING");

    let attached =
        live.post_json(&format!("{CERTIFICATES}/{without}"), json!({ "file_id": file })).await.is(200).json();
    assert_eq!(attached["message"], "Successfully updated exemption certificate.");
    let seen = live.certificate(&without).await;
    assert_eq!((&seen["verification_status"], &seen["file_id"]), (&json!("VERIFICATION_PENDING"), &json!(file)));
}

#[tokio::test]
async fn a_failed_verification_deactivates_the_jurisdictions() {
    let app = TestApp::new().await;
    let (customer, file) = (app.riverside().await, app.file().await);
    let live = &app.acme.live;
    let id = live.files_for(&customer, "SST", &["KY", "OH"], Some(&file)).await;
    let reject = format!("/tax/certificates/cert_{id}/reject");
    live.post_json(&reject, json!({ "reason": "Not signed." })).await.is(200);
    let seen = live.certificate(&id).await;
    assert_eq!(seen["verification_status"], "VERIFICATION_FAILED");
    for line in seen["jurisdictions"].as_array().unwrap() {
        assert_eq!(line["is_active"], false, "{line}");
    }
    let address = format!("/api/v1/exemptions?customer_id={customer}&exemption_status=");
    let count = async |status: &str| {
        live.get(&format!("{address}{status}")).await.is(200).json()["data"]["total_exemptions"].clone()
    };
    assert_eq!((count("ACTIVE").await, count("INACTIVE").await), (json!(0), json!(2)));
}
