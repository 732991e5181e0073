//! The buyer's six steps as plain forms.

use serde_json::json;

use crate::support::{BUSINESS, NUMBERS, TestApp, UPLOAD, WHY, document_for, fields};

#[tokio::test]
async fn an_empty_step_says_what_is_missing() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    let business = buyer.answers("business", &[]).await.is(422);
    let missing = [
        "Enter the legal name of your business.",
        "Enter the street and number.",
        "Enter the city.",
        "Select the state, or “Outside the United States”.",
        "Enter the ZIP code.",
        "Select the type of your business.",
        "Enter the name of a person we can contact.",
        "Enter an e-mail address, like name@example.com.",
    ];
    for sentence in missing {
        business.says(sentence);
    }
    buyer.answers("where", &[]).await.is(422).says("Select at least one state.");
    buyer.answers("where", &[("jurisdictions", "US-OH")]).await.redirects_to(&buyer.at("why"));
    buyer.answers("why", &[]).await.is(422).says("Select why you are exempt.");
    buyer.answers("where", &[("jurisdictions", "US-IN")]).await.redirects_to(&buyer.at("why"));
    buyer.answers("why", &WHY).await.redirects_to(&buyer.at("numbers"));
    buyer
        .answers("numbers", &[])
        .await
        .is(422)
        .says("Enter your Indiana number, or the number of another state below.");
    buyer.answers("numbers", &[("number-US-IN", "0123456789-001")]).await.redirects_to(&buyer.at("documents"));
    buyer
        .answers("documents", &[])
        .await
        .is(422)
        .says("Select how you want to send this document")
        .says("Select how you want to send it.");
    buyer.answers("documents", &[("choice-US-SST", "upload")]).await.redirects_to(&buyer.at(UPLOAD));
    buyer.sends_document(document_for(&[], "", "")).await.is(422).says("Select a file with your certificate.");
    let check = app.buyer_about_to_submit().await.answers("check", &[]).await.is(422);
    check.says("Enter your full name.").says("Tick the box to confirm that the answers are true");
    assert_eq!(app.acme.sees_request(&buyer.request).await["status"], "pending");
}

#[tokio::test]
async fn reasons_without_a_state_lead_back_to_the_states() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    let page = buyer.answers("why", &WHY).await.is(422);
    page.says("Where do you buy tax-free?").says("Select at least one state.");
    buyer.answers("where", &[("jurisdictions", "US-OH")]).await.redirects_to(&buyer.at("why"));
    assert!(buyer.sees("why").await.is(200).html().contains("value=\"RESALE\" checked"), "kept");
}

#[tokio::test]
async fn a_draft_keeps_what_the_form_asks_and_nothing_else() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let many: Vec<_> = (0..2_000).map(|place| (format!("number-X{place}"), "1")).collect();
    let form: Vec<_> = many.iter().map(|(name, value)| (name.as_str(), *value)).chain(NUMBERS).collect();
    buyer.answers("numbers", &form).await.redirects_to(&buyer.at("documents"));
    let kept = app.database.texts("select cast(answers as text) from drafts").await;
    let kept = kept[0].as_deref().unwrap();
    assert!(kept.contains("31-1234567") && !kept.contains("X1999") && kept.len() < 2_000, "{kept}");
}

#[tokio::test]
async fn invisible_characters_go_away() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    let hidden = fields(&BUSINESS[1..], &[("legal_name", "Riverside\u{202e} CLL\u{200b} \u{feff}Cafe\u{2066}")]);
    buyer.answers("business", &hidden).await.redirects_to(&buyer.at("where"));
    buyer.submits().await.redirects_to(&buyer.at("done"));
    let certificate = app.database.texts("select cast(business as text) from certificates").await;
    assert!(certificate[0].as_deref().unwrap().contains("\"Riverside CLL Cafe\""), "{certificate:?}");
}

#[tokio::test]
async fn wrong_answers_come_back_with_what_is_wrong() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    let typed = fields(&BUSINESS[1..], &[("legal_name", "<b>\"Riverside\" & Söhne</b>"), ("postal_code", "ABC")]);
    let typed: Vec<_> = typed.into_iter().filter(|field| *field != ("postal_code", "45202")).collect();
    let page = buyer.answers("business", &typed).await.is(422);
    page.says("Enter a ZIP code of five digits, like 45202");
    assert_eq!(page.typed("postal_code").as_deref(), Some("ABC"));
    assert_eq!(page.typed("legal_name").as_deref(), Some("<b>\"Riverside\" & Söhne</b>"));
    assert!(!page.html().contains("<b>\"Riverside"));
    let another_device = buyer.sees("business").await.is(200);
    assert_eq!(another_device.typed("postal_code").as_deref(), Some("ABC"), "kept, though wrong");
}

