//! A reviewer asks about a certificate that came in; the buyer corrects these fields alone and signs again.

use reqwest::{Method, multipart::Form};
use serde_json::json;

use crate::support::{Answer, BUSINESS, Buyer, NUMBERS, SIGNATURE, TestApp, WHY, document, fields, pdf};

const ASKS_NAME: [(&str, &str); 2] = [("fields", "legal_name"), ("reason", "The register says <LLC>. Which is it?")];

/// The certificate of a buyer who has completed and signed it here.
async fn signed_here(app: &TestApp) -> (Buyer, String) {
    let buyer = app.buyer_of_acme().await;
    buyer.answers("business", &BUSINESS).await.is(303);
    buyer.answers("where", &[("jurisdictions", "US-OH")]).await.is(303);
    buyer.answers("why", &WHY).await.is(303);
    buyer.answers("numbers", &NUMBERS).await.is(303);
    buyer.answers("documents", &[("choice-US-SST", "complete")]).await.redirects_to(&buyer.at("check"));
    buyer.submits().await.redirects_to(&buyer.at("done"));
    let certificate = certificate_of(app, &buyer).await;
    (buyer, certificate)
}

/// The certificate of a buyer who has sent a file.
async fn uploaded(app: &TestApp) -> (Buyer, String) {
    let buyer = app.buyer_about_to_submit().await;
    buyer.submits().await.redirects_to(&buyer.at("done"));
    let certificate = certificate_of(app, &buyer).await;
    (buyer, certificate)
}

async fn certificate_of(app: &TestApp, buyer: &Buyer) -> String {
    app.acme.sees_request(&buyer.request).await["certificate_id"].as_str().unwrap().to_owned()
}

async fn asks(app: &TestApp, certificate: &str, form: &[(&str, &str)]) -> Answer {
    app.acme.desk().await.post(&format!("/certificates/{certificate}/info-request"), form).await
}

fn correction(certificate: &str) -> String {
    format!("correction/{certificate}")
}

/// What a browser sends from the page as it is shown: the signature, and these fields.
async fn corrects(buyer: &Buyer, certificate: &str, typed: &[(&str, &str)], file: Option<Form>) -> Answer {
    let seen = buyer.sees(&correction(certificate)).await.typed("seen").unwrap_or_default();
    let signature = SIGNATURE.into_iter().filter(|(name, _)| typed.iter().all(|(other, _)| other != name));
    let typed = signature.chain(typed.iter().copied()).chain([("seen", &*seen)]);
    let form = typed.fold(file.unwrap_or_default(), |form, (name, value)| form.text(name.to_owned(), value.to_owned()));
    let request = buyer.browser.request(Method::POST, &buyer.at(&correction(certificate))).multipart(form);
    buyer.browser.send(request).await
}

#[tokio::test]
async fn what_was_signed_here_is_corrected_in_one_field_and_signed_again() {
    let app = TestApp::new().await;
    let (buyer, certificate) = signed_here(&app).await;
    let before = app.acme.sees_certificate(&certificate).await;
    asks(&app, &certificate, &ASKS_NAME).await.redirects_to(&format!("/certificates/{certificate}?asked=yes"));
    assert_eq!(app.acme.sees_certificate(&certificate).await["status"], "needs_info");

    let page = buyer.goes_on().await.is(200);
    page.says("Acme Supply has a question about your certificate").says("The register says <LLC>. Which is it?");
    assert_eq!(page.typed("legal_name").as_deref(), Some("Riverside Cafe LLC"));
    for hidden in ["line1", "contact_email", "number-US-OH", "file", "signed_on"] {
        assert_eq!(page.typed(hidden), None, "only what is asked about");
    }
    let wrong = corrects(&buyer, &certificate, &[("legal_name", ""), ("title", "Chief")], None).await.is(422);
    wrong.says("Enter the legal name of your business.");
    assert_eq!(wrong.typed("title").as_deref(), Some("Chief"));
    let unsigned = [("legal_name", "Riverside Café, LLC"), ("agreed", "")];
    corrects(&buyer, &certificate, &unsigned, None).await.is(422).says("Tick the box");
    let good = [("legal_name", "Riverside Café, LLC"), ("line1", "Elsewhere")];
    let done = corrects(&buyer, &certificate, &good, None).await;
    done.redirects_to(&format!("{}?corrected=yes", buyer.at("done")));
    let receipt = buyer.browser.get(&done.location().unwrap()).await.is(200);
    receipt.says("Acme Supply got your correction").says("Riverside Café, LLC");

    let after = app.acme.sees_certificate(&certificate).await;
    assert_eq!(after["status"], "processing");
    assert_eq!(after["id"], before["id"]);
    assert_eq!(after["jurisdictions"], before["jurisdictions"]);
    let stated = app.database.texts("select cast(business as text) from certificates").await[0].clone().unwrap();
    assert!(stated.contains("Riverside Café, LLC") && !stated.contains("Elsewhere"), "nobody asked: {stated}");
    assert_eq!(app.stored_objects(), 2, "the document before is kept, and one was made anew");
    let replaced = app.database.count("documents where id not in (select document_id from certificates)").await;
    assert_eq!(replaced, 1);
    let events = app.events(&buyer.request).await;
    let about = "Legal name: The register says <LLC>. Which is it?".to_owned();
    assert!(events.contains(&("certificate.needs_info", about)), "{events:?}");
    let (_, note) = events.iter().find(|(kind, _)| *kind == "certificate.corrected").unwrap();
    assert!(note.starts_with("Legal name. The document before is kept as file_"), "{note}");

    corrects(&buyer, &certificate, &good, None).await.redirects_to(&format!("/request/{}", buyer.request));
    assert_eq!(app.stored_objects(), 2, "the second click makes nothing");
    buyer.goes_on().await.is(200).says("Certificate submitted");
}

