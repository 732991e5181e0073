//! The walk by which documents are completed and signed here.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use chrono::Duration;
use serde_json::json;

use crate::support::{Answer, BUSINESS, Buyer, SIGNATURE, TestApp, UPLOAD, WHY, document_for, fields, pdf};

/// States whose buyers need one Streamlined and one uniform certificate, and the numbers that they must have.
const STATES: [&str; 12] =
    ["US-AR", "US-GA", "US-IN", "US-IA", "US-KS", "US-WV", "US-WY", "US-CA", "US-CO", "US-CT", "US-TX", "US-AZ"];

/// A number that no other state has.
fn number(state: &str) -> String {
    state.bytes().fold("89".to_owned(), |number, byte| format!("{number}{byte}"))
}

/// A buyer of Ohio who wants to be exempt in these states.
async fn buyer_in(app: &TestApp, states: &[&str]) -> Buyer {
    let asked = app.acme.asks_with(json!({ "delivery_method": "download", "jurisdictions": states })).await;
    let buyer = app.buyer(&asked).await;
    buyer.answers("business", &BUSINESS).await.redirects_to(&buyer.at("where"));
    let places: Vec<_> = states.iter().map(|state| ("jurisdictions", *state)).collect();
    buyer.answers("where", &places).await.redirects_to(&buyer.at("why"));
    buyer.answers("why", &WHY).await.redirects_to(&buyer.at("numbers"));
    let numbers: Vec<_> =
        states.iter().chain(&["US-OH"]).map(|state| (format!("number-{state}"), number(state))).collect();
    let numbers: Vec<_> = numbers.iter().map(|(name, number)| (name.as_str(), number.as_str())).collect();
    buyer.answers("numbers", &numbers).await.redirects_to(&buyer.at("documents"));
    buyer
}

#[tokio::test]
async fn twelve_states_need_two_documents_that_are_signed_here() {
    let app = TestApp::new().await;
    let buyer = buyer_in(&app, &STATES).await;
    let page = buyer.sees("documents").await.is(200);
    page.says("Streamlined Sales Tax Certificate of Exemption").says("Multijurisdiction");
    buyer.answers("documents", &[]).await.is(422).says("Select how you want to send this document");
    let here = [("choice-US-SST", "complete"), ("choice-US-MTC", "complete")];
    buyer.answers("documents", &here).await.redirects_to(&buyer.at("details"));
    buyer.answers("details", &[]).await.is(422).says("Describe what your business does, in a few words.");
    let details = [("business_description", "A cafe with a shop"), ("property_description", "Cups *for sale* #1")];
    buyer.answers("details", &details).await.redirects_to(&buyer.at("check"));
    let preview = buyer.sees("preview/US-MTC.svg").await.is(200);
    assert_eq!(preview.header("content-type"), "image/svg+xml");
    assert!(preview.header("content-security-policy").contains("sandbox"));
    let draft = buyer.sees("preview/US-MTC.pdf").await.is(200);
    assert!(draft.body.starts_with(b"%PDF-"), "a PDF");
    let name =
        format!("Multijurisdiction {} not signed.pdf", domain::request::request_code(buyer.request.parse().unwrap()));
    let disposition = draft.header("content-disposition");
    assert!(disposition.starts_with("attachment; filename=\"Uniform") && disposition.contains(&name), "{disposition}");
    assert_eq!(draft.header("x-content-type-options"), "nosniff");
    assert!(draft.header("content-security-policy").contains("sandbox"));
    for nothing in ["US-MTC", "US-MTC.html", "US-OH-STEC-B.svg", "US-OH-STEC-B.pdf", "no-form.pdf"] {
        buyer.sees(&format!("preview/{nothing}")).await.is(404);
    }
    let drawn = fields(&SIGNATURE, &[("drawing", "10,10 20,30 40,80 90,20 200,90;300,10 310,50")]);
    buyer.answers("check", &drawn).await.redirects_to(&buyer.at("done"));

    assert_eq!(app.database.count("certificates").await, 2);
    assert_eq!(app.stored_objects(), 2);
    let done = buyer.sees("done").await.is(200);
    let request = app.acme.sees_request(&buyer.request).await;
    let certificate = app.acme.sees_certificate(request["certificate_id"].as_str().unwrap()).await;
    assert_eq!(certificate["status"], "processing");
    let desk = app.acme.desk().await;
    let received = desk.get(&format!("/requests/{}", buyer.request)).await.is(200);
    received.says("Streamlined Sales Tax Certificate of Exemption").says("Multijurisdiction");
    assert!(!received.text().contains("No certificate came"), "{}", received.text());
    let mut texts = String::new();
    for (id, digest) in documents(&app).await {
        assert!(done.html().contains(&digest), "the receipt names what was signed");
        let url = buyer.sees(&format!("documents/{id}")).await.is(303).location().unwrap();
        let file = app.anonymous.get(&url).await.is(200);
        assert!(file.body.starts_with(b"%PDF-"), "a PDF");
        assert_eq!(sha256(&file.body), digest);
        texts += &text(&file.body);
    }
    for state in STATES.iter().chain(&["US-OH"]) {
        assert!(texts.contains(&number(state)), "the number of {state}, needed or not, is on a document: {texts}");
    }
    let signers = app.database.texts("select cast(signer as text) from certificates").await;
    for signer in signers.into_iter().flatten() {
        for proof in ["10,10 20,30", "I declare that these answers", "Rosa Diaz", "127.0.0.1"] {
            assert!(signer.contains(proof), "{proof} in {signer}");
        }
    }
}

