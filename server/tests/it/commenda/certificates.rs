//! Exemption certificates and what they say of states: made, listed, changed, deleted.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{CERTIFICATES, exemption, text};
use crate::support::{Browser, TestApp};

fn at(id: &str, rest: &str) -> String {
    format!("{CERTIFICATES}/{id}{rest}")
}

fn states(certificate: &Value) -> Vec<String> {
    certificate["jurisdictions"].as_array().unwrap().iter().map(|line| text(&line["state"])).collect()
}

#[tokio::test]
async fn all_five_types_are_taken_and_given_back() {
    let app = TestApp::new().await;
    let (customer, live) = (app.riverside().await, &app.acme.live);
    for kind in ["SINGLE_STATE", "MULTI_STATE", "BLANKET", "SST", "MTC"] {
        let states: &[_] = if kind == "SINGLE_STATE" { &["OH"] } else { &["KY", "OH"] };
        let id = live.files_for(&customer, kind, states, None).await;
        assert_eq!(live.certificate(&id).await["type"], kind);
    }
    let two = json!({
        "customer_id": customer, "effective_date": "2026-01-01", "type": "SINGLE_STATE",
        "jurisdictions": [exemption("OH"), exemption("KY")],
    });
    assert_eq!(live.post_json(CERTIFICATES, two.clone()).await.is_wrong_body(), ["/jurisdictions"]);
    let mut twice = two;
    (twice["type"], twice["jurisdictions"][1]) = (json!("BLANKET"), exemption("OH"));
    live.post_json(CERTIFICATES, twice).await.is_error(400, "DUPLICATE_STATE_FOR_CERTIFICATE");
    assert_eq!(app.database.count("certificates").await, 5);
}

#[tokio::test]
async fn a_customers_certificates_come_page_by_page() {
    let app = TestApp::new().await;
    let (customer, live) = (app.riverside().await, &app.acme.live);
    let mut made = Vec::new();
    for _ in 0..3 {
        made.insert(0, live.files_for(&customer, "SST", &["KY", "OH"], None).await);
    }
    live.files_for(&app.riverside().await, "SST", &["OH"], None).await;
    let page = async |rest: &str| {
        let answer = live.get(&format!("{CERTIFICATES}?customer_id={customer}{rest}")).await.is(200).json();
        assert_eq!(answer["message"], "Successfully fetched exemption certificates.");
        assert_eq!(answer["data"]["total_exemptions"], 6);
        let rows = answer["data"]["exemption_certificates"].as_array().unwrap();
        let ids: Vec<_> = rows.iter().map(|row| text(&row["id"])).collect();
        (ids, answer["data"]["cursor"].as_str().map(str::to_owned))
    };
    let (first, cursor) = page("&limit=2").await;
    assert_eq!(first, made[..2]);
    let (second, end) = page(&format!("&limit=2&cursor={}", cursor.unwrap())).await;
    assert_eq!((second.as_slice(), end), (&made[2..], None));
    assert_eq!(page("").await.0, made);
    for wrong in ["&limit=0", "&limit=101", "&cursor=x", "&state=CA"] {
        live.get(&format!("{CERTIFICATES}?customer_id={customer}{wrong}")).await.is_error(400, "INVALID_REQUEST");
    }
    live.get(CERTIFICATES).await.is_error(400, "INVALID_REQUEST");
    live.get(&format!("{CERTIFICATES}?customer_id=cust_{customer}")).await.is(200);
    live.get(&format!("{CERTIFICATES}?customer_id={}", made[0])).await.is_error(404, "CUSTOMER_NOT_FOUND");
}