#[tokio::test]
async fn another_device_goes_on_where_the_first_left() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let desk = app.buyer(&asked).await;
    desk.answers("business", &BUSINESS).await.redirects_to(&desk.at("where"));
    desk.answers("where", &[("jurisdictions", "US-OH"), ("jurisdictions", "US-KY")])
        .await
        .redirects_to(&desk.at("why"));

    let phone = app.buyer(&asked).await;
    let entrance = phone.browser.get(&format!("/request/{}", asked.id)).await;
    entrance.redirects_to(&phone.at("why"));
    let business = phone.sees("business").await.is(200);
    assert_eq!(business.typed("legal_name").as_deref(), Some("Riverside Cafe LLC"));
    assert_eq!(business.typed("contact_email").as_deref(), Some("rosa@riverside.example"));
    phone.sees("why").await.is(200).says("Kentucky");
    let timeline = app.timeline(&asked.id).await;
    assert_eq!(timeline, ["request.created", "request.opened", "request.started"]);
}

#[tokio::test]
async fn a_change_from_the_check_returns_to_the_check() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    let changed = fields(&BUSINESS, &[("from", "check")]);
    buyer.answers("business", &changed).await.redirects_to(&buyer.at("check"));
    buyer.answers("why", &fields(&WHY, &[("from", "check")])).await.redirects_to(&buyer.at("check"));
    let wrong = buyer.answers("business", &[("legal_name", "R"), ("from", "check")]).await.is(422);
    assert_eq!(wrong.typed("from").as_deref(), Some("check"), "the way back is not lost by a mistake");
    let elsewhere = fields(&BUSINESS, &[("from", "https://evil.example")]);
    buyer.answers("business", &elsewhere).await.redirects_to(&buyer.at("where"));
}

#[tokio::test]
async fn the_wrong_person_says_so_and_the_merchant_sees_it() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    buyer.sees("not-me").await.is(200);
    let told = buyer.answers("not-me", &[("note", "Ask <b>Kim</b> in purchasing.")]).await;
    assert_eq!(told.status, 303);
    buyer.browser.get(&told.location().unwrap()).await.is(200);
    let events = app.events(&buyer.request).await;
    assert_eq!(events[1], ("request.wrong_person", "Ask <b>Kim</b> in purchasing.".to_owned()));
    let page = app.acme.desk().await.get(&format!("/requests/{}", buyer.request)).await.is(200);
    page.says("The recipient says: not the right person").says("Ask <b>Kim</b> in purchasing.");
    assert!(!page.html().contains("<b>Kim</b>"));
    assert_eq!(app.acme.sees_request(&buyer.request).await["status"], "pending");
}

#[tokio::test]
async fn a_request_is_opened_once() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let (desk, phone) = (app.buyer(&asked).await, app.buyer(&asked).await);
    let (one, other) = tokio::join!(desk.answers("opened", &[]), phone.answers("opened", &[]));
    assert_eq!((one.status, other.status), (204, 204));
    desk.answers("opened", &[]).await.is(204);
    desk.answers("business", &BUSINESS).await;
    assert_eq!(app.timeline(&asked.id).await, ["request.created", "request.opened", "request.started"]);
}

#[tokio::test]
async fn two_tabs_never_mix_their_answers() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let (left, right) = (app.buyer(&asked).await, app.buyer(&asked).await);
    for _ in 0..10 {
        let ohio = [("jurisdictions", "US-OH")];
        tokio::join!(left.answers("business", &BUSINESS), right.answers("where", &ohio));
        assert_eq!(left.sees("business").await.typed("city").as_deref(), Some("Cincinnati"));
        left.browser.get(&format!("/request/{}", asked.id)).await.redirects_to(&left.at("why"));
        let (nothing, tick) = (buyer_without_city(), [("jurisdictions", "US-KY")]);
        tokio::join!(left.answers("business", &nothing), right.answers("where", &tick));
        left.browser.get(&format!("/request/{}", asked.id)).await.redirects_to(&left.at("business"));
    }
}

fn buyer_without_city() -> Vec<(&'static str, &'static str)> {
    BUSINESS.into_iter().filter(|(field, _)| *field != "city").collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_buyers_at_once_all_see_their_page() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    let page = buyer.at(UPLOAD);
    let visits = (0..16).map(|_| async {
        for _ in 0..25 {
            buyer.browser.get(&page).await.is(200);
        }
    });
    futures_util::future::join_all(visits).await;
}

