//! What the merchant decides on top of the law, at the desk.

use crate::support::{Answer, Browser, Merchant, TestApp, fields};

const POLICY: &str = "/settings/policy";
const MANUAL: (&str, &str) = ("review", "manual");

/// The form for Ohio: resale alone, for a year.
const OHIO: [(&str, &str); 5] = [
    ("version", "0"),
    ("review", "provisional_while_under_review"),
    ("states", "US-OH"),
    ("accepted_reasons-US-OH", "RESALE"),
    ("max_months-US-OH", "12"),
];

async fn saves(desk: &Browser, form: &[(&str, &str)]) {
    desk.post(POLICY, form).await.redirects_to("/settings/policy?saved=yes");
}

/// Whether the box of this name and value is ticked.
fn is_ticked(page: &Answer, name: &str, value: &str) -> bool {
    let html = page.html();
    let (name, value) = (format!("name=\"{name}\""), format!("value=\"{value}\""));
    let tag = html.split('<').find(|tag| tag.contains(&name) && tag.contains(&value)).unwrap();
    tag.contains("checked")
}

#[tokio::test]
async fn an_administrator_decides_and_the_versions_tell_who() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let fresh = desk.get(POLICY).await.is(200);
    fresh.says("A person decides on each certificate").says("Nobody has decided anything yet");
    assert!(is_ticked(&fresh, "review", "manual"));
    assert_eq!(fresh.typed("version").as_deref(), Some("0"));

    saves(desk, &fields(&OHIO, &[("refused_forms", "US-MTC"), ("refused_forms", "US-TX-01-339")])).await;
    let saved = desk.get("/settings/policy?saved=yes").await.is(200);
    saved.says("Saved: version 1 is in force.").says("Only for Resale. 12 months at most.").says(", by you");
    saved.says("Documents that you do not accept: 2");
    assert!(is_ticked(&saved, "review", "provisional_while_under_review"));
    assert!(is_ticked(&saved, "refused_forms", "US-MTC") && !is_ticked(&saved, "refused_forms", "US-SST"));
    assert!(is_ticked(&saved, "accepted_reasons-US-OH", "RESALE"));
    assert!(!is_ticked(&saved, "accepted_reasons-US-OH", "LEASE"));
    assert_eq!(saved.typed("max_months-US-OH").as_deref(), Some("12"));

    saves(desk, &[("version", "1"), MANUAL]).await;
    let text = desk.get(POLICY).await.is(200).text();
    assert!(text.find("Version 2").unwrap() < text.find("Version 1").unwrap(), "{text}");
    app.globex.desk().await.get(POLICY).await.is(200).says("Nobody has decided anything yet");
}

#[tokio::test]
async fn the_policy_shows_in_what_was_found() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let desk = app.acme.desk().await;
    saves(desk, &fields(&OHIO, &[("refused_forms", "US-OTHER")])).await;
    let page = desk.get(&format!("/certificates/{certificate}")).await.is(200);
    page.says("Error By your policy, this document is not accepted: Another exemption document.")
        .says("by your policy.");
}

#[tokio::test]
async fn what_is_wrong_comes_back_as_it_was_typed() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let states = [("states", "US-OH"), ("states", "US-TX"), ("max_months-US-OH", "soon"), ("max_months-US-TX", "121")];
    let bad = desk.post(POLICY, &fields(&states, &[("version", "0"), ("review", "automatic_when_complete")])).await;
    let bad = bad.is(422);
    bad.says("There is a problem").says("Enter 1 to 120 months for Ohio, or nothing.");
    bad.says("Leave at least one reason for Texas, or all of them.");
    assert_eq!(bad.typed("max_months-US-OH").as_deref(), Some("soon"));
    assert!(is_ticked(&bad, "review", "automatic_when_complete"));
    assert!(!is_ticked(&bad, "accepted_reasons-US-OH", "RESALE"), "what was unticked stays so");
    assert!(bad.html().contains("<title>Error: Policy"));

    desk.post(POLICY, &[("version", "0")]).await.is(422).says("Select what happens when a certificate comes in.");
    desk.post(POLICY, &[("version", "0"), MANUAL, ("refused_forms", "US-XX")]).await.is(422);
    assert_eq!(app.database.count("policies").await, 0);
}

