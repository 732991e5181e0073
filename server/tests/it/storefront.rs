//! Links that a storefront signs by itself, and the page on the desk that makes its secrets.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use chrono::Duration;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use services::Time as _;

use crate::{
    portal::lists_hosts,
    support::{Answer, Browser, Merchant, TestApp},
};

const PAGE: &str = "/settings/storefront";

/// The secret that the page shows once.
fn shown(page: &Answer) -> Option<String> {
    let html = page.html();
    let start = html.find("value=\"sf_")? + "value=\"".len();
    html[start..].split('"').next().map(str::to_owned)
}

async fn makes_secret(merchant: &Merchant, mode: &str, generation: &str) -> String {
    let form = [("mode", mode), ("generation", generation)];
    let page = merchant.desk().await.post(&format!("{PAGE}/secret"), &form).await.is(200);
    page.says("Copy it now: it is not shown again.");
    shown(&page).unwrap()
}

/// A shop of Acme's that signs for customer 20506, who exists.
struct Shop {
    app: TestApp,
    secret: String,
    customer: String,
}

impl Shop {
    async fn open() -> Self {
        let app = TestApp::new().await;
        let secret = makes_secret(&app.acme, "live", "0").await;
        let customer = add_customer(&app.acme.live, "Riverside Cafe LLC").await;
        Self { app, secret, customer }
    }

    /// What a good link says.
    fn claims(&self) -> Value {
        let now = self.app.hands.now().timestamp();
        json!({
            "iss": self.app.acme.id, "aud": "certlane-portal", "sub": "20506",
            "iat": now, "exp": now + 600, "jti": format!("{:?}", self.app.services.clock.uuid()),
        })
    }

    fn with(&self, changes: Value) -> Value {
        let mut claims = self.claims();
        for (claim, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(claim);
            } else {
                claims[claim] = value.clone();
            }
        }
        claims
    }

    fn sign(&self, claims: &Value) -> String {
        sign(&self.secret, &Header::new(Algorithm::HS256), claims)
    }

    async fn looks(&self, token: &str) -> Answer {
        self.app.anonymous.get(&format!("/portal/enter?token={token}")).await
    }

    async fn enters(&self, token: &str) -> Answer {
        Browser::new(&self.app.anonymous.base).post("/portal/enter", &[("token", token)]).await
    }

    /// Neither shown nor sent, the link opens anything.
    async fn is_refused(&self, token: &str, status: u16, words: &str) {
        let page = self.looks(token).await.is(status);
        page.says(words);
        assert!(!page.html().contains("id=\"enter\""));
        let sent = self.enters(token).await.is(303);
        assert!(sent.location().unwrap().starts_with("/portal/enter?token="), "{token}");
        assert_eq!(sent.header("set-cookie"), "");
    }
}

async fn add_customer(api: &Browser, name: &str) -> String {
    let body = json!({ "name": name, "email": "ap@riverside.example", "reference_customer_id": "20506" });
    api.post_json("/tax/customers", body).await.is(201).json()["id"].as_str().unwrap().to_owned()
}

