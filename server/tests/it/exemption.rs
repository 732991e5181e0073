//! The merchant asks whether a buyer is exempt, on a day, and why.

use chrono::Duration;
use serde_json::{Value, json};
use services::{api_keys, policies};

use crate::support::{BUSINESS, Buyer, TestApp, WHY, document_for, pdf};

/// A customer of Acme's whose certificate for Ohio and Kentucky was submitted today and approved.
async fn exempt_customer(app: &TestApp) -> (String, String) {
    let asked = app.acme.asks().await;
    let buyer = app.buyer(&asked).await;
    buyer.answers_everything().await;
    buyer.submits().await;
    let certificate = app.acme.sees_request(&asked.id).await["certificate_id"].as_str().unwrap().to_owned();
    approve(app, &certificate).await;
    (asked.customer, certificate)
}

async fn approve(app: &TestApp, certificate: &str) {
    app.acme.desk().await.post(&format!("/certificates/{certificate}/approval"), &[]).await.is(303);
}

async fn ask(app: &TestApp, customer: &str, query: &str) -> Value {
    app.acme.live.get(&format!("/tax/customers/{customer}/exemption?{query}")).await.is(200).json()
}

fn step<'a>(answer: &'a Value, rule: &str) -> &'a Value {
    let steps = answer["explanation"].as_array().unwrap();
    steps.iter().find(|step| step["rule"] == rule).unwrap_or_else(|| panic!("no {rule} in {answer:#}"))
}

fn today(app: &TestApp) -> chrono::NaiveDate {
    app.services.clock.now().with_timezone(&chrono_tz::America::New_York).date_naive()
}

#[tokio::test]
async fn an_approved_certificate_makes_exempt_and_says_why() {
    let app = TestApp::new().await;
    let (customer, certificate) = exempt_customer(&app).await;
    let answer = ask(&app, &customer, "jurisdiction=US-OH&reason=RESALE").await;
    assert_eq!(
        (&answer["object"], &answer["exempt"], &answer["status"]),
        (&json!("tax.exemption"), &json!(true), &json!("active"))
    );
    assert_eq!(
        (&answer["certificate_id"], &answer["jurisdiction"], &answer["reason"]),
        (&json!(certificate), &json!("US-OH"), &json!("RESALE"))
    );
    assert_eq!(
        (&answer["missing"], &answer["valid_until"], &answer["livemode"]),
        (&Value::Null, &Value::Null, &json!(true))
    );
    assert_eq!(step(&answer, "certificate.review")["outcome"], "pass");
    let valid = step(&answer, "certificate.valid");
    assert_eq!(valid["source"]["title"], "Ohio Adm.Code 5703-9-03", "the rule says where it comes from");
    assert_eq!(answer["certificates_considered"][0]["certificate_id"], json!(certificate));
}

#[tokio::test]
async fn what_is_missing_is_said() {
    let app = TestApp::new().await;
    let (customer, certificate) = exempt_customer(&app).await;
    let indiana = ask(&app, &customer, "jurisdiction=US-IN").await;
    assert_eq!((&indiana["exempt"], &indiana["status"]), (&json!(false), &json!("none")));
    assert_eq!(indiana["certificates_considered"][0]["rule"], "certificate.covers_jurisdiction");
    assert!(indiana["missing"].as_str().unwrap().contains("Indiana"), "{indiana:#}");

    let manufacturing = ask(&app, &customer, "jurisdiction=US-OH&reason=MANUFACTURING").await;
    assert_eq!((&manufacturing["exempt"], &manufacturing["certificate_id"]), (&json!(false), &json!(certificate)));
    assert_eq!(step(&manufacturing, "certificate.reason")["outcome"], "fail");

    let delaware = ask(&app, &customer, "jurisdiction=US-DE").await;
    assert_eq!((&delaware["exempt"], &delaware["status"]), (&json!(true), &json!("not_taxed")));

    let long_ago = ask(&app, &customer, "jurisdiction=US-OH&on=1999-12-31").await;
    assert_eq!(
        (&long_ago["exempt"], &step(&long_ago, "certificate.effective")["outcome"]),
        (&json!(false), &json!("fail"))
    );

    let nothing = ask(&app, &app.acme.customer().await, "jurisdiction=US-OH").await;
    assert_eq!(
        (&nothing["exempt"], &step(&nothing, "certificate.on_file")["outcome"]),
        (&json!(false), &json!("fail"))
    );
}