#[tokio::test]
async fn every_answer_is_on_the_document_that_wants_it() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_with(json!({ "delivery_method": "download", "jurisdictions": ["US-CO", "US-OH"] })).await;
    let buyer = app.buyer(&asked).await;
    let abroad = [("state", "ABROAD"), ("country", "Canada"), ("postal_code", "N9A 1A1")];
    let business: Vec<_> =
        BUSINESS.into_iter().filter(|(name, _)| !abroad.iter().any(|(other, _)| name == other)).collect();
    let business = fields(&business, &abroad);
    buyer.answers("business", &business).await.redirects_to(&buyer.at("where"));
    let states = [("jurisdictions", "US-CO"), ("jurisdictions", "US-OH")];
    buyer.answers("where", &states).await.redirects_to(&buyer.at("why"));
    buyer.answers("why", &[("reason", "STATE_LOCAL_GOV")]).await.redirects_to(&buyer.at("numbers"));
    buyer.answers("numbers", &[("number-US-CO", "98-01234")]).await.redirects_to(&buyer.at("documents"));
    let here = [("choice-US-SST", "complete"), ("choice-US-CO-DR-5002", "complete")];
    buyer.answers("documents", &here).await.redirects_to(&buyer.at("details"));
    let details = [
        ("business_description", "Parks of the county"),
        ("reason_detail", "Essex County Parks Department"),
        ("phone", "(519) 555-0142"),
        ("payment", "Check drawn on the county"),
        ("expires_on", "2028-12-31"),
    ];
    buyer.answers("details", &details).await.redirects_to(&buyer.at("check"));
    let check = buyer.sees("check").await.is(200);
    for (_, answer) in details {
        check.says(if answer == "2028-12-31" { "December 31, 2028" } else { answer });
    }
    buyer.submits().await.redirects_to(&buyer.at("done"));

    let mut texts = Vec::new();
    for (id, _) in documents(&app).await {
        let url = buyer.sees(&format!("documents/{id}")).await.location().unwrap();
        texts.push(text(&app.anonymous.get(&url).await.is(200).body));
    }
    let of = |form: &str| texts.iter().find(|text| text.contains(form)).unwrap();
    let (colorado, streamlined) = (of("DR-5002"), of("F0003"));
    for answer in
        ["Parks of the county", "(519) 555-0142", "Check drawn on the county", "December 31, 2028", "98-01234"]
    {
        assert!(colorado.contains(answer), "{answer} is not in {colorado}");
    }
    assert!(!colorado.contains("Not stated"), "{colorado}");
    for answer in ["Essex County Parks Department", "(519) 555-0142", "Canada"] {
        assert!(streamlined.contains(answer), "{answer} is not in {streamlined}");
    }
    assert!(!streamlined.contains("2028"), "it holds until it is revoked");
}

