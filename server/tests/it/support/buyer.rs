use reqwest::{
    Method,
    multipart::{Form, Part},
};

use super::{Answer, Asked, Browser, pdf};

/// A buyer on one device, who came by the link.
pub struct Buyer {
    pub browser: Browser,
    pub request: String,
    /// The cookie that the link was exchanged for, as `name=value`.
    pub cookie: String,
}

pub const BUSINESS: [(&str, &str); 8] = [
    ("legal_name", "Riverside Cafe LLC"),
    ("line1", "12 Water Street"),
    ("city", "Cincinnati"),
    ("state", "US-OH"),
    ("postal_code", "45202"),
    ("business_type", "01"),
    ("contact_name", "Rosa Diaz"),
    ("contact_email", "rosa@riverside.example"),
];

pub const WHY: [(&str, &str); 1] = [("reason", "RESALE")];

/// Kentucky takes the number of the buyer's home.
pub const NUMBERS: [(&str, &str); 1] = [("number-US-OH", "31-1234567")];

/// The page of the document that the buyers of most tests upload.
pub const UPLOAD: &str = "upload/US-SST";

pub const SIGNATURE: [(&str, &str); 3] = [("name", "Rosa Diaz"), ("title", "Owner"), ("agreed", "yes")];

/// The form of a document's page with a file.
pub fn document(file_name: &str, content: Vec<u8>) -> Form {
    let file = Part::bytes(content).file_name(file_name.to_owned());
    document_for(&["US-OH", "US-KY"], "", "").part("file", file)
}

/// The same without a file.
pub fn document_for(states: &[&str], form: &str, signed_on: &str) -> Form {
    let fields = Form::new()
        .text("certificate_type_id", form.to_owned())
        .text("signed_on", signed_on.to_owned())
        .text("expires_on", "");
    states.iter().fold(fields, |form, state| form.text("states", (*state).to_owned()))
}

impl Buyer {
    pub async fn open(base: &str, asked: &Asked) -> Self {
        let browser = Browser::new(base);
        let answer = browser.get(&asked.link).await.is(303);
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        Self { browser, request: asked.id.clone(), cookie }
    }

    /// The address of a step.
    pub fn at(&self, step: &str) -> String {
        format!("/request/{}/{step}", self.request)
    }

    pub async fn sees(&self, step: &str) -> Answer {
        self.browser.get(&self.at(step)).await
    }

    /// Opens the request and goes where the portal leads.
    pub async fn goes_on(&self) -> Answer {
        self.browser.visit(&format!("/request/{}", self.request)).await
    }

    pub async fn answers(&self, step: &str, form: &[(&str, &str)]) -> Answer {
        self.browser.post(&self.at(step), form).await
    }

    pub async fn uploads(&self, file_name: &str, content: Vec<u8>) -> Answer {
        self.sends_document(document(file_name, content)).await
    }

    pub async fn sends_document(&self, form: Form) -> Answer {
        let request = self.browser.request(Method::POST, &self.at(UPLOAD)).multipart(form);
        self.browser.send(request).await
    }

    /// Answers all steps well, except for the signature.
    pub async fn answers_everything(&self) {
        self.answers("business", &BUSINESS).await.redirects_to(&self.at("where"));
        self.answers("where", &[("jurisdictions", "US-OH"), ("jurisdictions", "US-KY")])
            .await
            .redirects_to(&self.at("why"));
        self.answers("why", &WHY).await.redirects_to(&self.at("numbers"));
        self.answers("numbers", &NUMBERS).await.redirects_to(&self.at("documents"));
        self.answers("documents", &[("choice-US-SST", "upload")]).await.redirects_to(&self.at(UPLOAD));
        self.uploads("certificate.pdf", pdf(2_000)).await.redirects_to(&self.at("check"));
    }

    pub async fn submits(&self) -> Answer {
        self.answers("check", &SIGNATURE).await
    }
}
