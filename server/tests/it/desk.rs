//! The merchant's staff at the desk.

use reqwest::header;
use serde_json::json;

use crate::support::{Browser, Merchant, TestApp};

const NOBODY: &str = "/requests/cert_req_00000000-0000-0000-0000-000000000000";

#[tokio::test]
async fn a_set_up_link_works_once() {
    let app = TestApp::new().await;
    let set_up = &app.acme.set_up;
    let owner = Browser::new(&app.anonymous.base);
    owner.get(set_up).await.is(200).says("owner@acme.example");
    let short = owner.post(set_up, &[("password", "short")]).await.is(422);
    short.says("Choose a password of at least 12 characters.");
    assert!(!short.html().contains("short\""), "a password is never sent back");
    let answer = owner.post(set_up, &[("password", Merchant::PASSWORD)]).await;
    answer.redirects_to("/requests");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(answer.header("set-cookie").split("; ").any(|part| part == attribute), "{attribute}");
    }
    owner.get("/requests").await.is(200).says("Acme Supply");

    let thief = app.anonymous.post(set_up, &[("password", "another password")]).await.is(409);
    thief.says("This link was used already or is too old.").says("Sign in with your password");
    assert!(thief.html().contains("href=\"/sign-in\""));
    app.anonymous.get("/requests").await.redirects_away();
    app.anonymous.post("/set-up/x", &[("password", "another password")]).await.is(409);
}

impl crate::support::Answer {
    /// Nobody is signed in: to sign-in, or 401.
    #[track_caller]
    fn redirects_away(&self) {
        let to_sign_in = self.location().is_some_and(|address| address.starts_with("/sign-in"));
        assert!(self.status == 401 || (self.status / 100 == 3 && to_sign_in), "{} {:?}", self.status, self.location());
    }
}

#[tokio::test]
async fn an_old_set_up_link_is_over() {
    let app = TestApp::new().await;
    app.hands.turn(chrono::Duration::days(8));
    app.anonymous.post(&app.acme.set_up, &[("password", Merchant::PASSWORD)]).await.is(409);
}