#[tokio::test]
async fn a_number_names_the_state_that_issued_it() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_with(json!({ "delivery_method": "download", "jurisdictions": ["US-TX"] })).await;
    let buyer = app.buyer(&asked).await;
    let oregon = [("state", "US-OR"), ("postal_code", "97201")];
    let business: Vec<_> = without("state").into_iter().filter(|(name, _)| *name != "postal_code").collect();
    buyer.answers("business", &fields(&business, &oregon)).await.is(303);
    buyer.answers("where", &[("jurisdictions", "US-TX")]).await.is(303);
    buyer.answers("why", &WHY).await.redirects_to(&buyer.at("numbers"));
    let page = buyer.sees("numbers").await.is(200);
    page.says("Another state’s number").says("sales and use tax permit");
    let half = buyer.answers("numbers", &[("other_number", "600 123 456")]).await.is(422);
    half.says("Select the state that issued the number.");
    let washington = [("other_state", "US-WA"), ("other_number", "600 123 456")];
    buyer.answers("numbers", &washington).await.redirects_to(&buyer.at("documents"));
    buyer.answers("documents", &[("choice-US-MTC", "complete")]).await.redirects_to(&buyer.at("details"));
    let details = [("business_description", "A cafe with a shop"), ("property_description", "Cups")];
    buyer.answers("details", &details).await.redirects_to(&buyer.at("check"));
    buyer.sees("check").await.is(200).says("Washington number");
    buyer.submits().await.redirects_to(&buyer.at("done"));
    let (id, _) = documents(&app).await.remove(0);
    let url = buyer.sees(&format!("documents/{id}")).await.location().unwrap();
    let text = text(&app.anonymous.get(&url).await.is(200).body);
    assert!(text.contains("600 123 456 Washington"), "{text}");
}

#[tokio::test]
async fn a_direct_pay_permit_has_no_sellers_license_as_its_hint() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_with(json!({ "delivery_method": "download", "jurisdictions": ["US-OH", "US-KY"] })).await;
    let buyer = app.buyer(&asked).await;
    buyer.answers("business", &BUSINESS).await.is(303);
    buyer.answers("where", &[("jurisdictions", "US-OH"), ("jurisdictions", "US-KY")]).await.is(303);
    buyer.answers("why", &WHY).await.is(303);
    buyer.sees("numbers").await.is(200).says("endor").says("other states accept this number");
    buyer.answers("why", &[("reason", "DIRECT_PAY")]).await.is(303);
    let page = buyer.sees("numbers").await.is(200);
    page.says("Kentucky accepts only its own number.");
    for hint in ["endor", "other states accept this number", "Another state’s number"] {
        assert!(!page.text().contains(hint), "{hint} in {}", page.text());
    }
    buyer.answers("why", &[("reason", "FOREIGN_DIPLOMAT")]).await.redirects_to(&buyer.at("numbers"));
    buyer.sees("numbers").await.is(200).says("Number on your tax exemption card");
    buyer.answers("numbers", &[("card", "4010-0001-2345")]).await.redirects_to(&buyer.at("documents"));
}

