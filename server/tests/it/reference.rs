//! The rules of the states as a tax manager reads them.

use crate::support::TestApp;

#[tokio::test]
async fn staff_reads_the_rules_of_all_states() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let list = desk.get("/reference").await.is(200);
    let html = list.html();
    assert_eq!(html.matches("href=\"/reference/US-").count(), 56, "every jurisdiction has its row");
    list.says("What holds in every state").says("RESALE").says("counts until December 31 of the year it covers");
    list.says("Streamlined Sales Tax Certificate of Exemption").says("Uniform Sales & Use Tax");
    for address in html.split("href=\"").filter_map(|rest| rest.split('"').next()) {
        if address.starts_with("/reference/US-") {
            desk.get(address).await.is(200).says("Tax and documents");
        }
    }
}

#[tokio::test]
async fn a_state_tells_its_rules_with_their_sources() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let ohio = desk.get("/reference/US-OH").await.is(200);
    ohio.says("Full member since January 1, 2014");
    ohio.says("STEC-B: Sales and Use Tax Blanket Exemption Certificate").says("Rev. 7/25");
    ohio.says("The usual certificate does not expire by itself").says("at the sale or within 90 days after it");
    ohio.says("NN-NNNNNN").says("as of October 2026").says("Confirmed").says("One source");
    assert!(ohio.html().contains("href=\"https://tax.ohio.gov/business/sales-and-use-tax\""), "the source is a link");

    desk.get("/reference/US-WA").await.is(200).says("Washington reseller permit number");
    desk.get("/reference/US-IL").await.is(200).says("3.5 years after the last sale");
    desk.get("/reference/US-AL").await.is(200).says("Charitable organization").says("Not confirmed");
    desk.get("/reference/US-OR").await.is(200).says("There is none").says("Nobody: there is no sales tax");
}

#[tokio::test]
async fn a_code_that_is_no_state_is_not_found() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    for code in ["US-XX", "OH", "us-oh", "%22"] {
        desk.get(&format!("/reference/{code}")).await.is(404).says("There is no such page");
    }
}

#[tokio::test]
async fn the_rules_are_for_staff() {
    let app = TestApp::new().await;
    for page in ["/reference", "/reference/US-OH"] {
        app.anonymous.visit(page).await.is(200).says("Sign in");
    }
    let buyer = app.buyer_of_acme().await;
    buyer.browser.visit("/reference").await.is(200).says("Sign in");
}
