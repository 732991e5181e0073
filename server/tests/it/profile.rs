//! What the merchant says of itself, on the desk and to its buyers.

use reqwest::{
    Method,
    multipart::{Form, Part},
};

use crate::support::{Answer, Browser, Merchant, TestApp, fields, jpeg, pdf, png};

const PROFILE: &str = "/settings/profile";
const SAVED: &str = "/settings/profile?saved=yes";

const ACME: [(&str, &str); 9] = [
    ("name", "Acme Supply"),
    ("line1", "1 Main Street"),
    ("city", "Columbus"),
    ("state", "US-OH"),
    ("postal_code", "43215"),
    ("contact_name", "Ann Lee"),
    ("contact_email", "tax@acme.example"),
    ("contact_phone", "(614) 555-0142"),
    ("time_zone", "America/Chicago"),
];

async fn saves(desk: &Browser, version: &str) {
    desk.post(PROFILE, &fields(&ACME, &[("version", version)])).await.redirects_to(SAVED);
}

async fn sends_logo(desk: &Browser, content: Vec<u8>) -> Answer {
    let form = Form::new().part("logo", Part::bytes(content).file_name("logo.png"));
    desk.send(desk.request(Method::POST, "/settings/profile/logo").multipart(form)).await
}

/// The address of the logo that a page shows.
fn logo_on(page: &Answer) -> Option<String> {
    let html = page.html();
    let (_, rest) = html.split_once("src=\"/logos/")?;
    Some(format!("/logos/{}", rest.split_once('"')?.0))
}

#[tokio::test]
async fn an_administrator_tells_buyers_who_the_merchant_is() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    desk.get("/requests").await.is(200).says("Certificates name you without an address so far.");
    saves(desk, "0").await;
    let page = desk.get(SAVED).await.is(200);
    page.says("Saved.");
    assert_eq!(page.typed("line1").as_deref(), Some("1 Main Street"));
    assert_eq!(page.typed("version").as_deref(), Some("1"));
    assert!(!desk.get("/requests").await.is(200).text().contains("without an address"));
    assert!(app.globex.desk().await.get("/requests").await.text().contains("without an address"));

    let buyer = app.buyer_of_acme().await;
    buyer.browser.get(&buyer.at("welcome")).await.is(200).says("1 Main Street, Columbus OH 43215").says("Ann Lee");
    let notes = app.database.texts("select note from events where kind = 'profile.changed'").await;
    assert_eq!(notes, [Some("Changed: address, contact and time zone".to_owned())]);

    saves(desk, "1").await; // which changes nothing
    assert_eq!(desk.get(PROFILE).await.typed("version").as_deref(), Some("1"));
}

#[tokio::test]
async fn what_is_wrong_comes_back_as_it_was_typed() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let wrong = [("version", "0"), ("city", "Columbus"), ("postal_code", "4321"), ("contact_phone", "call me")];
    let bad = desk.post(PROFILE, &fields(&wrong, &[("time_zone", "Mars/Olympus")])).await.is(422);
    bad.says("There is a problem").says("Enter your business").says("Enter the street and number.");
    bad.says("Select the state.").says("Enter a ZIP code of five digits").says("Enter a telephone number");
    bad.says("Select a time zone of the list.");
    assert_eq!(bad.typed("contact_phone").as_deref(), Some("call me"));
    assert_eq!(app.database.count("events").await, 0);
}

#[tokio::test]
async fn of_two_administrators_the_slower_one_sees_what_the_faster_one_saved() {
    let app = TestApp::new().await;
    let ann = app.acme.desk().await;
    let ben = Browser::new(&app.anonymous.base);
    ben.post("/sign-in", &[("email", "owner@acme.example"), ("password", Merchant::PASSWORD)]).await.is(303);
    saves(ann, "0").await;
    let slower: Vec<_> =
        ACME.into_iter().map(|(name, value)| (name, if name == "city" { "Dayton" } else { value })).collect();
    let conflict = ben.post(PROFILE, &fields(&slower, &[("version", "0")])).await.is(409);
    conflict.says("Somebody else changed the profile while you did").says("Columbus, OH 43215");
    assert_eq!(conflict.typed("city").as_deref(), Some("Dayton"), "what was typed stays");
    assert_eq!(conflict.typed("version").as_deref(), Some("1"), "saving again replaces what was shown");
    ben.post(PROFILE, &fields(&slower, &[("version", "1")])).await.redirects_to(SAVED);
    ann.post(PROFILE, &fields(&ACME, &[("version", "x")])).await.is(409);
}