/// What poppler reads in a PDF.
fn text(pdf: &[u8]) -> String {
    let mut reader = Command::new("pdftotext");
    let reader = reader.args(["-raw", "-enc", "UTF-8", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut reader = reader.spawn().expect("apt-get install poppler-utils");
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    let text = String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn two_clicks_sign_once_and_leave_no_other_document() {
    let app = TestApp::new().await;
    for round in 1..=5 {
        let buyer = buyer_in(&app, &["US-OH", "US-KY"]).await;
        buyer.answers("documents", &[("choice-US-SST", "complete")]).await.redirects_to(&buyer.at("check"));
        let (one, other) = tokio::join!(buyer.submits(), buyer.submits());
        one.redirects_to(&buyer.at("done"));
        other.redirects_to(&buyer.at("done"));
        assert_eq!(app.database.count("certificates").await, round);
        assert_eq!(app.stored_objects(), round, "what the loser made is removed");
        assert_eq!(app.database.count("documents").await, round);
    }
}

#[tokio::test]
async fn a_stale_page_is_told_and_shows_both_values() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let (laptop, phone) = (app.buyer(&asked).await, app.buyer(&asked).await);
    laptop.answers("business", &BUSINESS).await.is(303);
    let seen = laptop.sees("business").await.typed("seen").unwrap();
    assert_eq!(phone.sees("business").await.typed("seen").as_deref(), Some(seen.as_str()));
    let dayton = fields(&without("city"), &[("city", "Dayton"), ("seen", &seen)]);
    phone.answers("business", &dayton).await.redirects_to(&phone.at("where"));
    let akron = fields(&without("city"), &[("city", "Akron"), ("seen", &seen)]);
    let told = laptop.answers("business", &akron).await.is(409);
    told.says("City was changed to “Dayton”");
    assert_eq!(told.typed("city").as_deref(), Some("Akron"), "what was typed is not lost");
    assert_eq!(phone.sees("business").await.typed("city").as_deref(), Some("Dayton"), "nor what was kept");
    // The page that told it was made from what is kept now: sending it again is a decision.
    let seen = told.typed("seen").unwrap();
    let again = fields(&without("city"), &[("city", "Akron"), ("seen", &seen)]);
    laptop.answers("business", &again).await.redirects_to(&laptop.at("where"));
    assert_eq!(phone.sees("business").await.typed("city").as_deref(), Some("Akron"));
}

#[tokio::test]
async fn nobody_signs_what_another_device_has_changed() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let (laptop, phone) = (app.buyer(&asked).await, app.buyer(&asked).await);
    laptop.answers_everything().await;
    let seen = laptop.sees("check").await.is(200).typed("seen").unwrap();
    phone.answers("business", &fields(&without("city"), &[("city", "Dayton")])).await.is(303);
    let signature = fields(&SIGNATURE, &[("seen", &seen)]);
    let told = laptop.answers("check", &signature).await.is(409);
    told.says("An answer was changed in another window or on another device").says("Dayton");
    assert_eq!(app.database.count("certificates").await, 0);
    assert_eq!(told.typed("name").as_deref(), Some("Rosa Diaz"), "what was typed is not lost");
    let seen = told.typed("seen").unwrap();
    laptop.answers("check", &fields(&SIGNATURE, &[("seen", &seen)])).await.redirects_to(&laptop.at("done"));
}

#[tokio::test]
async fn of_several_people_who_sign_at_once_one_does_and_the_evidence_is_theirs() {
    let app = TestApp::new().await;
    for _ in 0..3 {
        let asked = app.acme.asks().await;
        let first = app.buyer(&asked).await;
        first.answers_everything().await;
        let mut people = Vec::new();
        for name in ["Ann", "Bo", "Cy", "Di", "Ed", "Flo"] {
            people.push((name, app.buyer(&asked).await));
        }
        let sign = people.iter().map(async |(name, buyer)| {
            let form = [("name", *name), ("title", *name), ("agreed", "yes")];
            let signs =
                buyer.browser.form(&buyer.at("check"), &form).header("user-agent", format!("browser of {name}"));
            buyer.browser.send(signs).await.redirects_to(&buyer.at("done"));
        });
        futures_util::future::join_all(sign).await;
        let signers = "select cast(signer as text) from certificates order by id desc limit 1";
        let signer = app.database.texts(signers).await.pop().flatten().unwrap();
        let signer: serde_json::Value = serde_json::from_str(&signer).unwrap();
        let name = signer["name"].as_str().unwrap();
        assert_eq!(signer["signature"]["user_agent"], format!("browser of {name}"), "{signer}");
    }
    assert_eq!(app.database.count("certificates").await, 3);
}

#[tokio::test]
async fn two_devices_do_not_replace_each_others_file_unseen() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let (laptop, phone) = (app.buyer(&asked).await, app.buyer(&asked).await);
    laptop.answers_everything().await;
    let seen = laptop.sees(UPLOAD).await.is(200).typed("seen").unwrap();
    let form = |states: &[&str], name: &str, size: usize, seen: &str| {
        let file = reqwest::multipart::Part::bytes(pdf(size)).file_name(name.to_owned());
        document_for(states, "", "").text("seen", seen.to_owned()).part("file", file)
    };
    phone.sends_document(form(&["US-OH"], "phone.pdf", 3_000, &seen)).await.is(303);
    let told = laptop.sends_document(form(&["US-OH", "US-KY"], "laptop.pdf", 4_000, &seen)).await.is(409);
    told.says("Meanwhile this was changed to “Ohio”").says("Meanwhile a file was sent").says("phone.pdf");
    app.run_jobs().await;
    assert_eq!(app.stored_objects(), 1, "the file that was not taken is removed, as is the one that was replaced");
    let seen = told.typed("seen").unwrap();
    laptop
        .sends_document(form(&["US-OH", "US-KY"], "laptop.pdf", 4_000, &seen))
        .await
        .redirects_to(&laptop.at("check"));
    laptop.sees(UPLOAD).await.says("laptop.pdf");
}