#[tokio::test]
async fn a_certificate_is_changed_field_by_field() {
    let app = TestApp::new().await;
    let (customer, file, live) = (app.riverside().await, app.file().await, &app.acme.live);
    let id = live.files_for(&customer, "MULTI_STATE", &["KY", "OH"], Some(&file)).await;
    live.post(&format!("/tax/certificates/cert_{id}/verify"), &[]).await.is(200);
    assert_eq!(live.certificate(&id).await["verification_status"], "VERIFICATION_SUCCESS");

    let body = json!({ "effective_date": "2026-02-01", "exemption_certificate_number": "EX-2" });
    let changed = live.post_json(&at(&id, ""), body).await.is(200).json();
    assert_eq!(changed["data"], live.certificate(&id).await);
    assert_eq!(changed["data"]["effective_date"], "2026-02-01");
    assert_eq!(changed["data"]["exemption_certificate_number"], "EX-2");
    assert_eq!(changed["data"]["verification_status"], "VERIFICATION_PENDING", "somebody has to look again");
    assert_eq!(changed["data"]["file_id"], file.as_str());

    let nothing = live.post_json(&at(&id, ""), json!({})).await;
    assert_eq!(nothing.is_wrong_body(), [""]);
    assert_eq!(nothing.json()["error"]["message"], "At least one field must be provided for update.");
    let wrong = json!({ "effective_date": "soon", "exemption_certificate_number": "x".repeat(21) });
    let pointers = live.post_json(&at(&id, ""), wrong).await.is_wrong_body();
    assert_eq!(pointers, ["/effective_date", "/exemption_certificate_number"]);
    let nobodys = json!({ "file_id": uuid::Uuid::nil().to_string() });
    live.post_json(&at(&id, ""), nobodys).await.is_error(404, "FILE_NOT_FOUND");
    let kinds = app.database.texts("select kind from events where certificate_id is not null order by id").await;
    let kinds: Vec<_> = kinds.iter().flatten().map(String::as_str).collect();
    let (state, states) = ("certificate.jurisdiction_updated", 2); // another first day, in each of them
    let expected = [
        vec!["certificate.created", "certificate.verified"],
        vec![state; states],
        vec!["certificate.updated", "certificate.pending"],
    ];
    assert_eq!(kinds, expected.concat());
}

#[tokio::test]
async fn what_was_turned_down_is_switched_on_nowhere() {
    let app = TestApp::new().await;
    let (customer, file, live) = (app.riverside().await, app.file().await, &app.acme.live);
    let id = live.files_for(&customer, "MULTI_STATE", &["CA", "OH"], Some(&file)).await;
    live.post_json(&format!("/tax/certificates/cert_{id}/reject"), json!({ "reason": "Not signed." })).await.is(200);
    let on = |state| {
        let mut on = exemption(state);
        on["is_active"] = json!(true);
        on
    };
    let california = at(&id, "/jurisdictions/US_CA");
    let refused = live.post_json(&california, json!({ "is_active": true })).await;
    assert_eq!(refused.is_wrong_body(), ["/is_active"]);
    let message = refused.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("another file"), "{message}");
    assert_eq!(live.post_json(&at(&id, "/jurisdictions"), on("KY")).await.is_wrong_body(), ["/is_active"]);
    let bulk = live.post_json(&at(&id, "/jurisdictions/bulk_upsert"), json!({ "jurisdictions": [on("CA")] })).await;
    assert_eq!(bulk.is_wrong_body(), ["/jurisdictions/0/is_active"]);
    let other = live.post_json(&california, json!({ "is_active": false, "end_date": "2027-12-31" })).await.is(200);
    assert_eq!(other.json()["data"]["end_date"], "2027-12-31", "anything else may be said of it");
    let another = app.file().await;
    live.post_json(&at(&id, ""), json!({ "file_id": another })).await.is(200);
    let on = live.post_json(&california, json!({ "is_active": true })).await.is(200).json();
    assert_eq!(on["data"]["is_active"], true);
}