#[tokio::test]
async fn the_mail_says_what_is_asked_and_its_link_leads_there() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    let buyer = app.buyer(&asked).await;
    buyer.browser.get(&format!("/request/{}/welcome?lang=es", buyer.request)).await.is(200);
    buyer.answers_everything().await;
    buyer.submits().await.redirects_to(&buyer.at("done"));
    let certificate = certificate_of(&app, &buyer).await;
    app.run_jobs().await;
    let question = [("fields", "number-US-OH"), ("fields", "dates"), ("reason", "The number has a digit too few.")];
    asks(&app, &certificate, &question).await.is(303);
    app.run_jobs().await;

    let mail = app.mail_server.taken().pop().unwrap();
    assert_eq!(mail.to, "rosa@riverside.example", "whom the certificate names");
    let says = |mail: String| mail.split("Acme Supply escribe:").map(str::to_owned).collect::<Vec<_>>();
    for [asked, quoted] in [says(mail.text()), says(mail.html())].map(|parts| <[String; 2]>::try_from(parts).unwrap()) {
        assert!(
            asked.contains("Número de Ohio") && !quoted.contains("Número de Ohio"),
            "the list is no quotation: {quoted}"
        );
    }
    for words in [
        "le pide que corrija lo siguiente:",
        "The number has a digit too few.",
        "• Número de Ohio",
        "• Fechas en el documento",
    ] {
        assert!(mail.text().contains(words), "{words:?} is not in {}", mail.text());
    }
    let link = mail.text().lines().find(|line| line.contains("/i/")).unwrap().to_owned();
    app.anonymous.visit(&link).await.is(200).says("The number has a digit too few.");

    let desk = app.acme.desk().await;
    desk.post(&format!("/certificates/{certificate}/approval"), &[]).await.is(303);
    app.anonymous.visit(&link).await.is(200).says("Certificate submitted");
    corrects(&buyer, &certificate, &[], None).await.redirects_to(&format!("/request/{}", buyer.request));
    assert_eq!(app.acme.sees_certificate(&certificate).await["status"], "active", "it was decided on");
}

#[tokio::test]
async fn another_file_takes_the_place_of_the_one_that_was_not_legible() {
    let app = TestApp::new().await;
    let (buyer, certificate) = uploaded(&app).await;
    asks(&app, &certificate, &[("fields", "file"), ("fields", "number-US-KY"), ("reason", "Too dark.")]).await.is(303);
    let before = app.acme.sees_certificate(&certificate).await;

    let page = buyer.sees(&correction(&certificate)).await.is(200);
    page.says("The file that you sent").says("and that I may give them for");
    assert!(!page.text().contains("sign them electronically"), "a file is sent, and nothing is signed here");
    let none = corrects(&buyer, &certificate, &[("number-US-KY", "KY-1")], None).await.is(422);
    none.says("Select a file with your certificate.");
    let broken = document("dark.pdf", b"no pdf".to_vec());
    corrects(&buyer, &certificate, &[], Some(broken)).await.is(422).says("must be a PDF, JPEG, PNG or TIFF");
    let good = document("bright.pdf", pdf(3_000));
    let unsigned = corrects(&buyer, &certificate, &[("number-US-KY", "KY-1"), ("name", "")], Some(good)).await.is(422);
    unsigned.says("Enter your full name.").says("bright.pdf");
    assert_eq!(app.stored_objects(), 2, "the file is not lost with the answer");
    let better = document("brighter.pdf", pdf(4_000));
    corrects(&buyer, &certificate, &[("agreed", "")], Some(better)).await.is(422).says("brighter.pdf");
    app.run_jobs().await;
    assert_eq!(app.stored_objects(), 2, "the file before is given up, the certificate's own is not");
    let numbers = [("number-US-KY", "KY-1"), ("number-US-OH", "31-1234567")]; // which stood for Kentucky
    corrects(&buyer, &certificate, &numbers, None).await.is(303);

    let after = app.acme.sees_certificate(&certificate).await;
    assert_eq!((&after["status"], &after["effective_date"]), (&json!("processing"), &before["effective_date"]));
    let url = after["download_url"].as_str().unwrap();
    assert_eq!(app.anonymous.get(url).await.is(200).body, pdf(4_000));
    let numbers = app.database.texts("select number from certificate_jurisdictions order by jurisdiction").await;
    assert_eq!(numbers, [Some("KY-1".to_owned()), Some("31-1234567".to_owned())]);
    let late = buyer.uploads("late.pdf", pdf(1_000)).await;
    late.redirects_to(&format!("/request/{}", buyer.request));
}