#[tokio::test]
async fn a_file_that_is_not_submitted_is_not_kept() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    buyer.answers("documents", &[("choice-US-SST", "complete")]).await.is(303);
    buyer.submits().await.redirects_to(&buyer.at("done"));
    app.run_jobs().await;
    assert_eq!((app.stored_objects(), app.database.count("documents").await), (1, 1), "the one that was signed here");
}

#[tokio::test]
async fn a_renewal_begins_with_last_times_answers() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let buyer = app.buyer(&asked).await;
    buyer.answers_everything().await;
    buyer.submits().await.redirects_to(&buyer.at("done"));
    let certificate = app.acme.sees_request(&asked.id).await["certificate_id"].as_str().unwrap().to_owned();
    let message = "Yours ends soon.\nPlease renew it.";
    let renewal = json!({ "delivery_method": "download", "renews_certificate_id": certificate, "message": message });
    let renewal = app.acme.asks_customer(&asked.customer, renewal).await;
    assert_eq!(app.acme.sees_request(&renewal.id).await["jurisdictions"], json!(["US-KY", "US-OH"]), "as before");
    let buyer = app.buyer(&renewal).await;
    let page = buyer.goes_on().await.is(200);
    page.says("Is everything still right?").says("Riverside Cafe LLC").says("31-1234567");
    page.says("Yours ends soon.").says("Please renew it.");
    let day = |days: i64| (app.services.clock.now() - Duration::days(days)).format("%B %-d, %Y").to_string();
    let last_time = |day: String| page.text().contains(&format!("These are your answers from {day}."));
    assert!([0, 1].map(day).into_iter().any(last_time), "today, where the merchant is: {}", page.text());
    page.is_prefilled("name", "Rosa Diaz").is_prefilled("title", "Owner");
    let counts = |page: &Answer| page.text().contains("Step 5 of 6") && page.html().contains("class=\"back\"");
    assert!(!page.text().contains("Step 5") && !page.html().contains("class=\"back\""), "nobody has walked yet");
    assert!(buyer.sees("business").await.is(200).text().contains("Step 2 of 6"), "who looks around is told where");
    let refused = buyer.answers("check", &[("name", "Rosa Diaz"), ("title", "Owner")]).await.is(422);
    assert!(counts(&refused) && counts(&buyer.sees("check").await.is(200)), "now it is a walk like any other");
    buyer.submits().await.redirects_to(&buyer.at("done"));

    let strangers = app.acme.customer_named("Strangers LLC").await;
    let address = format!("/tax/customers/{strangers}/certificate-requests");
    for wrong in [&*certificate, "cert_1", "the last one"] {
        let refused = app.acme.live.post_json(&address, json!({ "renews_certificate_id": wrong })).await;
        assert!(refused.is_problem(400, "INCORRECT_TYPE").contains("no such certificate to renew"));
    }
}

