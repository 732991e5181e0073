//! The buyer's home, reached by a link that the API has made.

use chrono::Duration;
use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::support::{Answer, Asked, Browser, Buyer, Merchant, TestApp};

/// Lets Acme's buyers go back to its shop.
pub async fn lists_hosts(merchant: &Merchant, hosts: &str) {
    let form = [("return_hosts", hosts)];
    merchant.desk().await.post("/settings/storefront", &form).await.redirects_to("/settings/storefront?saved=yes");
}

async fn session(api: &Browser, customer: &str, body: Value) -> Answer {
    api.post_json(&format!("/tax/customers/{customer}/portal-sessions"), body).await
}

/// A browser that is at home as a customer.
async fn visitor(api: &Browser, customer: &str) -> Browser {
    let url = session(api, customer, json!({})).await.is(201).json()["url"].as_str().unwrap().to_owned();
    let browser = Browser::new(&api.base);
    browser.get(&url).await.redirects_to("/portal");
    browser
}

/// A customer of Acme's with a certificate that waits for review: the customer, and the certificate.
async fn with_certificate(app: &TestApp) -> (String, String) {
    let asked = app.acme.asks().await;
    let certificate = submits(app, &asked).await;
    (asked.customer, certificate)
}

async fn submits(app: &TestApp, asked: &Asked) -> String {
    let buyer = Buyer::open(&app.anonymous.base, asked).await;
    buyer.answers_everything().await;
    buyer.submits().await.redirects_to(&buyer.at("done"));
    app.acme.sees_request(&asked.id).await["certificate_id"].as_str().unwrap().to_owned()
}

async fn approve(app: &TestApp, certificate: &str) {
    let address = format!("/certificates/{certificate}/approval");
    app.acme.desk().await.post(&address, &[]).await.is(303);
}

#[tokio::test]
async fn the_api_makes_a_link_that_becomes_a_cookie() {
    let app = TestApp::new().await;
    lists_hosts(&app.acme, "shop.acme.example").await;
    let customer = app.acme.customer().await;
    let body = json!({ "return_url": "https://shop.acme.example/account?tab=tax", "language": "es" });
    let made = session(&app.acme.live, &customer, body).await.is(201).json();
    assert_eq!((&made["object"], &made["customer_id"]), (&json!("portal_session"), &json!(customer)));
    assert_eq!((&made["livemode"], &made["language"]), (&json!(true), &json!("es")));
    assert_eq!(made["return_url"], "https://shop.acme.example/account?tab=tax");
    let instant = |field: &str| made[field].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!(instant("expires_at") - instant("created_at"), Duration::hours(1));

    let url = made["url"].as_str().unwrap();
    let answer = app.anonymous.get(url).await;
    answer.redirects_to("/portal?lang=es");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let cookie: Vec<_> = answer.header("set-cookie").split("; ").collect();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/portal"] {
        assert!(cookie.contains(&attribute), "{attribute} is not in {cookie:?}");
    }
    let home = app.anonymous.get("/portal?lang=es").await.is(200);
    home.says("Sus certificados de exención").says("Para Riverside Cafe LLC").says("Volver a shop.acme.example");
    assert!(home.html().contains("href=\"https://shop.acme.example/account?tab=tax\""));
    app.anonymous.get("/portal?lang=en").await.is(200).says("Your exemption certificates");
    Browser::new(&app.anonymous.base).visit(url).await.is(200); // as often as wanted within the hour
}

#[tokio::test]
async fn a_link_ends_after_an_hour_and_a_visit_too() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let made = session(&app.acme.live, &customer, json!({})).await.is(201).json();
    let url = made["url"].as_str().unwrap();
    app.anonymous.visit(url).await.is(200);
    app.hands.turn(Duration::minutes(59));
    let late = Browser::new(&app.anonymous.base);
    late.visit(url).await.is(200);
    app.hands.turn(Duration::minutes(2));
    app.anonymous.get("/portal").await.is(401).says("This visit has ended").says("Acme Supply");
    late.get("/portal").await.is(200); // its own hour began later
    services::jobs::sweep(&app.services).await;
    late.get("/portal").await.is(200);
    let over = app.anonymous.get(url).await.is(410);
    over.says("This visit has ended").says("owner@acme.example");
    assert_eq!(over.header("set-cookie"), "");
    app.hands.turn(Duration::minutes(61));
    services::jobs::sweep(&app.services).await;
    assert_eq!(app.database.count("portal_sessions").await, 0);
    late.get("/portal").await.is(401);
}

