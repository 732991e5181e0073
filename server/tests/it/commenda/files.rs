//! Files that come before the certificates that name them.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::json;

use super::{CERTIFICATES, exemption, text};
use crate::support::{TestApp, pdf, png};

#[tokio::test]
async fn a_file_is_kept_and_named_by_certificates() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let bytes = pdf(1_000);
    let sent = live.sends("example.pdf", bytes.clone()).await.is(200).json();
    assert_eq!(sent["message"], "Successfully created file.");
    assert_eq!((&sent["data"]["name"], &sent["data"]["size"]), (&json!("example.pdf"), &json!(bytes.len())));
    assert_eq!(sent["data"].as_object().unwrap().len(), 3);
    let file = text(&sent["data"]["id"]);
    assert_eq!(app.stored_object(), bytes);
    let customer = app.riverside().await;
    for id in [file.clone(), format!("file_{file}")] {
        let made = live.files_for(&customer, "SST", &["OH"], Some(&id)).await;
        assert_eq!(live.certificate(&made).await["file_id"], file.as_str());
    }
    app.hands.turn(chrono::Duration::hours(3));
    services::jobs::sweep(&app.services).await;
    assert_eq!(app.stored_objects(), 1, "no sweep takes it for an upload that never ended");

    let photo = live.sends("photo.png", png()).await.is(200).json();
    assert_eq!(photo["data"]["name"], "photo.pdf", "a picture becomes a PDF");
    for stranger in [&app.globex.live, &app.acme.test] {
        let theirs = json!({ "name": "Lake", "email": "ap@lake.example" });
        let theirs = text(&stranger.post_json("/api/v1/customers", theirs).await.is(201).json()["data"]["id"]);
        let body = json!({
            "customer_id": theirs, "effective_date": "2026-01-01", "type": "SST", "file_id": file,
            "jurisdictions": [exemption("OH")],
        });
        stranger.post_json(CERTIFICATES, body).await.is_error(404, "FILE_NOT_FOUND");
    }
}

#[tokio::test]
async fn what_is_no_document_is_refused() {
    let app = TestApp::with(|settings| settings.upload_limit = 2_000_000).await;
    let live = &app.acme.live;
    live.sends("large.pdf", pdf(2_000_001)).await.is_error(413, "FILE_TOO_LARGE");
    live.sends("word.docx", b"PK\x03\x04 a document".to_vec()).await.is_error(415, "UNSUPPORTED_FILE_TYPE");
    live.sends("fake.pdf", b"MZ a program".to_vec()).await.is_error(415, "UNSUPPORTED_FILE_TYPE");
    assert_eq!(live.sends("empty.pdf", vec![]).await.is_wrong_body(), ["/file"]);
    assert_eq!(live.sends("torn.pdf", b"%PDF-1.4 and no end".to_vec()).await.is_wrong_body(), ["/file"]);
    let send = async |form: Form| live.send(live.request(Method::POST, "/api/v1/files").multipart(form)).await;
    assert_eq!(send(Form::new().text("companyId", "x")).await.is_wrong_body(), ["/file"]);
    assert_eq!(send(Form::new().text("company", "x")).await.is_wrong_body(), ["/company"]);
    let two = || Part::bytes(pdf(1_000)).file_name("a.pdf");
    assert_eq!(send(Form::new().part("file", two()).part("file", two())).await.is_wrong_body(), ["/file"]);
    live.post_json("/api/v1/files", json!({})).await.is_error(415, "UNSUPPORTED_MEDIA_TYPE");
    app.kept_no_document().await;
}
