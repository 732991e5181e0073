//! What the API says of itself, and the page to try it.

use serde_json::Value;

use crate::support::TestApp;

/// What was agreed on. It is read as it stands now, so that renewing it compiles nothing.
fn contract() -> Value {
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

#[tokio::test]
async fn every_operation_is_told_whole() {
    let api = contract();
    let guide = include_str!("../../../docs/api.md");
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
                for line in
                    answer["description"].as_str().unwrap_or_default().lines().filter(|_| status.as_str() >= "400")
                {
                    let kind = line.split('`').nth(1).unwrap();
                    assert!(line.len() > kind.len() + "- ``: ".len(), "{about}: nobody says what to do about {kind}");
                    assert!(guide.contains(&format!("`{kind}`")), "docs/api.md does not know {kind}");
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
