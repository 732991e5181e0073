//! The link of the mail: exchanged for a cookie, and good for nothing else.

use chrono::Duration;
use reqwest::{Method, header};

use crate::support::{TestApp, UPLOAD};

#[tokio::test]
async fn the_link_becomes_a_cookie_of_that_request_alone() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let answer = app.anonymous.get(&asked.link).await;
    answer.redirects_to(&format!("/request/{}", asked.id));
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
    let cookie: Vec<_> = answer.header("set-cookie").split("; ").collect();
    for attribute in ["HttpOnly", "SameSite=Lax", &format!("Path=/request/{}", asked.id)] {
        assert!(cookie.contains(&attribute), "{attribute} is not in {cookie:?}");
    }
    assert!(!cookie.contains(&"Secure"), "http:// could not give it back");
    app.anonymous.visit(&asked.link).await.is(200).says("Acme Supply");
}

#[tokio::test]
async fn over_https_the_cookie_is_secure() {
    let app = TestApp::with(|settings| settings.base_url = "https://certs.acme.example".parse().unwrap()).await;
    let services = &app.services;
    let actor = services::api_keys::recognize(services, &app.acme.live_key).await.unwrap();
    let new =
        domain::NewCustomer { name: "Riverside".into(), email: "ap@riverside.example".into(), ..Default::default() };
    let customer = services::customers::create(services, &actor, &new).await.unwrap();
    let asked = services::requests::trigger(services, &actor, customer.id, &Default::default()).await.unwrap();
    let path = asked.link.as_deref().unwrap().strip_prefix("https://certs.acme.example").unwrap();
    let answer = app.anonymous.get(path).await.is(303);
    assert!(answer.header("set-cookie").contains("; Secure"));
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

#[tokio::test]
async fn mail_scanners_change_nothing() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let before = app.database.state().await;
    for _ in 0..5 {
        let scanner = crate::support::Browser::new(&app.anonymous.base);
        scanner.head(&asked.link).await.is(303);
        scanner.visit(&asked.link).await.is(200);
        scanner.visit(&format!("{}/not-me", asked.link)).await.is(200);
        for step in ["welcome", "business", "where", "why", "numbers", "documents", UPLOAD, "details", "check", "done"]
        {
            scanner.visit(&format!("/request/{}/{step}", asked.id)).await;
        }
    }
    assert_eq!(app.database.state().await, before);
    app.buyer(&asked).await.goes_on().await.is(200);
}

#[tokio::test]
async fn an_expired_link_says_whom_to_ask() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let buyer = app.buyer(&asked).await;
    app.hands.turn(Duration::days(31));
    let page = app.anonymous.get(&asked.link).await.is(410);
    page.says("Acme Supply").says("owner@acme.example");
    assert_eq!(page.header("set-cookie"), "");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    buyer.sees("business").await.is(401);
}

#[tokio::test]
async fn a_tampered_link_opens_nothing() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let cut = &asked.link[..asked.link.len() - 5];
    let (head, signature) = asked.link.rsplit_once('.').unwrap();
    let changed = if signature.starts_with('A') { "B" } else { "A" };
    let changed = format!("{head}.{changed}{}", &signature[1..]);
    for link in [cut, &changed, &format!("{}x", asked.link), "/i/x", "/i/%00"] {
        let page = app.anonymous.get(link).await.is(404);
        assert_eq!(page.header("set-cookie"), "", "{link}");
        assert!(!page.html().contains(&asked.id));
    }
}

#[tokio::test]
async fn a_token_serves_one_purpose() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let buyer = app.buyer(&asked).await;
    let invitation = asked.link.rsplit('/').next().unwrap();
    let (name, cookie) = buyer.cookie.split_once('=').unwrap();

    app.anonymous.get(&format!("/i/{cookie}")).await.is(404);
    let set_up = app.acme.set_up.rsplit('/').next().unwrap();
    app.anonymous.get(&format!("/i/{set_up}")).await.is(404);
    let stranger = crate::support::Browser::new(&app.anonymous.base);
    let with_cookie = |value: &str| {
        stranger.request(Method::GET, &buyer.at("business")).header(header::COOKIE, format!("{name}={value}"))
    };
    stranger.send(with_cookie(invitation)).await.is(401);
    stranger.send(with_cookie(set_up)).await.is(401);
    stranger.send(with_cookie(cookie)).await.is(200);
    stranger.post(&format!("/set-up/{invitation}"), &[("password", "correct horse battery staple")]).await.is(409);
}

