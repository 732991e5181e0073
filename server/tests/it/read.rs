//! The merchant reads: requests, certificates, and the document itself.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, TestApp, pdf};

#[tokio::test]
async fn requests_are_listed_by_status_and_customer() {
    let app = TestApp::new().await;
    let number_7 = json!({ "name": "Seven", "email": "ap@seven.example", "reference_customer_id": "7" });
    let seven = app.acme.live.post_json("/tax/customers", number_7).await.is(201).json();
    let seven = seven["id"].as_str().unwrap();
    let pending = app.acme.asks_customer(seven, json!({ "delivery_method": "download" })).await.id;
    let canceled = app.acme.asks().await.id;
    app.acme.cancels(&canceled).await.is(200);
    let buyer = app.buyer_about_to_submit().await;
    buyer.submits().await;
    let fulfilled = buyer.request;

    let ids = async |query: &str| listed(&app.acme.live, query).await;
    assert_eq!(ids("").await, [&fulfilled, &canceled, &pending].map(String::as_str), "newest first");
    assert_eq!(ids("status=pending").await, [&*pending]);
    assert_eq!(ids("status=canceled").await, [&*canceled]);
    assert_eq!(ids("status=fulfilled").await, [&*fulfilled]);
    assert_eq!(ids("status=invalid").await, [""; 0]);
    assert_eq!(ids(&format!("customer_id={seven}")).await, [&*pending]);
    assert_eq!(ids(&format!("customer_id={seven}&id_type=id&status=canceled")).await, [""; 0]);
    assert_eq!(ids("customer_id=7&id_type=reference_customer_id").await, [&*pending]);
    for nobody in [
        "customer_id=nobody",
        "customer_id=8&id_type=reference_customer_id",
        "customer_id=%00&id_type=reference_customer_id",
        "customer_id=",
    ] {
        let answer = app.acme.live.get(&format!("/tax/certificate-requests?{nobody}")).await.is(200).json();
        assert_eq!(answer, json!({ "object": "list", "certificate_requests": [], "has_more": false }), "{nobody}");
    }
    assert_eq!(listed(&app.globex.live, "").await, [""; 0]);
    assert_eq!(listed(&app.globex.live, &format!("customer_id={seven}")).await, [""; 0]);
    assert_eq!(listed(&app.acme.test, "").await, [""; 0]);
}

async fn listed(merchant: &Browser, query: &str) -> Vec<String> {
    let answer = merchant.get(&format!("/tax/certificate-requests?{query}")).await.is(200).json();
    assert_eq!(answer["object"], "list");
    ids(&answer)
}

fn ids(list: &Value) -> Vec<String> {
    let rows = list["certificate_requests"].as_array().or_else(|| list["certificates"].as_array()).unwrap();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_list_holds_no_links() {
    let app = TestApp::new().await;
    app.acme.asks().await;
    let list = app.acme.live.get("/tax/certificate-requests").await.json();
    assert_eq!(list["certificate_requests"][0].get("request_link"), None);
}

#[tokio::test]
async fn pages_neither_miss_nor_repeat_while_requests_come_in() {
    let app = TestApp::new().await;
    let customer = app.acme.customer().await;
    let ask = async || app.acme.asks_customer(&customer, json!({ "delivery_method": "download" })).await.id;
    let mut expected = Vec::new();
    for _ in 0..7 {
        expected.insert(0, ask().await);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.acme.live.get(&format!("/tax/certificate-requests?limit=3{cursor}")).await.is(200).json();
        seen.extend(ids(&page));
        ask().await;
        let Some(next) = page.get("next_cursor") else {
            assert_eq!(page["has_more"], false);
            break;
        };
        assert_eq!((&page["has_more"], next.as_str()), (&json!(true), seen.last().map(String::as_str)));
        cursor = format!("&cursor={}", next.as_str().unwrap());
    }
    assert_eq!(seen, expected);
    assert_eq!(listed(&app.acme.live, "").await.len(), 10, "unless asked for");
    assert_eq!(listed(&app.acme.live, "limit=100").await.len(), 10);
}

#[tokio::test]
async fn bad_questions_are_named() {
    let app = TestApp::new().await;
    let of_both = [
        "limit=0",
        "limit=101",
        "limit=ten",
        "limit=-1",
        "cursor=x",
        "cursor=cust_1",
        "cursor=",
        "customer_id=1&id_type=name",
    ];
    for list in ["certificate-requests", "certificates"] {
        for query in of_both {
            let message = app.acme.live.get(&format!("/tax/{list}?{query}")).await.is_problem(400, "INCORRECT_TYPE");
            let field = query.split(['=', '&']).next().unwrap();
            assert!(message.contains(field) || message.contains("id_type"), "{query}: {message}");
        }
    }
    for status in ["sent", "PENDING", ""] {
        app.acme
            .live
            .get(&format!("/tax/certificate-requests?status={status}"))
            .await
            .is_problem(400, "INCORRECT_TYPE");
    }
    app.acme.live.get("/tax/nothing").await.is_problem(404, "ERROR");
    app.acme.live.post_json("/tax/certificate-requests", json!({})).await.is_problem(405, "ERROR");
}

#[tokio::test]
async fn another_tenants_ids_are_not_found() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let request = app.acme.asks().await.id;
    for id in [&request, "cert_req_00000000-0000-0000-0000-000000000000", "x", &certificate] {
        let address = format!("/tax/certificate-requests/{id}");
        let message = app.globex.live.get(&address).await.is_problem(404, "CERTIFICATE_REQUEST_NOT_FOUND");
        assert!(message.starts_with("certificate_request_id: there is no certificate request"), "{message}");
        app.globex.live.delete(&address).await.is_problem(404, "CERTIFICATE_REQUEST_NOT_FOUND");
    }
    for id in [&certificate, "cert_00000000-0000-0000-0000-000000000000", "x", &request] {
        let address = format!("/tax/certificates/{id}");
        let message = app.globex.live.get(&address).await.is_problem(404, "CERTIFICATE_NOT_FOUND");
        assert!(message.starts_with("certificate_id: there is no certificate"), "{message}");
        app.acme.test.get(&address).await.is_problem(404, "CERTIFICATE_NOT_FOUND");
    }
    assert_eq!(ids(&app.globex.live.get("/tax/certificates").await.json()), [""; 0]);
    assert_eq!(app.acme.sees_request(&request).await["status"], "pending");
}