#[tokio::test]
async fn a_file_that_nobody_will_sign_is_given_up() {
    const ASKS_FILE: [(&str, &str); 2] = [("fields", "file"), ("reason", "Too dark.")];
    let app = TestApp::new().await;
    let (buyer, certificate) = uploaded(&app).await;
    let sends = async || {
        let unsigned = corrects(&buyer, &certificate, &[("name", "")], Some(document("bright.pdf", pdf(3_000)))).await;
        unsigned.is(422).says("bright.pdf");
        app.run_jobs().await;
        assert_eq!(app.stored_objects(), 2, "the certificate's own and the new one");
    };
    asks(&app, &certificate, &ASKS_FILE).await.is(303);
    sends().await;
    app.hands.turn(chrono::Duration::minutes(1));
    asks(&app, &certificate, &[("fields", "file"), ("reason", "The back is missing.")]).await.is(303);
    app.run_jobs().await;
    assert_eq!(app.stored_objects(), 1, "another question");

    sends().await;
    app.acme.desk().await.post(&format!("/certificates/{certificate}/approval"), &[]).await.is(303);
    app.run_jobs().await;
    assert_eq!(app.stored_objects(), 1, "approved as it is");
    let url = app.acme.sees_certificate(&certificate).await["download_url"].as_str().unwrap().to_owned();
    app.anonymous.get(&url).await.is(200);
}

#[tokio::test]
async fn only_a_reviewer_asks_and_only_what_can_be_asked() {
    let app = TestApp::new().await;
    let (buyer, certificate) = signed_here(&app).await;
    let nothing = asks(&app, &certificate, &[]).await.is(422);
    nothing.says("Select what the buyer has to look at again.").says("Write what is wrong or missing.");
    let odd = asks(&app, &certificate, &[("fields", "dates"), ("reason", "Why?")]).await.is(422);
    odd.says("This certificate can be asked about one or more of legal_name, address");
    odd.says("Why?");
    buyer.sees(&correction(&certificate)).await.redirects_to(&buyer.at("done"));
    let (other, others) = uploaded(&app).await;
    asks(&app, &others, &ASKS_NAME).await.is(303);
    buyer.sees(&correction(&others)).await.is(404);
    corrects(&buyer, &others, &[("legal_name", "Mine")], None).await.is(404);
    app.anonymous.get(&other.at(&correction(&others))).await.is(401);

    asks(&app, &certificate, &ASKS_NAME).await.is(303);
    let seen = buyer.sees(&correction(&certificate)).await.typed("seen").unwrap();
    app.hands.turn(chrono::Duration::minutes(1));
    asks(&app, &certificate, &[("fields", "address"), ("reason", "Where?")]).await.is(303);
    let form = fields(&SIGNATURE, &[("legal_name", "Riverside"), ("seen", &seen)]);
    let form = form.into_iter().fold(Form::new(), |form, (name, value)| form.text(name.to_owned(), value.to_owned()));
    let request = buyer.browser.request(Method::POST, &buyer.at(&correction(&certificate))).multipart(form);
    buyer
        .browser
        .send(request)
        .await
        .is(409)
        .says("The question has changed since this page was shown.")
        .says("Where?");

    let approval = format!("/certificates/{certificate}/approval");
    app.acme.desk().await.post(&approval, &[]).await.is(303);
    asks(&app, &certificate, &ASKS_NAME).await.is(409).says("can be decided on");
    app.database.run("update users set role = 'viewer'").await;
    asks(&app, &others, &ASKS_NAME).await.is(403);
}

#[tokio::test]
async fn nobody_approves_what_changed_while_they_looked() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let (desk, page) = (app.acme.desk().await, format!("/certificates/{certificate}"));
    let approves = async |seen: &str| desk.post(&format!("{page}/approval"), &[("seen", seen)]).await;
    let seen = desk.get(&page).await.is(200).typed("seen").unwrap();
    app.hands.turn(chrono::Duration::minutes(1));
    let off = serde_json::json!({ "jurisdictions": [{ "jurisdiction_id": "US-OH", "active": false }] });
    app.acme.live.post_json(&format!("/tax{page}/jurisdictions"), off).await.is(200);
    for old in [&*seen, "2026", "x"] {
        let answer = approves(old).await.is(409);
        answer.says("This certificate has changed since you opened it. Look at it again before you approve it.");
        assert_ne!(answer.typed("seen").as_deref(), Some(&*seen), "it shows what it is now");
    }
    assert_eq!(app.acme.sees_certificate(&certificate).await["status"], "processing");
    let seen = desk.get(&page).await.is(200).typed("seen").unwrap();
    approves(&seen).await.is(303);
}
