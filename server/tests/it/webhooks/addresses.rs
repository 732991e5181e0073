//! Where webhooks do not go, and that one endpoint that hangs delays no other.

use std::time::Duration;

use serde_json::{Value, json};
use services::webhooks::Allowed;

use super::{ENDPOINTS, Endpoint};
use crate::support::{Receiver, Reply, TestApp, closed_port};

/// Sends one webhook to an address, and says what became of the attempt.
async fn tried(app: &TestApp, url: &str) -> String {
    let endpoint = Endpoint::at(&app.acme.live, url, &[]).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let attempt = endpoint.newest(&app.acme.live).await["attempts"][0].clone();
    app.acme.live.delete(&endpoint.address("")).await.is(204);
    attempt["error"].as_str().unwrap_or_else(|| panic!("{url}: {attempt}")).to_owned()
}

#[tokio::test]
async fn an_address_that_leads_inside_is_refused_when_it_is_given() {
    let app = TestApp::new().await;
    for url in [
        "http://erp.example.com/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
    ] {
        let refused = app.acme.live.post_json(ENDPOINTS, json!({ "url": url })).await;
        let sentence = refused.is_problem(400, "INCORRECT_TYPE");
        assert!(sentence.starts_with("url: ") && sentence.contains("https://"), "{url}: {sentence}");
    }
    assert_eq!(app.database.count("webhook_endpoints").await, 0);
}

#[tokio::test]
async fn a_name_that_leads_inside_is_never_connected_to() {
    let (app, receiver) = (TestApp::new().await, Receiver::open().await);
    let name = format!("https://localhost:{}/", receiver.port);
    assert_eq!(tried(&app, &name).await, "address_not_allowed");

    // Another range that is open opens nothing else, with TLS or without.
    let ranges = Allowed::parse("10.0.0.0/8").unwrap();
    let app = TestApp::with(|settings| settings.webhook_allow = ranges).await;
    assert_eq!(tried(&app, &name).await, "address_not_allowed");
    assert_eq!(tried(&app, &name.replace("https", "http")).await, "address_not_allowed");
    assert_eq!(receiver.got().len(), 0);
}

/// What was allowed once and is not any more.
#[tokio::test]
async fn an_address_is_looked_at_each_time() {
    let (app, receiver) = (TestApp::new().await, Receiver::open().await);
    let endpoint = Endpoint::at(&app.acme.live, "https://erp.example.com/", &[]).await;
    app.database.run(&format!("update webhook_endpoints set url = '{}'", receiver.url())).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let attempt = endpoint.newest(&app.acme.live).await["attempts"][0].clone();
    assert_eq!((&attempt["error"], receiver.got().len()), (&json!("address_not_allowed"), 0));
}

#[tokio::test]
async fn what_stands_in_the_way_has_a_name() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let (closed, _held) = closed_port();
    assert_eq!(tried(&app, &format!("http://127.0.0.1:{closed}/")).await, "connect_failed");
    assert_eq!(tried(&app, &format!("https://127.0.0.1:{}/", receiver.port)).await, "tls_failed");
    assert_eq!(tried(&app, &format!("http://127.0.0.1:{}/", app.mail_server.port)).await, "connection_broken");
    assert_eq!(tried(&app, "http://nobody.invalid/").await, "name_not_found");

    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.database.run("update webhook_secrets set key_id = 'gone'").await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let attempt = endpoint.newest(&app.acme.live).await["attempts"][0].clone();
    assert_eq!((&attempt["error"], receiver.got().len()), (&json!("no_secret"), 0), "nothing leaves unsigned");
}

#[tokio::test]
async fn an_endpoint_that_hangs_delays_no_other() {
    let app = TestApp::with_webhooks().await;
    let (slow, quick) = (Receiver::open().await, Receiver::open().await);
    slow.replies(Reply::Hang(200));
    Endpoint::of(&app.acme.live, &slow).await;
    Endpoint::of(&app.acme.live, &quick).await;
    for _ in 0..10 {
        app.acme.customer().await;
    }
    let sending = async {
        quick.waits_for(10).await;
        assert_eq!((slow.hanging(), slow.got().len()), (4, 4), "four at once to one endpoint");
        slow.lets_go();
    };
    tokio::join!(app.run_webhooks(), sending);
    assert_eq!(slow.got().len(), 10);
}

#[tokio::test]
async fn after_fifteen_seconds_nobody_waits_any_more() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    receiver.replies(Reply::Hang(200));
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let attempt = endpoint.newest(&app.acme.live).await["attempts"][0].clone();
    let lasted = attempt["duration_ms"].as_i64().unwrap();
    assert_eq!(attempt["error"], "timeout");
    assert!((15_000..18_000).contains(&lasted), "{lasted} ms");
}

#[tokio::test]
async fn the_fifteen_seconds_are_for_the_whole_answer() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    receiver.replies(Reply::Drip(Duration::from_secs(13)));
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let attempt = endpoint.newest(&app.acme.live).await["attempts"][0].clone();
    let lasted = attempt["duration_ms"].as_i64().unwrap();
    assert_eq!((&attempt["status_code"], &attempt["error"]), (&json!(200), &Value::Null), "the status came in time");
    assert!((15_000..17_000).contains(&lasted), "{lasted} ms");
}

#[tokio::test]
async fn an_answer_has_headers_of_sixteen_kilobytes_at_most() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let endpoint = Endpoint::of(&app.acme.live, &receiver).await;
    for (letters, status, error) in
        [(12_000, json!(200), Value::Null), (40_000, Value::Null, json!("connection_broken"))]
    {
        receiver.replies(Reply::Letterhead(200, letters));
        app.acme.customer().await;
        app.run_webhooks().await;
        let attempt = endpoint.newest(&app.acme.live).await["attempts"][0].clone();
        assert_eq!((&attempt["status_code"], &attempt["error"]), (&status, &error), "{letters} letters");
    }
}
