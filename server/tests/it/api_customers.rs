//! Customers by the API: list, change, archive.

use serde_json::{Value, json};

use crate::support::{Browser, TestApp};

impl Browser {
    async fn adds(&self, name: &str, email: &str, reference: &str) -> String {
        let body = json!({ "name": name, "email": email, "reference_customer_id": reference });
        self.post_json("/tax/customers", body).await.is(201).json()["id"].as_str().unwrap().to_owned()
    }

    /// The names on a page of the list.
    async fn finds(&self, query: &str) -> Vec<String> {
        let list = self.get(&format!("/tax/customers?{query}")).await.is(200).json();
        assert_eq!(list["object"], "list");
        let customers = list["customers"].as_array().unwrap();
        customers.iter().map(|customer| customer["name"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn customers_are_found_by_reference_address_and_the_beginning_of_the_name() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    live.adds("Riverside Cafe", "AP@riverside.example", "20506").await;
    live.adds("River_Bank", "ap@bank.example", "7").await;
    live.adds("Big River", "ap@big.example", "").await;
    assert_eq!(live.finds("").await, ["Big River", "River_Bank", "Riverside Cafe"], "newest first");
    assert_eq!(live.finds("reference_customer_id=20506").await, ["Riverside Cafe"]);
    for blanks in ["%2020506%20", "%0920506", "20506%E2%80%8B"] {
        let found = live.finds(&format!("reference_customer_id={blanks}")).await;
        assert_eq!(found, ["Riverside Cafe"], "{blanks}: as it would be stored");
        let asked = format!("/tax/customers/{blanks}/exemption?id_type=reference_customer_id&jurisdiction=US-OH");
        live.get(&asked).await.is(200);
        let requests = format!("/tax/certificate-requests?id_type=reference_customer_id&customer_id={blanks}");
        live.get(&requests).await.is(200);
    }
    assert_eq!(live.finds("reference_customer_id=2050").await, [""; 0], "letter by letter");
    assert_eq!(live.finds("email=ap@RIVERSIDE.example").await, ["Riverside Cafe"]);
    assert_eq!(live.finds("name=river").await, ["River_Bank", "Riverside Cafe"]);
    assert_eq!(live.finds("name=river_").await, ["River_Bank"], "a sign means itself");
    assert_eq!(live.finds("name=river&email=ap@bank.example").await, ["River_Bank"]);
    for nobody in ["name=%25", "email=%00", "reference_customer_id=%00", "name=cafe"] {
        assert_eq!(live.finds(nobody).await, [""; 0], "{nobody}");
    }
    assert_eq!(app.globex.live.finds("").await, [""; 0]);
    assert_eq!(app.acme.test.finds("").await, [""; 0]);
    let message = live.get("/tax/customers?limit=0&cursor=x").await.is_problem(400, "INCORRECT_TYPE");
    assert!(message.starts_with("limit: ") && message.contains(" cursor: "), "{message}");
}

#[tokio::test]
async fn a_text_that_no_customer_can_have_finds_none() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    live.adds("Riverside Cafe", "ap@riverside.example", "20506").await;
    for long in ["a".repeat(50_000), "_".repeat(25_000), "%25".repeat(20_000), "%C3%84".repeat(10_000)] {
        for by in ["name", "email", "reference_customer_id"] {
            assert_eq!(live.finds(&format!("{by}={long}")).await, [""; 0], "{by}");
        }
        app.acme.desk().await.get(&format!("/customers?q={long}")).await.is(200).says("No customer matches");
    }
    let long = "a".repeat(60_000);
    let address = format!("/tax/customers/{long}/exemption?id_type=reference_customer_id&jurisdiction=US-OH");
    live.get(&address).await.is_problem(404, "CUSTOMER_NOT_FOUND");
    let question = json!({ "customer_id": long, "id_type": "reference_customer_id", "jurisdiction": "US-OH" });
    let asked = live.post_json("/tax/exemptions/check", json!({ "questions": [question] })).await;
    asked.is_problem(404, "CUSTOMER_NOT_FOUND");
    assert_eq!(live.finds(&format!("name={}", "a".repeat(1_999))).await, [""; 0]);
}

#[tokio::test]
async fn a_list_has_numerals_cursor_and_ours() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let (first, second) = (live.adds("One", "ap@one.example", "").await, live.adds("Two", "ap@two.example", "").await);
    let page = live.get("/tax/customers?limit=1").await.is(200).json();
    assert_eq!(page["customers"][0], live.get(&format!("/tax/customers/{second}")).await.json());
    assert_eq!((&page["has_more"], &page["next_cursor"]), (&json!(true), &json!(second)));
    assert_eq!(page["last_customer_id"], json!(second));
    live.adds("Three", "ap@three.example", "").await;
    let page = live.get(&format!("/tax/customers?limit=1&cursor={second}")).await.is(200).json();
    assert_eq!((&page["customers"][0]["id"], &page["has_more"]), (&json!(first), &json!(false)));
    assert_eq!(page.get("next_cursor"), None);
}

#[tokio::test]
async fn a_change_touches_what_it_names() {
    let app = TestApp::new().await;
    let live = &app.acme.live;
    let address = format!("/tax/customers/{}", live.adds("Riverside", "ap@riverside.example", "20506").await);
    let before = live.get(&address).await.json();
    let change = json!({ "email": "tax@riverside.example", "address": { "city": "Cincinnati", "state": "US-OH" } });
    let after = live.patch_json(&address, change).await.is(200).json();
    assert_eq!((&after["email"], &after["name"]), (&json!("tax@riverside.example"), &before["name"]));
    assert_eq!(after["address"]["city"], "Cincinnati");
    assert_eq!(after["reference_customer_id"], "20506");
    assert_ne!(after["updated_at"], before["updated_at"]);
    assert_eq!(live.get(&address).await.json(), after);
    assert_eq!(live.finds("email=tax@riverside.example").await, ["Riverside"]);

    let same = live.post_json(&address, json!({ "email": "tax@riverside.example" })).await.is(200).json();
    assert_eq!(same, after, "POST does the same, and nothing changed");
    let cleared = live.patch_json(&address, json!({ "reference_customer_id": null })).await.is(200).json();
    assert_eq!(cleared["reference_customer_id"], Value::Null);
    let message =
        live.patch_json(&address, json!({ "name": null, "email": "x" })).await.is_problem(400, "MISSING_FIELD");
    assert!(message.contains("name: ") && message.contains("email: "), "{message}");
    let message = live.patch_json(&address, json!({ "address": { "state": "Ohio" } })).await;
    assert!(message.is_problem(400, "INCORRECT_TYPE").starts_with("address.state: "));
    live.patch_json(&address, json!({ "id": "cust_1" })).await.is_problem(400, "UNRECOGNIZED_FIELD");
    live.adds("Lakeside", "ap@lakeside.example", "7").await;
    live.patch_json(&address, json!({ "reference_customer_id": "7" })).await.is_problem(409, "DUPLICATE_CUSTOMER");
    for stranger in [&app.globex.live, &app.acme.test] {
        stranger.patch_json(&address, json!({ "name": "Mine" })).await.is_problem(404, "CUSTOMER_NOT_FOUND");
        stranger.delete(&address).await.is_problem(404, "CUSTOMER_NOT_FOUND");
    }
    let notes = app.database.texts("select note from events where kind = 'customer.updated' order by id").await;
    assert_eq!(notes, ["email, address", "reference_customer_id"].map(|note| Some(note.to_owned())));
}

#[tokio::test]
async fn an_archived_customer_is_asked_for_nothing_and_its_history_stays() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let customer = app.acme.sees_certificate(&certificate).await["customer"]["id"].as_str().unwrap().to_owned();
    let address = format!("/tax/customers/{customer}");
    let live = &app.acme.live;
    live.patch_json(&address, json!({ "reference_customer_id": "20506" })).await.is(200);
    let open = app.acme.asks_customer(&customer, json!({})).await;
    let visit = live.post_json(&format!("{address}/portal-sessions"), json!({})).await.is(201).json();
    let visit = visit["url"].as_str().unwrap();
    let visitor = Browser::new(&app.anonymous.base);
    visitor.visit(visit).await.is(200);

