//! Test mode: rows of their own whose time can be moved, mail that stays here, and events on demand.

mod clock;
mod desk;
mod ends;
mod events;
mod listen;
mod mail;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::{Asked, Browser, Merchant, TestApp};

const CLOCK: &str = "/tax/test/clock";

impl Merchant {
    /// Adds Tess's Diner to the test rows; its id.
    async fn test_customer(&self) -> String {
        let body = json!({ "name": "Tess's Diner", "email": "tess@certlane.test" });
        text(&self.test.post_json("/tax/customers", body).await.is(201).json(), "id")
    }

    /// Asks a new test customer.
    async fn asks_in_test_mode(&self, body: Value) -> Asked {
        let customer = self.test_customer().await;
        let address = format!("/tax/customers/{customer}/certificate-requests");
        let asked = self.test.post_json(&address, body).await.is(201).json();
        Asked { id: text(&asked, "id"), link: text(&asked, "request_link"), customer }
    }

    /// Lets time pass in test mode; what the clock shows then.
    async fn advances(&self, by: &str) -> DateTime<Utc> {
        let moved = self.test.post_json(CLOCK, json!({ "advance": by })).await.is(200).json();
        text(&moved, "now").parse().unwrap()
    }

    async fn sees_test_request(&self, id: &str) -> Value {
        self.test.get(&format!("/tax/certificate-requests/{id}")).await.is(200).json()
    }
}

impl TestApp {
    /// What happened in Acme's test mode, the oldest first: types and objects.
    async fn told(&self) -> Vec<(String, Value)> {
        told(&self.acme.test).await
    }
}

async fn told(api: &Browser) -> Vec<(String, Value)> {
    let list = api.get("/tax/events?limit=100").await.is(200).json();
    let events = list["events"].as_array().unwrap().iter().rev();
    events.map(|event| (text(event, "type"), event["data"].clone())).collect()
}

fn text(object: &Value, field: &str) -> String {
    object[field].as_str().unwrap_or_else(|| panic!("{field} of {object}")).to_owned()
}
