//! The document on its way in.

use reqwest::{
    Method, StatusCode,
    multipart::{Form, Part},
};
use services::S3Settings;
use tokio::{io::AsyncReadExt as _, io::AsyncWriteExt as _, net::TcpStream};

use crate::support::{BUSINESS, Buyer, TestApp, UPLOAD, closed_port, document, jpeg, pdf, pdf_with, png};

const LIMIT: usize = 1_000_000;

async fn app_with_limit() -> TestApp {
    TestApp::with(|settings| settings.upload_limit = LIMIT as u64).await
}

#[tokio::test]
async fn the_content_says_what_a_file_is() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    for (name, content) in [("scan.exe", pdf(2_000)), ("photo", jpeg()), ("photo.tiff", png())] {
        buyer.uploads(name, content).await.redirects_to(&buyer.at("check"));
    }
    let types = app.database.texts("select media_type from documents order by id").await;
    assert_eq!(types.into_iter().flatten().collect::<Vec<_>>(), ["application/pdf"; 3], "pictures become PDFs");
    assert_eq!(app.stored_objects(), 3);
    assert_eq!(app.spooled_files(), 0);
    buyer.sees(UPLOAD).await.is(200).says("photo.pdf");
}

#[tokio::test]
async fn what_is_no_document_is_refused_without_a_trace() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let wrong = "The selected file must be a PDF, JPEG, PNG or TIFF.";
    let cut_off = "The selected file is incomplete or damaged.";
    let files: [(&str, Vec<u8>, &str); 8] = [
        ("empty.pdf", vec![], "The selected file is empty. Select another file."),
        ("page.pdf", b"<html><script>alert(1)</script></html>".to_vec(), wrong),
        ("picture.png", b"<svg onload=alert(1)>".to_vec(), wrong),
        ("setup.pdf", b"MZ\x90\0".to_vec(), wrong),
        ("one.pdf", b"%".to_vec(), wrong),
        ("cut.pdf", pdf(5_000)[..4_000].to_vec(), cut_off),
        ("cut.jpg", jpeg()[..jpeg().len() / 2].to_vec(), cut_off),
        ("cut.png", png()[..png().len() / 2].to_vec(), cut_off),
    ];
    for (name, content, sentence) in files {
        buyer.uploads(name, content).await.is(422).says(sentence);
        app.kept_no_document().await;
    }
    assert_eq!(app.acme.sees_request(&buyer.request).await["status"], "pending");
}

#[tokio::test]
async fn the_limit_is_exact() {
    let app = app_with_limit().await;
    let buyer = app.buyer_with_document().await;
    buyer.uploads("over.pdf", pdf(LIMIT + 1)).await.is(413).says("The selected file must be smaller than 1 MB.");
    app.kept_no_document().await;
    for size in [LIMIT - 1, LIMIT] {
        buyer.uploads("fits.pdf", pdf(size)).await.redirects_to(&buyer.at("check"));
    }
    let sizes = app.database.texts("select cast(size as text) from documents order by id").await;
    assert_eq!(sizes.into_iter().flatten().collect::<Vec<_>>(), ["999999", "1000000"]);
}

#[tokio::test]
async fn the_limit_holds_where_nobody_says_how_long_it_is() {
    let app = app_with_limit().await;
    let buyer = app.buyer_with_document().await;
    let chunks =
        pdf(LIMIT + 1).chunks(100_000).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect::<Vec<_>>();
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    let form = Form::new().part("file", Part::stream(body).file_name("over.pdf"));
    buyer.sends_document(form).await.is(413);
    app.kept_no_document().await;
}

#[tokio::test]
async fn no_file_keeps_the_one_that_is_there() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let no_file = || document("", vec![]).text("from", "");
    buyer.sends_document(no_file()).await.is(422).says("Select a file with your certificate.");
    app.kept_no_document().await;
    buyer.uploads("ohio.pdf", pdf(2_000)).await.redirects_to(&buyer.at("check"));
    buyer.sends_document(no_file()).await.redirects_to(&buyer.at("check"));
    buyer.sees(UPLOAD).await.is(200).says("ohio.pdf");
    assert_eq!(app.database.count("documents").await, 1);
}

