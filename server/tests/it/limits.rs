//! How much a body may hold: lists and bytes have bounds, which the description says, and what is too much is refused fast.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    addresses::{Address, Body, Named},
    describe::contract,
    support::{Answer, TestApp},
};

/// A list in a body: the way to it, one of its entries, and the most of them that the description allows.
#[derive(Debug)]
struct List {
    way: Vec<String>,
    entry: Value,
    most: u64,
}

impl List {
    /// A body with so many entries.
    fn body(&self, entries: u64) -> Value {
        let list = json!(vec![self.entry.clone(); entries as usize]);
        self.way.iter().rev().fold(list, |inner, name| json!({ name: inner }))
    }
}

/// What a reference leads to, or the schema itself.
fn resolved<'a>(api: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => resolved(api, api.pointer(reference.trim_start_matches('#')).unwrap()),
        None => schema,
    }
}

/// The lists that a body of this schema may have, but for those inside of the entries of lists.
fn lists(api: &Value, schema: &Value, way: &[String]) -> Vec<List> {
    let schema = resolved(api, schema);
    if schema["type"] == "array" || schema["type"].as_array().is_some_and(|types| types.contains(&json!("array"))) {
        let most = schema["maxItems"].as_u64().unwrap_or_else(|| panic!("{way:?} says nothing of its longest list"));
        let items = resolved(api, &schema["items"]);
        let entry = match items["type"].as_str() {
            Some("object") => json!({}),
            Some("integer") => json!(1),
            _ => json!("x"),
        };
        return vec![List { way: way.to_vec(), entry, most }];
    }
    let choices = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|name| schema[name].as_array()).flatten();
    let inside = choices.flat_map(|choice| lists(api, choice, way));
    let fields = schema["properties"].as_object().into_iter().flatten();
    inside
        .chain(fields.flat_map(|(name, field)| lists(api, field, &[way, std::slice::from_ref(name)].concat())))
        .collect()
}

/// What is wrong, in the words of either face.
fn message(answer: &Answer) -> String {
    let json = answer.json();
    let message = json["message"].as_str().or_else(|| json["error"]["message"].as_str());
    message.unwrap_or_else(|| panic!("no error: {json}")).to_owned()
}

