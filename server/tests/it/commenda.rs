//! Commenda's shape from outside, `/api/v1/…`: the same rows as `/tax`, in other words.

mod both_faces;
mod certificates;
mod customers;
mod errors;
mod files;
mod seeds;
mod webhooks;

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, TestApp, pdf};

const CERTIFICATES: &str = "/api/v1/exemption-certificates";

/// What a certificate says of a state.
fn exemption(state: &str) -> Value {
    json!({
        "country": "US", "state": state, "reason": "PURPOSE_RESALE", "identification_type": "STATE_TAX_ID",
        "identification_number": "12-3456789",
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

impl Browser {
    /// Sends a file in.
    async fn sends(&self, name: &'static str, bytes: Vec<u8>) -> Answer {
        let form = Form::new().text("companyId", "any").part("file", Part::bytes(bytes).file_name(name));
        self.send(self.request(Method::POST, "/api/v1/files").multipart(form)).await
    }

    async fn certificate(&self, id: &str) -> Value {
        self.get(&format!("{CERTIFICATES}/{id}")).await.is(200).json()["data"].clone()
    }

    /// Files a certificate; its id.
    async fn files_for(&self, customer: &str, kind: &str, states: &[&str], file: Option<&str>) -> String {
        let jurisdictions: Vec<_> = states.iter().map(|state| exemption(state)).collect();
        let mut body = json!({
            "customer_id": customer, "effective_date": "2026-01-01", "type": kind, "jurisdictions": jurisdictions,
        });
        if let Some(file) = file {
            body["file_id"] = json!(file);
        }
        text(&self.post_json(CERTIFICATES, body).await.is(201).json()["data"]["id"])
    }
}

impl TestApp {
    /// An instant of the last half minute, in seconds since 1970.
    #[track_caller]
    fn is_now(&self, instant: &Value) {
        let ago = self.services.clock.now().timestamp() - instant.as_i64().unwrap();
        assert!((0..30).contains(&ago), "{instant} is {ago} seconds ago");
    }

    /// Riverside Cafe by Commenda's face; its id.
    async fn riverside(&self) -> String {
        let body = json!({ "name": "Riverside Cafe", "email": "ap@riverside.example" });
        text(&self.acme.live.post_json("/api/v1/customers", body).await.is(201).json()["data"]["id"])
    }

    /// A file of Acme's; its id.
    async fn file(&self) -> String {
        text(&self.acme.live.sends("stec-b.pdf", pdf(1_000)).await.is(200).json()["data"]["id"])
    }
}