fn sign(secret: &str, header: &Header, claims: &Value) -> String {
    encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

#[tokio::test]
async fn a_signed_link_lets_its_customer_in_once() {
    let shop = Shop::open().await;
    lists_hosts(&shop.app.acme, "shop.acme.example").await;
    let token = shop.sign(&shop.with(json!({ "return_url": "https://shop.acme.example/account" })));
    for _ in 0..2 {
        let page = shop.looks(&token).await.is(200); // looking uses nothing up
        page.says("Acme Supply has sent you here.");
        assert_eq!(page.typed("token").as_deref(), Some(token.as_str()));
        assert_eq!(page.header("referrer-policy"), "same-origin");
    }
    let spanish = Browser::new(&shop.app.anonymous.base);
    spanish.get(&format!("/portal/enter?lang=es&token={token}")).await.says("Seguir a mis certificados");

    let buyer = Browser::new(&shop.app.anonymous.base);
    buyer.post("/portal/enter", &[("token", &token)]).await.redirects_to("/portal");
    let home = buyer.get("/portal").await.is(200);
    home.says("For Riverside Cafe LLC, customer 20506").says("Back to shop.acme.example");
    shop.is_refused(&token, 410, "This link was used already").await;
    let page = spanish.get(&format!("/portal/enter?token={token}")).await.is(410);
    page.says("Este enlace ya se usó");
    let events = shop.app.database.texts("select note from events where kind = 'portal.entered'").await;
    assert_eq!(events, [Some("By a link of the storefront".to_owned())]);
}

#[tokio::test]
async fn of_two_at_once_exactly_one_comes_in() {
    let shop = Shop::open().await;
    for _ in 0..5 {
        let token = shop.sign(&shop.claims());
        let tries = futures_util::future::join_all((0..4).map(|_| shop.enters(&token))).await;
        let inside = tries.iter().filter(|answer| answer.location().as_deref() == Some("/portal")).count();
        assert_eq!(inside, 1);
    }
    assert_eq!(shop.app.database.count("portal_sessions").await, 5);
}

#[tokio::test]
async fn a_link_counts_for_ten_minutes() {
    let shop = Shop::open().await;
    let now = shop.app.hands.now().timestamp();
    let (young, old) = (json!({ "iat": now - 590, "exp": null }), json!({ "iat": now - 601, "exp": now + 3600 }));
    let over = "This visit has ended";
    shop.enters(&shop.sign(&shop.with(young))).await.redirects_to("/portal");
    shop.is_refused(&shop.sign(&shop.with(old)), 410, over).await;
    shop.is_refused(&shop.sign(&shop.with(json!({ "exp": now - 1 }))), 410, over).await;
    shop.is_refused(&shop.sign(&shop.with(json!({ "iat": now + 300 }))), 410, over).await;
    shop.enters(&shop.sign(&shop.with(json!({ "iat": now + 30 })))).await.redirects_to("/portal");
    let token = shop.sign(&shop.claims());
    shop.app.hands.turn(Duration::minutes(11));
    shop.is_refused(&token, 410, over).await;
    shop.app.hands.turn(Duration::hours(2));
    services::jobs::sweep(&shop.app.services).await;
    assert_eq!(shop.app.database.count("storefront_tokens").await, 0, "what is too old need not be known");
}

#[tokio::test]
async fn forged_links_open_nothing() {
    let shop = Shop::open().await;
    let damaged = "This link does not work";
    let good = shop.sign(&shop.claims());
    let [head, _, signature]: [&str; 3] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let body = |claims: &Value| BASE64.encode(claims.to_string());
    let mut forgeries = vec![
        String::new(),
        "x".to_owned(),
        "..".to_owned(),
        format!("{head}.{}.{signature}", body(&shop.with(json!({ "sub": "20507" })))),
        format!("{head}.{}.", body(&shop.claims())),
        good[..good.len() - 6].to_owned(),
        sign("another secret", &Header::new(Algorithm::HS256), &shop.claims()),
        sign("", &Header::new(Algorithm::HS256), &shop.claims()),
        sign(&shop.secret, &Header::new(Algorithm::HS512), &shop.claims()),
        sign(
            &shop.secret,
            &Header { typ: Some("invitation+jwt".into()), ..Header::new(Algorithm::HS256) },
            &shop.claims(),
        ),
        "x".repeat(9_000),
    ];
    for alg in ["none", "None", "RS256", "ES256"] {
        let head = BASE64.encode(format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#));
        forgeries.push(format!("{head}.{}.", body(&shop.claims())));
        forgeries.push(format!("{head}.{}.{signature}", body(&shop.claims())));
    }
    for claim in ["iss", "aud", "sub", "iat", "jti"] {
        forgeries.push(shop.sign(&shop.with(json!({ claim: null }))));
    }
    for wrong in [
        json!({ "aud": "certlane:portal" }),
        json!({ "iss": shop.app.globex.id }),
        json!({ "iss": "Acme" }),
        json!({ "jti": "" }),
        json!({ "sub": " " }),
        json!({ "sub": ["20506"] }),
        json!({ "iat": "now" }),
    ] {
        forgeries.push(shop.sign(&shop.with(wrong)));
    }
    for token in &forgeries {
        shop.is_refused(token, 404, damaged).await;
    }
    assert_eq!(shop.app.database.count("portal_sessions").await, 0);
    shop.enters(&good).await.redirects_to("/portal");
}

#[tokio::test]
async fn the_secret_says_whose_customers_and_which_mode() {
    let shop = Shop::open().await;
    let theirs = makes_secret(&shop.app.globex, "live", "0").await;
    let header = Header::new(Algorithm::HS256);
    let ours_signed_by_them = sign(&theirs, &header, &shop.claims());
    shop.is_refused(&ours_signed_by_them, 404, "This link does not work").await;

    let test = makes_secret(&shop.app.acme, "test", "0").await;
    assert!(test.starts_with("sf_test_"));
    let in_test_mode = sign(&test, &header, &shop.claims());
    shop.is_refused(&in_test_mode, 404, "We do not know this customer yet").await;
    add_customer(&shop.app.acme.test, "Riverside Test").await;
    let buyer = Browser::new(&shop.app.anonymous.base);
    buyer.post("/portal/enter", &[("token", &in_test_mode)]).await.redirects_to("/portal");
    let page = buyer.get("/portal").await.is(200);
    page.says("Riverside Test").says("Test mode");
    assert!(!page.text().contains("Riverside Cafe"));
}

#[tokio::test]
async fn the_customer_may_have_a_number_of_its_own_in_the_link() {
    let shop = Shop::open().await;
    for claims in [
        json!({ "sub": 20506 }),
        json!({ "sub": "rosa", "customer": "20506" }),
        json!({ "sub": null, "customer": 20506 }),
    ] {
        shop.enters(&shop.sign(&shop.with(claims))).await.redirects_to("/portal");
    }
    let customers = shop.app.database.texts("select name from customers").await;
    assert_eq!((customers.len(), shop.customer.is_empty()), (1, false));
}

#[tokio::test]
async fn new_customers_come_in_where_the_merchant_wants_that() {
    let shop = Shop::open().await;
    let new = json!({ "sub": "20507", "name": "Lakeside Books", "email": "ap@lakeside.example" });
    let unknown = "We do not know this customer yet";
    shop.is_refused(&shop.sign(&shop.with(new.clone())), 404, unknown).await;
    shop.app.acme.desk().await.post(PAGE, &[("return_hosts", ""), ("adds_customers", "yes")]).await.is(303);
    shop.is_refused(&shop.sign(&shop.with(json!({ "sub": "20507", "name": "Lakeside" }))), 404, unknown).await;
    let bad = json!({ "sub": "20507", "name": "Lakeside", "email": "nobody" });
    shop.is_refused(&shop.sign(&shop.with(bad)), 404, unknown).await;
    let token = shop.sign(&shop.with(new));
    shop.looks(&token).await.is(200);
    assert_eq!(shop.app.database.count("customers").await, 1, "looking adds nobody");
    let buyer = Browser::new(&shop.app.anonymous.base);
    buyer.post("/portal/enter", &[("token", &token)]).await.redirects_to("/portal");
    buyer.get("/portal").await.is(200).says("For Lakeside Books, customer 20507");
}

#[tokio::test]
async fn a_way_back_that_is_not_listed_is_left_out() {
    let shop = Shop::open().await;
    lists_hosts(&shop.app.acme, "shop.acme.example").await;
    for attack in
        ["https://evil.example/", "//evil.example", "javascript:alert(1)", "https://shop.acme.example@evil.example"]
    {
        let token = shop.sign(&shop.with(json!({ "return_url": attack })));
        let buyer = Browser::new(&shop.app.anonymous.base);
        buyer.post("/portal/enter", &[("token", &token)]).await.redirects_to("/portal");
        let page = buyer.get("/portal").await.is(200);
        assert!(!page.html().contains("evil") && !page.html().contains("javascript:"), "{attack}");
    }
}

#[tokio::test]
async fn a_replaced_secret_counts_for_another_day() {
    let shop = Shop::open().await;
    let next = makes_secret(&shop.app.acme, "live", "1").await;
    assert_ne!(next, shop.secret);
    shop.enters(&shop.sign(&shop.claims())).await.redirects_to("/portal");
    let header = Header::new(Algorithm::HS256);
    shop.enters(&sign(&next, &header, &shop.claims())).await.redirects_to("/portal");
    shop.app.hands.turn(Duration::hours(25));
    shop.is_refused(&shop.sign(&shop.claims()), 404, "This link does not work").await;
    shop.enters(&sign(&next, &header, &shop.claims())).await.redirects_to("/portal");
}

#[tokio::test]
async fn a_secret_is_shown_once_and_stored_nowhere() {
    let shop = Shop::open().await;
    let desk = shop.app.acme.desk().await;
    let page = desk.get(PAGE).await.is(200);
    page.says("Number 1, made on").says("by you").says(&shop.app.acme.id.to_string());
    assert_eq!(shown(&page), None);
    let again = desk.post(&format!("{PAGE}/secret"), &[("mode", "live"), ("generation", "0")]).await.is(409);
    again.says("A secret was made meanwhile");
    assert_eq!(shown(&again), None, "a page that is sent twice makes nothing new");
    let bare = shop.secret.trim_start_matches("sf_live_");
    for column in ["key_id", "made_by"] {
        let kept = shop.app.database.texts(&format!("select {column} from storefront_secrets")).await;
        assert!(kept.iter().flatten().all(|text| !text.contains(bare)));
    }
    for form in [[("mode", "x"), ("generation", "1")], [("mode", "live"), ("generation", "x")]] {
        let refused = desk.post(&format!("{PAGE}/secret"), &form).await;
        assert!(matches!(refused.status, 400 | 422), "{}", refused.status);
    }
}

#[tokio::test]
async fn only_administrators_change_the_storefront() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    let wrong = desk.post(PAGE, &[("return_hosts", "shop.acme.example\nhttps://x/y")]).await.is(422);
    wrong.says("Write each host by itself").says("https://x/y");
    assert!(wrong.text().contains("shop.acme.example"), "what was typed stays");
    lists_hosts(&app.acme, "shop.acme.example").await;
    desk.get(PAGE).await.is(200).says("shop.acme.example");
    assert!(!app.globex.desk().await.get(PAGE).await.text().contains("shop.acme.example\n"));
    app.anonymous.visit(PAGE).await.is(200).says("Sign in");
    let away = app.anonymous.post(PAGE, &[("return_hosts", "")]).await;
    assert!(away.location().is_some_and(|address| address.starts_with("/sign-in")), "{}", away.status);

    app.database.run("update users set role = 'reviewer'").await;
    let reader = desk.get(PAGE).await.is(200);
    reader.says("shop.acme.example").says("An administrator of your account can change it.");
    assert!(!reader.text().contains("Make a secret"));
    desk.post(PAGE, &[("return_hosts", "evil.example")]).await.is(403);
    desk.post(&format!("{PAGE}/secret"), &[("mode", "live"), ("generation", "0")]).await.is(403);
    assert_eq!(app.database.count("storefront_secrets").await, 0);
}
