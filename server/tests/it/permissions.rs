//! Which key may do what: every address of the API by every kind of key.

use std::collections::BTreeSet;

use chrono::Duration;
use domain::Permission;
use services::{Operator, api_keys};

use crate::{
    addresses::{About, Address, Named},
    describe::contract,
    support::{Answer, Browser, TestApp},
};

impl TestApp {
    async fn key(&self, livemode: bool, permission: Permission) -> Browser {
        let operator = Operator::at_the_console();
        let key = api_keys::create(&self.services, &operator, self.acme.id, livemode, permission).await.unwrap();
        Browser::with_key(&self.anonymous.base, &key)
    }
}

/// A key of each permission, and one that was taken back.
struct Keys {
    revoked: Browser,
    allowed: [(Permission, Browser); 3],
}

impl Keys {
    async fn of(app: &TestApp, livemode: bool) -> Self {
        let revoked = app.key(livemode, Permission::Full).await;
        let newest = "(select id from api_keys order by id desc limit 1)";
        app.database.run(&format!("update api_keys set revoked_at = created_at where id = {newest}")).await;
        let key = async |permission| (permission, app.key(livemode, permission).await);
        let allowed = [key(Permission::Read).await, key(Permission::Requests).await, key(Permission::Full).await];
        Self { revoked, allowed }
    }
}

/// A refusal in the words of its face.
#[track_caller]
fn refused(address: &Address, answer: &Answer, status: u16, kind: &str) -> String {
    match address.path.starts_with("/api/v1") {
        true => answer.is_error(status, kind),
        false => answer.is_problem(status, kind),
    }
}

/// Without a key that is valid, nothing happens.
async fn is_closed(app: &TestApp, keys: &Keys, address: &Address) {
    for nobody in [&app.anonymous, &keys.revoked] {
        assert!(!refused(address, &address.called_by(nobody).await, 401, "UNAUTHORIZED").is_empty(), "{address}");
    }
}

/// Who has a key of another account or mode sees and changes nothing of Acme's.
async fn is_strange_to(stranger: &Browser, named: &Named, address: &Address) {
    let answer = address.called_by(stranger).await;
    match address.about {
        About::Acmes => assert_eq!(answer.status, 404, "{address}: {}", answer.text()),
        About::Each => assert_eq!(answer.json()["failed"], 1, "{address}"),
        About::Caller => {
            assert!(answer.status < 300, "{address}: {} {}", answer.status, answer.text());
            let text = answer.text();
            let seen: Vec<_> = named.ids().into_iter().filter(|id| text.contains(id)).collect();
            assert!(seen.is_empty(), "{address} shows {seen:?} to a stranger");
        }
    }
}

/// A key with the permission gets what it asked for, another one hears which permission is needed.
async fn obeys(app: &TestApp, keys: &Keys, address: &Address) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (held, who) in &keys.allowed {
        app.hands.turn(Duration::minutes(61)); // the same mail leaves once an hour
        let answer = address.called_by(who).await;
        if *held >= address.needs {
            assert!(answer.status < 300, "{address} {held}: {} {}", answer.status, answer.text());
            answers.push(answer);
        } else {
            let message = refused(address, &answer, 403, "FORBIDDEN");
            let names = |permission: Permission| message.contains(&format!("`{permission}`"));
            assert!(names(*held) && names(address.needs), "{address}: {message}");
        }
    }
    answers
}

#[tokio::test]
async fn every_address_says_who_may_call_it() {
    let app = TestApp::new().await;
    let named = Named::of(&app).await;
    let keys = Keys::of(&app, true).await;
    for address in named.addresses().iter().filter(|address| !address.is_of_test_mode()) {
        is_closed(&app, &keys, address).await;
        for stranger in [&app.globex.live, &app.acme.test] {
            is_strange_to(stranger, &named, address).await;
        }
        let answers = obeys(&app, &keys, address).await;
        if address.method == reqwest::Method::GET && address.about == About::Caller {
            let shows = |answer: &Answer| named.ids().iter().any(|id| answer.text().contains(id));
            assert!(answers.iter().all(shows), "{address} shows nothing of Acme's to Acme");
        }
    }
}

#[tokio::test]
async fn the_addresses_of_test_mode_say_so_too() {
    let app = TestApp::new().await;
    let named = Named::of(&app).await;
    let keys = Keys::of(&app, false).await;
    for address in named.addresses().iter().filter(|address| address.is_of_test_mode()) {
        is_closed(&app, &keys, address).await;
        address.called_by(&app.acme.live).await.is_problem(409, "LIVEMODE_NOT_SUPPORTED");
        obeys(&app, &keys, address).await;
    }
    let clock = async |who: &Browser| who.get("/tax/test/clock").await.is(200).json()["ahead_seconds"].clone();
    assert_eq!(clock(&app.globex.test).await, 0, "each account has a clock of its own");
    assert_eq!(clock(&app.acme.test).await, 86_400);
    for address in named.addresses().iter().filter(|address| address.is_of_test_mode()) {
        is_strange_to(&app.globex.test, &named, address).await;
    }
    assert_eq!(clock(&app.acme.test).await, 86_400);
}

#[tokio::test]
async fn no_address_is_forgotten() {
    let app = TestApp::new().await;
    let (named, api) = (Named::of(&app).await, contract());
    let called: BTreeSet<_> = named
        .addresses()
        .iter()
        .map(|address| format!("{} {}", address.method.as_str().to_lowercase(), address.described(&api)))
        .collect();
    let paths = api["paths"].as_object().unwrap().iter();
    let described: BTreeSet<_> = paths
        .flat_map(|(path, item)| item.as_object().unwrap().keys().map(move |method| format!("{method} {path}")))
        .collect();
    assert_eq!(called, described, "the table in addresses.rs, and the description");
}

#[tokio::test]
async fn a_revoked_key_opens_nothing() {
    let app = TestApp::new().await;
    let operator = Operator::at_the_console();
    app.acme.live.get("/tax/customers").await.is(200);
    for _ in 0..2 {
        api_keys::revoke(&app.services, &operator, &app.acme.live_key).await.unwrap();
        app.acme.live.get("/tax/customers").await.is_problem(401, "UNAUTHORIZED");
    }
    app.acme.test.get("/tax/customers").await.is(200);
    assert!(api_keys::revoke(&app.services, &operator, "sk_live_x").await.is_err());
}

#[tokio::test]
async fn a_key_that_another_process_took_back_opens_nothing_a_second_later() {
    let app = TestApp::new().await;
    let read = async || app.acme.live.get("/tax/customers").await;
    read().await.is(200);
    app.database.run("update api_keys set revoked_at = created_at").await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    read().await.is_problem(401, "UNAUTHORIZED");
}