#[tokio::test]
async fn the_past_is_answered_by_what_is_known_now_or_was_known_then() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let buyer = app.buyer(&asked).await;
    buyer.answers_everything().await;
    buyer.submits().await;
    let certificate = app.acme.sees_request(&asked.id).await["certificate_id"].as_str().unwrap().to_owned();
    let (customer, monday) = (asked.customer, today(&app));
    app.hands.turn(Duration::days(2));
    approve(&app, &certificate).await;

    let on = format!("jurisdiction=US-OH&on={monday}");
    assert_eq!(ask(&app, &customer, &on).await["exempt"], true, "it is approved by now");
    let then = ask(&app, &customer, &format!("{on}&known_on={monday}")).await;
    assert_eq!((&then["exempt"], &then["known_on"]), (&json!(false), &json!(monday)));
    assert_eq!(step(&then, "certificate.review")["outcome"], "fail", "on that day nobody had approved it");
    let before = monday - Duration::days(1);
    let earlier = ask(&app, &customer, &format!("{on}&known_on={before}")).await;
    assert_eq!(step(&earlier, "certificate.on_file")["outcome"], "fail", "on the day before it had not come in");
}

#[tokio::test]
async fn an_answer_is_found_again_as_it_was_given() {
    let app = TestApp::new().await;
    let (customer, _) = exempt_customer(&app).await;
    let on = today(&app);
    let first = ask(&app, &customer, &format!("jurisdiction=US-OH&on={on}")).await;
    let again = ask(&app, &customer, &format!("jurisdiction=US-OH&on={on}")).await;
    assert_eq!(first, again, "the same answer has the same snapshot");
    assert_eq!(app.database.count("exemption_snapshots").await, 1);
    let id = first["snapshot_id"].as_str().unwrap();
    let text =
        app.acme.live.get(&format!("/tax/customers/{customer}/exemption?jurisdiction=US-OH&on={on}")).await.html();

    set_policy(&app, |policy| policy.refused_forms.push(domain::CertificateType::OTHER)).await;
    let now = ask(&app, &customer, &format!("jurisdiction=US-OH&on={on}")).await;
    assert_eq!((&now["exempt"], &now["policy_version"]), (&json!(false), &json!(1)));
    let found = app.acme.live.get(&format!("/tax/exemptions/{id}")).await.is(200);
    assert_eq!(found.header("content-type"), "application/json");
    let answered_at = found.json()["answered_at"].as_str().unwrap().to_owned();
    assert!(answered_at.ends_with('Z'), "{answered_at}");
    let kept = text.strip_suffix('}').unwrap();
    assert_eq!(found.html(), format!(r#"{kept},"answered_at":"{answered_at}"}}"#), "letter by letter as it was given");

    for other in [&app.globex.live, &app.acme.test] {
        let message = other.get(&format!("/tax/exemptions/{id}")).await.is_problem(404, "SNAPSHOT_NOT_FOUND");
        assert!(message.starts_with("snapshot_id: there is no answer"), "{message}");
    }
    app.acme.live.get("/tax/exemptions/snap_nothing").await.is_problem(404, "SNAPSHOT_NOT_FOUND");
}

async fn set_policy(app: &TestApp, change: impl FnOnce(&mut domain::Policy)) {
    let actor = api_keys::recognize(&app.services, &app.acme.live_key).await.unwrap();
    let current = policies::current(&app.services, &actor).await.unwrap();
    let mut policy = current.policy;
    change(&mut policy);
    policies::change(&app.services, &actor, current.version, policy).await.unwrap();
}

#[tokio::test]
async fn a_thousand_questions_are_one_call() {
    let app = TestApp::new().await;
    let (customer, _) = exempt_customer(&app).await;
    let reference = json!({ "name": "Seven", "email": "ap@seven.example", "reference_customer_id": "B-0077" });
    app.acme.live.post_json("/tax/customers", reference).await.is(201);
    let states: Vec<_> = domain::Jurisdiction::all().collect();
    let mut questions: Vec<_> =
        (0..999).map(|n| json!({ "customer_id": customer, "jurisdiction": states[n % 56] })).collect();
    questions.push(json!({ "customer_id": "B-0077", "id_type": "reference_customer_id", "jurisdiction": "US-OH" }));
    let answer =
        app.acme.live.post_json("/tax/exemptions/check", json!({ "questions": questions })).await.is(200).json();
    let answers = answer["exemptions"].as_array().unwrap();
    assert_eq!((&answer["object"], answers.len()), (&json!("list"), 1_000));
    assert!(answers.iter().zip(&questions).all(|(a, q)| a["jurisdiction"] == q["jurisdiction"]), "in their order");
    assert!(answers.iter().all(|answer| answer["snapshot_id"].as_str().is_some_and(|id| id.starts_with("snap_"))));
    let exempt = answers.iter().filter(|answer| answer["status"] == "active").count();
    assert_eq!(exempt, 2 * 18, "Ohio and Kentucky, each as often as it was asked");

    questions.push(questions[0].clone());
    let message = app.acme.live.post_json("/tax/exemptions/check", json!({ "questions": questions })).await;
    let message = message.is_problem(400, "INCORRECT_TYPE");
    assert_eq!(message, "questions: here are 1001 entries; give 1000 at most.");
}

#[tokio::test]
async fn bad_questions_are_refused_by_name() {
    let app = TestApp::new().await;
    let body = json!({ "name": "Seven", "email": "ap@seven.example", "reference_customer_id": "B-0077" });
    let seven = app.acme.live.post_json("/tax/customers", body).await.is(201).json();
    let seven = seven["id"].as_str().unwrap();
    let refused = async |customer: &str, query: &str, status: u16, kind: &str| {
        app.acme.live.get(&format!("/tax/customers/{customer}/exemption?{query}")).await.is_problem(status, kind)
    };
    let message = refused(seven, "jurisdiction=OH", 400, "INCORRECT_TYPE").await;
    assert!(message.contains("jurisdiction") && message.contains("US-OH"), "{message}");
    assert!(refused(seven, "", 400, "MISSING_FIELD").await.contains("jurisdiction"));
    assert!(refused(seven, "jurisdiction=US-OH&reason=FUN", 400, "INCORRECT_TYPE").await.contains("reason"));
    for (name, value) in [("on", "2026-02-30"), ("on", "tomorrow"), ("known_on", "05/01/2026"), ("on", "99999-01-01")] {
        let message = refused(seven, &format!("jurisdiction=US-OH&{name}={value}"), 400, "INCORRECT_TYPE").await;
        assert!(message.starts_with(name) && message.contains("2026-05-01"), "{message}");
    }
    for (name, value) in [("on", "9999-12-31"), ("on", "1899-12-31"), ("on", "2200-01-01"), ("known_on", "0001-01-01")]
    {
        let message = refused(seven, &format!("jurisdiction=US-OH&{name}={value}"), 400, "INCORRECT_TYPE").await;
        let expected = format!("{name}: {value} is out of range; give a day from 1900-01-01 to 2199-12-31.");
        assert_eq!(message, expected);
    }
    for day in ["1900-01-01", "2199-12-31"] {
        ask(&app, seven, &format!("jurisdiction=US-OH&on={day}")).await;
    }
    for customer in ["cust_00000000-0000-0000-0000-000000000000", "cust_nobody", "B-0077"] {
        let message = refused(customer, "jurisdiction=US-OH", 404, "CUSTOMER_NOT_FOUND").await;
        assert!(message.starts_with("customer_id: there is no customer with this id"), "{message}");
        let own_number = message.ends_with("If it is your own number, add id_type=reference_customer_id.");
        assert_eq!(own_number, !customer.contains("0000-"), "unless it looks like an id: {message}");
    }
    let by_number = "jurisdiction=US-OH&id_type=reference_customer_id";
    let message = refused("b0077", by_number, 404, "CUSTOMER_NOT_FOUND").await;
    // The eighth of the nine cases of `domain/src/exemption/tests.rs`: the numbers of two systems differ.
    let cause = "customer_id: there is no customer with the reference \"b0077\" for this key. Did you mean \"B-0077\"?";
    assert_eq!(message, cause);
    for nobody in ["nobody", "%00"] {
        let message = refused(nobody, by_number, 404, "CUSTOMER_NOT_FOUND").await;
        assert!(message.starts_with("customer_id: there is no customer with the reference "), "{message}");
    }
    let message = refused("B-00%FF", by_number, 400, "INCORRECT_TYPE").await;
    assert!(message.starts_with("customer_id: ") && message.contains("UTF-8"), "{message}");
    assert_eq!(ask(&app, "B-0077", by_number).await["customer_id"], seven);
    for other in [&app.globex.live, &app.acme.test] {
        let address = format!("/tax/customers/{seven}/exemption?jurisdiction=US-OH");
        other.get(&address).await.is_problem(404, "CUSTOMER_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_bad_question_among_many_is_named_by_its_place() {
    let app = TestApp::new().await;
    let seven = app.acme.customer().await;
    let good = json!({ "customer_id": seven, "jurisdiction": "US-OH" });
    let with = |name: &str, value: Value| {
        let mut question = good.clone();
        question[name] = value;
        question
    };
    let nobody = "cust_00000000-0000-0000-0000-000000000000";
    let by_number = json!({ "customer_id": "B\u{0}7", "id_type": "reference_customer_id", "jurisdiction": "US-OH" });
    let bad = [
        (with("jurisdiction", json!("US-ZZ")), 400, "INCORRECT_TYPE", ".jurisdiction: \"US-ZZ\" is no US jurisdiction"),
        (with("jurisdiction", json!("")), 400, "MISSING_FIELD", ".jurisdiction: say where"),
        (json!({ "customer_id": seven }), 400, "MISSING_FIELD", ".jurisdiction: say where, by a code such as US-OH."),
        (json!({ "jurisdiction": "US-OH" }), 400, "MISSING_FIELD", ".customer_id: say about whom you ask"),
        (with("customer_id", json!("")), 400, "MISSING_FIELD", ".customer_id: say about whom you ask"),
        (
            with("customer_id", json!(nobody)),
            404,
            "CUSTOMER_NOT_FOUND",
            ".customer_id: there is no customer with this id",
        ),
        (with("customer_id", json!("7")), 404, "CUSTOMER_NOT_FOUND", ".customer_id: there is no customer with this id"),
        (by_number, 404, "CUSTOMER_NOT_FOUND", ".customer_id: there is no customer with the reference"),
        (with("id_type", json!("name")), 400, "INCORRECT_TYPE", ".id_type: \"name\" is not known"),
        (with("on", json!("9999-12-31")), 400, "INCORRECT_TYPE", ".on: 9999-12-31 is out of range"),
        (with("on", json!(20260501)), 400, "INCORRECT_TYPE", ".on: it must be text, not a number."),
        (with("reason", json!("FUN")), 400, "INCORRECT_TYPE", ".reason: \"FUN\""),
        (with("known_on", json!("2026-01-01")), 400, "UNRECOGNIZED_FIELD", ".known_on: there is no such field;"),
        (json!([]), 400, "INCORRECT_TYPE", ": it must be an object, not a list."),
        (json!([seven, "id", "US-OH", null, null]), 400, "INCORRECT_TYPE", ": it must be an object, not a list."),
        (json!(1), 400, "INCORRECT_TYPE", ": it must be an object, not a number."),
        (Value::Null, 400, "INCORRECT_TYPE", ": it must be an object, not null."),
        (json!("US-OH"), 400, "INCORRECT_TYPE", ": it must be an object, not text."),
    ];
    for (question, status, kind, sentence) in bad {
        let body = json!({ "questions": [good, question] });
        let answer = app.acme.live.post_json("/tax/exemptions/check", body).await;
        let message = answer.is_problem(status, kind);
        assert!(message.starts_with(&format!("questions[1]{sentence}")), "{question}: {message}");
    }
    let whole = [
        (json!({}), "MISSING_FIELD", "questions: "),
        (json!({ "questions": null }), "MISSING_FIELD", "questions: "),
        (json!({ "questions": [] }), "INCORRECT_TYPE", "questions: ask 1 to 1000 questions; here are 0."),
        (json!({ "questions": {} }), "INCORRECT_TYPE", "questions: it must be a list, not an object."),
        (json!([[]]), "INCORRECT_TYPE", "The body must be an object, as {…}."),
        (json!([1]), "INCORRECT_TYPE", "The body must be an object, as {…}."),
    ];
    for (body, kind, sentence) in whole {
        let message = app.acme.live.post_json("/tax/exemptions/check", body.clone()).await.is_problem(400, kind);
        assert!(message.starts_with(sentence), "{body}: {message}");
    }
    assert_eq!(app.database.count("exemption_snapshots").await, 0);
}

#[tokio::test]
async fn nobody_knows_yet_what_will_be_known_tomorrow() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let (today, tomorrow) = (today(&app), today(&app) + Duration::days(1));
    let expected = format!("known_on: {tomorrow} has not come yet; today is {today} in America/New_York.");
    let address = format!("/tax/customers/{customer}/exemption?jurisdiction=US-OH&known_on={tomorrow}");
    assert_eq!(app.acme.live.get(&address).await.is_problem(400, "INCORRECT_TYPE"), expected);
    let question = json!({ "customer_id": customer, "jurisdiction": "US-OH" });
    let batch = json!({ "questions": [question], "known_on": tomorrow });
    let answer = app.acme.live.post_json("/tax/exemptions/check", batch).await;
    assert_eq!(answer.is_problem(400, "INCORRECT_TYPE"), expected);
    assert_eq!(app.database.count("exemption_snapshots").await, 0);
    ask(&app, &customer, &format!("jurisdiction=US-OH&on={tomorrow}&known_on={today}")).await;
}

#[tokio::test]
async fn bad_purchases_are_named_by_their_place() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let address = format!("/tax/customers/{customer}/purchases");
    let good = json!({ "jurisdiction": "US-IA", "purchased_on": "2026-01-02" });
    let bad = [
        (
            json!({ "purchased_on": "2026-01-02" }),
            "MISSING_FIELD",
            ".jurisdiction: say where, by a code such as US-OH.",
        ),
        (json!({ "jurisdiction": "", "purchased_on": "2026-01-02" }), "MISSING_FIELD", ".jurisdiction: say where"),
        (json!({ "jurisdiction": null, "purchased_on": "2026-01-02" }), "MISSING_FIELD", ".jurisdiction: say where"),
        (json!({ "jurisdiction": "US-IA" }), "MISSING_FIELD", ".purchased_on: say on which day, as 2026-05-01."),
        (json!({ "jurisdiction": "US-IA", "purchased_on": "" }), "MISSING_FIELD", ".purchased_on: say on which day"),
        (
            json!({ "jurisdiction": "IA", "purchased_on": "2026-01-02" }),
            "INCORRECT_TYPE",
            ".jurisdiction: \"IA\" is no",
        ),
        (
            json!({ "jurisdiction": "US-IA", "purchased_on": "May" }),
            "INCORRECT_TYPE",
            ".purchased_on: \"May\" is no date",
        ),
        (
            json!({ "jurisdiction": "US-IA", "purchased_on": "1066-10-14" }),
            "INCORRECT_TYPE",
            ".purchased_on: 1066-10-14 is out of range; give a day from 1900-01-01 to 2199-12-31.",
        ),
        (json!([]), "INCORRECT_TYPE", ": it must be an object, not a list."),
        (json!(1), "INCORRECT_TYPE", ": it must be an object, not a number."),
    ];
    for (purchase, kind, sentence) in bad {
        let answer = app.acme.live.post_json(&address, json!({ "purchases": [good, purchase] })).await;
        let message = answer.is_problem(400, kind);
        assert!(message.starts_with(&format!("purchases[1]{sentence}")), "{purchase}: {message}");
    }
    let whole = [
        (json!({}), "MISSING_FIELD", "purchases: "),
        (json!({ "purchases": [] }), "INCORRECT_TYPE", "purchases: report 1 to 1000 purchases; here are 0."),
        (json!([[]]), "INCORRECT_TYPE", "The body must be an object, as {…}."),
    ];
    for (body, kind, sentence) in whole {
        let message = app.acme.live.post_json(&address, body.clone()).await.is_problem(400, kind);
        assert!(message.starts_with(sentence), "{body}: {message}");
    }
    assert_eq!(app.database.count("purchases").await, 0);
    for nobody in ["cust_00000000-0000-0000-0000-000000000000", "20506"] {
        let address = format!("/tax/customers/{nobody}/purchases");
        let answer = app.acme.live.post_json(&address, json!({ "purchases": [good] })).await;
        let message = answer.is_problem(404, "CUSTOMER_NOT_FOUND");
        assert!(message.starts_with("customer_id: there is no customer with this id"), "{message}");
        assert!(!message.contains("id_type"), "here a customer is named by its id alone: {message}");
    }
    app.globex.live.post_json(&address, json!({ "purchases": [good] })).await.is_problem(404, "CUSTOMER_NOT_FOUND");
}

#[tokio::test]
async fn purchases_keep_a_certificate_alive_where_the_state_wants_them() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_with(json!({ "delivery_method": "download", "jurisdictions": ["US-IA"] })).await;
    submit_for(&app.buyer(&asked).await, "US-IA", "US-SST", "").await;
    let certificate = app.acme.sees_request(&asked.id).await["certificate_id"].as_str().unwrap().to_owned();
    approve(&app, &certificate).await;
    let customer = &asked.customer;
    let (start, late) = (today(&app), today(&app) + Duration::days(400));
    let on_day = async |day: chrono::NaiveDate| ask(&app, customer, &format!("jurisdiction=US-IA&on={day}")).await;
    let unknown = on_day(late).await;
    assert_eq!(
        (&unknown["exempt"], &step(&unknown, "certificate.recurring")["outcome"]),
        (&json!(true), &json!("warn"))
    );

    let report = async |days: &[chrono::NaiveDate]| {
        let purchases: Vec<_> =
            days.iter().map(|day| json!({ "jurisdiction": "US-IA", "purchased_on": day })).collect();
        app.acme
            .live
            .post_json(&format!("/tax/customers/{customer}/purchases"), json!({ "purchases": purchases }))
            .await
    };
    let one = json!({ "object": "tax.purchases", "customer_id": customer, "recorded": 1 });
    assert_eq!(report(&[start, start]).await.is(200).json(), one, "the same day twice counts once");
    assert_eq!(report(&[start]).await.is(200).json(), one, "as it does when the call is repeated");
    assert_eq!(app.database.count("purchases").await, 1);
    assert_eq!(on_day(start).await["exempt"], true);
    assert_eq!(on_day(late).await["exempt"], false, "400 days later nothing was bought");
    let early = report(&[late]).await.is_problem(400, "INCORRECT_TYPE");
    assert!(early.contains("purchases[0].purchased_on") && early.contains("has not come yet"), "{early}");

    app.hands.turn(Duration::days(400));
    report(&[start + Duration::days(200)]).await.is(200);
    assert_eq!(on_day(late).await["exempt"], true);
    let shown = app.acme.sees_certificate(&certificate).await;
    assert_eq!(shown["status"], "active", "the certificate itself says the same");
}

/// A customer whose certificate for Iowa, signed on the first day of 2024, was approved.
async fn customer_in_iowa(app: &TestApp) -> String {
    let asked = app.acme.asks_with(json!({ "delivery_method": "download", "jurisdictions": ["US-IA"] })).await;
    submit_for(&app.buyer(&asked).await, "US-IA", "US-SST", "2024-01-01").await;
    let certificate = app.acme.sees_request(&asked.id).await["certificate_id"].as_str().unwrap().to_owned();
    approve(app, &certificate).await;
    asked.customer
}

async fn reports_purchase_in_iowa(app: &TestApp, customer: &str, day: &str) {
    let purchase = json!({ "purchases": [{ "jurisdiction": "US-IA", "purchased_on": day }] });
    app.acme.live.post_json(&format!("/tax/customers/{customer}/purchases"), purchase).await.is(200);
}

#[tokio::test]
async fn every_day_with_purchases_counts_from_that_day_on() {
    let app = TestApp::new().await;
    let customer = customer_in_iowa(&app).await;
    for day in ["2024-01-10", "2024-01-25", "2024-01-05"] {
        reports_purchase_in_iowa(&app, &customer, day).await;
    }
    let on_day = async |day: &str| ask(&app, &customer, &format!("jurisdiction=US-IA&on={day}")).await;
    assert_eq!(on_day("2025-01-25").await["exempt"], true, "twelve months after the last purchase");
    assert_eq!(on_day("2025-01-26").await["exempt"], false);
    let between = on_day("2024-01-15").await;
    assert_eq!(
        between["valid_until"], "2025-01-10",
        "what was bought after that day does not count on it: {between:#}"
    );
}

#[tokio::test]
async fn what_is_reported_later_changes_nothing_of_what_was_known() {
    let app = TestApp::new().await;
    let customer = customer_in_iowa(&app).await;
    reports_purchase_in_iowa(&app, &customer, "2024-03-10").await;
    let known_on = today(&app);
    // Days around those on which the reports to come would change the answer.
    let days = ["2024-03-05", "2024-03-20", "2025-03-05", "2025-03-10", "2025-03-11", "2025-03-30", "2025-03-31"];
    let queries = days.map(|day| format!("jurisdiction=US-IA&on={day}&known_on={known_on}"));
    let first = answers(&app, &customer, &queries).await;
    assert_eq!(first.each_ref().map(|answer| answer["exempt"] == true), [true, true, true, true, false, false, false]);

    app.hands.turn(Duration::days(2));
    for day in ["2024-03-01", "2024-03-30", "2024-03-10", "2025-03-20"] {
        reports_purchase_in_iowa(&app, &customer, day).await;
    }
    assert_eq!(answers(&app, &customer, &queries).await, first, "the same answers with the same snapshot_id");
    let now = ask(&app, &customer, "jurisdiction=US-IA&on=2025-03-31").await;
    assert_eq!(now["exempt"], true, "what is known now counts them");
}

async fn answers<const N: usize>(app: &TestApp, customer: &str, queries: &[String; N]) -> [Value; N] {
    let mut answers = [const { Value::Null }; N];
    for (answer, query) in answers.iter_mut().zip(queries) {
        *answer = ask(app, customer, query).await;
    }
    answers
}

/// Answers everything for one state with a known form, and submits.
async fn submit_for(buyer: &Buyer, state: &str, form: &str, signed_on: &str) {
    buyer.answers("business", &BUSINESS).await.redirects_to(&buyer.at("where"));
    buyer.answers("where", &[("jurisdictions", state)]).await.redirects_to(&buyer.at("why"));
    buyer.answers("why", &WHY).await.redirects_to(&buyer.at("numbers"));
    buyer.answers("numbers", &[(format!("number-{state}").as_str(), "123456789")]).await.is(303);
    let choices: Vec<_> = domain::CertificateType::all().map(|form| format!("choice-{form}")).collect();
    let choices: Vec<_> = choices.iter().map(|choice| (choice.as_str(), "upload")).collect();
    let upload = buyer.answers("documents", &choices).await.location().unwrap();
    let file = reqwest::multipart::Part::bytes(pdf(2_000)).file_name("certificate.pdf");
    let document = document_for(&[state], form, signed_on).part("file", file);
    let request = buyer.browser.request(reqwest::Method::POST, &upload).multipart(document);
    buyer.browser.send(request).await.redirects_to(&buyer.at("check"));
    buyer.submits().await.redirects_to(&buyer.at("done"));
}

#[tokio::test]
async fn what_is_complete_is_approved_by_itself_where_the_merchant_wants_that() {
    let app = TestApp::new().await;
    set_policy(&app, |policy| policy.review = domain::ReviewMode::Automatic).await;
    let asked = app.acme.asks_with(json!({ "delivery_method": "download", "jurisdictions": ["US-IA"] })).await;
    submit_for(&app.buyer(&asked).await, "US-IA", "US-SST", "").await;
    assert_eq!(ask(&app, &asked.customer, "jurisdiction=US-IA").await["exempt"], true);
    let told = app.events(&asked.id).await;
    assert!(told.contains(&("certificate.verified", "By version 1 of the policy".to_owned())), "{told:?}");

    let asked = app.acme.asks_with(json!({ "delivery_method": "download", "jurisdictions": ["US-IA"] })).await;
    submit_for(&app.buyer(&asked).await, "US-IA", "", "").await;
    let unknown_form = ask(&app, &asked.customer, "jurisdiction=US-IA").await;
    assert_eq!((&unknown_form["exempt"], &unknown_form["status"]), (&json!(false), &json!("processing")));
}

#[tokio::test]
async fn a_certificate_under_review_counts_where_the_merchant_wants_that() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let buyer = app.buyer(&asked).await;
    buyer.answers_everything().await;
    buyer.submits().await;
    assert_eq!(ask(&app, &asked.customer, "jurisdiction=US-OH").await["exempt"], false);
    set_policy(&app, |policy| policy.review = domain::ReviewMode::Provisional).await;
    let provisional = ask(&app, &asked.customer, "jurisdiction=US-OH").await;
    assert_eq!(
        (&provisional["exempt"], &step(&provisional, "certificate.review")["outcome"]),
        (&json!(true), &json!("warn"))
    );
}

#[test]
fn what_browsers_load_holds_nothing_of_the_law() {
    let site = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site/pkg");
    let built = crate::support::files_under(site);
    let programs: Vec<_> =
        built.iter().filter(|file| file.extension().is_some_and(|ending| ending == "wasm")).collect();
    assert_eq!(programs.len(), 1, "run `make site` first: {built:?}");
    let program = std::fs::read(programs[0]).unwrap();
    for fact in ["streamlinedsalestax.org", "Ohio", "US-CA-CDTFA-230"] {
        assert!(!program.windows(fact.len()).any(|bytes| bytes == fact.as_bytes()), "{fact} is in the program");
    }
}