#[tokio::test]
async fn what_was_typed_beside_a_bad_file_is_kept() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let form = Form::new().text("signed_on", "2026-05-01").text("expires_on", "2026-04-01");
    let form = form.part("file", Part::bytes(b"no document".to_vec()).file_name("x.pdf"));
    let page = buyer.sends_document(form).await.is(422);
    assert_eq!(page.typed("signed_on").as_deref(), Some("2026-05-01"));
    assert_eq!(buyer.sees(UPLOAD).await.typed("expires_on").as_deref(), Some("2026-04-01"));
}

#[tokio::test]
async fn who_only_sends_a_file_signs_nothing_and_can_look_at_it() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let file = pdf_with(2, "both sides");
    buyer.uploads("both.pdf", file.clone()).await.redirects_to(&buyer.at("check"));
    let check = buyer.sees("check").await.is(200);
    check.says("both.pdf, 2 pages").says("are true and complete, and that I may give them for");
    assert!(!check.text().contains("sign them electronically"), "{}", check.text());
    buyer.sees(UPLOAD).await.is(200).says("2 pages").says("received");
    let download = buyer.at("documents/");
    let html = check.html();
    let address = html.split('"').find(|part| part.starts_with(&download)).expect("a link to the file").to_owned();
    let url = buyer.browser.get(&address).await.is(303).location().unwrap();
    assert_eq!(app.anonymous.get(&url).await.is(200).body, file);
    app.anonymous.get(&address).await.is(401);
}

#[tokio::test]
async fn a_document_that_has_ended_is_taken_with_a_word_and_one_of_tomorrow_is_not() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let dates = |signed_on: &str, expires_on: &str| {
        let form = Form::new().text("signed_on", signed_on.to_owned()).text("expires_on", expires_on.to_owned());
        form.text("states", "US-OH").part("file", Part::bytes(pdf(2_000)).file_name("ohio.pdf"))
    };
    buyer.sends_document(dates("2031-05-01", "")).await.is(422).says("This day has not come yet.");
    buyer.sends_document(dates("2020-05-01", "2021-05-01")).await.redirects_to(&buyer.at("check"));
    buyer
        .sees("check")
        .await
        .is(200)
        .says("Expiration date May 1, 2021")
        .says("The expiration date of this document has passed");
    buyer.sends_document(dates("2020-05-01", "2031-05-01")).await.redirects_to(&buyer.at("check"));
    assert!(!buyer.sees("check").await.is(200).text().contains("has passed"));
}

#[tokio::test]
async fn hostile_file_names_are_shown_and_nothing_else() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let names = [
        ("../../../../etc/passwd", "passwd"),
        ("C:\\scans\\ohio.pdf", "ohio.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
    ];
    for (name, shown) in names {
        buyer.uploads(name, pdf(1_000)).await.redirects_to(&buyer.at("check"));
        let page = buyer.sees(UPLOAD).await.is(200);
        page.says(shown);
        assert!(!page.html().contains("<img src=x"));
    }
    let kept = app.database.texts("select file_name from documents order by id").await;
    assert_eq!(kept.into_iter().flatten().collect::<Vec<_>>(), names.map(|(_, shown)| shown));
    let keys: Vec<_> = app.database.texts("select storage_key from documents").await.into_iter().flatten().collect();
    assert!(keys.iter().all(|key| key.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'/')), "{keys:?}");
    assert_eq!(app.stored_objects(), names.len());
}

#[tokio::test]
async fn the_island_gets_json() {
    let app = app_with_limit().await;
    let buyer = app.buyer_with_document().await;
    let send = async |form: Form| {
        let request = buyer.browser.request(Method::POST, &buyer.at(UPLOAD)).header("accept", "application/json");
        buyer.browser.send(request.multipart(form)).await
    };
    let empty = send(document("a.pdf", vec![])).await.is(422).json();
    assert_eq!(empty["errors"][0]["field"], "file");
    assert_eq!(empty["errors"][0]["sentence"], "The selected file is empty. Select another file.");
    let large = send(document("a.pdf", pdf(LIMIT + 1))).await.is(413).json();
    assert!(large["message"].as_str().unwrap().starts_with("The selected file must be smaller than 1 MB."), "{large}");
    let taken = send(document("a.pdf", pdf(1_000))).await.is(200).json();
    assert_eq!(taken["next"], buyer.at("check"));
    app.acme.cancels(&buyer.request).await.is(200);
    let ended = send(document("a.pdf", pdf(1_000))).await.json();
    assert_eq!(ended["next"], format!("/request/{}", buyer.request));
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let body = multipart(&pdf(50_000));
    for part in [1, body.len() / 2, body.len() - "\r\n--xx--\r\n".len()] {
        let mut stream = begin_upload(&buyer, body.len()).await;
        stream.write_all(&body[..part]).await.unwrap();
        stream.shutdown().await.unwrap();
        drop(stream.read_to_end(&mut Vec::new()).await); // until the portal has noticed
    }
    app.kept_no_document().await;
    // A length that is too short cuts the form off in the middle of its file.
    let mut stream = begin_upload(&buyer, 1_000).await;
    stream.write_all(&body[..1_000]).await.unwrap();
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 400");
    app.kept_no_document().await;
    buyer.uploads("again.pdf", pdf(1_000)).await.redirects_to(&buyer.at("check"));
}