#[tokio::test]
async fn a_state_is_added_and_removed_and_nothing_typed_is_lost() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let adds = [("refused_forms", "US-MTC"), ("add_state", "US-TX"), ("action", "add")];
    let added = desk.post(POLICY, &fields(&OHIO, &adds)).await.is(200);
    assert!(!added.text().contains("There is a problem") && !added.html().contains("<title>Error"));
    assert!(is_ticked(&added, "accepted_reasons-US-TX", "RESALE"), "at first every reason counts");
    assert!(is_ticked(&added, "accepted_reasons-US-TX", "OTHER"));
    assert_eq!(added.typed("max_months-US-OH").as_deref(), Some("12"));
    assert!(is_ticked(&added, "refused_forms", "US-MTC") && is_ticked(&added, "review", OHIO[1].1));
    assert!(!is_ticked(&added, "accepted_reasons-US-OH", "LEASE"));

    let removed = desk.post(POLICY, &fields(&OHIO, &[("states", "US-TX"), ("action", "remove-US-OH")])).await.is(200);
    assert_eq!(removed.typed("max_months-US-OH"), None);
    assert_eq!(removed.typed("max_months-US-TX").as_deref(), None, "there, and empty");
    assert!(removed.html().contains("name=\"max_months-US-TX\""));

    let none = desk.post(POLICY, &fields(&OHIO, &[("add_state", ""), ("action", "add")])).await.is(422);
    none.says("Select the state to add.");
    assert_eq!(none.typed("max_months-US-OH").as_deref(), Some("12"));
    assert_eq!(app.database.count("policies").await, 0, "so far nothing is decided");
}

#[tokio::test]
async fn of_two_administrators_the_slower_one_sees_what_the_faster_one_decided() {
    let app = TestApp::new().await;
    let ann = app.acme.desk().await;
    let ben = Browser::new(&app.anonymous.base);
    ben.post("/sign-in", &[("email", "owner@acme.example"), ("password", Merchant::PASSWORD)]).await.is(303);
    saves(ann, &OHIO).await;

    let slower = [("version", "0"), MANUAL, ("states", "US-TX"), ("max_months-US-TX", "6")];
    let slower = fields(&slower, &[("accepted_reasons-US-TX", "RESALE")]);
    let conflict = ben.post(POLICY, &slower).await.is(409);
    conflict.says("Somebody else changed the policy while you did").says("This is version 1, in force now.");
    conflict.says("Only for Resale. 12 months at most.");
    assert!(conflict.html().contains("id=\"version\""), "the summary leads there");
    assert_eq!(conflict.typed("max_months-US-TX").as_deref(), Some("6"), "what was typed stays");
    assert_eq!(conflict.typed("version").as_deref(), Some("1"), "saving again replaces what was shown");

    ben.post(POLICY, &slower).await.is(409);
    let knowing: Vec<_> =
        slower.iter().map(|field| if field.0 == "version" { ("version", "1") } else { *field }).collect();
    saves(&ben, &knowing).await;
    assert_eq!(app.database.count("policies").await, 2);
    ann.post(POLICY, &[("version", "x"), MANUAL]).await.is(409).says("Somebody else changed the policy");
}

#[tokio::test]
async fn only_administrators_change_it_and_the_staff_reads_it() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    saves(desk, &OHIO).await;
    app.anonymous.visit(POLICY).await.is(200).says("Sign in");
    for form in [fields(&OHIO, &[]), fields(&OHIO, &[("action", "add"), ("add_state", "US-TX")])] {
        let away = app.anonymous.post(POLICY, &form).await;
        assert!(away.location().is_some_and(|address| address.starts_with("/sign-in")), "{}", away.status);
    }
    app.database.run("update users set role = 'viewer'").await;
    let reader = desk.get(POLICY).await.is(200);
    reader.says("Only for Resale. 12 months at most.").says("An administrator of your account can change it.");
    assert!(!reader.text().contains("Save policy"));
    desk.post(POLICY, &[("version", "1"), MANUAL]).await.is(403);
    app.database.run("update users set role = 'reviewer'").await;
    desk.post(POLICY, &[("version", "1"), MANUAL]).await.is(403);
    assert_eq!(app.database.count("policies").await, 1);
}
