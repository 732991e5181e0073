//! Certificates by the API: what a reviewer decides, what staff sends in, and lists of both.

use chrono::Duration;
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, TestApp, infected_pdf, pdf, png};

fn action(certificate: &str, action: &str) -> String {
    format!("/tax/certificates/{certificate}/{action}")
}

impl Browser {
    /// The ids on a page of the list.
    async fn certificates(&self, query: &str) -> Vec<String> {
        let list = self.get(&format!("/tax/certificates?{query}")).await.is(200).json();
        let rows = list["certificates"].as_array().unwrap();
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    }

    /// Sends a certificate in.
    async fn files(&self, said: &Value, files: &[(&'static str, Vec<u8>)]) -> Answer {
        let file = |(name, bytes): &(&'static str, Vec<u8>)| Part::bytes(bytes.clone()).file_name(*name);
        let form = Form::new().text("certificate", said.to_string());
        let form = files.iter().fold(form, |form, one| form.part("file", file(one)));
        self.send(self.request(Method::POST, "/tax/certificates").multipart(form)).await
    }
}

#[tokio::test]
async fn a_reviewer_verifies_and_later_revokes() {
    let app = TestApp::new().await;
    let id = app.submitted_certificate().await;
    let live = &app.acme.live;
    live.post_json(&action(&id, "revoke"), json!({ "reason": "x" })).await.is_problem(409, "CERTIFICATE_NOT_VERIFIED");
    let verified = live.post(&action(&id, "verify"), &[]).await.is(200).json();
    assert_eq!((&verified["status"], &verified["id"]), (&json!("active"), &json!(id)));
    assert!(verified["download_url"].is_string());
    live.post(&action(&id, "verify"), &[]).await.is_problem(409, "CERTIFICATE_NOT_REVIEWABLE");
    live.post_json(&action(&id, "reject"), json!({ "reason": "x" }))
        .await
        .is_problem(409, "CERTIFICATE_NOT_REVIEWABLE");

    let message = live.post_json(&action(&id, "revoke"), json!({})).await.is_problem(400, "MISSING_FIELD");
    assert!(message.starts_with("reason: "), "{message}");
    let customer = verified["customer"]["id"].as_str().unwrap().to_owned();
    let yesterday = app.services.clock.now().date_naive();
    app.hands.turn(Duration::days(2));
    let revoked = live.post_json(&action(&id, "revoke"), json!({ "reason": "The permit was withdrawn." })).await;
    let revoked = revoked.is(200).json();
    assert_eq!((&revoked["status"], &revoked["jurisdictions"][0]["status"]), (&json!("invalid"), &json!("invalid")));
    let asks = async |known_on: String| {
        let address = format!("/tax/customers/{customer}/exemption?jurisdiction=US-OH{known_on}");
        live.get(&address).await.is(200).json()["exempt"].clone()
    };
    assert_eq!(asks(String::new()).await, json!(false));
    assert_eq!(asks(format!("&known_on={yesterday}&on={yesterday}")).await, json!(true), "it was good then");
    let notes = app.database.texts("select note from events where kind = 'certificate.revoked'").await;
    assert_eq!(notes, [Some("The permit was withdrawn.".to_owned())]);
}

#[tokio::test]
async fn a_reviewer_rejects_with_a_reason() {
    let app = TestApp::new().await;
    let id = app.submitted_certificate().await;
    for wrong in [json!({}), json!({ "reason": " " })] {
        app.acme.live.post_json(&action(&id, "reject"), wrong).await.is_problem(400, "MISSING_FIELD");
    }
    let long = json!({ "reason": "x".repeat(1_001) });
    app.acme.live.post_json(&action(&id, "reject"), long).await.is_problem(400, "INCORRECT_TYPE");
    let rejected = app.acme.live.post_json(&action(&id, "reject"), json!({ "reason": "Not signed." })).await.is(200);
    assert_eq!(rejected.json()["status"], "invalid");
    for (name, stranger) in [("globex", &app.globex.live), ("test", &app.acme.test)] {
        for verb in ["verify", "reject", "revoke", "request-info", "jurisdictions"] {
            let body = match verb {
                "verify" => json!({}),
                "jurisdictions" => json!({ "jurisdictions": [] }),
                "request-info" => json!({ "fields": ["legal_name"], "reason": "x" }),
                _ => json!({ "reason": "x" }),
            };
            let answer = stranger.post_json(&action(&id, verb), body).await;
            assert!(!answer.is_problem(404, "CERTIFICATE_NOT_FOUND").is_empty(), "{name} {verb}");
        }
    }
}

#[tokio::test]
async fn a_reviewer_asks_the_buyer() {
    let app = TestApp::new().await;
    let id = app.submitted_certificate().await;
    app.run_jobs().await;
    let before = app.mail_server.taken().len();
    let ask = async |body: Value| app.acme.live.post_json(&action(&id, "request-info"), body).await;
    let message = ask(json!({})).await.is_problem(400, "MISSING_FIELD");
    assert!(message.contains("fields: ") && message.contains("reason: "), "{message}");
    ask(json!({ "fields": ["the weather"], "reason": "x" })).await.is_problem(400, "INCORRECT_TYPE");
    let asked = ask(json!({ "fields": ["legal_name"], "reason": "The name differs." })).await.is(200).json();
    assert_eq!(asked["status"], "needs_info");
    app.run_jobs().await;
    assert_eq!(app.mail_server.taken().len(), before + 1);
    assert_eq!(app.acme.live.certificates("status=needs_info").await, [&*id]);
}

#[tokio::test]
async fn a_certificate_is_switched_off_where_it_does_not_count() {
    let app = TestApp::new().await;
    let id = app.submitted_certificate().await;
    let live = &app.acme.live;
    live.post(&action(&id, "verify"), &[]).await.is(200);
    let customer = app.acme.sees_certificate(&id).await["customer"]["id"].as_str().unwrap().to_owned();
    let before = app.services.clock.now().date_naive();
    app.hands.turn(Duration::days(2));
    let change = async |body: Value| live.post_json(&action(&id, "jurisdictions"), body).await;
    let off = json!({ "jurisdictions": [{ "jurisdiction_id": "US-OH", "active": false }] });
    let changed = change(off.clone()).await.is(200).json();
    let status = |certificate: &Value, place: usize| certificate["jurisdictions"][place]["status"].clone();
    assert_eq!([status(&changed, 0), status(&changed, 1)], [json!("active"), json!("invalid")]);
    assert_eq!(changed["status"], "active", "Kentucky counts");
    assert_eq!(change(off).await.is(200).json()["updated_at"], changed["updated_at"], "it was off already");
    let asks = async |known_on: String| {
        let address = format!("/tax/customers/{customer}/exemption?jurisdiction=US-OH{known_on}");
        live.get(&address).await.is(200).json()["exempt"].clone()
    };
    assert_eq!(asks(String::new()).await, json!(false));
    assert_eq!(asks(format!("&known_on={before}&on={before}")).await, json!(true), "nobody had switched it off then");
    assert_eq!(live.certificates("status=invalid&jurisdiction=US-OH").await, [&*id]);
    assert_eq!(live.certificates("status=active&jurisdiction=US-OH").await, [""; 0]);
    assert_eq!(live.certificates("status=active").await, [&*id]);
    let on = json!({ "jurisdictions": [{ "jurisdiction_id": "US-OH", "active": true, "number_verified": true }] });
    let changed = change(on).await.is(200).json();
    assert_eq!(status(&changed, 1), json!("active"));
    let wrong = json!({ "jurisdictions": [{ "jurisdiction_id": "US-TX", "active": false },
        { "jurisdiction_id": "US-OH", "number_verified": false }] });
    let message = change(wrong).await.is_problem(400, "INCORRECT_TYPE");
    assert!(
        message.contains("jurisdictions[0].jurisdiction_id: ")
            && message.contains("jurisdictions[1].number_verified: ")
    );
    change(json!({})).await.is_problem(400, "MISSING_FIELD");
    let kinds = app.database.texts("select kind from events where certificate_id is not null order by id").await;
    let kinds: Vec<_> = kinds.into_iter().flatten().collect();
    let expected =
        ["certificate.jurisdiction_deactivated", "certificate.jurisdiction_activated", "certificate.number_verified"];
    assert_eq!(kinds[kinds.len() - 3..], expected);
}

#[tokio::test]
async fn a_salesperson_sends_a_paper_certificate_in() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let new =
        json!({ "name": "Riverside Cafe LLC", "email": "ap@riverside.example", "reference_customer_id": "20506" });
    let customer = live.post_json("/tax/customers", new).await.is(201).json();
    let said = json!({
        "customer_id": "20506", "id_type": "reference_customer_id", "certificate_type_id": "US-SST",
        "effective_date": "2026-01-01", "expiration_date": "2028-01-01", "signer_name": "Ann Lee",
        "jurisdictions": [
            { "jurisdiction_id": "US-OH", "reason": "RESALE", "number": "89-123456" },
            { "jurisdiction_id": "US-KY", "reason": "RESALE", "expiration_date": "2027-01-01" },
        ],
    });
    let filed = live.files(&said, &[("paper.pdf", pdf(2_000))]).await.is(201).json();
    let id = filed["id"].as_str().unwrap().to_owned();
    assert_eq!((&filed["object"], &filed["status"]), (&json!("tax.exemption_certificate"), &json!("processing")));
    assert_eq!(filed["customer"], json!({ "id": customer["id"], "reference_customer_id": "20506" }));
    assert_eq!(filed["certificate_type"]["certificate_identifier"], "US-SST");
    let ohio = json!({ "jurisdiction_id": "US-OH", "status": "processing", "effective_date": "2026-01-01", "expiration_date": "2028-01-01" });
    assert_eq!(filed["jurisdictions"][1], ohio);
    assert_eq!(filed["jurisdictions"][0]["expiration_date"], "2027-01-01");
    let document = app.anonymous.get(filed["download_url"].as_str().unwrap()).await.is(200);
    assert_eq!(document.body, pdf(2_000));
    live.post(&action(&id, "verify"), &[]).await.is(200);
    let info = json!({ "fields": ["legal_name"], "reason": "x" });
    let second = live.files(&said, &[("front.png", png()), ("back.png", png())]).await.is(201).json();
    let second = second["id"].as_str().unwrap().to_owned();
    live.post_json(&action(&second, "request-info"), info).await.is_problem(409, "CERTIFICATE_WITHOUT_REQUEST");
    app.acme.desk().await.get(&format!("/certificates/{id}")).await.is(200).says("Riverside Cafe LLC");
    let asked = format!("/tax/customers/{}/exemption?jurisdiction=US-OH", customer["id"].as_str().unwrap());
    assert_eq!(live.get(&asked).await.is(200).json()["exempt"], true);
}

#[tokio::test]
async fn a_paper_that_cannot_be_filed_leaves_nothing() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let live = &app.acme.live;
    let said =
        json!({ "customer_id": customer, "jurisdictions": [{ "jurisdiction_id": "US-OH", "reason": "RESALE" }] });
    let with = |more: Value| {
        let mut body = said.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let paper = [("paper.pdf", pdf(2_000))];
    live.files(&said, &[]).await.is_problem(400, "MISSING_FIELD");
    let message = live.files(&said, &[("notes.txt", b"hello".to_vec())]).await.is_problem(400, "INCORRECT_TYPE");
    assert!(message.starts_with("file: "), "{message}");
    let wrong = with(json!({ "jurisdictions": [{ "jurisdiction_id": "OH" }], "effective_date": "soon" }));
    let message = live.files(&wrong, &paper).await.is_problem(400, "INCORRECT_TYPE");
    for field in ["effective_date: ", "jurisdictions[0].jurisdiction_id: ", "jurisdictions[0].reason: "] {
        assert!(message.contains(field), "{field} {message}");
    }
    live.files(&with(json!({ "customer": "x" })), &paper).await.is_problem(400, "UNRECOGNIZED_FIELD");
    live.files(&with(json!({ "customer_id": null })), &paper).await.is_problem(400, "MISSING_FIELD");
    app.globex.live.files(&said, &paper).await.is_problem(404, "CUSTOMER_NOT_FOUND");
    live.post_json("/tax/certificates", said.clone()).await.is_problem(415, "ERROR");
    let form = Form::new().part("file", Part::bytes(pdf(2_000)).file_name("paper.pdf"));
    live.send(live.request(Method::POST, "/tax/certificates").multipart(form)).await.is_problem(400, "MISSING_FIELD");
    let form = Form::new().text("certificates", "{}");
    let unknown = live.send(live.request(Method::POST, "/tax/certificates").multipart(form)).await;
    unknown.is_problem(400, "UNRECOGNIZED_FIELD");
    let form = Form::new().text("certificate", "x".repeat(70_000));
    live.send(live.request(Method::POST, "/tax/certificates").multipart(form)).await.is_problem(413, "ERROR");
    assert_eq!(app.database.count("certificates").await, 0);
    app.kept_no_document().await;
}

#[tokio::test]
async fn a_paper_with_a_virus_is_refused() {
    let scanner = crate::support::Scanner::start().await;
    let clamd = scanner.clamd();
    let app = TestApp::with(|settings| settings.clamd = Some(clamd)).await;
    let said = json!({
        "customer_id": app.acme.customer().await, "jurisdictions": [{ "jurisdiction_id": "US-OH", "reason": "RESALE" }],
    });
    app.acme.live.files(&said, &[("paper.pdf", infected_pdf())]).await.is_problem(400, "INCORRECT_TYPE");
    app.kept_no_document().await;
}

#[tokio::test]
async fn certificates_are_listed_by_what_they_are_today() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let customer = app.acme.customer().await;
    let today = app.services.clock.now().date_naive();
    let file = async |kind: &str, last_day: i64| {
        let last_day = (today + Duration::days(last_day)).to_string();
        let said = json!({
            "customer_id": customer, "certificate_type_id": kind, "effective_date": "2026-01-01", "expiration_date": last_day,
            "jurisdictions": [{ "jurisdiction_id": "US-OH", "reason": "RESALE", "number": "89-123456" }],
        });
        let filed = live.files(&said, &[("paper.pdf", pdf(2_000))]).await.is(201).json();
        filed["id"].as_str().unwrap().to_owned()
    };
    let ids = [
        file("US-SST", -3).await,
        file("US-SST", 10).await,
        file("US-OH-STEC-B", 300).await,
        file("US-SST", 300).await,
    ];
    let [expired, expiring, active, processing] = &ids;
    for verified in &ids[..3] {
        live.post(&action(verified, "verify"), &[]).await.is(200);
    }
    for (status, id) in [("expired", expired), ("expiring", expiring), ("active", active), ("processing", processing)] {
        assert_eq!(live.certificates(&format!("status={status}")).await, [id.as_str()], "{status}");
        assert_eq!(live.certificates(&format!("status={status}&jurisdiction=US-OH")).await, [id.as_str()]);
        assert_eq!(live.certificates(&format!("status={status}&jurisdiction=US-KY")).await, [""; 0]);
    }
    assert_eq!(live.certificates("status=invalid").await, [""; 0]);
    assert_eq!(live.certificates("certificate_type_id=US-OH-STEC-B").await, [active.as_str()]);
    assert_eq!(live.certificates("jurisdiction=US-OH&limit=100").await.len(), 4);
    assert_eq!(live.certificates(&format!("created_after={today}&customer_id={customer}")).await.len(), 4);
    assert_eq!(live.certificates(&format!("updated_before={today}")).await, [""; 0]);
    let message =
        live.get("/tax/certificates?status=good&jurisdiction=x&limit=x").await.is_problem(400, "INCORRECT_TYPE");
    assert!(
        message.contains("status: ") && message.contains("jurisdiction: ") && message.contains("limit: "),
        "{message}"
    );
}

#[tokio::test]
async fn pages_of_a_status_neither_miss_nor_repeat() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let customer = app.acme.customer().await;
    let today = app.services.clock.now().date_naive();
    let mut expected = Vec::new();
    for place in 0..7 {
        let last_day = today + Duration::days(if place % 2 == 0 { 300 } else { -3 });
        let said = json!({
            "customer_id": customer, "effective_date": "2026-01-01", "expiration_date": last_day.to_string(),
            "jurisdictions": [{ "jurisdiction_id": "US-OH", "reason": "RESALE" }],
        });
        let filed = live.files(&said, &[("paper.pdf", pdf(1_000))]).await.is(201).json();
        let id = filed["id"].as_str().unwrap().to_owned();
        live.post(&action(&id, "verify"), &[]).await.is(200);
        if place % 2 == 0 {
            expected.insert(0, id);
        }
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = live.get(&format!("/tax/certificates?status=active&limit=1{cursor}")).await.is(200).json();
        seen.extend(page["certificates"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        let Some(next) = page.get("next_cursor") else { break };
        cursor = format!("&cursor={}", next.as_str().unwrap());
    }
    assert_eq!(seen, expected);
}