#[tokio::test]
async fn a_cancel_may_be_repeated() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    let first = app.acme.cancels(&asked.id).await.is(200).json();
    assert_eq!((&first["status"], &first["object"]), (&json!("canceled"), &json!("tax.certificate_request")));
    let second = app.acme.cancels(&asked.id).await.is(200).json();
    assert_eq!(second, first);
    assert_eq!(app.timeline(&asked.id).await, ["request.created", "request.canceled"]);
}

#[tokio::test]
async fn what_has_ended_cannot_be_canceled() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    buyer.submits().await;
    app.acme.cancels(&buyer.request).await.is_problem(409, "REQUEST_ALREADY_FULFILLED");
    let asked = app.acme.asks().await;
    app.hands.turn(Duration::days(31));
    app.acme.cancels(&asked.id).await.is_problem(409, "REQUEST_INVALID");
    services::jobs::sweep(&app.services).await;
    app.acme.cancels(&asked.id).await.is_problem(409, "REQUEST_INVALID");
    assert_eq!(app.acme.sees_request(&buyer.request).await["status"], "fulfilled");
}

#[tokio::test]
async fn a_certificate_is_numerals_object() {
    let app = TestApp::new().await;
    let id = app.submitted_certificate().await;
    let mut certificate = app.acme.sees_certificate(&id).await;
    assert!(certificate["download_url"].take().is_string());
    let today = certificate["effective_date"].clone();
    let line = |code: &str| json!({ "jurisdiction_id": code, "status": "processing", "effective_date": today, "expiration_date": null });
    let expected = json!({
        "id": id,
        "object": "tax.exemption_certificate",
        "status": "processing",
        "certificate_type": certificate["certificate_type"],
        "customer": { "id": certificate["customer"]["id"], "reference_customer_id": null },
        "jurisdictions": [line("US-KY"), line("US-OH")],
        "effective_date": today,
        "expiration_date": null,
        "created_at": certificate["created_at"],
        "updated_at": certificate["created_at"],
        "livemode": true,
        "download_url": null, // taken out above
    });
    assert_eq!(certificate, expected);
    let kind = certificate["certificate_type"].as_object().unwrap();
    assert_eq!(kind.keys().collect::<Vec<_>>(), ["certificate_identifier", "id", "name"]);

    let customer = certificate["customer"]["id"].as_str().unwrap();
    let list = app.acme.live.get(&format!("/tax/certificates?customer_id={customer}")).await.is(200).json();
    assert_eq!((&list["object"], &list["has_more"]), (&json!("list"), &json!(false)));
    assert_eq!(ids(&list), [&*id]);
    assert_eq!(list["certificates"][0].get("download_url"), None, "a list mints no URLs");
    let somebody = app.acme.customer().await;
    let list = app.acme.live.get(&format!("/tax/certificates?customer_id={somebody}")).await.json();
    assert_eq!(ids(&list), [""; 0]);
}

#[tokio::test]
async fn certificates_come_in_pages() {
    let app = TestApp::new().await;
    let (first, second) = (app.submitted_certificate().await, app.submitted_certificate().await);
    let page = app.acme.live.get("/tax/certificates?limit=1").await.is(200).json();
    assert_eq!((ids(&page), &page["next_cursor"]), (vec![second.clone()], &json!(second)));
    let page = app.acme.live.get(&format!("/tax/certificates?limit=1&cursor={second}")).await.is(200).json();
    assert_eq!((ids(&page), page.get("next_cursor")), (vec![first], None));
}