#[tokio::test]
async fn a_link_that_is_none_opens_nothing() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let url = session(&app.acme.live, &customer, json!({})).await.json()["url"].as_str().unwrap().to_owned();
    let invitation = app.acme.asks().await.link.rsplit('/').next().unwrap().to_owned();
    let cut = &url[..url.len() - 4];
    for link in [cut, &format!("{url}x"), "/portal/x", "/portal/%00", &format!("/portal/{invitation}")] {
        let page = app.anonymous.get(link).await.is(404);
        page.says("This link does not work");
        assert_eq!(page.header("set-cookie"), "", "{link}");
    }
    let token = url.rsplit('/').next().unwrap();
    let request = app.anonymous.request(Method::GET, "/portal");
    let request = request.header(header::COOKIE, format!("certlane_portal={token}"));
    app.anonymous.send(request).await.is(401).says("Open your certificates from your account");
    app.anonymous.get(&format!("/i/{token}")).await.is(404);
}

#[tokio::test]
async fn the_api_says_what_is_wrong() {
    let app = TestApp::new().await;
    lists_hosts(&app.acme, "shop.acme.example").await;
    let customer = app.acme.customer().await;
    session(&app.anonymous, &customer, json!({})).await.is_problem(401, "UNAUTHORIZED");
    for key in [&app.globex.live, &app.acme.test] {
        session(key, &customer, json!({})).await.is_problem(404, "CUSTOMER_NOT_FOUND");
    }
    session(&app.acme.live, "cust_x", json!({})).await.is_problem(404, "CUSTOMER_NOT_FOUND");
    let unknown = session(&app.acme.live, &customer, json!({ "email": "a@b.example" })).await;
    unknown.is_problem(400, "UNRECOGNIZED_FIELD");
    let language = session(&app.acme.live, &customer, json!({ "language": "fr" })).await;
    assert!(language.is_problem(400, "INCORRECT_TYPE").starts_with("language: "));
    session(&app.acme.live, &customer, json!({ "language": 1 })).await.is_problem(400, "INCORRECT_TYPE");
    app.anonymous.get(&format!("/tax/customers/{customer}/portal-sessions")).await.is_problem(405, "ERROR");
    assert_eq!(app.database.count("portal_sessions").await, 0);
}

#[tokio::test]
async fn the_way_back_leads_to_listed_hosts_only() {
    let app = TestApp::new().await;
    lists_hosts(&app.acme, "shop.acme.example\nlocalhost:4000").await;
    let customer = app.acme.customer().await;
    for attack in [
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "javascript://shop.acme.example/%0aalert(1)",
        "data:text/html,x",
        "http://shop.acme.example/",
        "https://evil.example/",
        "https://shop.acme.example.evil.example/",
        "https://shop.acme.example@evil.example/",
        "https://user:secret@shop.acme.example/",
        "https://shop.acme.example:8443/",
        "https://evil.example\\@shop.acme.example/",
        "https://shop.аcme.example/",
        "https://shop.acme.example./",
        "/account",
    ] {
        let refused = session(&app.acme.live, &customer, json!({ "return_url": attack })).await;
        assert!(refused.is_problem(400, "INVALID_RETURN_URL").starts_with("return_url: "), "{attack}");
    }
    let local = json!({ "return_url": "http://localhost:4000/account" });
    session(&app.acme.live, &customer, local).await.is(201);
    let shop = json!({ "return_url": "https://shop.acme.example/" });
    let customer = app.globex.customer().await;
    session(&app.globex.live, &customer, shop).await.is_problem(400, "INVALID_RETURN_URL");
}