#[tokio::test]
async fn the_owner_signs_in_and_out() {
    let app = TestApp::new().await;
    app.acme.desk().await;
    let owner = Browser::new(&app.anonymous.base);
    let credentials = [("email", " Owner@ACME.example "), ("password", Merchant::PASSWORD), ("next", "/certificates")];
    owner.post("/sign-in", &credentials).await.redirects_to("/certificates");
    owner.get("/certificates").await.is(200);
    owner.post("/sign-out", &[]).await.redirects_to("/sign-in");
    owner.get("/certificates").await.redirects_away();
    app.acme.desk().await.get("/requests").await.is(200);
    app.hands.turn(chrono::Duration::days(15));
    app.acme.desk().await.get("/requests").await.redirects_away();
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_sound_the_same() {
    let app = TestApp::new().await;
    app.acme.desk().await;
    let sign_in = async |email, password| {
        let answer = app.anonymous.post("/sign-in", &[("email", email), ("password", password)]).await.is(422);
        answer.says("The e-mail address or the password is not right. Check both and try again.");
        assert_eq!(answer.header("set-cookie"), "");
        assert!(!answer.html().contains(password));
        answer.text()
    };
    let wrong = sign_in("owner@acme.example", "a wrong password").await;
    let unknown = sign_in("nobody@acme.example", "a wrong password").await;
    let not_set_up = sign_in("owner@globex.example", "a wrong password").await;
    assert_eq!(wrong, unknown);
    assert_eq!(wrong, not_set_up);
}

#[tokio::test]
async fn behind_a_proxy_each_client_has_tries_of_its_own() {
    for (trusted_proxies, other) in [(1, 422), (0, 429)] {
        let app = TestApp::with(|settings| settings.trusted_proxies = trusted_proxies).await;
        let sign_in = async |from: &str, email: &str| {
            let form = app.anonymous.form("/sign-in", &[("email", email), ("password", "a wrong password")]);
            app.anonymous.send(form.header("x-forwarded-for", from)).await
        };
        let mut tries = 0;
        // Whatever a client writes into the header itself stands on the left.
        while sign_in(&format!("203.0.113.{tries}, 192.0.2.1"), &format!("{tries}@acme.example")).await.status == 422 {
            tries += 1;
            assert!(tries < 60, "a slow machine gets a few tries more than 20, and no more");
        }
        assert!(tries >= 20, "{tries}");
        sign_in("192.0.2.2", "owner@acme.example").await.is(other);
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_and_locks_nobody_else_out() {
    let app = TestApp::new().await;
    app.acme.desk().await;
    let sign_in =
        async |email, password| app.anonymous.post("/sign-in", &[("email", email), ("password", password)]).await;
    for _ in 0..5 {
        sign_in("owner@acme.example", "a wrong password").await.is(422);
    }
    for password in ["a wrong password", Merchant::PASSWORD] {
        let answer = sign_in("OWNER@acme.example", password).await.is(429);
        answer.says("Too many tries. Wait a minute, then try again.");
        assert_eq!(answer.header("retry-after"), "60");
    }
    sign_in("owner@globex.example", "a wrong password").await.is(422);
}

#[tokio::test]
async fn without_a_session_there_is_no_desk() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let request = app.acme.asks().await.id;
    let customer = app.acme.customer().await;
    for page in ["/requests", "/requests/new", "/certificates", "/outbox", "/", NOBODY] {
        app.anonymous.visit(page).await.is(200).says("Sign in");
    }
    for file in ["document", "download"] {
        app.anonymous.get(&format!("/certificates/{certificate}/{file}")).await.redirects_away();
    }
    app.anonymous.get("/outbox/mail_00000000-0000-0000-0000-000000000000/html").await.redirects_away();
    let forms = [
        ("/customers".to_owned(), vec![("name", "Mallory"), ("email", "mallory@evil.example")]),
        ("/requests/new".to_owned(), vec![("customer", &*customer)]),
        (format!("/requests/{request}/cancellation"), vec![]),
        (format!("/certificates/{certificate}/approval"), vec![]),
    ];
    for (address, form) in forms {
        app.anonymous.post(&address, &form).await.redirects_away();
    }
    assert_eq!(app.acme.sees_request(&request).await["status"], "pending");
    assert_eq!(app.acme.sees_certificate(&certificate).await["status"], "processing");
    assert_eq!(app.database.count("certificate_requests").await, 2);
    assert_eq!(app.database.count("customers").await, 3);
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let buyer = app.buyer_of_acme().await;
    let cancellation = format!("/requests/{}/cancellation", buyer.request);
    let origin = app.anonymous.base.clone();
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", &*format!("{origin}.evil.example")),
    ];
    for (name, value) in foreign {
        desk.send(desk.form(&cancellation, &[]).header(name, value)).await.is(403);
        let answers = buyer.browser.form(&buyer.at("business"), &crate::support::BUSINESS).header(name, value);
        buyer.browser.send(answers).await.is(403);
        let credentials = [("email", "owner@acme.example"), ("password", Merchant::PASSWORD)];
        app.anonymous.send(app.anonymous.form("/sign-in", &credentials).header(name, value)).await.is(403);
    }
    assert_eq!(app.acme.sees_request(&buyer.request).await["status"], "pending");
    assert_eq!(app.database.count("drafts").await, 0);
    let own = desk.form(&cancellation, &[]).header("sec-fetch-site", "same-origin").header(header::ORIGIN, origin);
    desk.send(own).await.redirects_to(&format!("/requests/{}?canceled=yes", buyer.request));
}

#[tokio::test]
async fn another_merchants_rows_do_not_exist() {
    let app = TestApp::with(|settings| settings.smtp_url = None).await;
    let certificate = app.submitted_certificate().await;
    let asked = app.acme.asks_with(json!({})).await;
    let test_customer = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let test_customer = app.acme.test.post_json("/tax/customers", test_customer).await.json();
    let trigger = format!("/tax/customers/{}/certificate-requests", test_customer["id"].as_str().unwrap());
    let test_request = app.acme.test.post_json(&trigger, json!({})).await.json();
    app.run_jobs().await;
    let is_test = |content: &str| content.contains("Test mode");
    let (tests, lives): (Vec<_>, Vec<_>) = app.outbox(&app.acme).into_iter().partition(|(_, content)| is_test(content));
    let (mail, test_mail) = (lives[0].0.clone(), tests[0].0.clone());

    let (acme, globex) = (app.acme.desk().await, app.globex.desk().await);
    let pages = [
        format!("/requests/{}", asked.id),
        format!("/certificates/{certificate}"),
        format!("/certificates/{certificate}/document"),
        format!("/outbox/{mail}"),
        format!("/outbox/{mail}/html"),
    ];
    for page in &pages {
        globex.get(page).await.is(404);
        acme.get(page).await.is(200);
    }
    let download = format!("/certificates/{certificate}/download");
    globex.get(&download).await.is(404);
    acme.get(&download).await.is(303);
    globex.post(&format!("/requests/{}/cancellation", asked.id), &[]).await.is(404);
    globex.post(&format!("/certificates/{certificate}/approval"), &[]).await.is(404);
    globex.post("/requests/new", &[("customer", &asked.customer)]).await.is(404);
    acme.get(&format!("/requests/{}", test_request["id"].as_str().unwrap())).await.is(404);
    acme.get(&format!("/outbox/{test_mail}")).await.is(404);

    assert_eq!(app.acme.sees_request(&asked.id).await["status"], "pending");
    assert_eq!(app.acme.sees_certificate(&certificate).await["status"], "processing");
    assert!(!globex.get("/requests").await.is(200).html().contains(&asked.id));
    assert!(!globex.get("/certificates").await.is(200).html().contains(&certificate));
    assert!(!globex.get("/outbox").await.is(200).html().contains(&mail));
}

#[tokio::test]
async fn ids_that_are_none_are_not_found() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let pages =
        [NOBODY, "/requests/x", "/certificates/x", "/outbox/x", "/nowhere", "/request/x", "/certificates/x/document"];
    for page in pages {
        let status = desk.get(page).await.status;
        assert!(matches!(status, 400 | 404), "{page}: {status}");
    }
    for address in
        [format!("{NOBODY}/cancellation"), "/requests/x/cancellation".into(), "/certificates/x/approval".into()]
    {
        let status = desk.post(&address, &[]).await.status;
        assert!(matches!(status, 400 | 404), "{address}: {status}");
    }
}