async fn begin_upload(buyer: &Buyer, length: usize) -> TcpStream {
    let host = buyer.browser.base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary=xx\r\nContent-Length: {length}\r\n\r\n",
        buyer.at(UPLOAD),
        buyer.cookie
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

fn multipart(file: &[u8]) -> Vec<u8> {
    let head = "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
    [head.as_bytes(), file, b"\r\n--xx--\r\n"].concat()
}

#[tokio::test]
async fn nonsense_is_refused_quickly() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let post = |kind: &'static str, body: Vec<u8>| {
        let request = buyer.browser.request(Method::POST, &buyer.at(UPLOAD));
        buyer.browser.send(request.header("content-type", kind).body(body))
    };
    post("application/x-www-form-urlencoded", b"file=x".to_vec()).await.is(400);
    post("multipart/form-data", multipart(&pdf(1_000))).await.is(400);
    post("multipart/form-data; boundary=other", multipart(&pdf(1_000))).await.is(400);
    let many = (0..30).fold(Form::new(), |form, _| form.text("signed_on", "2026-05-01"));
    assert!(StatusCode::from_u16(buyer.sends_document(many).await.status).unwrap().is_client_error());
    app.kept_no_document().await;
}

#[tokio::test]
async fn while_the_store_is_down_answers_are_kept() {
    let (port, _held) = closed_port();
    let app = TestApp::with(|settings| {
        settings.s3 = Some(S3Settings {
            endpoint: format!("http://127.0.0.1:{port}").parse().unwrap(),
            region: "us-east-1".to_owned(),
            bucket: "documents".to_owned(),
            access_key: "key".to_owned(),
            secret_key: "secret".to_owned(),
        });
    })
    .await;
    let buyer = app.buyer_with_document().await;
    buyer.answers("business", &BUSINESS).await.redirects_to(&buyer.at("where"));
    let form = Form::new().text("signed_on", "2026-05-01");
    let answer = buyer.sends_document(form.part("file", Part::bytes(pdf(1_000)).file_name("a.pdf"))).await.is(503);
    assert_ne!(answer.header("retry-after"), "");
    assert_eq!(answer.typed("signed_on").as_deref(), Some("2026-05-01"));
    assert_eq!(app.database.count("documents where stored_at is not null").await, 0);
    assert_eq!(app.database.count("documents").await, 1, "the object may stand after all: a sweep will look");
    assert_eq!(app.spooled_files(), 0);
    assert_eq!(buyer.sees(UPLOAD).await.is(200).typed("signed_on").as_deref(), Some("2026-05-01"));
    assert_eq!(buyer.sees("business").await.is(200).typed("city").as_deref(), Some("Cincinnati"));
    app.anonymous.get("/healthz").await.is(200);
    app.acme.desk().await.get("/requests").await.is(200);
}