#[tokio::test]
async fn the_home_shows_what_is_on_file_and_what_it_is_worth() {
    let app = TestApp::new().await;
    let (customer, certificate) = with_certificate(&app).await;
    let home = visitor(&app.acme.live, &customer).await;
    let page = home.get("/portal").await.is(200);
    page.says("Under review").says("Acme Supply looks at it").says("Ohio").says("Kentucky");
    assert!(!page.text().contains("Renew"), "what is under review is not renewed");
    page.says("Kentucky and OhioUnder review"); // one row for what is the same
    home.get("/portal/add").await.is(200).says("KentuckyUnder review").says("OregonNo general sales tax");
    let question = [("fields", "legal_name"), ("reason", "Which name is it?")];
    app.acme.desk().await.post(&format!("/certificates/{certificate}/info-request"), &question).await.is(303);
    home.get("/portal/add").await.is(200).says("KentuckyQuestion").says("OhioQuestion");
    let asked = home.get("/portal").await.is(200).text();
    assert_eq!(asked.matches("Acme Supply has a question about it.").count(), 1, "said once: {asked}");
    approve(&app, &certificate).await;
    home.get("/portal/add").await.is(200).says("KentuckyOn file");
    home.get("/portal").await.is(200).says("Valid").says("Tax-free").says("Renew");
    home.get("/portal?lang=es").await.is(200).says("Válido").says("Sin impuesto").says("Renovar");

    let download = home.get(&format!("/portal/certificates/{certificate}/download")).await.is(303);
    let document = app.anonymous.get(&download.location().unwrap()).await.is(200);
    assert!(document.body.starts_with(b"%PDF"));
}

#[tokio::test]
async fn a_renewal_follows_the_certificate_and_is_opened_once() {
    let app = TestApp::new().await;
    let (customer, certificate) = with_certificate(&app).await;
    approve(&app, &certificate).await;
    let (one, other) = (visitor(&app.acme.live, &customer).await, visitor(&app.acme.live, &customer).await);
    let address = format!("/portal/certificates/{certificate}/renewal");
    let (first, second) = tokio::join!(one.post(&address, &[]), other.post(&address, &[]));
    let walk = first.is(303).location().unwrap();
    assert_eq!(second.location().as_ref(), Some(&walk), "two clicks open one request");
    assert_eq!(one.post(&address, &[]).await.location().as_ref(), Some(&walk));
    one.visit(&walk).await.is(200);
    Browser::new(&app.anonymous.base).visit(&walk).await.is(401);

    let id = walk.strip_prefix("/request/").unwrap();
    let request = app.acme.sees_request(id).await;
    assert_eq!(request["jurisdictions"], json!(["US-KY", "US-OH"]));
    let renewed = app.database.texts(
        "select certificates.certificate_type_id from certificate_requests
         join certificates on certificates.id = certificate_requests.renews_certificate_id",
    );
    assert_eq!(renewed.await.len(), 1);
    assert_eq!(app.timeline(id).await[0], "request.created");
    app.run_jobs().await;
    let mails: Vec<_> =
        app.mail_server.taken().into_iter().filter(|mail| !mail.raw.contains("Subject: Receipt")).collect();
    assert!(mails.is_empty(), "nobody is mailed about it: {}", mails.len());
    let page = one.get("/portal").await.is(200);
    page.says("Your renewal for Kentucky and Ohio").says("Continue renewal");

    app.acme.cancels(id).await.is(200);
    let again = one.post(&address, &[]).await.is(303);
    assert_ne!(again.location(), Some(walk), "what was withdrawn is not gone on with");
}