#[tokio::test]
async fn the_cookie_of_one_request_does_not_open_another() {
    let app = TestApp::new().await;
    let (one, other) = (app.acme.asks().await, app.globex.asks().await);
    let buyer = app.buyer(&one).await;
    for step in ["welcome", "business", "where", "why", "numbers", "documents", UPLOAD, "details", "check", "done"] {
        let address = format!("/request/{}/{step}", other.id);
        let request = app.anonymous.request(Method::GET, &address).header(header::COOKIE, &buyer.cookie);
        app.anonymous.send(request).await.is(401);
        let request = app.anonymous.form(&address, &[("legal_name", "Mallory")]).header(header::COOKIE, &buyer.cookie);
        app.anonymous.send(request).await.is(401);
    }
    for act in ["not-me", "opened"] {
        let address = format!("/request/{}/{act}", other.id);
        let request = app.anonymous.form(&address, &[]).header(header::COOKIE, &buyer.cookie);
        app.anonymous.send(request).await.is(401);
    }
    assert_eq!(app.database.count("drafts").await, 0);
}

#[tokio::test]
async fn the_link_of_a_canceled_request_says_so() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let buyer = app.buyer(&asked).await;
    app.acme.cancels(&asked.id).await.is(200);
    for page in [app.anonymous.visit(&asked.link).await, buyer.goes_on().await, buyer.sees("where").await] {
        page.is(410).says("This request was withdrawn");
    }
    let answer = buyer.answers("business", &crate::support::BUSINESS).await;
    answer.redirects_to(&format!("/request/{}", asked.id));
    assert_eq!(app.database.count("drafts").await, 0);
}

#[tokio::test]
async fn the_link_of_a_fulfilled_request_leads_to_the_receipt() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let buyer = app.buyer(&asked).await;
    buyer.answers_everything().await;
    buyer.submits().await.redirects_to(&buyer.at("done"));
    let events = app.timeline(&asked.id).await;
    for page in [app.anonymous.visit(&asked.link).await, buyer.goes_on().await, buyer.sees("done").await] {
        page.is(200).says("Certificate submitted");
    }
    let late = buyer.answers("business", &[("legal_name", "Somebody else")]).await;
    late.redirects_to(&format!("/request/{}", asked.id));
    buyer.uploads("second.pdf", crate::support::pdf(1_000)).await.redirects_to(&format!("/request/{}", asked.id));
    assert_eq!(app.timeline(&asked.id).await, events);
    assert_eq!(app.stored_objects(), 1);
}

#[tokio::test]
async fn the_receipt_stays_a_bookmark_on_the_device() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    let submitted = buyer.submits().await;
    submitted.redirects_to(&buyer.at("done"));
    let cookie = submitted.header("set-cookie").to_owned();
    let seconds = cookie.split("Max-Age=").nth(1).unwrap().split(';').next().unwrap().parse::<i64>().unwrap();
    assert!(seconds > 399 * 86_400 && cookie.contains("HttpOnly"), "{cookie}");
    let done = buyer.sees("done").await.is(200);
    done.says("on this device it opens until").says("rosa@riverside.example").says("Exemption certificates");
    assert!(!done.text().contains("asks for your exemption certificate"), "not any more");
    let at =
        done.text().split("Submitted on ").nth(1).unwrap().split(" by Rosa Diaz, Owner").next().unwrap().to_owned();
    let (_, time) = at.split_once(" at ").unwrap();
    assert!(at.contains(&format!(", {}", app.services.clock.now().format("%Y"))) || at.contains("December 31"), "{at}");
    let [hour, minute, half, zone] = time.split([':', ' ']).collect::<Vec<_>>()[..] else { panic!("{time}") };
    assert!(hour.parse::<u8>().unwrap() <= 12 && minute.len() == 2 && ["AM", "PM"].contains(&half) && !zone.is_empty());
    buyer.sees("done?lang=es").await.is(200).says("por Rosa Diaz, Owner");
    buyer.sees("done?lang=en").await.is(200);
    let day = |days: i64| (app.services.clock.now() + Duration::days(days)).format("%B %-d, %Y").to_string();
    let last = [400, 399].map(day).into_iter().find(|day| done.text().contains(day)).unwrap(); // where the merchant is
    app.run_jobs().await;
    let link = app.mail_server.the_mail().text();
    let link = link.lines().find(|line| line.contains("/i/")).unwrap().to_owned();

    app.hands.turn(Duration::days(30));
    let elsewhere = crate::support::Browser::new(&app.anonymous.base);
    elsewhere.visit(&link).await.is(200);
    app.hands.turn(Duration::days(369));
    buyer.sees("done").await.is(200).says("Certificate submitted").says(&last);
    elsewhere.get(&buyer.at("done")).await.is(200);
    app.hands.turn(Duration::days(2));
    buyer.sees("done").await.is(401);
}

#[tokio::test]
async fn what_can_still_be_changed_needs_its_link_after_a_day() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    app.hands.turn(Duration::hours(25));
    buyer.sees("business").await.is(401);
}
