//! What the desk tells a reviewer about a certificate, and the buyer about a number.

use crate::support::{Buyer, NUMBERS, TestApp, UPLOAD, WHY, document_for, fields, pdf};

/// A buyer of Georgia, whose numbers a person has to look up.
async fn certificate_of_georgia(app: &TestApp) -> String {
    let buyer = app.buyer_of_acme().await;
    buyer.answers("business", &crate::support::BUSINESS).await.is(303);
    buyer.answers("where", &[("jurisdictions", "US-GA"), ("jurisdictions", "US-OH")]).await.is(303);
    buyer.answers("why", &WHY).await.redirects_to(&buyer.at("numbers"));
    buyer.answers("numbers", &[("number-US-GA", "123456789"), ("number-US-OH", "89123456")]).await.is(303);
    buyer.answers("documents", &[("choice-US-SST", "upload")]).await.redirects_to(&buyer.at(UPLOAD));
    let file = reqwest::multipart::Part::bytes(pdf(2_000)).file_name("certificate.pdf");
    let document = document_for(&["US-GA", "US-OH"], "", "").part("file", file);
    buyer.sends_document(document).await.redirects_to(&buyer.at("check"));
    buyer.submits().await.redirects_to(&buyer.at("done"));
    app.acme.sees_request(&buyer.request).await["certificate_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_reviewer_reads_what_was_found() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let page = app.acme.desk().await.get(&format!("/certificates/{certificate}")).await.is(200);
    page.says("Findings").says("Warning Nobody said which form this is: look whether Kentucky and Ohio accept it.");
    page.says(
        "A number of Ohio (Ohio vendor's license number) usually looks like NN-NNNNNN, where N is a digit: check",
    );
    page.says("How long it counts").says("No last day: such a certificate does not expire by itself.");
    assert!(page.html().contains("href=\"https://tax.ohio.gov/business/sales-and-use-tax\""), "with the rule's source");
}

#[tokio::test]
async fn the_checklist_names_what_stands_on_the_form() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    app.database.run("update certificates set certificate_type_id = 'US-OH-STEC-B'").await;
    let page = app.acme.desk().await.get(&format!("/certificates/{certificate}")).await.is(200);
    page.says("Look for on the document").says("the seller's name").says("a signature");
}

#[tokio::test]
async fn a_reviewer_notes_that_a_number_was_looked_up() {
    let app = TestApp::new().await;
    let certificate = certificate_of_georgia(&app).await;
    let (desk, page) = (app.acme.desk().await, format!("/certificates/{certificate}"));
    let number = format!("{page}/numbers/US-GA");
    const TASK: &str = "To do Verify the number with Georgia, and record that you did.";
    desk.get(&page).await.is(200).says(TASK).says("I looked it up");
    for _ in 0..2 {
        desk.post(&number, &[]).await.redirects_to(&format!("{page}?looked_up=US-GA"));
    }
    let noted = desk.get(&format!("{page}?looked_up=US-GA")).await.is(200);
    noted.says("Noted: the number for Georgia was looked up.");
    assert!(!noted.text().contains("I looked it up"));
    // The notice follows from what is noted, not from the address alone.
    assert!(!desk.get(&format!("{page}?looked_up=US-OH")).await.is(200).text().contains("Noted"));
    for nothing in ["US-TX", "GA"] {
        desk.post(&format!("{page}/numbers/{nothing}"), &[]).await.is(404);
    }
}

#[tokio::test]
async fn only_a_reviewer_of_the_account_notes_it() {
    let app = TestApp::new().await;
    let certificate = certificate_of_georgia(&app).await;
    let number = format!("/certificates/{certificate}/numbers/US-GA");
    let away = app.anonymous.post(&number, &[]).await;
    assert!(away.location().is_some_and(|address| address.starts_with("/sign-in")), "{}", away.status);
    app.globex.desk().await.post(&number, &[]).await.is(404);
    let desk = app.acme.desk().await;
    app.database.run("update users set role = 'sales'").await;
    desk.post(&number, &[]).await.is(403).says("Your role does not reach so far.");
    let page = desk.get(&format!("/certificates/{certificate}")).await.is(200);
    page.says("Verify the number with Georgia");
    assert!(!page.text().contains("I looked it up"));
    let verified = "select 'row' from certificate_jurisdictions where number_verified_at is not null";
    assert!(app.database.texts(verified).await.is_empty());
}

#[tokio::test]
async fn an_unusual_number_is_a_hint_for_the_buyer_and_no_block() {
    const HINT: &str =
        "Ohio numbers usually look different (like 12-345678): check it for typing errors. If it is right, go on.";
    let app = TestApp::new().await;
    let buyer: Buyer = app.buyer_about_to_submit().await;
    buyer.sees("check").await.is(200).says(HINT);
    buyer.sees("numbers").await.is(200).says(HINT);
    let refused = buyer.answers("numbers", &fields(&NUMBERS, &[("federal", &"1".repeat(300))])).await.is(422);
    refused.says("Shorten this to 200 characters or fewer.").says(HINT);
    buyer.answers("numbers", &[("number-US-OH", "89-123456")]).await.is(303);
    assert!(!buyer.sees("check").await.is(200).text().contains("usually look different"));
    buyer.answers("numbers", &NUMBERS).await.is(303);
    buyer.submits().await.redirects_to(&buyer.at("done"));
    assert!(
        !buyer.sees("done").await.is(200).text().contains("usually look different"),
        "the receipt is no place for it"
    );
}