#[tokio::test]
async fn more_states_become_a_request() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let home = visitor(&app.acme.live, &customer).await;
    home.get("/portal").await.is(200).says("No certificate is on file yet.");
    home.get("/portal/add").await.is(200).says("Texas");
    let nothing = home.post("/portal/add", &[]).await.is(422);
    nothing.says("Select at least one state.");
    assert!(nothing.html().contains("<title>Error: "));
    home.post("/portal/add?lang=es", &[]).await.is(422).says("Seleccione al menos un estado.");
    home.post("/portal/add?lang=en", &[("more_states", "Texas")])
        .await
        .is(422)
        .says("Select the states from the list.");

    let form = [("more_states", "US-TX"), ("more_states", "US-OH")];
    let walk = home.post("/portal/add", &form).await.is(303).location().unwrap();
    assert_eq!(home.post("/portal/add", &form).await.location().as_ref(), Some(&walk), "the same is asked once");
    home.visit(&walk).await.is(200);
    let request = app.acme.sees_request(walk.strip_prefix("/request/").unwrap()).await;
    assert_eq!((&request["status"], &request["jurisdictions"]), (&json!("pending"), &json!(["US-OH", "US-TX"])));
    assert_ne!(home.post("/portal/add", &[("more_states", "US-TX")]).await.location(), Some(walk));
    home.get("/portal").await.is(200).says("Certificate for Ohio and Texas, started by you");
}

#[tokio::test]
async fn an_open_request_is_gone_on_with() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let home = visitor(&app.acme.live, &asked.customer).await;
    home.get("/portal").await.is(200).says("Acme Supply asks for your certificate for Ohio and Kentucky");
    let walk = home.get(&format!("/portal/requests/{}", asked.id)).await;
    walk.redirects_to(&format!("/request/{}", asked.id));
    assert!(walk.header("set-cookie").contains(&format!("Path=/request/{}", asked.id)));
    home.visit(&walk.location().unwrap()).await.is(200).says("Your business");
    app.acme.cancels(&asked.id).await.is(200);
    assert!(!home.get("/portal").await.is(200).text().contains("Waiting for your answer"));
}

#[tokio::test]
async fn a_visitor_sees_the_rows_of_one_customer_alone() {
    let app = TestApp::new().await;
    let (_, certificate) = with_certificate(&app).await;
    approve(&app, &certificate).await;
    let asked = app.acme.asks().await;
    let test_customer = json!({ "name": "Riverside Test", "email": "ap@riverside.example" });
    let test_customer = app.acme.test.post_json("/tax/customers", test_customer).await.is(201).json();
    let strangers = [
        visitor(&app.acme.live, &app.acme.customer_named("Lakeside Books").await).await,
        visitor(&app.globex.live, &app.globex.customer().await).await,
        visitor(&app.acme.test, test_customer["id"].as_str().unwrap()).await,
    ];
    let requests = app.database.count("certificate_requests").await;
    for stranger in &strangers {
        let page = stranger.get("/portal").await.is(200);
        assert!(!page.html().contains(&certificate) && !page.html().contains(&asked.id));
        stranger.post(&format!("/portal/certificates/{certificate}/renewal"), &[]).await.is(404);
        stranger.get(&format!("/portal/certificates/{certificate}/download")).await.is(404);
        stranger.get(&format!("/portal/requests/{}", asked.id)).await.is(404);
        let switch = [("customer", asked.customer.as_str())];
        stranger.post("/portal/customer", &switch).await.is(404);
        for address in ["/portal/certificates/x/download", "/portal/requests/x"] {
            stranger.get(address).await.is(404);
        }
        stranger.visit("/requests").await.says("Sign in");
    }
    strangers[2].get("/portal").await.is(200).says("Test mode");
    assert_eq!(app.database.count("certificate_requests").await, requests);
}

#[tokio::test]
async fn who_is_no_visitor_is_told_where_to_come_in() {
    let app = TestApp::new().await;
    let (_, certificate) = with_certificate(&app).await;
    app.anonymous.get("/portal").await.is(401).says("Open your certificates from your account");
    let download = format!("/portal/certificates/{certificate}/download");
    for address in ["/portal/add", &download, "/portal/requests/cert_req_x"] {
        let answer = app.anonymous.get(address).await;
        assert!(answer.status == 404 || answer.location().as_deref() == Some("/portal"), "{address}");
    }
    let renewal = format!("/portal/certificates/{certificate}/renewal");
    for address in ["/portal/add", "/portal/customer", "/portal/sign-out", &renewal] {
        app.anonymous.post(address, &[("more_states", "US-OH")]).await.redirects_to("/portal");
    }
    app.acme.desk().await.get("/portal").await.is(401); // the desk's session is another matter
}

