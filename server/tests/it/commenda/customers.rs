//! Customers by Commenda's face.

use serde_json::json;

use super::text;
use crate::support::TestApp;

#[tokio::test]
async fn a_customer_is_made_read_listed_and_changed() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let body = json!({
        "corporation_id": "corp_123", "name": "Acme Corporation", "email": "contact@acme.example",
        "external_id": "ext_456", "business_identification_number": "12-3456789",
        "shipping_address": {
            "line1": "123 Main St", "line2": "Suite 100", "city": "San Francisco", "state": "CA",
            "postal_code": "94105", "country": "US",
        },
    });
    let made = live.post_json("/api/v1/customers", body.clone()).await.is(201).json();
    assert_eq!(made["message"], "Successfully created customer.");
    let customer = &made["data"];
    for field in ["name", "email", "external_id", "business_identification_number", "shipping_address"] {
        assert_eq!(customer[field], body[field], "{field}");
    }
    assert_eq!(customer["corporation_id"], app.acme.id.0.to_string());
    app.is_now(&customer["created_at"]);
    let id = text(&customer["id"]);
    for id in [id.clone(), format!("cust_{id}")] {
        assert_eq!(live.get(&format!("/api/v1/customers/{id}")).await.is(200).json()["data"], *customer);
    }
    let numerals = live.get(&format!("/tax/customers/cust_{id}")).await.is(200).json();
    assert_eq!(
        (&numerals["reference_customer_id"], &numerals["address"]["state"]),
        (&json!("ext_456"), &json!("US-CA"))
    );
    let address = format!("/api/v1/customers/{id}");
    let changed = live.post_json(&address, json!({ "name": "Acme Corp" })).await.is(200).json()["data"].clone();
    assert_eq!((&changed["name"], &changed["email"]), (&json!("Acme Corp"), &customer["email"]));
    assert_eq!(changed["shipping_address"], customer["shipping_address"]);

    live.post_json("/api/v1/customers", body).await.is_error(409, "DUPLICATE_CUSTOMER");
    let other = app.riverside().await;
    let page = live.get("/api/v1/customers?limit=1").await.is(200).json()["data"].clone();
    assert_eq!((&page["customers"][0]["id"], page["customers"].as_array().unwrap().len()), (&json!(other), 1));
    let rest = live.get(&format!("/api/v1/customers?cursor={}", text(&page["cursor"]))).await.is(200).json();
    assert_eq!((&rest["data"]["customers"][0]["id"], rest["data"].get("cursor")), (&json!(id), None));
    let found = live.get("/api/v1/customers?external_id=ext_456").await.is(200).json();
    assert_eq!(found["data"]["customers"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_customer_of_numerals_face_is_seen_here_and_one_from_abroad_keeps_its_country() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let id = app.acme.customer().await;
    let seen = live.get(&format!("/api/v1/customers/{id}")).await.is(200).json()["data"].clone();
    assert_eq!((&seen["name"], &seen["shipping_address"]), (&json!("Riverside Cafe LLC"), &json!(null)));
    let vienna =
        json!({ "shipping_address": { "line1": "Graben 1", "city": "Wien", "postal_code": "1010", "country": "AT" } });
    let moved = live.post_json(&format!("/api/v1/customers/{id}"), vienna).await.is(200).json()["data"].clone();
    assert_eq!(
        (&moved["shipping_address"]["country"], &moved["shipping_address"]["state"]),
        (&json!("AT"), &json!(""))
    );
    let numerals = live.get(&format!("/tax/customers/{id}")).await.is(200).json();
    assert_eq!(numerals["address"]["state"], "ABROAD");
    let home = json!({ "address": { "state": "US-OH" } });
    live.post_json(&format!("/tax/customers/{id}"), home).await.is(200);
    let seen = live.get(&format!("/api/v1/customers/{id}")).await.is(200).json()["data"].clone();
    assert_eq!(
        (&seen["shipping_address"]["country"], &seen["shipping_address"]["state"]),
        (&json!("US"), &json!("OH"))
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_customer_is_named_in_commendas_words() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let wrong = json!({
        "name": "Acme", "email": "nobody",
        "shipping_address": { "state": "California", "postal_code": "9", "country": "usa" },
    });
    let pointers = live.post_json("/api/v1/customers", wrong).await.is_wrong_body();
    assert_eq!(pointers, ["/email", "/shipping_address/country"]);
    let wrong = json!({
        "name": "Acme", "shipping_address": { "state": "California", "postal_code": "9", "country": "US" },
    });
    let pointers = live.post_json("/api/v1/customers", wrong).await.is_wrong_body();
    assert_eq!(pointers, ["/email", "/shipping_address/state", "/shipping_address/postal_code"]);
    let short = json!({ "name": "Ac", "email": "ap@riverside.example" });
    assert_eq!(live.post_json("/api/v1/customers", short).await.is_wrong_body(), ["/name"]);
    let misspelled = live.post_json("/api/v1/customers", json!({ "nmae": "x" })).await;
    assert_eq!(misspelled.is_wrong_body(), ["/nmae", "/name", "/email"]);
    let id = app.riverside().await;
    app.globex.live.get(&format!("/api/v1/customers/{id}")).await.is_error(404, "CUSTOMER_NOT_FOUND");
    app.acme.test.get(&format!("/api/v1/customers/{id}")).await.is_error(404, "CUSTOMER_NOT_FOUND");
}
