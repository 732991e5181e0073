//! Endpoints on the desk: plain forms, and a secret that is shown once.

use crate::support::{Answer, Browser, Receiver, Reply, TestApp};

const PAGE: &str = "/settings/webhooks";

/// The secret that the page shows once.
fn shown(page: &Answer) -> Option<String> {
    let html = page.html();
    let start = html.find("value=\"whsec_")? + "value=\"".len();
    html[start..].split('"').next().map(|secret| secret.replace("&#x2B;", "+").replace("&#x3D;", "="))
}

/// The address of the first link on a page that begins like this.
fn link(page: &Answer, start: &str) -> String {
    let html = page.html();
    let found =
        html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|href| href.starts_with(start));
    found.unwrap_or_else(|| panic!("no link to {start}… on {}", page.text())).to_owned()
}

/// Adds an endpoint by the form: its page's address, and its secret.
async fn adds(desk: &Browser, receiver: &Receiver, types: &[&str]) -> (String, String) {
    let url = receiver.url();
    let mut form = vec![("form", "endpoint"), ("url", url.as_str()), ("description", "The ERP")];
    form.extend(types.iter().map(|kind| ("event_types", *kind)));
    let page = desk.post(PAGE, &form).await.is(200);
    page.says("Copy it now: it is not shown again.").says(&url);
    let secret = shown(&page).unwrap();
    let list = desk.get(PAGE).await.is(200);
    assert_eq!(shown(&list), None);
    (link(&list, "/settings/webhooks/whe_"), secret)
}

#[tokio::test]
async fn an_endpoint_is_added_tried_out_and_looked_at() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let desk = app.acme.desk().await;
    let empty = desk.get(PAGE).await.is(200);
    empty.says("No endpoints yet").says("Certificate submitted").says("request.fulfilled");
    assert!(!empty.text().contains("policy.changed") && !empty.text().contains("webhook.test"));
    let (page, secret) = adds(desk, &receiver, &["request.created"]).await;
    desk.get(PAGE).await.says("The ERP").says("Request created").says("Enabled");
    let seen = desk.get(&page).await.is(200);
    seen.says("Number 1, made on").says("Nothing yet.");
    assert_eq!(shown(&seen), None, "once is once");

    desk.post(&format!("{page}/test"), &[]).await.redirects_to(&format!("{page}?done=test"));
    app.run_webhooks().await;
    assert!(receiver.the_one().is_accepted_with(&secret));
    let seen = desk.get(&format!("{page}?done=test")).await.is(200);
    seen.says("The test is on its way.").says("webhook.test").says("Succeeded").says("1 attempt");
    let delivery = link(&seen, &format!("{page}/deliveries/whd_"));
    let seen = desk.get(&delivery).await.is(200);
    seen.says("Answered 204").says("Attempt 1,").says("\"type\": \"webhook.test\"").says("evt_");
    desk.post(&format!("{delivery}/replay"), &[]).await.redirects_to(&format!("{delivery}?replayed=yes"));
    app.run_webhooks().await;
    desk.get(&delivery).await.is(200).says("Attempt 2,");
    assert_eq!(receiver.got()[0].header("webhook-id"), receiver.got()[1].header("webhook-id"));
}

#[tokio::test]
async fn what_failed_is_seen_and_sent_again() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let desk = app.acme.desk().await;
    let (page, _) = adds(desk, &receiver, &[]).await;
    receiver.replies(Reply::Status(410));
    app.acme.customer().await;
    app.run_webhooks().await;
    let seen = desk.get(&page).await.is(200);
    seen.says("Disabled").says("It answered 410").says("Failing since").says("Failed");
    assert!(!seen.text().contains("Send again"), "nothing is sent to what is off");
    desk.get(PAGE).await.says("Disabled");
    desk.get(&link(&seen, &format!("{page}/deliveries/whd_"))).await.says("Answered 410").says("noted");

    receiver.replies(Reply::Status(200));
    desk.post(&format!("{page}/status"), &[("status", "enabled")]).await.redirects_to(&format!("{page}?done=enabled"));
    let again = format!("{page}/replay");
    let wrong = desk.post(&again, &[("since", ""), ("until", "May"), ("which", "all")]).await.is(422);
    wrong.says("Enter the first day, as 2026-05-01.");
    desk.post(&again, &[("since", "2020-01-01"), ("until", "2019-01-01")]).await.is(422).says("Give an instant after");
    desk.post(&again, &[("since", "2020-01-01"), ("until", "2020-12-31")])
        .await
        .redirects_to(&format!("{page}?replayed=0"));
    desk.post(&again, &[("since", "2020-01-01")]).await.redirects_to(&format!("{page}?replayed=1"));
    app.run_webhooks().await;
    let seen = desk.get(&format!("{page}?status=succeeded")).await.is(200);
    seen.says("Customer added").says("2 attempts");
    desk.get(&format!("{page}?status=failed")).await.is(200).says("None.");
    desk.get(&format!("{page}?status=lost")).await.is(404);
}