#[tokio::test]
async fn an_upload_that_covers_a_part_leaves_the_rest_to_another_document() {
    let app = TestApp::new().await;
    let buyer = buyer_in(&app, &["US-OH", "US-KY"]).await;
    buyer.answers("documents", &[("choice-US-SST", "upload")]).await.redirects_to(&buyer.at(UPLOAD));
    let file = reqwest::multipart::Part::bytes(pdf(2_000)).file_name("ohio.pdf");
    let ohio = document_for(&["US-OH"], "US-OH-STEC-B", "").part("file", file);
    buyer.sends_document(ohio).await.redirects_to(&buyer.at("documents"));
    buyer.submits().await.is(422).says("Select how you want to send this document");
    let form = buyer.goes_on().await.is(200);
    form.says("Kentucky");
    let choices: Vec<_> = domain::CertificateType::all().map(|form| format!("choice-{form}")).collect();
    let mut choices: Vec<_> = choices.iter().map(|choice| (choice.as_str(), "complete")).collect();
    choices.retain(|(choice, _)| *choice != "choice-US-SST");
    choices.push(("choice-US-SST", "upload"));
    buyer.answers("documents", &choices).await.is(303);
    let details = [("business_description", "A cafe"), ("property_description", "Cups")];
    buyer.answers("details", &details).await.is(303);
    buyer.submits().await.redirects_to(&buyer.at("done"));
    assert_eq!(app.database.count("certificates").await, 2);
}

#[tokio::test]
async fn the_phone_goes_on_by_a_picture_that_only_the_buyer_sees() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    let picture = buyer.sees("phone.svg").await.is(200);
    assert_eq!(picture.header("cache-control"), "private, no-store");
    app.anonymous.get(&buyer.at("phone.svg")).await.is(401);
    app.acme.cancels(&buyer.request).await;
    assert_ne!(buyer.sees("phone.svg").await.status, 200);
}

#[tokio::test]
async fn another_buyers_document_is_not_found() {
    let app = TestApp::new().await;
    let (one, other) = (app.buyer_about_to_submit().await, app.buyer_about_to_submit().await);
    let files: Vec<String> = documents(&app).await.into_iter().map(|(id, _)| format!("documents/{id}")).collect();
    for submitted in [false, true] {
        for file in &files {
            let mut seen = [one.sees(file).await.status, other.sees(file).await.status];
            seen.sort();
            assert_eq!(seen, [303, 404], "each sees its own; submitted: {submitted}");
        }
        one.submits().await;
        other.submits().await;
    }
    app.anonymous.get(&one.at(&files[0])).await.is(401);
}

#[tokio::test]
async fn the_walk_speaks_spanish_to_whom_reads_it() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    let page = buyer.sees("welcome?lang=es").await.is(200);
    page.says("le pide su certificado de exención");
    assert!(page.html().contains("<html lang=\"es\">"));
    let errors = buyer.answers("business", &[]).await.is(422);
    errors.says("Hay un problema").says("Escriba el nombre legal de su empresa.");
    assert!(errors.html().contains("<title>Error: Su empresa"));
    assert!(!errors.text().contains("Enter "), "{}", errors.text());
    let language = app.database.texts("select language from certificate_requests").await;
    assert_eq!(language, [Some("es".to_owned())], "mails follow it");
}

fn without(field: &str) -> Vec<(&'static str, &'static str)> {
    BUSINESS.into_iter().filter(|(name, _)| *name != field).collect()
}

/// The ids and digests of the stored documents, oldest first.
async fn documents(app: &TestApp) -> Vec<(String, String)> {
    let column = |name: &str| format!("select {name} from documents order by created_at, storage_key");
    let keys = app.database.texts(&column("storage_key")).await;
    let digests = app.database.texts(&column("sha256")).await;
    keys.into_iter().flatten().map(|key| id(&key)).zip(digests.into_iter().flatten()).collect()
}

/// A key ends with the document's id without its prefix and dashes.
fn id(key: &str) -> String {
    let bare = key.rsplit('/').next().unwrap();
    let parts = [&bare[..8], &bare[8..12], &bare[12..16], &bare[16..20], &bare[20..]];
    format!("file_{}", parts.join("-"))
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