#[tokio::test]
async fn states_are_added_changed_and_upserted() {
    let app = TestApp::new().await;
    let (customer, live) = (app.riverside().await, &app.acme.live);
    let id = live.files_for(&customer, "MULTI_STATE", &["OH"], None).await;
    let added = live.post_json(&at(&id, "/jurisdictions"), exemption("KY")).await.is(201).json();
    assert_eq!((&added["data"]["state"], &added["data"]["end_date"]), (&json!("KY"), &Value::Null));
    assert_eq!(states(&live.certificate(&id).await), ["KY", "OH"]);

    let body = json!({ "reason": "GOVERNMENT", "is_active": false, "end_date": "2027-12-31" });
    let changed = live.post_json(&at(&id, "/jurisdictions/US_KY"), body).await.is(200).json();
    assert_eq!(changed["message"], "Successfully updated exemption.");
    let kentucky = live.certificate(&id).await["jurisdictions"][0].clone();
    assert_eq!(changed["data"], kentucky);
    assert_eq!((&kentucky["reason"], &kentucky["is_active"]), (&json!("GOVERNMENT"), &json!(false)));
    assert_eq!(
        (&kentucky["end_date"], &kentucky["identification_number"]),
        (&json!("2027-12-31"), &json!("12-3456789"))
    );
    for nowhere in ["US_TX", "US_QQ", "KY", "US-KY"] {
        let answer = live.post_json(&at(&id, &format!("/jurisdictions/{nowhere}")), json!({ "is_active": true })).await;
        answer.is_error(404, "EXEMPTION_NOT_FOUND");
    }
    assert_eq!(live.post_json(&at(&id, "/jurisdictions/US_KY"), json!({})).await.is_wrong_body(), [""]);

    let new_york = json!({
        "country": "US", "state": "NY", "reason": "ENTITY_TYPE_NON_PROFIT", "identification_type": "FEDERAL_TAX_ID",
        "identification_number": "98-7654321", "end_date": "2026-12-31", "is_active": true,
    });
    let ohio = json!({ "country": "US", "state": "OH", "identification_type": "STATE_TAX_ID", "is_active": false });
    let upsert = at(&id, "/jurisdictions/bulk_upsert");
    let both = live.post_json(&upsert, json!({ "jurisdictions": [new_york, ohio] })).await.is(200).json();
    assert_eq!(both["message"], "Successfully updated exemptions.");
    let seen = live.certificate(&id).await;
    assert_eq!(states(&seen), ["KY", "NY", "OH"]);
    assert_eq!(seen["jurisdictions"][1]["identification_type"], "FEDERAL_TAX_ID");
    assert_eq!(seen["jurisdictions"][2]["is_active"], false);
    assert_eq!(seen["jurisdictions"][2]["identification_number"], "12-3456789", "what is left out stays");

    let twice = json!({ "jurisdictions": [exemption("TX"), exemption("TX")] });
    live.post_json(&upsert, twice).await.is_error(400, "DUPLICATE_STATE_FOR_CERTIFICATE");
    let one_wrong = json!({ "jurisdictions": [exemption("TX"), { "country": "US", "state": "QQ" }] });
    assert_eq!(live.post_json(&upsert, one_wrong).await.is_wrong_body(), ["/jurisdictions/1/state"]);
    assert_eq!(states(&live.certificate(&id).await), ["KY", "NY", "OH"], "all or none");
    let single = live.files_for(&customer, "SINGLE_STATE", &["OH"], None).await;
    assert_eq!(live.post_json(&at(&single, "/jurisdictions"), exemption("KY")).await.is_wrong_body(), ["/state"]);
}

#[tokio::test]
async fn of_many_that_add_the_same_state_one_does() {
    let app = TestApp::new().await;
    let (customer, live) = (app.riverside().await, &app.acme.live);
    let id = live.files_for(&customer, "BLANKET", &["OH"], None).await;
    let add = async || live.post_json(&format!("{CERTIFICATES}/{id}/jurisdictions"), exemption("KY")).await;
    let answers = join_all((0..10).map(|_| add())).await;
    let added = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(added, 1);
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        let message = refused.is_error(400, "DUPLICATE_STATE_FOR_CERTIFICATE");
        assert_eq!(message, "A jurisdiction exemption already exists for this state", "as Commenda says it");
    }
    assert_eq!(states(&live.certificate(&id).await), ["KY", "OH"]);
}

#[tokio::test]
async fn a_deleted_certificate_is_gone_and_its_file_stays() {
    let app = TestApp::new().await;
    let (customer, file, live) = (app.riverside().await, app.file().await, &app.acme.live);
    let id = live.files_for(&customer, "SST", &["OH"], Some(&file)).await;
    live.post(&format!("/tax/certificates/cert_{id}/verify"), &[]).await.is(200);
    let asks = async |rest: &str| {
        let address = format!("/tax/customers/cust_{customer}/exemption?jurisdiction=US-OH&reason=RESALE{rest}");
        live.get(&address).await.is(200).json()["exempt"].clone()
    };
    assert_eq!(asks("").await, true);
    let day = app.services.clock.now().date_naive();
    app.hands.turn(chrono::Duration::days(2));
    assert_eq!(live.delete(&at(&id, "")).await.is(204).body.len(), 0);
    live.get(&at(&id, "")).await.is_error(404, "EXEMPTION_CERTIFICATE_NOT_FOUND");
    live.delete(&at(&id, "")).await.is_error(404, "EXEMPTION_CERTIFICATE_NOT_FOUND");
    live.post_json(&at(&id, ""), json!({ "file_id": file })).await.is_error(404, "EXEMPTION_CERTIFICATE_NOT_FOUND");
    live.get(&format!("/tax/certificates/cert_{id}")).await.is_problem(404, "CERTIFICATE_NOT_FOUND");
    live.post(&format!("/tax/certificates/cert_{id}/revoke"), &[]).await.is(400);
    for kind in ["certificate.created", "certificate.deleted"] {
        let told = live.get(&format!("/tax/events?type={kind}")).await.is(200).json()["events"][0]["data"].clone();
        assert_eq!(told["id"], format!("cert_{id}"), "{kind} tells of what was deleted since");
    }
    let list = live.get(&format!("/tax/certificates?customer_id=cust_{customer}")).await.is(200).json();
    assert_eq!(list["certificates"], json!([]));
    assert_eq!(asks("").await, false);
    assert_eq!(asks(&format!("&on={day}&known_on={day}")).await, true, "it was good then");
    live.files_for(&customer, "SST", &["OH"], Some(&file)).await;
}