#[tokio::test]
async fn a_reviewer_approves_a_certificate_once() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let desk = app.acme.desk().await;
    let approval = format!("/certificates/{certificate}/approval");
    desk.post(&approval, &[]).await.redirects_to(&format!("/certificates/{certificate}?approved=yes"));
    let approved = app.acme.sees_certificate(&certificate).await;
    assert_eq!((&approved["status"], &approved["jurisdictions"][0]["status"]), (&json!("active"), &json!("active")));
    let again = desk.post(&approval, &[]).await.is(409);
    again.says("Only a certificate that waits for review can be decided on.");
    assert_eq!(app.acme.sees_certificate(&certificate).await, {
        // The URL is minted anew; everything else stays.
        let mut same = approved.clone();
        same["download_url"] = app.acme.sees_certificate(&certificate).await["download_url"].clone();
        same
    });
}

#[tokio::test]
async fn the_desk_asks_a_customer_and_withdraws() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let empty = desk.post("/customers", &[("email", "riverside")]).await.is(422);
    empty.says("Enter the customer's name.").says("Enter a complete e-mail address, like name@example.com.");
    assert_eq!(empty.typed("email").as_deref(), Some("riverside"));
    let riverside = [("name", "Riverside Cafe"), ("email", "ap@riverside.example"), ("reference_customer_id", "20506")];
    let added = desk.post("/customers", &riverside).await.is(303);
    let customer = added.location().unwrap().split_once("customer=").unwrap().1.to_owned();
    desk.post("/customers", &riverside).await.is(422).says("A customer with this reference exists already.");

    let bad = [("customer", &*customer), ("recipient", "riverside"), ("message", "Please & thanks")];
    desk.post("/requests/new", &bad).await.is(422).says("Enter a complete e-mail address").says("Please & thanks");
    let good = [
        ("customer", &*customer),
        ("delivery_method", "email"),
        ("jurisdictions", "US-OH"),
        ("jurisdictions", "US-KY"),
    ];
    let triggered = desk.post("/requests/new", &good).await.is(303);
    let address = triggered.location().unwrap();
    let request = address.trim_start_matches("/requests/").trim_end_matches("?created=yes");
    assert_eq!(app.acme.sees_request(request).await["jurisdictions"], json!(["US-OH", "US-KY"]));
    app.run_jobs().await;
    assert_eq!(app.mail_server.the_mail().to, "ap@riverside.example");
    desk.get(&address).await.is(200).says("Riverside Cafe").says("Invitation sent");

    desk.post(&format!("/requests/{request}/cancellation"), &[]).await.is(303);
    desk.get(&format!("/requests/{request}")).await.is(200).says("Request canceled");
    desk.get("/requests?status=canceled").await.is(200).says("Riverside Cafe");
    assert!(!desk.get("/requests?status=pending").await.is(200).text().contains("Riverside Cafe"));
}

