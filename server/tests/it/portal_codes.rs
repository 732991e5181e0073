//! Coming to the buyer's home by a code that is mailed.

use chrono::Duration;
use serde_json::json;

use crate::support::{Answer, Browser, TestApp};

const ADDRESS: &str = "ap@riverside.example";

async fn asks(app: &TestApp, browser: &Browser, email: &str) -> Answer {
    browser.post("/portal/sign-in", &[("merchant", &app.acme.id.to_string()), ("email", email)]).await
}

/// Where the code is typed.
async fn asked(app: &TestApp, browser: &Browser, email: &str) -> String {
    asks(app, browser, email).await.is(303).location().unwrap()
}

/// The eight digits of the newest mail.
async fn mailed(app: &TestApp) -> String {
    app.run_jobs().await;
    let mail = app.mail_server.taken().pop().unwrap();
    let digits = |line: &str| line.chars().filter(char::is_ascii_digit).collect::<String>();
    mail.text().lines().map(digits).find(|line| line.len() == 8).unwrap()
}

fn wrong(code: &str) -> String {
    format!("{:08}", (code.parse::<u32>().unwrap() + 1) % 100_000_000)
}

#[tokio::test]
async fn a_code_lets_the_buyer_in_once() {
    let app = TestApp::new().await;
    app.acme.customer().await;
    let merchant = app.acme.id;
    app.anonymous.get(&format!("/portal/sign-in?merchant={merchant}")).await.is(200).says("Acme Supply");
    let page = asked(&app, &app.anonymous, " AP@Riverside.example ").await;
    app.anonymous.get(&page).await.is(200).says("If Acme Supply knows the address ap@riverside.example");
    let code = mailed(&app).await;
    let mail = app.mail_server.the_mail();
    assert_eq!((mail.to.as_str(), mail.parsed().subject()), (ADDRESS, Some("Your code to sign in at Acme Supply")));
    assert!(mail.html().contains(&format!("{} {}", &code[..4], &code[4..])));

    for (typed, words) in
        [("12", "Enter the eight digits of the code."), (&*format!("{code}0"), "Enter the eight digits of the code.")]
    {
        for _ in 0..5 {
            app.anonymous.post(&page, &[("code", typed)]).await.is(422).says(words);
        }
    }
    let spanish = app.anonymous.post(&format!("{page}?lang=es"), &[("code", "12")]).await.is(422);
    spanish.says("Escriba las ocho cifras del código.").says("8 cifras");
    app.anonymous.get(&format!("{page}?lang=en")).await.is(200).says("8 digits");

    let spaced = format!(" {} {} ", &code[..4], &code[4..]);
    app.anonymous.post(&page, &[("code", &spaced)]).await.redirects_to("/portal");
    app.anonymous.get("/portal").await.is(200).says("For Riverside Cafe LLC");
    let thief = Browser::new(&app.anonymous.base);
    let used = thief.post(&page, &[("code", &code)]).await.is(409);
    used.says("This code does not count any more");
    thief.get("/portal").await.is(401);
    let stored = app.database.texts("select key_id from portal_codes").await;
    assert!(stored.iter().flatten().all(|text| !text.contains(&code)));
}

#[tokio::test]
async fn the_mail_speaks_the_language_of_the_page() {
    let app = TestApp::new().await;
    app.acme.customer().await;
    app.anonymous.get(&format!("/portal/sign-in?merchant={}&lang=es", app.acme.id)).await.says("Enviar el código");
    let page = asked(&app, &app.anonymous, ADDRESS).await;
    mailed(&app).await;
    let mail = app.mail_server.the_mail();
    assert_eq!(mail.parsed().subject(), Some("Su código para entrar en Acme Supply"));
    let wrong = app.anonymous.post(&page, &[("code", "")]).await.is(422);
    wrong.says("Escriba el código del correo.");
}

#[tokio::test]
async fn nobody_hears_which_addresses_are_known() {
    let app = TestApp::new().await;
    app.acme.customer().await;
    app.globex
        .live
        .post_json("/tax/customers", json!({ "name": "Else", "email": "else@globex.example" }))
        .await
        .is(201);
    let test = json!({ "name": "Test", "email": "test@riverside.example" });
    app.acme.test.post_json("/tax/customers", test).await.is(201);
    let known = asked(&app, &app.anonymous, ADDRESS).await;
    let shape = |page: &Answer, email: &str| page.html().replace(email, "…").len();
    let page = app.anonymous.get(&known).await.is(200);
    for email in ["nobody@riverside.example", "else@globex.example", "test@riverside.example"] {
        let unknown = asked(&app, &app.anonymous, email).await;
        assert_eq!(unknown.len(), known.len());
        assert_eq!(shape(&app.anonymous.get(&unknown).await.is(200), email), shape(&page, ADDRESS));
        for guess in ["00000000", "12345678"] {
            let refused = app.anonymous.post(&unknown, &[("code", guess)]).await.is(422);
            refused.says("This is not the code of the newest e-mail.");
        }
    }
    app.run_jobs().await;
    assert_eq!(app.mail_server.the_mail().to, ADDRESS, "only who is known gets a mail");
    assert_eq!(app.database.count("portal_sessions").await, 0);
}

