use domain::{AccountId, Permission};
use serde_json::{Value, json};
use services::{Operator, Services, accounts, api_keys};
use tokio::sync::OnceCell;

use super::Browser;

/// A merchant: two API keys, and an owner who can sit down at the desk.
pub struct Merchant {
    pub id: AccountId,
    pub live_key: String,
    pub test_key: String,
    /// The API with the live key.
    pub live: Browser,
    /// The API with the test key.
    pub test: Browser,
    /// The address by which the owner sets a password.
    pub set_up: String,
    desk: OnceCell<Browser>,
}

/// A request as the merchant gets it back.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: String,
    pub link: String,
    pub customer: String,
}

impl Merchant {
    pub const PASSWORD: &str = "correct horse battery staple";

    pub async fn create(services: &Services, name: &str, owner: &str) -> Self {
        let operator = Operator::at_the_console();
        let created = accounts::create(services, &operator, name, owner).await.unwrap();
        let id = created.account.id;
        let live_key = api_keys::create(services, &operator, id, true, Permission::Full).await.unwrap();
        let test_key = api_keys::create(services, &operator, id, false, Permission::Full).await.unwrap();
        let base = services.settings.url("");
        Self {
            id,
            live: Browser::with_key(&base, &live_key),
            test: Browser::with_key(&base, &test_key),
            live_key,
            test_key,
            set_up: created.set_up_link.strip_prefix(&base).unwrap().to_owned(),
            desk: OnceCell::new(),
        }
    }

    /// The owner's browser, signed in.
    pub async fn desk(&self) -> &Browser {
        let sit_down = async || {
            let browser = Browser::new(&self.live.base);
            browser.post(&self.set_up, &[("password", Self::PASSWORD)]).await.redirects_to("/requests");
            browser
        };
        self.desk.get_or_init(sit_down).await
    }

    /// Adds Riverside Cafe as a customer; its id.
    pub async fn customer(&self) -> String {
        self.customer_named("Riverside Cafe LLC").await
    }

    pub async fn customer_named(&self, name: &str) -> String {
        let body = json!({ "name": name, "email": "ap@riverside.example" });
        id(&self.live.post_json("/tax/customers", body).await.is(201).json())
    }

    /// Asks a new customer for Ohio and Kentucky, and passes the link on without a mail.
    pub async fn asks(&self) -> Asked {
        self.asks_with(json!({ "delivery_method": "download", "jurisdictions": ["US-OH", "US-KY"] })).await
    }

    /// Asks a new customer, at this address, by mail.
    pub async fn mails(&self, recipient: &str) -> Asked {
        self.asks_with(json!({ "recipient": recipient })).await
    }

    pub async fn asks_with(&self, body: Value) -> Asked {
        self.asks_customer(&self.customer().await, body).await
    }

    pub async fn asks_customer(&self, customer: &str, body: Value) -> Asked {
        let address = format!("/tax/customers/{customer}/certificate-requests");
        let answer = self.live.post_json(&address, body).await.is(201).json();
        let link = answer["request_link"].as_str().unwrap().to_owned();
        Asked { id: id(&answer), link, customer: customer.to_owned() }
    }

    pub async fn sees_request(&self, id: &str) -> Value {
        self.live.get(&format!("/tax/certificate-requests/{id}")).await.is(200).json()
    }

    pub async fn sees_certificate(&self, id: &str) -> Value {
        self.live.get(&format!("/tax/certificates/{id}")).await.is(200).json()
    }

    pub async fn cancels(&self, request: &str) -> super::Answer {
        self.live.delete(&format!("/tax/certificate-requests/{request}")).await
    }
}

fn id(object: &Value) -> String {
    object["id"].as_str().unwrap().to_owned()
}