#[tokio::test]
async fn a_request_says_which_states_its_certificate_leaves_out() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_with(json!({ "jurisdictions": ["US-OR", "US-OH", "US-KY", "US-IN"] })).await;
    let buyer = app.buyer(&asked).await;
    buyer.answers_everything().await;
    let desk = app.acme.desk().await;
    let page = format!("/requests/{}", asked.id);
    assert!(!desk.get(&page).await.is(200).text().contains("No certificate came"), "nothing is submitted yet");
    buyer.submits().await.redirects_to(&buyer.at("done"));
    let fulfilled = desk.get(&page).await.is(200);
    fulfilled
        .says("Kentucky and Ohio, submitted on")
        .says("No certificate came for Indiana, which you asked for. Ask again");
    app.database.run("update users set role = 'viewer'").await;
    assert!(!desk.get(&page).await.is(200).text().contains("Ask again"), "a viewer asks nobody");
    for form in ["/requests/new", &format!("/requests/new?customer={}", asked.customer)] {
        desk.get(form).await.is(403).says("Your role does not reach so far.");
    }

    let all = app.buyer_about_to_submit().await;
    all.submits().await.redirects_to(&all.at("done"));
    assert!(!desk.get(&format!("/requests/{}", all.request)).await.is(200).text().contains("No certificate came"));
}

#[tokio::test]
async fn a_fulfilled_request_cannot_be_withdrawn_at_the_desk() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    buyer.submits().await;
    let cancellation = format!("/requests/{}/cancellation", buyer.request);
    let answer = app.acme.desk().await.post(&cancellation, &[]).await.is(409);
    answer.says("The buyer has already submitted a certificate for this request");
}

#[tokio::test]
async fn documents_and_mails_are_shown_locked_up() {
    let app = TestApp::with(|settings| settings.smtp_url = None).await;
    let certificate = app.submitted_certificate().await;
    app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    let (mail, _) = app.outbox(&app.acme).pop().unwrap();
    let desk = app.acme.desk().await;

    let document = desk.get(&format!("/certificates/{certificate}/document")).await.is(200);
    assert_eq!(
        (document.header("content-type"), document.header("content-disposition")),
        ("application/pdf", "inline")
    );
    assert!(document.header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(document.header("x-content-type-options"), "nosniff");
    assert_eq!(document.body, crate::support::pdf(2_000));

    let html = desk.get(&format!("/outbox/{mail}/html")).await.is(200);
    let policy = html.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox "), "{policy}");
    assert!(!policy.contains("allow-scripts") && !policy.contains("allow-same-origin"), "{policy}");
    desk.get("/outbox").await.is(200).says("Acme Supply asks for your sales tax exemption certificate");
}