#[tokio::test]
async fn a_whole_file_in_a_form_that_ends_badly_leaves_nothing() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let whole = multipart(&pdf(50_000));
    let open = &whole[..whole.len() - b"--xx--\r\n".len()];
    let field = b"--xx\r\nContent-Disposition: form-data; name=\"signed_on\"\r\n\r\n2026-05-01\r\n";
    let cut_off = [open, &field[..field.len() - 5]].concat();
    let too_many = [open, &field.repeat(120), b"--xx--\r\n"].concat();
    let two_files = [open, &whole].concat();
    let post = |body: Vec<u8>| {
        let request = buyer.browser.request(Method::POST, &buyer.at(UPLOAD));
        buyer.browser.send(request.header("content-type", "multipart/form-data; boundary=xx").body(body))
    };
    post(cut_off).await.is(400).says("The upload broke off.");
    app.kept_no_document().await;
    post(open.to_vec()).await.is(400).says("The upload broke off.");
    app.kept_no_document().await;
    post(too_many).await.is(400).says("This form cannot be read.");
    app.kept_no_document().await;
    post(two_files).await.is(422).says("Select one PDF, or one or more photos of its pages.");
    app.kept_no_document().await;
    buyer.uploads("again.pdf", pdf(1_000)).await.redirects_to(&buyer.at("check"));
}

#[tokio::test]
async fn a_refusal_is_shown_though_no_state_is_chosen() {
    let app = app_with_limit().await;
    let buyer = app.buyer_of_acme().await;
    buyer.uploads("empty.pdf", vec![]).await.is(422).says("The selected file is empty. Select another file.");
    buyer.uploads("long.pdf", pdf(LIMIT + 1)).await.is(413).says("The selected file must be smaller than 1 MB.");
    let mut stream = begin_upload(&buyer, 1_000).await;
    stream.write_all(&multipart(&pdf(5_000))[..1_000]).await.unwrap();
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 400");
    app.kept_no_document().await;
    buyer.uploads("good.pdf", pdf(1_000)).await.is(422).says("Select the states that this document covers.");
    buyer.sees("check").await.is(200).says("Select at least one state.");
}

#[tokio::test]
async fn a_replaced_file_goes_away() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    buyer.uploads("better.pdf", pdf(3_000)).await.redirects_to(&buyer.at("check"));
    buyer.uploads("page.pdf", b"<html>".to_vec()).await.is(422);
    app.run_jobs().await;
    let kept = app.database.texts("select file_name from documents").await;
    assert_eq!(kept, [Some("better.pdf".to_owned())]);
    assert_eq!(app.stored_objects(), 1);
    buyer.submits().await.redirects_to(&buyer.at("done"));
    buyer.uploads("late.pdf", pdf(3_000)).await.redirects_to(&format!("/request/{}", buyer.request));
    app.run_jobs().await;
    app.hands.turn(chrono::Duration::hours(2));
    services::jobs::sweep(&app.services).await;
    assert_eq!(app.database.texts("select file_name from documents").await, [Some("better.pdf".to_owned())]);
    assert_eq!((app.stored_objects(), app.spooled_files()), (1, 0));
}

#[tokio::test]
async fn a_request_ends_while_its_file_comes_in() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let body = multipart(&pdf(50_000));
    let mut stream = begin_upload(&buyer, body.len()).await;
    stream.write_all(&body[..20_000]).await.unwrap();
    while app.spooled_files() == 0 {
        tokio::task::yield_now().await;
    }
    app.acme.cancels(&buyer.request).await.is(200);
    stream.write_all(&body[20_000..]).await.unwrap();
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 303");
    app.run_jobs().await;
    app.kept_no_document().await;
}

#[tokio::test]
async fn one_request_cannot_fill_the_disk() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    for _ in 0..20 {
        buyer.uploads("again.pdf", pdf(1_000)).await.redirects_to(&buyer.at("check"));
    }
    let refused = buyer.uploads("again.pdf", pdf(1_000)).await.is(429);
    refused.says("Many files were sent for this request. Wait ten minutes, then send yours again.");
    assert_ne!(refused.header("retry-after"), "");
    let another = app.buyer_with_document().await;
    another.uploads("first.pdf", pdf(1_000)).await.redirects_to(&another.at("check"));
    let dates = document("", vec![]).text("from", "");
    buyer.sends_document(dates).await.redirects_to(&buyer.at("check"));
    app.run_jobs().await;
    assert_eq!(app.database.count("documents").await, 2);
    assert_eq!(app.stored_objects(), 2);
}

#[tokio::test]
async fn another_visitor_uploads_nothing() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let stranger = Buyer { browser: app.anonymous.clone(), request: buyer.request.clone(), cookie: String::new() };
    stranger.uploads("a.pdf", pdf(1_000)).await.is(401);
    app.kept_no_document().await;
}