#[tokio::test]
async fn the_logo_is_shown_to_buyers_and_cached_for_ever() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    sends_logo(desk, jpeg()).await.redirects_to(SAVED);
    let address = logo_on(&desk.get(PROFILE).await.is(200)).unwrap();
    let buyer = app.buyer_of_acme().await;
    let welcome = buyer.browser.get(&buyer.at("welcome")).await.is(200);
    assert_eq!(logo_on(&welcome).as_deref(), Some(address.as_str()));
    assert!(welcome.html().contains("alt=\"Logo of Acme Supply\""));

    let logo = app.anonymous.get(&address).await.is(200);
    assert_eq!(logo.header("content-type"), "image/png");
    assert_eq!(logo.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(logo.header("x-content-type-options"), "nosniff");
    assert!(logo.body.starts_with(b"\x89PNG"), "encoded anew");
    let side = |from: usize| u32::from_be_bytes(logo.body[from..from + 4].try_into().unwrap());
    assert!(logo.body.len() <= 2_000, "light: {} bytes", logo.body.len());
    assert!(side(16).max(side(20)) <= 480, "{} by {}", side(16), side(20));

    sends_logo(desk, png()).await.redirects_to(SAVED);
    let next = logo_on(&desk.get(PROFILE).await).unwrap();
    assert_ne!(next, address);
    app.anonymous.get(&address).await.is(404);
    app.anonymous.get(&next.replace(&app.acme.id.to_string(), &app.globex.id.to_string())).await.is(404);
    desk.post("/settings/profile/logo-removal", &[]).await.redirects_to(SAVED);
    desk.post("/settings/profile/logo-removal", &[]).await.redirects_to(SAVED);
    assert_eq!(logo_on(&desk.get(PROFILE).await), None);
    assert_eq!(app.database.count("events where kind = 'profile.changed'").await, 3);
}

#[tokio::test]
async fn what_is_no_picture_is_no_logo() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let large = [png(), vec![0; 1_000_000]].concat();
    let cut_off = jpeg()[..2_000].to_vec();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    for (content, sentence) in [
        (vec![], "Select a picture of your logo."),
        (pdf(2_000), "Select a picture as PNG or JPEG."),
        (svg, "Select a picture as PNG or JPEG."),
        (large, "Select a picture of at most 1 MB."),
        (cut_off, "This picture cannot be read."),
    ] {
        let page = sends_logo(desk, content).await.is(422);
        page.says(sentence);
        assert!(page.html().contains("href=\"#logo\""), "the summary leads to the field");
    }
    assert_eq!(app.database.count("logos").await, 0);
}

#[tokio::test]
async fn only_administrators_change_it_and_the_staff_reads_it() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    saves(desk, "0").await;
    app.anonymous.visit(PROFILE).await.is(200).says("Sign in");
    assert!(sends_logo(&app.anonymous, png()).await.location().is_some_and(|to| to.starts_with("/sign-in")));
    for role in ["viewer", "reviewer"] {
        app.database.run(&format!("update users set role = '{role}'")).await;
        let page = desk.get(PROFILE).await.is(200);
        page.says("Columbus, OH 43215").says("An administrator of your account can change it.");
        assert!(!page.text().contains("Save profile") && !page.text().contains("Add logo"));
        desk.post(PROFILE, &fields(&ACME, &[("version", "1")])).await.is(403);
        sends_logo(desk, png()).await.is(403);
        desk.post("/settings/profile/logo-removal", &[]).await.is(403);
    }
}