#[tokio::test]
async fn the_document_comes_back_byte_by_byte_for_an_hour() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let url = app.acme.sees_certificate(&certificate).await["download_url"].as_str().unwrap().to_owned();
    assert!(url.contains("X-Amz-Expires=3600"), "{url}");
    let document = app.anonymous.get(&url).await.is(200);
    assert_eq!(document.body, pdf(2_000));
    assert_eq!(document.header("content-type"), "application/pdf");
    assert_eq!(document.header("x-content-type-options"), "nosniff");
    assert_eq!(document.header("content-security-policy"), "default-src 'none'; sandbox");
    let requests = app.acme.live.get("/tax/certificate-requests").await.json();
    let request = requests["certificate_requests"][0]["id"].as_str().unwrap().parse().unwrap();
    let name = format!("Exemption document {}.pdf", domain::request::request_code(request));
    assert_eq!(document.header("content-disposition"), format!("attachment; filename=\"{name}\""));
    assert_eq!(document.header("content-encoding"), "");
    let range = app.anonymous.request(reqwest::Method::GET, &url).header("range", "bytes=0-4");
    assert_eq!(app.anonymous.send(range).await.is(206).body, "%PDF-");
}

async fn download_url(app: &TestApp) -> String {
    let certificate = app.submitted_certificate().await;
    app.acme.sees_certificate(&certificate).await["download_url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_changed_url_is_forbidden() {
    let app = TestApp::new().await;
    let url = download_url(&app).await;
    let (path, query) = url.split_once('?').unwrap();
    let (before, signature) = url.split_once("X-Amz-Signature=").unwrap();
    let (key, last) = path.split_at(path.len() - 1);
    let other = |digit: &str| if digit == "0" { "1" } else { "0" };
    let forged = [
        format!("{before}X-Amz-Signature={}{}", other(&signature[..1]), &signature[1..]),
        url.replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"),
        url.replace("attachment", "inline"),
        format!("{key}{}?{query}", other(last)),
        path.to_owned(),
        format!("{}/files", app.anonymous.base),
        format!("{}/files/", app.anonymous.base),
    ];
    for url in forged {
        let Answer { status, .. } = app.anonymous.get(&url).await;
        assert_eq!(status, 403, "{url}");
    }
    let overwrite = app.anonymous.request(reqwest::Method::PUT, &url).body("mine");
    assert_eq!(app.anonymous.send(overwrite).await.status, 403);
    let delete = app.anonymous.delete(&url).await;
    assert_eq!(delete.status, 403);
    app.anonymous.get(&url).await.is(200);
}

#[tokio::test]
async fn a_changed_character_is_forbidden_wherever_it_stands() {
    let app = TestApp::new().await;
    let url = download_url(&app).await;
    let first = url.find("/files/").unwrap() + "/files/".len();
    for place in first..url.len() {
        let (before, rest) = url.split_at(place);
        for other in ["%", "1", "x", "&", ""].into_iter().filter(|other| !rest.starts_with(*other) || other.is_empty())
        {
            let url = format!("{before}{other}{}", &rest[1..]);
            let Answer { status, .. } = app.anonymous.get(&url).await;
            assert_eq!(status, 403, "{url}");
        }
    }
    for method in ["POST", "OPTIONS", "PATCH"] {
        let request = app.anonymous.request(method.parse().unwrap(), &url);
        assert_eq!(app.anonymous.send(request).await.status, 403, "{method}");
    }
    let header = |date: &str, authorization: &str| {
        let request = app.anonymous.request(reqwest::Method::GET, url.split('?').next().unwrap());
        request.header("x-amz-date", date).header("authorization", authorization)
    };
    let signed = "AWS4-HMAC-SHA256 Credential=certlane/20261121/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";
    for (date, authorization) in
        [("202611%1T150433Z", signed), ("20261121T150433Z", signed), ("", "Basic x"), ("x", "AWS4-HMAC-SHA256")]
    {
        assert_eq!(app.anonymous.send(header(date, authorization)).await.status, 403, "{date} {authorization}");
    }
    app.anonymous.get(&url).await.is(200);
    app.anonymous.head(&url).await.is(403);
}

#[tokio::test]
async fn a_url_ends_after_its_hour() {
    let app = TestApp::new().await;
    let certificate = app.submitted_certificate().await;
    let signed_ago = async |seconds: i64| {
        app.hands.turn(Duration::seconds(-seconds));
        let url = app.acme.sees_certificate(&certificate).await["download_url"].as_str().unwrap().to_owned();
        app.hands.turn(Duration::seconds(seconds));
        app.anonymous.get(&url).await.status
    };
    assert_eq!(signed_ago(3590).await, 200);
    assert_eq!(signed_ago(3601).await, 403);
}
