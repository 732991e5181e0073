//! Every address of the API, and how a call of it looks: what the description has and this table has not fails a test.

use domain::Permission;
use reqwest::{
    Method, RequestBuilder,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, TestApp, pdf};
use Permission::{Full, Read, Requests};

/// What a call brings along.
#[derive(Debug, Clone)]
pub enum Body {
    Nothing,
    Json(Value),
    /// A form with a file and, perhaps, JSON about it.
    File(Option<Value>),
}

/// Whose a call is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Things of Acme's: nobody else finds them.
    Acmes,
    /// Whoever calls: each sees and makes what is their own.
    Caller,
    /// Several things, each with an outcome of its own.
    Each,
}

/// An address of the API, with what it needs of a key.
#[derive(Debug, Clone)]
pub struct Address {
    pub method: Method,
    /// With what stands behind the question mark.
    pub path: String,
    pub body: Body,
    pub needs: Permission,
    pub about: About,
}

impl Address {
    fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: Body::Nothing, needs: Read, about: About::Acmes }
    }

    fn post(path: impl Into<String>, body: Value, needs: Permission) -> Self {
        Self { method: Method::POST, body: Body::Json(body), needs, ..Self::get(path) }
    }

    fn patch(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::PATCH, ..Self::post(path, body, Full) }
    }

    fn delete(path: impl Into<String>, needs: Permission) -> Self {
        Self { method: Method::DELETE, needs, ..Self::get(path) }
    }

    fn file(path: &str, about: Option<Value>) -> Self {
        Self { method: Method::POST, body: Body::File(about), needs: Full, ..Self::get(path) }
    }

    fn callers(self) -> Self {
        Self { about: About::Caller, ..self }
    }

    /// A call that is not sent yet.
    pub fn request(&self, who: &Browser) -> RequestBuilder {
        let request = who.request(self.method.clone(), &self.path);
        match &self.body {
            Body::Nothing => request,
            Body::Json(body) => request.json(body),
            Body::File(about) => {
                let form = Form::new().part("file", Part::bytes(pdf(1_000)).file_name("paper.pdf"));
                request.multipart(match about {
                    Some(about) => form.text("certificate", about.to_string()),
                    None => form,
                })
            }
        }
    }

    pub async fn called_by(&self, who: &Browser) -> Answer {
        who.send(self.request(who)).await
    }

    pub fn is_of_test_mode(&self) -> bool {
        self.path.starts_with("/tax/test/")
    }

    /// The address as the description names it.
    pub fn described(&self, api: &Value) -> String {
        let method = self.method.as_str().to_lowercase();
        let path = self.path.split('?').next().unwrap();
        let paths = api["paths"].as_object().unwrap().iter().filter(|(_, item)| item.get(&method).is_some());
        let matching = paths.map(|(template, _)| template).filter(|template| fits(template, path));
        let named = matching.min_by_key(|template| template.matches('{').count());
        named.unwrap_or_else(|| panic!("{method} {path} is not described")).clone()
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(&path).all(|(one, other)| one.starts_with('{') || one == other)
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// The things of Acme's that addresses name.
pub struct Named {
    pub customer: String,
    /// It went by mail.
    pub request: String,
    /// What a buyer submitted.
    pub certificate: String,
    /// What staff sent in.
    paper: String,
    snapshot: String,
    endpoint: String,
    delivery: String,
    filed: String,
    webhook: String,
}

impl Named {
    pub async fn of(app: &TestApp) -> Self {
        let live = &app.acme.live;
        let (certificate, asked) = (app.submitted_certificate().await, app.acme.mails("ap@riverside.example").await);
        app.run_jobs().await;
        let customer = asked.customer;
        let found = live.post_json("/tax/exemptions/check", question(&customer)).await.is(200).json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let paper = Address::file("/tax/certificates", Some(paper(&customer))).called_by(live).await.is(201).json();
        let url = json!({ "url": "https://erp.example.com/" });
        let endpoint = text(&live.post_json("/tax/webhook-endpoints", url.clone()).await.is(201).json()["id"]);
        let tested = live.post_json(&format!("/tax/webhook-endpoints/{endpoint}/test"), json!({})).await.is(201).json();
        let webhook = live.post_json("/api/v1/webhooks", url).await.is(201).json();
        let filed = live.post_json("/api/v1/exemption-certificates", filing(&customer)).await.is(201).json();
        Self {
            request: asked.id,
            paper: text(&paper["id"]),
            snapshot: text(&found["exemptions"][0]["snapshot_id"]),
            delivery: text(&tested["id"]),
            filed: text(&filed["data"]["id"]),
            webhook: text(&webhook["data"]["id"]),
            customer,
            certificate,
            endpoint,
        }
    }

    /// Their ids as every face writes them: without what one of them puts before.
    pub fn ids(&self) -> [&str; 9] {
        let Self { customer, request, certificate, paper, snapshot, endpoint, delivery, filed, webhook } = self;
        [customer, request, certificate, paper, snapshot, endpoint, delivery, filed, webhook]
            .map(|id| id.rsplit('_').next().unwrap())
    }

    /// All addresses, those of test mode last. What ends something comes after what needs it.
    pub fn addresses(&self) -> Vec<Address> {
        [commendas(self), webhooks(self), numerals(self), test_modes()].concat()
    }
}

fn question(customer: &str) -> Value {
    json!({ "questions": [{ "customer_id": customer, "jurisdiction": "US-OH" }] })
}

fn filing(customer: &str) -> Value {
    json!({
        "customer_id": customer, "effective_date": "2026-01-01", "type": "BLANKET", "jurisdictions": [exemption("OH")],
    })
}

fn exemption(state: &str) -> Value {
    json!({
        "country": "US", "state": state, "reason": "PURPOSE_RESALE", "identification_type": "STATE_TAX_ID",
        "identification_number": "12-3456789",
    })
}

fn paper(customer: &str) -> Value {
    json!({ "customer_id": customer, "jurisdictions": [{ "jurisdiction_id": "US-OH", "reason": "RESALE" }] })
}

/// The addresses of Numeral's face.
fn numerals(named: &Named) -> Vec<Address> {
    let Named { customer, request, certificate, snapshot, .. } = named;
    let of_customer = |rest: &str| format!("/tax/customers/{customer}{rest}");
    let of_request = |rest: &str| format!("/tax/certificate-requests/{request}{rest}");
    let of_certificate = |rest: &str| format!("/tax/certificates/{certificate}{rest}");
    let batch = json!({ "requests": [{ "customer_id": customer }] });
    let purchases = json!({ "purchases": [{ "jurisdiction": "US-OH", "purchased_on": "2026-01-01" }] });
    let changes = json!({ "jurisdictions": [{ "jurisdiction_id": "US-OH", "active": false }] });
    let why = || json!({ "reason": "x" });
    vec![
        Address::get("/tax/customers?limit=100").callers(),
        Address::get(of_customer("")),
        Address::get(of_customer("/exemption?jurisdiction=US-OH")),
        Address::get("/tax/certificate-requests?limit=100").callers(),
        Address::get(of_request("")),
        Address { needs: Requests, ..Address::get(of_request("/cover-letter")) },
        Address::get("/tax/certificates?limit=100").callers(),
        Address::get("/tax/events?limit=100").callers(),
        Address::get(of_certificate("")),
        Address::get(format!("/tax/exemptions/{snapshot}")),
        Address::post("/tax/exemptions/check", question(customer), Read),
        Address::post("/tax/customers", json!({ "name": "Lake", "email": "ap@lake.example" }), Full).callers(),
        Address::post(of_customer(""), json!({ "name": "Riverside Deli" }), Full),
        Address::patch(of_customer(""), json!({ "name": "Riverside Cafe" })),
        Address::post(of_customer("/portal-sessions"), json!({}), Full),
        Address::post(of_customer("/purchases"), purchases, Full),
        Address::post(of_customer("/certificate-requests"), json!({ "delivery_method": "download" }), Requests),
        Address { about: About::Each, ..Address::post("/tax/certificate-requests/batch", batch, Requests) },
        Address::post(of_request("/extend"), json!({ "expires_in_days": 300 }), Requests),
        Address::post(of_request("/resend"), json!({}), Requests),
        Address::post(of_request("/remind"), json!({}), Requests),
        Address::file("/tax/certificates", Some(paper(customer))),
        Address::post(of_certificate("/request-info"), json!({ "fields": ["legal_name"], "reason": "x" }), Full),
        Address::post(of_certificate("/verify"), json!({}), Full),
        Address::post(of_certificate("/jurisdictions"), changes, Full),
        Address::post(of_certificate("/revoke"), why(), Full),
        Address::post(format!("/tax/certificates/{}/reject", named.paper), why(), Full),
        Address::delete(of_request(""), Requests),
        Address::delete(of_customer(""), Full),
    ]
}

/// The addresses of its webhooks.
fn webhooks(named: &Named) -> Vec<Address> {
    let Named { endpoint, delivery, .. } = named;
    let of_endpoint = |rest: &str| format!("/tax/webhook-endpoints/{endpoint}{rest}");
    let all = "/tax/webhook-endpoints";
    vec![
        Address::get(all).callers(),
        Address::get(of_endpoint("")),
        Address::get(of_endpoint("/deliveries")),
        Address::get(format!("/tax/webhook-deliveries/{delivery}")),
        Address::post(all, json!({ "url": "https://erp.example.com/" }), Full).callers(),
        Address::patch(of_endpoint(""), json!({ "description": "x" })),
        Address::post(of_endpoint("/rotate-secret"), json!({}), Full),
        Address::post(of_endpoint("/test"), json!({}), Full),
        Address::post(of_endpoint("/replay"), json!({ "since": "2026-01-01T00:00:00Z" }), Full),
        Address::post(format!("/tax/webhook-deliveries/{delivery}/replay"), json!({}), Full),
        Address::delete(of_endpoint(""), Full),
    ]
}

/// The addresses of Commenda's face.
fn commendas(named: &Named) -> Vec<Address> {
    let Named { customer, filed, webhook, .. } = named;
    let at = |rest: &str| format!("/api/v1{rest}");
    let of_filed = |rest: &str| format!("/api/v1/exemption-certificates/{filed}{rest}");
    let several = json!({ "jurisdictions": [exemption("WV")] });
    vec![
        Address::get(at("/customers?limit=100")).callers(),
        Address::get(at(&format!("/customers/{customer}"))),
        Address::get(at(&format!("/exemption-certificates?customer_id={customer}"))),
        Address::get(at(&format!("/exemptions?customer_id={customer}"))),
        Address::get(of_filed("")),
        Address::get(at("/webhooks")).callers(),
        Address::file("/api/v1/files", None).callers(),
        Address::post(at("/customers"), json!({ "name": "Lake", "email": "ap@lake.example" }), Full).callers(),
        Address::post(at(&format!("/customers/{customer}")), json!({ "name": "Riverside" }), Full),
        Address::post(at("/exemption-certificates"), filing(customer), Full),
        Address::post(of_filed(""), json!({ "exemption_certificate_number": "EX-1" }), Full),
        Address::post(of_filed("/jurisdictions"), exemption("KY"), Full),
        Address::post(of_filed("/jurisdictions/US_OH"), json!({ "is_active": false }), Full),
        Address::post(of_filed("/jurisdictions/bulk_upsert"), several, Full),
        Address::delete(of_filed(""), Full),
        Address::post(at("/webhooks"), json!({ "url": "https://erp.example.com/" }), Full).callers(),
        Address::post(at(&format!("/webhooks/{webhook}")), json!({ "name": "x" }), Full),
        Address::post(at(&format!("/webhooks/test/trigger/{webhook}")), json!({}), Full),
        Address::delete(at(&format!("/webhooks/{webhook}")), Full),
    ]
}

/// The addresses that only test keys may call.
fn test_modes() -> Vec<Address> {
    vec![
        Address::get("/tax/test/clock").callers(),
        Address::post("/tax/test/clock", json!({ "advance": "1d" }), Full).callers(),
        Address::post("/tax/test/events/customer.created", json!({}), Full).callers(),
    ]
}
