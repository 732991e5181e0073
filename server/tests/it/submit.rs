//! The buyer submits: once, whole, or not at all.

use serde_json::json;

use crate::support::{SIGNATURE, TestApp, fields};

#[tokio::test]
async fn a_submission_fulfils_the_request_and_makes_a_certificate() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    buyer.sees("check").await.is(200).says("Riverside Cafe LLC").says("Ohio").says("certificate.pdf");
    buyer.submits().await.redirects_to(&buyer.at("done"));
    buyer.sees("done").await.is(200);

    let request = app.acme.sees_request(&buyer.request).await;
    assert_eq!(request["status"], "fulfilled");
    let certificate = app.acme.sees_certificate(request["certificate_id"].as_str().unwrap()).await;
    assert_eq!(certificate["status"], "processing");
    assert_eq!(certificate["customer"], request["customer"]);
    let states: Vec<_> =
        certificate["jurisdictions"].as_array().unwrap().iter().map(|line| &line["jurisdiction_id"]).collect();
    assert_eq!(states, ["US-KY", "US-OH"]);
    let timeline = app.timeline(&buyer.request).await;
    let story = ["request.created", "request.opened", "request.started", "request.fulfilled", "certificate.created"];
    assert_eq!(timeline, story);
}

#[tokio::test]
async fn a_double_click_makes_one_certificate() {
    let app = TestApp::new().await;
    for _ in 0..20 {
        let buyer = app.buyer_about_to_submit().await;
        let (one, other) = tokio::join!(buyer.submits(), buyer.submits());
        one.redirects_to(&buyer.at("done"));
        other.redirects_to(&buyer.at("done"));
        buyer.submits().await.redirects_to(&buyer.at("done")); // and the back button
        let timeline = app.timeline(&buyer.request).await;
        assert_eq!(timeline.iter().filter(|kind| **kind == "request.fulfilled").count(), 1);
    }
    assert_eq!(app.database.count("certificates").await, 20);
}

#[tokio::test]
async fn of_cancel_and_submit_exactly_one_wins() {
    let app = TestApp::new().await;
    let (mut canceled, mut fulfilled) = (0, 0);
    for turn in 0..50 {
        let buyer = app.buyer_about_to_submit().await;
        let (cancel, submit) = if turn % 2 == 0 {
            tokio::join!(app.acme.cancels(&buyer.request), buyer.submits())
        } else {
            let (submit, cancel) = tokio::join!(buyer.submits(), app.acme.cancels(&buyer.request));
            (cancel, submit)
        };
        let request = app.acme.sees_request(&buyer.request).await;
        match request["status"].as_str().unwrap() {
            "canceled" => {
                canceled += 1;
                cancel.is(200);
                assert_eq!(request["certificate_id"], json!(null));
                submit.redirects_to(&format!("/request/{}", buyer.request));
                buyer.goes_on().await.is(410).says("This request was withdrawn");
            }
            "fulfilled" => {
                fulfilled += 1;
                cancel.is_problem(409, "REQUEST_ALREADY_FULFILLED");
                submit.redirects_to(&buyer.at("done"));
            }
            other => panic!("{other}"),
        }
        let timeline = app.timeline(&buyer.request).await;
        let ends = timeline.iter().filter(|kind| ["request.fulfilled", "request.canceled"].contains(kind));
        assert_eq!(ends.count(), 1, "{timeline:?}");
    }
    assert_eq!(canceled + fulfilled, 50);
    assert_eq!(app.database.count("certificates").await, fulfilled);
}

#[tokio::test]
async fn an_incomplete_draft_is_not_submitted() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    buyer.submits().await.is(422);
    let whole = app.buyer_about_to_submit().await;
    let unsigned = whole.answers("check", &[("name", "Rosa Diaz"), ("title", "Owner")]).await.is(422);
    unsigned.says("Tick the box to confirm that the answers are true");
    assert_eq!(unsigned.typed("name").as_deref(), Some("Rosa Diaz"));
    for request in [&buyer.request, &whole.request] {
        assert_eq!(app.acme.sees_request(request).await["status"], "pending");
    }
    assert_eq!(app.database.count("certificates").await, 0);
}

#[tokio::test]
async fn an_answer_that_turned_bad_is_found_at_the_end() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    buyer.answers("where", &[("jurisdictions", "US-TX")]).await.redirects_to(&buyer.at("why"));
    buyer.answers("check", &fields(&SIGNATURE, &[])).await.is(422);
    assert_eq!(app.acme.sees_request(&buyer.request).await["status"], "pending");
    buyer.answers("documents", &[("choice-US-MTC", "complete")]).await.redirects_to(&buyer.at("details"));
    buyer.answers("check", &fields(&SIGNATURE, &[])).await.is(422);
    let details = [("business_description", "A cafe"), ("property_description", "Cups to sell")];
    buyer.answers("details", &details).await.redirects_to(&buyer.at("check"));
    buyer.submits().await.redirects_to(&buyer.at("done"));
}