#[tokio::test]
async fn every_list_of_every_body_has_the_bound_that_the_description_says() {
    let app = TestApp::new().await;
    let (named, api) = (Named::of(&app).await, contract());
    let mut seen = Vec::new();
    for address in named.addresses().iter().filter(|address| matches!(address.body, Body::Json(_))) {
        let operation = &api["paths"][address.described(&api)][address.method.as_str().to_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        for list in lists(&api, schema, &[]) {
            let send = async |entries: u64| {
                let body = Address { body: Body::Json(list.body(entries)), ..address.clone() };
                body.called_by(&app.acme.live).await
            };
            let name = list.way.join(".");
            let told = format!("{name}: here are {} entries; give {} at most.", list.most + 1, list.most);
            let too_long = send(list.most + 1).await;
            assert_eq!(too_long.status, 400, "{address}: {}", too_long.text());
            assert!(message(&too_long).contains(&told), "{address}: {}", too_long.text());
            let longest = send(list.most).await;
            let refused = longest.status >= 400 && message(&longest).contains("at most");
            assert!(!refused, "{address} {name}: {}", longest.text());
            seen.push((name, list.most));
        }
    }
    seen.sort();
    seen.dedup();
    let expected = [
        ("event_types", 60),
        ("fields", 120),
        ("jurisdictions", 60),
        ("purchases", 1_000),
        ("questions", 1_000),
        ("reasons", 60),
        ("reminders.days", 10),
        ("requests", 1_000),
        ("topics", 60),
    ];
    assert_eq!(seen, expected.map(|(name, most)| (name.to_owned(), most)));
}

#[test]
fn every_list_has_room_for_all_that_there_is() {
    use domain::{InfoField, Jurisdiction, MOST_STATES, Reason, webhook};
    let states = Jurisdiction::all().count();
    assert!(states <= MOST_STATES && Reason::ALL.len() <= MOST_STATES);
    assert!(webhook::event_types().count() <= webhook::MOST_TYPES && webhook::Topic::ALL.len() <= webhook::MOST_TYPES);
    assert!(2 * states + 6 <= InfoField::MOST, "two for each state, four for the business, two for an uploaded file");
}

#[tokio::test]
async fn a_form_with_a_file_has_the_same_bounds() {
    let app = TestApp::new().await;
    let states = vec![json!({ "jurisdiction_id": "US-OH", "reason": "RESALE" }); 61];
    let about = json!({ "customer_id": app.acme.customer().await, "jurisdictions": states });
    let form = reqwest::multipart::Form::new().text("certificate", about.to_string());
    let answer = app.acme.live.send(app.acme.live.request(Method::POST, "/tax/certificates").multipart(form)).await;
    let message = answer.is_problem(400, "INCORRECT_TYPE");
    assert_eq!(message, "jurisdictions: here are 61 entries; give 60 at most.");
}

#[tokio::test]
async fn a_body_about_one_thing_is_smaller_than_one_about_a_thousand() {
    let app = TestApp::new().await;
    let post = async |address: &str, size: usize| {
        let request = app.acme.live.request(Method::POST, address).body(vec![b' '; size]);
        app.acme.live.send(request).await
    };
    let purchases = format!("/tax/customers/{}/purchases", app.acme.customer().await);
    for (address, kilobytes) in [
        ("/tax/customers", 256),
        ("/tax/webhook-endpoints", 256),
        ("/tax/certificate-requests/batch", 2_048),
        ("/tax/exemptions/check", 2_048),
        (&purchases, 2_048),
    ] {
        assert_eq!(post(address, kilobytes * 1_024).await.status, 400, "{address}");
        let message = post(address, kilobytes * 1_024 + 1).await.is_problem(413, "ERROR");
        assert_eq!(message, format!("The body is too large: {kilobytes} kB at most are read here."), "{address}");
    }
    // Whoever sends much more is told so too, and not cut off while sending.
    for address in ["/tax/customers", "/tax/certificate-requests/batch"] {
        post(address, 7_000_000).await.is_problem(413, "ERROR");
    }
}

/// So many bytes of JSON: the same piece over and over, between a begin and an end.
fn much(begin: &str, piece: &str, end: &str, size: usize) -> String {
    let pieces = (size - begin.len() - end.len()) / (piece.len() + 1);
    format!("{begin}{}{end}", vec![piece; pieces].join(","))
}

#[tokio::test]
async fn what_is_wrong_in_thousands_of_places_is_refused_fast_and_in_few_words() {
    let app = TestApp::new().await;
    let named = Named::of(&app).await;
    let addresses = named.addresses();
    let filed = |rest: &str| {
        let found = addresses.iter().find(|address| address.path.ends_with(rest));
        found.unwrap().path.clone()
    };
    let customer = format!("\"customer_id\":\"{}\",\"effective_date\":\"2026-01-01\",\"type\":\"SST\"", named.customer);
    let certificate = format!("{{{customer},\"jurisdictions\":[");
    let unknown: Vec<_> = (0..20_000).map(|place| format!("\"field{place}\":{place}")).collect();
    let unknown = format!("{{{}}}", unknown.join(","));
    let (usual, many) = (256 * 1_024, 2 * 1_024 * 1_024);
    let asked = format!("/tax/customers/{}/certificate-requests", named.customer);
    let purchases = format!("/tax/customers/{}/purchases", named.customer);
    let (batch, check) = ("/tax/certificate-requests/batch".to_owned(), "/tax/exemptions/check".to_owned());
    let one = |way: &str, piece: &str| much(&format!("{{\"{way}\":["), piece, "]}", usual);
    for (what, address, body) in [
        ("empty states", "/api/v1/exemption-certificates".to_owned(), much(&certificate, "{}", "]}", usual)),
        ("states", filed("/bulk_upsert"), one("jurisdictions", "{\"state\":\"\"}")),
        ("changes", filed(&format!("{}/jurisdictions", named.certificate)), one("jurisdictions", "{}")),
        ("questions of a review", filed("/request-info"), one("fields", "\"\"")),
        ("topics", "/api/v1/webhooks".to_owned(), one("topics", "\"\"")),
        ("types", "/tax/webhook-endpoints".to_owned(), one("event_types", "\"\"")),
        ("codes", asked.clone(), one("jurisdictions", "\"\\u0001\"")),
        ("days", asked.clone(), much("{\"reminders\":{\"days\":[", "0", "]}}", usual)),
        ("one long code", asked, format!("{{\"jurisdictions\":[\"{}\"]}}", "\\u0001".repeat(40_000))),
        ("unknown fields", "/tax/customers".to_owned(), unknown[..usual].rsplit_once(',').unwrap().0.to_owned() + "}"),
        ("a long name", "/tax/customers".to_owned(), format!("{{\"{}\":1}}", "é".repeat(120_000))),
        ("questions", check.clone(), much("{\"questions\":[", "{}", "]}", many)),
        ("what is no question", check, much("{\"questions\":[{}],\"x\":[", "{\"a\":0}", "]}", many)),
        ("purchases", purchases, much("{\"purchases\":[", "{}", "]}", many)),
        ("requests", batch.clone(), much("{\"requests\":[", "{}", "]}", many)),
        ("what is no request", batch, much("{\"requests\":[{}],\"x\":[", "{\"a\":0}", "]}", many)),
    ] {
        let began = Instant::now();
        let answer = app.acme.live.send(app.acme.live.request(Method::POST, &address).body(body)).await;
        let took = began.elapsed();
        assert_eq!(answer.status, 400, "{what}: {}", answer.text());
        assert!(answer.body.len() < 20_000, "{what}: {} bytes", answer.body.len());
        assert!(took < Duration::from_secs(2), "{what}: {took:?}");
    }
}

#[tokio::test]
async fn a_thousand_bad_requests_have_short_outcomes() {
    let app = TestApp::new().await;
    let post = async |request: String| {
        let body = much("{\"requests\":[", &request, "]}", (request.len() + 1) * 1_000 + 20);
        assert!(body.len() <= 2 * 1_024 * 1_024, "{}", body.len());
        let began = Instant::now();
        let request = app.acme.live.request(Method::POST, "/tax/certificate-requests/batch").body(body);
        let answer = app.acme.live.send(request).await.is(200);
        assert!(answer.body.len() < 3_000_000, "{}", answer.body.len());
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        let json = answer.json();
        assert_eq!(json["failed"], 1_000);
        json["results"][999]["error"]["message"].as_str().unwrap().to_owned()
    };
    let fields: Vec<_> = (0..200).map(|place| format!("\"{place}\":0")).collect();
    let unknown = post(format!("{{{}}}", fields.join(","))).await;
    assert_eq!(unknown.matches("there is no such field").count(), 5, "{unknown}");
    let large = post(much("{\"customer_id\":\"x\",\"x\":[", "{}", "]}", 2_000)).await;
    assert_eq!(large, "A request has 300 values at most, those in its lists counted too.");
}