#[tokio::test]
async fn a_state_that_was_added_later_was_not_known_before() {
    let app = TestApp::new().await;
    let (customer, file, live) = (app.riverside().await, app.file().await, &app.acme.live);
    let id = live.files_for(&customer, "SST", &["OH"], Some(&file)).await;
    live.post(&format!("/tax/certificates/cert_{id}/verify"), &[]).await.is(200);
    let day = app.services.clock.now().date_naive();
    app.hands.turn(chrono::Duration::days(2));
    live.post_json(&at(&id, "/jurisdictions"), exemption("KY")).await.is(201);
    live.post(&format!("/tax/certificates/cert_{id}/verify"), &[]).await.is(200);
    let asks = async |state: &str, rest: &str| {
        let address = format!("/tax/customers/cust_{customer}/exemption?jurisdiction={state}&on={day}{rest}");
        live.get(&address).await.is(200).json()["exempt"].clone()
    };
    assert_eq!(asks("US-KY", "").await, true);
    assert_eq!(asks("US-KY", &format!("&known_on={day}")).await, false);
    assert_eq!(asks("US-OH", &format!("&known_on={day}")).await, true);
}

/// How many exemptions a query finds, and the states of the first page.
async fn finds(live: &Browser, query: &str) -> (u64, Vec<String>, Option<String>) {
    let answer = live.get(&format!("/api/v1/exemptions?{query}")).await.is(200).json();
    assert_eq!(answer["message"], "Successfully fetched exemptions.");
    let data = &answer["data"];
    let states = data["exemptions"].as_array().unwrap().iter().map(|one| text(&one["exemption"]["state"])).collect();
    (data["total_exemptions"].as_u64().unwrap(), states, data["cursor"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn exemptions_are_listed_by_what_they_are() {
    let app = TestApp::new().await;
    let (customer, live) = (app.riverside().await, &app.acme.live);
    let first = live.files_for(&customer, "SST", &["KY", "OH", "WV"], None).await;
    live.files_for(&customer, "SINGLE_STATE", &["CA"], None).await;
    let at = |rest: &str| format!("customer_id={customer}{rest}");
    let found = async |rest: &str| finds(live, &at(rest)).await.1;
    assert_eq!(found("").await, ["CA", "KY", "OH", "WV"]);
    assert_eq!(found("&certificate_types=SST,MTC").await, ["KY", "OH", "WV"]);
    assert_eq!(found("&exemption_jurisdiction=US_OH,US_CA").await, ["CA", "OH"]);
    let expired = json!({ "end_date": "2026-01-31" });
    live.post_json(&format!("{CERTIFICATES}/{first}/jurisdictions/US_OH"), expired).await.is(200);
    let off = json!({ "is_active": false });
    live.post_json(&format!("{CERTIFICATES}/{first}/jurisdictions/US_KY"), off).await.is(200);
    assert_eq!(found("&expiration_status=EXPIRED").await, ["OH"]);
    assert_eq!(found("&expiration_status=ACTIVE").await, ["CA", "KY", "WV"]);
    assert_eq!(found("&exemption_status=INACTIVE").await, ["KY"]);
    assert_eq!(found("&exemption_status=ACTIVE&expiration_status=ACTIVE").await, ["CA", "WV"]);

    let (total, states, cursor) = finds(live, &at("&limit=3")).await;
    assert_eq!((total, states.len()), (4, 3));
    let (total, states, cursor) = finds(live, &at(&format!("&limit=3&cursor={}", cursor.unwrap()))).await;
    assert_eq!((total, states, cursor), (4, vec!["WV".to_owned()], None));
    for wrong in ["&certificate_types=X", "&exemption_jurisdiction=CA", "&expiration_status=OLD", "&cursor=1", "&a=b"] {
        live.get(&format!("/api/v1/exemptions?{}", at(wrong))).await.is_error(400, "INVALID_REQUEST");
    }
    let answer = live.get(&format!("/api/v1/exemptions?{}", at("&limit=1"))).await.is(200).json();
    let certificate = &answer["data"]["exemptions"][0]["exemption"]["certificate"];
    let fields: Vec<_> = certificate.as_object().unwrap().keys().map(String::as_str).collect();
    for field in [
        "id",
        "customer_id",
        "type",
        "verification_status",
        "exemption_certificate_number",
        "effective_date",
        "created_at",
        "file_id",
    ] {
        assert!(fields.contains(&field), "{field}");
    }
}
