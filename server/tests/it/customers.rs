//! The customers at the desk: found, and where they are exempt and why.

use serde_json::json;

use crate::support::TestApp;

/// The customer of Acme's whose certificate this is.
async fn customer_of(app: &TestApp, certificate: &str) -> String {
    app.acme.sees_certificate(certificate).await["customer"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn customers_are_listed_and_found() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    desk.get("/customers").await.is(200).says("No customers yet");
    let riverside = app.acme.customer_named("Riverside Cafe").await;
    app.acme.customer_named("Lakeside Books").await;
    let all = desk.get("/customers").await.is(200).text();
    assert!(all.find("Lakeside Books").unwrap() < all.find("Riverside Cafe").unwrap(), "newest first: {all}");
    let found = desk.get("/customers?q=CAFE").await.is(200);
    assert!(!found.text().contains("Lakeside Books"));
    assert!(found.html().contains(&format!("href=\"/customers/{riverside}\"")));
    assert_eq!(found.typed("q").as_deref(), Some("CAFE"));
    desk.get("/customers?q=100%25").await.is(200).says("No customer matches “100%”");
    desk.get("/customers?q=cafe%00").await.is(200).says("No customer matches “cafe");
    app.globex.desk().await.get("/customers?q=cafe").await.is(200).says("No customer matches “cafe”");
}

#[tokio::test]
async fn a_long_list_of_customers_comes_in_pages() {
    let app = TestApp::new().await;
    for number in 1..=27 {
        app.acme.customer_named(&format!("Cafe {number:02}")).await;
    }
    let desk = app.acme.desk().await;
    let first = desk.get("/customers?q=cafe").await.is(200);
    assert_eq!(first.html().matches("<tr>").count(), 26, "25 rows below the head");
    let html = first.html().replace("&amp;", "&");
    let older = html.split("href=\"").find(|rest| rest.starts_with("/customers?q=cafe&after=")).unwrap();
    let older = desk.get(older.split('"').next().unwrap()).await.is(200);
    older.says("Cafe 02").says("Cafe 01").says("Newest");
    let last = "/customers?after=cust_00000000-0000-0000-0000-000000000000";
    desk.get(last).await.is(200).says("No older customers");
    assert!(!older.text().contains("Cafe 03"));
}

#[tokio::test]
async fn the_page_of_a_customer_says_where_it_is_exempt_and_why() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let page = format!("/customers/{}", customer_of(&app, &certificate).await);
    let desk = app.acme.desk().await;
    let waiting = desk.get(&page).await.is(200);
    waiting.says("Riverside Cafe LLC").says("ap@riverside.example").says("Not exempt").says("Processing");
    waiting.says("Fails It is under review: nobody has approved it yet.");
    waiting.says("What is missing: A decision on the certificate: approve it if it is good.");
    assert!(waiting.html().contains(&format!("href=\"/certificates/{certificate}\"")));

    desk.post(&format!("/certificates/{certificate}/approval"), &[]).await.is(303);
    let approved = desk.get(&page).await.is(200);
    approved.says("Passes It was approved.").says("It passes every rule and decides.").says("Confirmed");
    assert!(!approved.text().contains("Not exempt"));
    assert!(approved.html().contains("href=\"https://"), "rules have sources");
}

#[tokio::test]
async fn a_customer_without_certificates_is_exempt_nowhere() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let page = app.acme.desk().await.get(&format!("/customers/{customer}")).await.is(200);
    page.says("No certificate of this customer is on file, so it is exempt nowhere that has a sales tax.");
}

#[tokio::test]
async fn another_state_or_day_is_asked_on_the_same_page() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let customer = customer_of(&app, &certificate).await;
    let desk = app.acme.desk().await;
    let ask = async |query: &str| desk.get(&format!("/customers/{customer}?{query}")).await;
    let texas = ask("jurisdiction=US-TX&on=2026-05-01&reason=RESALE").await.is(200);
    texas.says("Texas, on May 1, 2026, for “Resale”").says("Fails The certificate does not name Texas.");
    texas.says("One certificate does not name Texas.");
    assert!(!texas.text().contains("Error: "), "a question is no mistake");
    let snapshot = texas.text().split("Kept for an audit as ").nth(1).unwrap()[..41].to_owned();
    let kept = app.acme.live.get(&format!("/tax/exemptions/{snapshot}")).await.is(200).json();
    assert_eq!((&kept["jurisdiction"], &kept["exempt"]), (&json!("US-TX"), &json!(false)));
    ask("jurisdiction=US-OR&on=&reason=").await.is(200).says("Oregon has no general sales tax");
}

#[tokio::test]
async fn a_question_that_is_none_comes_back_as_it_was_typed() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let desk = app.acme.desk().await;
    let bad = desk.get(&format!("/customers/{customer}?jurisdiction=&on=tomorrow&reason=FUN")).await.is(422);
    bad.says("Select a state.").says("Enter the day of the sale as 2026-05-01, or nothing for today.");
    bad.says("Select a reason of the list, or none.").says("There is a problem");
    assert_eq!(bad.typed("on").as_deref(), Some("tomorrow"));
    assert_eq!(app.database.count("exemption_snapshots").await, 0);
}

#[tokio::test]
async fn lists_are_narrowed_to_a_customer() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let customer = customer_of(&app, &certificate).await;
    let other = app.acme.customer_named("Lakeside Books").await;
    app.acme.asks_customer(&other, json!({ "delivery_method": "download" })).await;
    let desk = app.acme.desk().await;
    let requests = desk.get(&format!("/requests?customer={customer}")).await.is(200);
    assert!(!requests.says("Riverside Cafe LLC").text().contains("Lakeside Books"));
    desk.get(&format!("/certificates?customer={customer}")).await.is(200).says("Of Riverside Cafe LLC only");
    desk.get(&format!("/certificates?customer={other}")).await.is(200).says("No certificates yet");
    app.globex.desk().await.get(&format!("/certificates?customer={customer}")).await.is(404);
    app.globex.desk().await.get(&format!("/requests?customer={customer}")).await.is(404);
}

#[tokio::test]
async fn the_customers_are_for_staff_of_the_account() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let page = format!("/customers/{customer}");
    for page in [page.as_str(), "/customers"] {
        app.anonymous.visit(page).await.is(200).says("Sign in");
    }
    for question in ["", "?jurisdiction=US-OH"] {
        app.globex.desk().await.get(&format!("{page}{question}")).await.is(404);
    }
    let test = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let test = app.acme.test.post_json("/tax/customers", test).await.json();
    let desk = app.acme.desk().await;
    desk.get(&format!("/customers/{}", test["id"].as_str().unwrap())).await.is(404);
    for nobody in ["/customers/cust_00000000-0000-0000-0000-000000000000", "/customers/x"] {
        desk.get(nobody).await.is(404).says("There is no such page");
    }
    app.database.run("update users set role = 'viewer'").await;
    let reader = desk.get(&page).await.is(200);
    assert!(!reader.text().contains("Ask for a certificate"), "a viewer asks nobody");
}