    let archived = live.delete(&address).await.is(200).json();
    assert!(archived["archived_at"].is_string());
    assert_eq!((&archived["id"], &archived["reference_customer_id"]), (&json!(customer), &Value::Null));
    assert_eq!(live.delete(&address).await.is(200).json(), archived, "twice is fine");
    assert_eq!(live.get(&address).await.is(200).json(), archived);
    assert_eq!(live.finds("").await, [""; 0]);
    assert_eq!(live.finds("name=river").await, [""; 0]);

    let request = app.acme.sees_request(&open.id).await;
    assert_eq!((&request["status"], &request["customer"]), (&json!("canceled"), &Value::Null));
    assert_eq!(app.timeline(&open.id).await.last(), Some(&"request.canceled"));
    let filed = app.acme.sees_certificate(&certificate).await;
    assert_eq!((&filed["status"], &filed["customer"]), (&json!("processing"), &Value::Null));
    let list = live.get(&format!("/tax/certificates?customer_id={customer}")).await.json();
    assert_eq!(list["certificates"][0]["id"], certificate, "audits still find it by the id");
    live.get(&format!("{address}/exemption?jurisdiction=US-OH")).await.is(200);
    visitor.get("/portal").await.is(401);

    for (action, body) in [("certificate-requests", json!({})), ("portal-sessions", json!({}))] {
        live.post_json(&format!("{address}/{action}"), body).await.is_problem(409, "CUSTOMER_ARCHIVED");
    }
    live.patch_json(&address, json!({ "name": "New" })).await.is_problem(409, "CUSTOMER_ARCHIVED");
    live.adds("Riverside again", "ap@riverside.example", "20506").await;
    app.run_jobs().await;
    assert_eq!(app.timeline(&open.id).await.last(), Some(&"request.canceled"), "the invitation did not leave");
}
