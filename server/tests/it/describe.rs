//! What the API says of itself, and the page to try it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::TestApp;

/// What was agreed on. It is read as it stands now, so that renewing it compiles nothing.
pub fn contract() -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

#[tokio::test]
async fn the_contract_is_the_one_that_was_agreed_on() {
    let app = TestApp::new().await;
    let served = app.anonymous.get("/openapi.json").await.is(200);
    assert_eq!(served.header("content-type"), "application/json");
    let (served, agreed) = (served.json(), contract());
    let renew = "If the change is meant, run `make openapi` and commit docs/openapi.json; say it in CHANGELOG.md.";
    for part in ["paths", "components"] {
        for (name, value) in served[part].as_object().unwrap() {
            assert!(agreed[part][name] == *value, "{part} {name} differs from docs/openapi.json. {renew}");
        }
    }
    assert!(served == agreed, "/openapi.json differs from docs/openapi.json. {renew}");
}

/// The guide to the face that an address belongs to.
fn guide(path: &str) -> (&'static str, &'static str) {
    match path.starts_with("/tax/") {
        true => ("docs/api.md", include_str!("../../../docs/api.md")),
        false => ("docs/commenda.md", include_str!("../../../docs/commenda.md")),
    }
}

#[tokio::test]
async fn every_operation_is_told_whole() {
    let api = contract();
    let mut ids = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let about = format!("{method} {path}");
            ids.push(operation["operationId"].as_str().unwrap());
            assert!(operation["summary"].as_str().unwrap().ends_with('.'), "{about} has a headline");
            assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{about} belongs somewhere");
            let parameters = operation["parameters"].as_array().unwrap();
            for part in path.split('/').filter_map(|part| part.strip_prefix('{')) {
                let name = part.trim_end_matches('}');
                assert!(parameters.iter().any(|known| known["name"] == name), "{about} says what {name} is");
            }
            for (status, answer) in operation["responses"].as_object().unwrap() {
                if status.as_str() >= "400" {
                    errors_are_told(&api, path, &about, answer);
                }
            }
        }
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "each operation has an id of its own");
}

#[tokio::test]
async fn each_webhook_is_described_as_it_arrives() {
    let (app, api) = (TestApp::new().await, contract());
    let webhooks = api["webhooks"].as_object().unwrap();
    let types: BTreeSet<_> = webhooks.keys().map(String::as_str).collect();
    let told = domain::webhook::event_types().map(|kind| kind.word()).chain(["webhook.test"]);
    assert_eq!(types, told.collect::<BTreeSet<_>>());
    for (kind, told) in webhooks {
        let payload = &told["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"];
        assert_eq!(payload["type"]["const"], **kind);
        let shown = payload["data"]["$ref"].as_str().unwrap();
        let known = &api.pointer(shown.trim_start_matches('#')).unwrap()["properties"];
        if kind == "webhook.test" {
            continue; // it goes to the endpoint that is tried out alone
        }
        let address = format!("/tax/test/events/{kind}");
        let event = app.acme.test.post_json(&address, json!({})).await.is(201).json();
        assert_eq!(event["data"]["object"], known["object"]["const"], "{kind}");
        for (name, _) in event["data"].as_object().unwrap() {
            assert!(known[name].is_object(), "{kind}: nobody says what {name} is");
        }
    }
}

/// Somebody says what to do about each error, and the guide knows it too.
#[track_caller]
fn errors_are_told(api: &Value, path: &str, about: &str, answer: &Value) {
    let shared = answer["$ref"].as_str().map(|reference| api.pointer(reference.trim_start_matches('#')).unwrap());
    let (file, guide) = guide(path);
    for line in shared.unwrap_or(answer)["description"].as_str().unwrap().lines() {
        let kind = line.split('`').nth(1).unwrap();
        assert!(line.len() > kind.len() + "- ``: ".len(), "{about}: nobody says what to do about {kind}");
        assert!(guide.contains(&format!("`{kind}`")), "{file} does not know {kind}");
    }
}

/// The operation of an address.
fn operation<'a>(api: &'a Value, method: &str, path: &str) -> &'a Value {
    let found = &api["paths"][path][method];
    assert!(found.is_object(), "{method} {path} is not described");
    found
}

#[tokio::test]
async fn each_face_has_what_is_its_own() {
    let api = contract();
    let customers = [("/tax/customers", "Problem"), ("/api/v1/customers", "CommendaError")];
    for (path, shape) in customers {
        let create = operation(&api, "post", path);
        let names = |list: &Value| list.to_string();
        let is_numerals = shape == "Problem";
        assert_eq!(names(&create["parameters"]).contains("Version"), is_numerals, "{path}");
        assert_eq!(names(&create["responses"]["201"]["headers"]).contains("X-API-Version"), is_numerals, "{path}");
        for status in ["400", "409"] {
            let schema = create["responses"][status]["content"]["application/json"]["schema"].to_string();
            assert!(schema.contains(&format!("schemas/{shape}\"")), "{path} {status}: {schema}");
        }
        let refused = create["responses"]["401"]["$ref"].as_str().unwrap();
        let refused = api.pointer(refused.trim_start_matches('#')).unwrap();
        assert!(refused.to_string().contains(shape), "{path}");
    }
    let create = operation(&api, "post", "/api/v1/exemption-certificates");
    let wrong = &create["responses"]["400"]["content"]["application/json"]["schema"]["oneOf"];
    assert!(wrong.to_string().contains("CommendaBodyError"), "a wrong body has the long shape");
    let one = operation(&api, "get", "/api/v1/exemption-certificates/{exemption_certificate_id}");
    assert!(one["responses"]["404"].to_string().contains("EXEMPTION_CERTIFICATE_NOT_FOUND"));
    let made = &create["responses"]["201"];
    let link = &made["links"]["commenda_find_certificate"]["parameters"]["exemption_certificate_id"];
    assert_eq!(link, "$response.body#/data/id");
    assert!(made["links"]["find_customer"].is_null() && made["links"]["find_certificate"].is_null());
    let example = &made["content"]["application/json"]["example"];
    assert_eq!(example["message"], "Successfully created exemption certificate.");
    assert_eq!(example["data"]["jurisdictions"][0]["state"], "CA");
    let files = operation(&api, "post", "/api/v1/files");
    assert!(files["responses"]["413"].to_string().contains("FILE_TOO_LARGE"));
}

#[tokio::test]
async fn the_page_needs_nothing_from_elsewhere() {
    let app = TestApp::new().await;
    app.anonymous.get("/docs/api").await.redirects_to("/docs/api/");
    let page = app.anonymous.get("/docs/api/").await.is(200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'; script-src 'self';"), "{policy}");
    let html = page.html();
    assert!(!html.contains("://"), "{html}");
    for script in html.split("src=\"./").skip(1).filter_map(|rest| rest.split('"').next()) {
        app.anonymous.get(&format!("/docs/api/{script}")).await.is(200);
    }
    assert!(app.anonymous.get("/docs/api/swagger-initializer.js").await.is(200).text().contains("/openapi.json"));
}
