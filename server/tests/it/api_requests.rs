//! Requests by the API: filters, remind, extend, resend, and many at once.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::support::{Asked, Browser, TestApp};

fn action(asked: &Asked, action: &str) -> String {
    format!("/tax/certificate-requests/{}/{action}", asked.id)
}

fn ids(list: &Value) -> Vec<&str> {
    list["certificate_requests"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_list_is_narrowed_by_document_state_and_time() {
    let app = TestApp::new().await;
    let by_hand = |more: Value| {
        let mut body = json!({ "delivery_method": "download" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let ohio = app.acme.asks_with(by_hand(json!({ "jurisdictions": ["US-OH", "US-KY"] }))).await.id;
    app.hands.turn(Duration::days(3));
    let between = app.services.clock.now();
    app.hands.turn(Duration::days(3));
    let sst = app.acme.asks_with(by_hand(json!({ "certificate_type_id": "US-SST" }))).await.id;
    app.acme.cancels(&ohio).await.is(200);

    let finds = async |query: String| {
        let list = app.acme.live.get(&format!("/tax/certificate-requests?{query}")).await.is(200).json();
        ids(&list).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(finds("jurisdiction=US-KY".into()).await, [&*ohio]);
    assert_eq!(finds("jurisdiction=US-TX".into()).await, [""; 0]);
    assert_eq!(finds("certificate_type_id=US-SST".into()).await, [&*sst]);
    assert_eq!(finds("certificate_type_id=US-MTC".into()).await, [""; 0]);
    let at = between.format("%Y-%m-%dT%H:%M:%SZ");
    assert_eq!(finds(format!("created_after={at}")).await, [&*sst]);
    assert_eq!(finds(format!("created_before={at}")).await, [&*ohio]);
    assert_eq!(finds(format!("updated_after={at}")).await, [&*sst, &*ohio], "it was canceled later");
    assert_eq!(finds(format!("updated_before={at}")).await, [""; 0]);
    assert_eq!(finds(format!("created_after=2020-01-01&created_before={at}&status=canceled")).await, [&*ohio]);
    let wrong = "status=x&jurisdiction=OH&certificate_type_id=x&created_after=yesterday&updated_before=1&limit=0";
    let message =
        app.acme.live.get(&format!("/tax/certificate-requests?{wrong}")).await.is_problem(400, "INCORRECT_TYPE");
    for name in
        ["status: ", "jurisdiction: ", "certificate_type_id: ", "created_after: ", "updated_before: ", "limit: "]
    {
        assert!(message.contains(name), "{name} {message}");
    }
}

#[tokio::test]
async fn a_reminder_leaves_when_it_is_wanted() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    assert_eq!(app.mail_server.taken().len(), 1);
    let reminded = app.acme.live.post_json(&action(&asked, "remind"), json!({})).await.is(200).json();
    assert_eq!((&reminded["id"], &reminded["object"]), (&json!(asked.id), &json!("tax.certificate_request")));
    app.run_jobs().await;
    assert_eq!(app.mail_server.taken().len(), 2);
    app.acme.live.post_json(&action(&asked, "remind"), json!({})).await.is_problem(409, "TOO_SOON");
    let by_hand = app.acme.asks().await;
    app.acme.live.post(&action(&by_hand, "remind"), &[]).await.is_problem(409, "NOT_MAILED");
    app.acme.cancels(&asked.id).await.is(200);
    app.acme.live.post_json(&action(&asked, "remind"), json!({})).await.is_problem(409, "REQUEST_INVALID");
    app.acme.live.post_json(&action(&by_hand, "remind"), json!({ "x": 1 })).await.is_problem(400, "UNRECOGNIZED_FIELD");
    app.globex
        .live
        .post_json(&action(&asked, "remind"), json!({}))
        .await
        .is_problem(404, "CERTIFICATE_REQUEST_NOT_FOUND");
}

#[tokio::test]
async fn an_extension_gives_more_time_and_never_less() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let extend = async |body: Value| app.acme.live.post_json(&action(&asked, "extend"), body).await;
    let longer = extend(json!({ "expires_in_days": 60 })).await.is(200).json();
    let expires_at: DateTime<Utc> = longer["expires_at"].as_str().unwrap().parse().unwrap();
    let days = (expires_at - app.services.clock.now()).num_hours();
    assert!((60 * 24 - 1..=60 * 24).contains(&days), "{days}");
    for (body, kind) in [
        (json!({ "expires_in_days": 30 }), "INCORRECT_TYPE"),
        (json!({ "expires_in_days": 366 }), "INCORRECT_TYPE"),
        (json!({ "expires_in_days": "60" }), "INCORRECT_TYPE"),
    ] {
        assert!(extend(body).await.is_problem(400, kind).starts_with("expires_in_days: "));
    }
    assert_eq!(app.acme.sees_request(&asked.id).await["expires_at"], longer["expires_at"]);
    app.hands.turn(Duration::days(40));
    assert_eq!(app.acme.sees_request(&asked.id).await["status"], "pending");
    let fresh = Asked { link: longer["request_link"].as_str().unwrap().to_owned(), ..asked.clone() };
    app.buyer(&fresh).await.sees("where").await.is(200);
    app.hands.turn(Duration::days(21));
    extend(json!({ "expires_in_days": 60 })).await.is_problem(409, "REQUEST_INVALID");
    let notes = app.events(&asked.id).await;
    let note = &notes.iter().find(|(kind, _)| *kind == "request.extended").unwrap().1;
    assert_eq!(*note, format!("Until {}", expires_at.format("%Y-%m-%d")));
}

#[tokio::test]
async fn an_invitation_goes_out_again_and_elsewhere_the_old_link_dies() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("typo@riverside.example").await;
    app.run_jobs().await;
    let resend = async |body: Value| app.acme.live.post_json(&action(&asked, "resend"), body).await;
    resend(json!({})).await.is_problem(409, "TOO_SOON");
    let moved = resend(json!({ "recipient": "tax@riverside.example" })).await.is(200).json();
    app.run_jobs().await;
    let to: Vec<_> = app.mail_server.taken().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["typo@riverside.example", "tax@riverside.example"]);
    let link = moved["request_link"].as_str().unwrap().to_owned();
    assert_ne!(link, asked.link);
    app.anonymous.get(&asked.link).await.is(410);
    app.buyer(&Asked { link, ..asked.clone() }).await.sees("where").await.is(200);
    app.hands.turn(Duration::hours(2));
    let again = resend(json!({})).await.is(200).json();
    assert_eq!(again["request_link"], moved["request_link"], "the same address keeps its link");
    resend(json!({ "recipient": "tax" })).await.is_problem(400, "INVALID_EMAIL");
    let by_hand = app.acme.asks().await;
    app.acme.live.post_json(&action(&by_hand, "resend"), json!({})).await.is_problem(409, "NOT_MAILED");
    let story: Vec<_> = app.events(&asked.id).await.into_iter().filter(|(kind, _)| *kind == "request.resent").collect();
    assert_eq!(story, [("request.resent", "To tax@riverside.example".to_owned()), ("request.resent", String::new())]);
}

#[tokio::test]
async fn each_of_many_requests_has_its_own_outcome() {
    let app = TestApp::new().await;
    let riverside = json!({ "name": "Riverside", "email": "ap@riverside.example", "reference_customer_id": "20506" });
    let customer = app.acme.live.post_json("/tax/customers", riverside).await.is(201).json();
    let stranger = app.globex.customer().await;
    let body = json!({ "requests": [
        { "customer_id": customer["id"], "jurisdictions": ["US-OH"] },
        { "customer_id": "20506", "id_type": "reference_customer_id", "delivery_method": "download" },
        { "customer_id": stranger },
        { "customer_id": customer["id"], "jurisdictions": ["OH"], "expires_in_days": 0 },
        { "customer_id": customer["id"], "recipent": "x", "message": 7 },
        { "id_type": "x" },
        { "customer_id": "7", "id_type": "reference_customer_id" },
        { "customer_id": customer["id"], "delivery_method": "fax" },
    ] });
    let answer = app.acme.live.post_json("/tax/certificate-requests/batch", body).await.is(200).json();
    assert_eq!((&answer["object"], &answer["created"]), (&json!("tax.certificate_request_batch"), &json!(2)));
    assert_eq!(answer["failed"], 6);
    let results = answer["results"].as_array().unwrap();
    let outcome = |result: &Value| match result.get("error") {
        Some(error) => error["type"].as_str().unwrap().to_owned(),
        None => result["certificate_request"]["status"].as_str().unwrap().to_owned(),
    };
    let outcomes: Vec<_> = results.iter().map(outcome).collect();
    let expected = [
        "pending",
        "pending",
        "CUSTOMER_NOT_FOUND",
        "INCORRECT_TYPE",
        "INCORRECT_TYPE",
        "MISSING_FIELD",
        "CUSTOMER_NOT_FOUND",
        "FAX_NOT_CONFIGURED",
    ];
    assert_eq!(outcomes, expected);
    let indexes: Vec<_> = results.iter().map(|result| result["index"].as_u64().unwrap()).collect();
    assert_eq!(indexes, [0, 1, 2, 3, 4, 5, 6, 7]);
    let both = results[4]["error"]["message"].as_str().unwrap();
    assert!(both.contains("recipent: ") && both.contains("message: "), "{both}");
    let one = &results[0]["certificate_request"];
    assert_eq!(*one, app.acme.sees_request(one["id"].as_str().unwrap()).await, "as a single one");
    app.run_jobs().await;
    assert_eq!(app.mail_server.the_mail().to, "ap@riverside.example");

    for wrong in [json!({}), json!({ "requests": [] }), json!({ "requests": vec![json!({}); 1_001] })] {
        app.acme.live.post_json("/tax/certificate-requests/batch", wrong).await.is_problem(400, "INCORRECT_TYPE");
    }
    assert_eq!(app.database.count("certificate_requests").await, 2);
}

#[tokio::test]
async fn a_thousand_requests_are_one_call() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let body = json!({ "requests": vec![json!({ "customer_id": customer, "jurisdictions": ["US-OH"] }); 1_000] });
    let answer = app.acme.live.post_json("/tax/certificate-requests/batch", body).await.is(200).json();
    assert_eq!(answer["created"], 1_000);
    assert_eq!(app.database.count("certificate_requests").await, 1_000);
    assert_eq!(app.database.count("mails").await, 1_000);
    app.acme.live.get("/tax/certificate-requests?limit=1").await.is(200);
}

#[tokio::test]
async fn a_live_batch_does_not_reach_test_customers() {
    let app = TestApp::new().await;
    let new = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let test = app.acme.test.post_json("/tax/customers", new).await.json();
    let body = json!({ "requests": [{ "customer_id": test["id"] }] });
    let post =
        async |who: &Browser| who.post_json("/tax/certificate-requests/batch", body.clone()).await.is(200).json();
    assert_eq!(post(&app.acme.live).await["results"][0]["error"]["type"], "CUSTOMER_NOT_FOUND");
    assert_eq!(post(&app.acme.test).await["results"][0]["certificate_request"]["livemode"], false);
}