#[tokio::test]
async fn the_sixth_try_does_not_count_even_if_it_is_right() {
    let app = TestApp::new().await;
    app.acme.customer().await;
    let page = asked(&app, &app.anonymous, ADDRESS).await;
    let code = mailed(&app).await;
    for _ in 0..5 {
        let refused = app.anonymous.post(&page, &[("code", &wrong(&code))]).await.is(422);
        refused.says("This is not the code of the newest e-mail.");
    }
    let sixth = app.anonymous.post(&page, &[("code", &code)]).await.is(409);
    sixth.says("This code does not count any more").says("ask for a new code");
    assert!(sixth.html().contains("<title>Error: "));

    let page = asked(&app, &app.anonymous, ADDRESS).await;
    let next = mailed(&app).await;
    app.anonymous.post(&page, &[("code", &code)]).await.is(422);
    app.anonymous.post(&page, &[("code", &next)]).await.redirects_to("/portal");
}

#[tokio::test]
async fn of_many_tries_at_once_five_are_looked_at() {
    let app = TestApp::new().await;
    app.acme.customer().await;
    let page = asked(&app, &app.anonymous, ADDRESS).await;
    let code = wrong(&mailed(&app).await);
    let form = [("code", code.as_str())];
    let tries = futures_util::future::join_all((0..20).map(|_| app.anonymous.post(&page, &form))).await;
    let looked_at = tries.iter().filter(|page| page.text().contains("This is not the code")).count();
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn a_code_is_over_after_ten_minutes() {
    let app = TestApp::new().await;
    app.acme.customer().await;
    let page = asked(&app, &app.anonymous, ADDRESS).await;
    let code = mailed(&app).await;
    app.hands.turn(Duration::minutes(11));
    app.anonymous.post(&page, &[("code", &code)]).await.is(409).says("This code does not count any more");
    app.anonymous.get("/portal/sign-in/code_x").await.is(404);

    let late = asked(&app, &app.anonymous, ADDRESS).await;
    app.hands.turn(Duration::minutes(11));
    app.run_jobs().await;
    assert_eq!(app.mail_server.taken().len(), 1, "a code that is over is not mailed");
    app.hands.turn(Duration::hours(2));
    services::jobs::sweep(&app.services).await;
    app.anonymous.get(&late).await.is(404);
}

#[tokio::test]
async fn a_mailbox_is_not_flooded() {
    let app = TestApp::new().await;
    app.acme.customer().await;
    for email in [ADDRESS, "nobody@riverside.example"] {
        for _ in 0..5 {
            asked(&app, &app.anonymous, email).await;
        }
        let flood = asks(&app, &app.anonymous, &email.to_uppercase()).await.is(429);
        flood.says("Too many codes were asked for.");
        assert_eq!(flood.header("retry-after"), "3600");
    }
    app.run_jobs().await;
    assert_eq!(app.mail_server.taken().len(), 5);
}

#[tokio::test]
async fn what_is_no_address_is_said_so() {
    let app = TestApp::new().await;
    asks(&app, &app.anonymous, "").await.is(422).says("Enter your e-mail address.");
    let typed = asks(&app, &app.anonymous, "riverside").await.is(422);
    typed.says("Enter a complete e-mail address, like name@example.com.");
    assert_eq!(typed.typed("email").as_deref(), Some("riverside"));
    for merchant in ["", "acct_x", "acct_00000000-0000-0000-0000-000000000000"] {
        app.anonymous.get(&format!("/portal/sign-in?merchant={merchant}")).await.is(404);
        let form = [("merchant", merchant), ("email", ADDRESS)];
        app.anonymous.post("/portal/sign-in", &form).await.is(404);
    }
    assert_eq!(app.database.count("portal_codes").await, 0);
}

#[tokio::test]
async fn who_buys_for_two_customers_chooses() {
    let app = TestApp::new().await;
    let first = app.acme.customer().await;
    let second = app.acme.customer_named("Riverside Catering").await;
    let page = asked(&app, &app.anonymous, ADDRESS).await;
    let code = mailed(&app).await;
    app.anonymous.post(&page, &[("code", &code)]).await.redirects_to("/portal");
    let home = app.anonymous.get("/portal").await.is(200);
    home.says("For Riverside Catering").says("Go on as Riverside Cafe LLC");
    app.anonymous.post("/portal/customer", &[("customer", &first)]).await.redirects_to("/portal");
    app.anonymous.get("/portal").await.is(200).says("For Riverside Cafe LLC").says("Go on as Riverside Catering");
    let lakeside = json!({ "name": "Lakeside", "email": "ap@lakeside.example" });
    let lakeside = app.acme.live.post_json("/tax/customers", lakeside).await.json();
    app.anonymous.post("/portal/customer", &[("customer", lakeside["id"].as_str().unwrap())]).await.is(404);
    assert_ne!(first, second);
}