#[tokio::test]
async fn what_was_typed_stays_beside_what_is_wrong() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let desk = app.acme.desk().await;
    let form = [("form", "endpoint"), ("url", "erp.acme.example"), ("event_types", "request.bounced")];
    let wrong = desk.post(PAGE, &form).await.is(422);
    wrong.says("Enter a complete address like https://erp.example.com/webhooks");
    wrong.is_prefilled("url", "erp.acme.example");
    assert!(
        wrong
            .html()
            .contains("id=\"event_types-request.bounced\" name=\"event_types\" value=\"request.bounced\" checked")
    );
    assert_eq!(app.database.count("webhook_endpoints").await, 0);

    let (page, _) = adds(desk, &receiver, &["request.bounced"]).await;
    let form = [("form", "endpoint"), ("url", "https://erp.acme.example/"), ("description", "The new ERP")];
    desk.post(&page, &form).await.redirects_to(&format!("{page}?done=saved"));
    desk.get(&page).await.says("https://erp.acme.example/").says("The new ERP").says("All events");
    desk.post(&page, &[("form", "endpoint"), ("url", "")])
        .await
        .is(422)
        .says("Enter the address that events are sent to.");
    desk.post(&format!("{page}/status"), &[("status", "off")]).await.is(400);
}

#[tokio::test]
async fn a_new_secret_is_made_once_a_click() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let desk = app.acme.desk().await;
    let (page, first) = adds(desk, &receiver, &[]).await;
    let made = desk.post(&format!("{page}/secret"), &[("generation", "1")]).await.is(200);
    let second = shown(&made).unwrap();
    made.says("Number 2, made on").says("The one before it signs too, until");
    let again = desk.post(&format!("{page}/secret"), &[("generation", "1")]).await.is(409);
    again.says("A secret was made meanwhile");
    assert_eq!(shown(&again), None);
    app.acme.customer().await;
    app.run_webhooks().await;
    let got = receiver.the_one();
    assert!(got.is_accepted_with(&first) && got.is_accepted_with(&second));
    desk.post(&format!("{page}/removal"), &[]).await.redirects_to("/settings/webhooks?deleted=yes");
    desk.get("/settings/webhooks?deleted=yes").await.says("The endpoint is deleted.").says("No endpoints yet");
    desk.get(&page).await.is(404);
}

#[tokio::test]
async fn only_administrators_change_webhooks() {
    let (app, receiver) = (TestApp::with_webhooks().await, Receiver::open().await);
    let desk = app.acme.desk().await;
    let (page, _) = adds(desk, &receiver, &[]).await;
    app.acme.customer().await;
    app.run_webhooks().await;
    let delivery = link(&desk.get(&page).await, &format!("{page}/deliveries/whd_"));
    let theirs = app.globex.desk().await;
    for address in [&page, &delivery] {
        theirs.get(address).await.is(404);
        app.anonymous.visit(address).await.is(200).says("Sign in");
    }
    assert!(!theirs.get(PAGE).await.is(200).text().contains(&receiver.url()));
    let posts = ["", "/status", "/secret", "/test", "/removal", "/replay"].map(|what| format!("{page}{what}"));
    let posts = posts.into_iter().chain([format!("{delivery}/replay")]);
    let form = [("url", "https://x.example/"), ("status", "disabled"), ("generation", "1"), ("since", "2020-01-01")];
    for address in posts.clone() {
        theirs.post(&address, &form).await.is(404);
        let away = app.anonymous.post(&address, &form).await;
        assert!(away.location().is_some_and(|to| to.starts_with("/sign-in")), "{address}: {}", away.status);
    }
    app.database.run("update users set role = 'reviewer'").await;
    desk.get(PAGE).await.is(200).says("An administrator of your account can add an endpoint.");
    let reader = desk.get(&page).await.is(200);
    assert!(!reader.text().contains("Make a new secret") && !reader.html().contains("<button class=\"button"));
    desk.get(&delivery).await.is(200).says("Answered 204");
    for address in posts.chain([PAGE.to_owned()]) {
        desk.post(&address, &form).await.is(403);
    }
    assert_eq!((receiver.got().len(), app.database.count("webhook_secrets").await), (1, 1));
}