#[tokio::test]
async fn a_customer_who_answered_before_finds_its_answers_again() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let first = app.buyer(&asked).await;
    first.answers_everything().await;
    let known =
        fields(&BUSINESS[..7], &[("contact_email", "rosa@riverside.example"), ("contact_phone", "513 555 0142")]);
    first.answers("business", &known).await.redirects_to(&first.at("where"));
    first.sees("business").await.says("We filled in what we know").is_prefilled("contact_name", "Rosa Diaz");
    first.submits().await.redirects_to(&first.at("done"));

    let ask = serde_json::json!({ "delivery_method": "download", "jurisdictions": ["US-IN"] });
    let again = app.buyer(&app.acme.asks_customer(&asked.customer, ask.clone()).await).await;
    again.goes_on().await.is(200).says("Start now");
    let business = again.sees("business").await.is(200);
    business.says("We filled this in from your certificate of ");
    for (name, value) in known.iter().filter(|(name, _)| !["state", "business_type"].contains(name)) {
        business.is_prefilled(name, value);
    }
    assert!(business.html().contains("value=\"01\" selected"), "the type too: {}", business.html());
    assert_eq!(app.database.count("drafts").await, 1, "nothing counts as answered");
    again.answers("business", &BUSINESS).await.redirects_to(&again.at("where"));
    assert!(!again.sees("business").await.text().contains("from your certificate of"));
    again.answers("where", &[("jurisdictions", "US-IN")]).await.redirects_to(&again.at("why"));
    again.answers("why", &WHY).await.redirects_to(&again.at("numbers"));
    let numbers = again.sees("numbers").await.is(200);
    numbers.says("We filled in what you gave from your certificate of ").is_prefilled("number-US-OH", "31-1234567");
    again.answers("why", &[("reason", "DIRECT_PAY")]).await.redirects_to(&again.at("numbers"));
    assert_ne!(again.sees("numbers").await.typed("number-US-OH").as_deref(), Some("31-1234567"), "another permit");

    app.database.run("update certificates set review = 'revoked'").await;
    let third = app.buyer(&app.acme.asks_customer(&asked.customer, ask).await).await;
    assert_eq!(third.sees("business").await.is(200).typed("contact_name").unwrap_or_default(), "");
    let stranger = app.buyer(&app.acme.asks().await).await;
    assert_eq!(stranger.sees("business").await.is(200).typed("contact_name").unwrap_or_default(), "");
}

#[tokio::test]
async fn where_nothing_is_taxed_nothing_is_asked_for() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    let oregon = fields(&BUSINESS[..2], &[("city", "Portland"), ("state", "US-OR"), ("postal_code", "97201")]);
    buyer.answers("business", &fields(&oregon, &BUSINESS[5..])).await.redirects_to(&buyer.at("where"));
    buyer.answers("where", &[("jurisdictions", "US-OR")]).await.redirects_to(&buyer.at("why"));
    buyer.answers("why", &WHY).await.redirects_to(&buyer.at("documents"));
    let page = buyer.sees("documents").await.is(200);
    page.says("No document is needed").says("Oregon");
    assert!(!page.text().contains("0 document") && !page.text().contains("Choose how"), "{}", page.text());
    for way in ["where", "decline"] {
        assert!(page.html().contains(&format!("href=\"{}\"", buyer.at(way))), "a way to {way}");
    }
    assert!(!page.text().contains("Continue"), "it leads nowhere");
    let decline = buyer.sees("decline").await.is(200);
    decline.says("No certificate needed").says("The request then ends");
    for wrong in ["charges sales tax", "Not exempt", "We buy for our own use"] {
        assert!(!decline.text().contains(wrong), "{wrong}: {}", decline.text());
    }
    buyer.answers("decline", &[("why", "own_use")]).await.is(422);
    buyer.sees("documents?lang=es").await.is(200).says("No se necesita ningún documento");
    buyer.sees("decline").await.is(200).says("No hace falta ningún certificado");
    buyer.answers("decline", &[("why", "not_needed"), ("note", "")]).await.redirects_to(&buyer.at("decline"));
    let ended = buyer.sees("decline?lang=en").await.is(200);
    ended.says("You told Acme Supply that no certificate is needed");
    assert!(!ended.text().contains("charges sales tax"), "{}", ended.text());
    app.run_jobs().await;
    let mail = app.mail_server.taken().pop().unwrap();
    assert!(mail.parsed().subject().unwrap().contains("says that no certificate is needed"));
    assert!(mail.text().contains("No certificate is needed in our states."), "{}", mail.text());
    let request = app.acme.sees_request(&buyer.request).await;
    assert_eq!((&request["status"], &request["invalid_reason"]), (&json!("invalid"), &json!("not_needed")));
}

#[tokio::test]
async fn a_missing_number_is_named_on_the_documents_page() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    buyer.answers("business", &BUSINESS).await.is(303);
    buyer.answers("where", &[("jurisdictions", "US-OH"), ("jurisdictions", "US-CA")]).await.is(303);
    buyer.answers("why", &WHY).await.redirects_to(&buyer.at("numbers"));
    buyer.answers("numbers", &[("number-US-OH", "31-1234567")]).await.is(422).says("No other number will do there");
    let page = buyer.sees("documents").await.is(200);
    page.says("A number is missing for California");
    assert!(!page.text().contains("covers everything"), "{}", page.text());
    assert!(page.html().contains(&format!("href=\"{}\"", buyer.at("numbers"))));
}

#[tokio::test]
async fn a_document_that_only_the_state_makes_is_said_to_be_so_where_it_is_sent() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    buyer.answers("business", &BUSINESS).await.is(303);
    buyer.answers("where", &[("jurisdictions", "US-FL")]).await.is(303);
    buyer.answers("why", &[("reason", "CHARITABLE_ORG")]).await.is(303);
    let page = buyer.goes_on().await.is(200);
    page.says("Upload your document").says("cannot be completed here");
}