#[tokio::test]
async fn signing_out_ends_the_visit_and_its_link() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let made = session(&app.acme.live, &customer, json!({})).await.is(201).json();
    let url = made["url"].as_str().unwrap();
    app.anonymous.visit(url).await.is(200);
    app.anonymous.post("/portal/sign-out", &[]).await.redirects_to("/portal");
    app.anonymous.get("/portal").await.is(401).says("You are signed out").says("Sign in with a code by e-mail");
    app.anonymous.get("/portal?lang=es").await.is(401).says("Ha cerrado la sesión");
    app.anonymous.get("/portal?lang=en").await.is(401).says("From your account at Acme Supply");
    app.anonymous.get(url).await.is(410);
    let elsewhere = app.anonymous.form("/portal/sign-out", &[]).header(header::ORIGIN, "https://evil.example");
    app.anonymous.send(elsewhere).await.is(403);
}

#[tokio::test]
async fn mail_scanners_change_nothing_at_the_home() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let made = session(&app.acme.live, &asked.customer, json!({})).await.is(201).json();
    let before = app.database.state().await;
    for _ in 0..3 {
        let scanner = Browser::new(&app.anonymous.base);
        scanner.head(made["url"].as_str().unwrap()).await.is(303);
        scanner.visit(made["url"].as_str().unwrap()).await.is(200);
        scanner.get("/portal/add").await.is(200);
        scanner.get("/portal/sign-out").await.is(405);
        scanner.visit(&format!("/portal/requests/{}", asked.id)).await.is(200);
    }
    assert_eq!(app.database.state().await, before);
}

#[tokio::test]
async fn a_request_of_the_home_speaks_of_no_mail_and_leads_back() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let home = visitor(&app.acme.live, &customer).await;
    let walk = home.post("/portal/add", &[("more_states", "US-OH")]).await.is(303).location().unwrap();
    home.get(&walk).await.redirects_to(&format!("{walk}/business"));
    home.get(&format!("{walk}/welcome")).await.redirects_to(&format!("{walk}/business"));
    let page = home.get(&format!("{walk}/business")).await.is(200);
    for wrong in ["shows the same code", "The same link brings you back", "asks for your", "Not the right person"] {
        assert!(!page.text().contains(wrong), "{wrong}: {}", page.text());
    }
    assert!(!page.html().contains("/welcome"), "nothing stands before it");
    home.get(&format!("{walk}/where")).await.is(200).says("Your states");
    assert!(page.html().contains("href=\"/portal\""), "the way back");
    home.get(&format!("{walk}/business?lang=es")).await.is(200).says("Volver a sus certificados");

    let buyer =
        Buyer { request: walk.strip_prefix("/request/").unwrap().to_owned(), cookie: String::new(), browser: home };
    buyer.answers_everything().await;
    buyer.submits().await.redirects_to(&buyer.at("done"));
    assert!(buyer.sees("done").await.is(200).html().contains("href=\"/portal\""), "the way back");

    let mailed = Buyer::open(&app.anonymous.base, &app.acme.asks().await).await;
    let page = mailed.goes_on().await;
    page.says("shows the same code").says("The same link brings you back").says("I am not the right person");
    assert!(!page.html().contains("href=\"/portal\""));
}

#[tokio::test]
async fn a_refused_sign_in_keeps_its_address() {
    let app = TestApp::new().await;
    let address = format!("/portal/sign-in?merchant={}", app.acme.id);
    let page = app.anonymous.get(&address).await.is(200).html();
    assert!(page.contains(&format!("action=\"{address}\"")), "{page}");
    let form = [("merchant", &*app.acme.id.to_string()), ("email", "")];
    let refused = app.anonymous.post(&address, &form).await.is(422).html();
    assert!(refused.contains(&format!("href=\"{address}&amp;lang=es\"")), "{refused}");
}
