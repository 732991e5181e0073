//! A posted form: its fields in order, whatever they are called.

use axum::{
    extract::{FromRequest, FromRequestParts, RawPathParams, Request},
    http::{StatusCode, Uri, request::Parts},
    response::{IntoResponse as _, Response},
};
use domain::{NewCustomer, NewRequest, Profile, customer::Address};

/// The fields of a form as they were typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values(pub(crate) Vec<(String, String)>);

impl Values {
    /// The value of a field; empty when it is not there.
    pub(crate) fn one(&self, field: &str) -> String {
        self.0.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The values of all fields of a name, without the empty ones.
    pub(crate) fn all(&self, field: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(name, value)| name == field && !value.is_empty())
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// The values of the fields `question-KEY`, by key.
    pub(crate) fn keyed<'a>(&'a self, question: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let key = move |name: &'a str| name.strip_prefix(question)?.strip_prefix('-');
        self.0.iter().filter_map(move |(name, value)| Some((key(name)?, value.as_str())))
    }

    /// A postal address.
    fn address(&self) -> Address {
        Address {
            line1: self.one("line1"),
            line2: self.one("line2"),
            city: self.one("city"),
            state: self.one("state"),
            postal_code: self.one("postal_code"),
        }
    }

    /// What the merchant says of itself.
    pub(crate) fn profile(&self) -> Profile {
        Profile {
            name: self.one("name"),
            address: self.address(),
            contact_name: self.one("contact_name"),
            contact_email: self.one("contact_email"),
            contact_phone: self.one("contact_phone"),
            time_zone: self.one("time_zone"),
        }
    }

    /// A customer to be added.
    pub(crate) fn new_customer(&self) -> NewCustomer {
        let (name, email) = (self.one("name"), self.one("email"));
        NewCustomer {
            name,
            email,
            fax_number: self.one("fax_number"),
            reference_customer_id: self.one("reference_customer_id"),
            is_tax_exempt: false,
            address: self.address(),
            ..NewCustomer::default()
        }
    }

    /// A request to be triggered.
    pub(crate) fn new_request(&self) -> NewRequest {
        NewRequest {
            delivery_method: self.one("delivery_method"),
            recipient: self.one("recipient"),
            fax_number: self.one("fax_number"),
            jurisdictions: self.all("jurisdictions"),
            reasons: self.all("reasons"),
            certificate_type_id: self.one("certificate_type_id"),
            message: self.one("message"),
            cover_letter: String::new(),
            expires_in_days: self.one("expires_in_days"),
            language: self.one("language"),
            renews_certificate_id: self.one("renews_certificate_id"),
            reminders: None,
        }
    }
}

/// A form posted as `application/x-www-form-urlencoded`, with where it was posted and what the middleware found out.
pub(crate) struct Posted {
    pub(crate) uri: Uri,
    pub(crate) extensions: axum::http::Extensions,
    pub(crate) values: Values,
}

/// The `id` of the address; one that is no id of the kind is not found, as any other that does not exist.
pub(crate) struct Id<T>(pub(crate) T);

impl<S: Send + Sync, T: std::str::FromStr + Send> FromRequestParts<S> for Id<T> {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, StatusCode> {
        let parameters = RawPathParams::from_request_parts(parts, state).await.map_err(|_| StatusCode::NOT_FOUND)?;
        let id = parameters.iter().find(|(name, _)| *name == "id").and_then(|(_, text)| text.parse().ok());
        id.map(Self).ok_or(StatusCode::NOT_FOUND)
    }
}

/// The most that a form without a file holds, in bytes.
const LONGEST_FORM: usize = 256 * 1024;

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        let (uri, extensions) = (request.uri().clone(), request.extensions().clone());
        let body = axum::body::to_bytes(request.into_body(), LONGEST_FORM).await;
        let body = body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
        let pairs = url::form_urlencoded::parse(&body).map(|(name, value)| (name.into_owned(), value.into_owned()));
        Ok(Self { uri, extensions, values: Values(pairs.collect()) })
    }
}
