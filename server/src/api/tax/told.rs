//! How webhooks show what they tell of: as the API shows it at that time.

use domain::webhook::Dialect;
use services::webhooks::Told;

use super::{
    certificate_requests::CertificateRequestResponse, certificates::CertificateResponse, customers::CustomerResponse,
    webhooks::EndpointResponse,
};

/// A thing as JSON, in the shape of a dialect. What the caller of the API alone may know (the buyer's link, a download
/// URL) is left out, since a webhook may lie in a log.
pub fn shape(dialect: Dialect, told: Told) -> serde_json::Result<String> {
    match dialect {
        Dialect::Standard => standard(told),
    }
}

fn standard(told: Told) -> serde_json::Result<String> {
    match told {
        Told::Customer(customer) => serde_json::to_string(&CustomerResponse::from(*customer)),
        Told::Request(details) => serde_json::to_string(&CertificateRequestResponse::from(*details)),
        Told::Certificate(details) => serde_json::to_string(&CertificateResponse::from(*details)),
        Told::Endpoint(endpoint) => serde_json::to_string(&EndpointResponse::from(*endpoint)),
    }
}
