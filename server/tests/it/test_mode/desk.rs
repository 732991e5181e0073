//! The desk shows live rows or test rows, and says which.

use serde_json::json;

use crate::support::{Browser, TestApp};

const BANNER: &str = "These are test rows";

async fn switch(desk: &Browser, mode: &str) {
    desk.post("/mode", &[("mode", mode), ("next", "/customers")]).await.redirects_to("/customers");
}

#[tokio::test]
async fn the_switch_shows_the_other_rows_and_a_banner_on_every_page() {
    let app = TestApp::new().await;
    app.acme.customer_named("Live Cafe").await;
    let asked = app.acme.asks_in_test_mode(json!({ "recipient": "tess@certlane.test" })).await;
    app.run_jobs().await;
    let desk = app.acme.desk().await;
    let pages = [
        "/requests",
        "/requests/new",
        "/customers",
        "/certificates",
        "/outbox",
        "/reference",
        "/settings/policy",
        "/settings/storefront",
        "/settings/webhooks",
        "/settings/profile",
        "/settings/reminders",
    ];
    for page in pages {
        assert!(!desk.get(page).await.is(200).text().contains(BANNER), "{page}");
    }
    desk.get(&format!("/requests/{}", asked.id)).await.is(404);
    switch(desk, "test").await;
    for page in pages {
        desk.get(page).await.is(200).says(BANNER);
    }
    let customers = desk.get("/customers").await.text();
    assert!(customers.contains("Tess's Diner") && !customers.contains("Live Cafe"), "{customers}");
    desk.get(&format!("/requests/{}", asked.id)).await.is(200).says("Tess's Diner");
    desk.get("/outbox").await.is(200).says("Acme Supply asks for your sales tax exemption certificate");
    switch(desk, "live").await;
    let customers = desk.get("/customers").await.text();
    assert!(customers.contains("Live Cafe") && !customers.contains("Tess's Diner"), "{customers}");
    assert!(!desk.get("/outbox").await.text().contains("Acme Supply asks for"));
}

#[tokio::test]
async fn what_is_made_there_is_a_test_row() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    switch(desk, "test").await;
    desk.post("/customers", &[("name", "Desk Diner"), ("email", "dd@certlane.test")]).await.is(303);
    let list = |api: &Browser| {
        let api = api.clone();
        async move { api.get("/tax/customers").await.is(200).json()["customers"].as_array().unwrap().len() }
    };
    assert_eq!((list(&app.acme.test).await, list(&app.acme.live).await), (1, 0));
    let session = Browser::new(&app.anonymous.base);
    let credentials = [("email", "owner@acme.example"), ("password", crate::support::Merchant::PASSWORD)];
    session.post("/sign-in", &credentials).await.is(303);
    assert!(!session.get("/customers").await.is(200).text().contains(BANNER), "each session has its own mode");
}

#[tokio::test]
async fn the_banner_says_the_time_of_test_mode() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    switch(desk, "test").await;
    assert!(!desk.get("/customers").await.text().contains("The test clock shows"));
    let now = app.acme.advances("400d").await;
    let year = now.format("%Y").to_string();
    desk.get("/customers").await.says("The test clock shows").says(&year);
}

#[tokio::test]
async fn only_staff_switches() {
    let app = TestApp::new().await;
    app.anonymous.post("/mode", &[("mode", "test"), ("next", "/customers")]).await.redirects_to("/sign-in");
    let desk = app.acme.desk().await;
    desk.post("/mode", &[("mode", "test"), ("next", "https://evil.example")]).await.redirects_to("/requests");
}
