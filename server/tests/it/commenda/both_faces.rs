//! Made by one face, read by the other.

use serde_json::json;

use super::{CERTIFICATES, exemption, text};
use crate::support::TestApp;

#[tokio::test]
async fn what_a_buyer_submitted_is_read_in_commendas_words() {
    let app = TestApp::new().await;
    let prefixed = app.submitted_certificate().await;
    let live = &app.acme.live;
    let id = prefixed.strip_prefix("cert_").unwrap();
    let seen = live.certificate(id).await;
    assert_eq!(seen, live.certificate(&prefixed).await, "with the prefix or without");
    let numerals = app.acme.sees_certificate(&prefixed).await;
    assert_eq!((&seen["id"], &seen["verification_status"]), (&json!(id), &json!("VERIFICATION_PENDING")));
    assert_eq!(format!("cust_{}", text(&seen["customer_id"])), numerals["customer"]["id"]);
    assert!(seen["file_id"].is_string());
    let states: Vec<_> = seen["jurisdictions"].as_array().unwrap().iter().map(|line| text(&line["state"])).collect();
    let codes: Vec<_> =
        numerals["jurisdictions"].as_array().unwrap().iter().map(|l| text(&l["jurisdiction_id"])).collect();
    assert_eq!(states.iter().map(|state| format!("US-{state}")).collect::<Vec<_>>(), codes);
    assert_eq!(numerals["certificate_type"]["certificate_identifier"], "US-OTHER");
    assert_eq!(seen["type"], "MULTI_STATE", "of two states, on a document that names no form");
    assert_eq!(seen["effective_date"], numerals["effective_date"]);
    for line in seen["jurisdictions"].as_array().unwrap() {
        assert_eq!((&line["reason"], &line["is_active"]), (&json!("PURPOSE_RESALE"), &json!(true)), "{line}");
        assert!(line["identification_type"].is_string(), "{line}");
    }
    let customer = text(&seen["customer_id"]);
    let list = live.get(&format!("{CERTIFICATES}?customer_id={customer}")).await.is(200).json();
    assert_eq!(list["data"]["exemption_certificates"][0], seen);

    live.post(&format!("/tax/certificates/{prefixed}/verify"), &[]).await.is(200);
    assert_eq!(live.certificate(id).await["verification_status"], "VERIFICATION_SUCCESS");
    let off = json!({ "jurisdictions": [{ "jurisdiction_id": "US-OH", "active": false }] });
    live.post_json(&format!("/tax/certificates/{prefixed}/jurisdictions"), off).await.is(200);
    let seen = live.certificate(id).await;
    let ohio = seen["jurisdictions"].as_array().unwrap().iter().find(|line| line["state"] == "OH").unwrap();
    assert_eq!(ohio["is_active"], false);
}

#[tokio::test]
async fn what_commendas_face_filed_is_read_and_judged_by_numerals() {
    let app = TestApp::new().await;
    let (customer, file, live) = (app.riverside().await, app.file().await, &app.acme.live);
    let id = live.files_for(&customer, "SST", &["KY", "OH"], Some(&file)).await;
    let prefixed = format!("cert_{id}");
    let seen = app.acme.sees_certificate(&prefixed).await;
    assert_eq!((&seen["id"], &seen["status"]), (&json!(prefixed), &json!("processing")));
    assert_eq!(seen["certificate_type"]["certificate_identifier"], "US-SST");
    assert_eq!(seen["customer"]["id"], format!("cust_{customer}"));
    assert_eq!(seen["effective_date"], "2026-01-01");
    assert!(text(&seen["download_url"]).contains("X-Amz-Expires=3600"));
    let asks = async |state: &str| {
        let address =
            format!("/tax/customers/cust_{customer}/exemption?jurisdiction={state}&on=2026-05-01&reason=RESALE");
        live.get(&address).await.is(200).json()["exempt"].clone()
    };
    assert_eq!(asks("US-OH").await, false, "nobody has looked");
    live.post(&format!("/tax/certificates/{prefixed}/verify"), &[]).await.is(200);
    assert_eq!((asks("US-OH").await, asks("US-TX").await), (json!(true), json!(false)));
    let off = json!({ "is_active": false });
    live.post_json(&format!("{CERTIFICATES}/{id}/jurisdictions/US_OH"), off).await.is(200);
    assert_eq!((asks("US-OH").await, asks("US-KY").await), (json!(false), json!(true)));
    let seen = app.acme.sees_certificate(&prefixed).await;
    assert_eq!(seen["jurisdictions"][1]["status"], "invalid");

    let bare = live.files_for(&customer, "SINGLE_STATE", &["OH"], None).await;
    let seen = app.acme.sees_certificate(&format!("cert_{bare}")).await;
    assert_eq!((&seen["status"], &seen["download_url"]), (&json!("processing"), &json!(null)));
    assert_eq!(seen["certificate_type"]["certificate_identifier"], "US-OTHER");
    let desk = app.acme.desk().await;
    for id in [&id, &bare] {
        desk.get(&format!("/certificates/cert_{id}")).await.is(200).says("Riverside Cafe");
    }
}

#[tokio::test]
async fn a_paper_that_staff_sent_in_is_seen_by_both() {
    let app = TestApp::new().await;
    let (customer, live) = (app.acme.customer().await, &app.acme.live);
    let said = json!({
        "customer_id": customer, "certificate_type_id": "US-MTC", "effective_date": "2026-01-01",
        "jurisdictions": [
            { "jurisdiction_id": "US-TX", "reason": "RESALE", "number": "32-1" },
            { "jurisdiction_id": "US-CA", "reason": "FEDERAL_GOV" },
        ],
    });
    let paper = reqwest::multipart::Part::bytes(crate::support::pdf(1_000)).file_name("paper.pdf");
    let form = reqwest::multipart::Form::new().text("certificate", said.to_string()).part("file", paper);
    let filed =
        live.send(live.request(reqwest::Method::POST, "/tax/certificates").multipart(form)).await.is(201).json();
    let seen = live.certificate(filed["id"].as_str().unwrap()).await;
    assert_eq!(seen["type"], "MTC");
    let lines = seen["jurisdictions"].as_array().unwrap();
    assert_eq!((&lines[0]["reason"], &lines[0]["identification_type"]), (&json!("GOVERNMENT"), &json!(null)));
    assert_eq!(
        (&lines[1]["reason"], &lines[1]["identification_type"]),
        (&json!("PURPOSE_RESALE"), &json!("STATE_TAX_ID"))
    );
    let more = format!("{CERTIFICATES}/{}/jurisdictions", filed["id"].as_str().unwrap());
    live.post_json(&more, exemption("OH")).await.is(201);
    let states = app.acme.sees_certificate(filed["id"].as_str().unwrap()).await["jurisdictions"].clone();
    assert_eq!(states.as_array().unwrap().len(), 3);
}
