//! Errors as Numeral writes them: `{"code":409,"type":"REQUEST_ALREADY_FULFILLED","message":"…"}`.

use axum::{http::StatusCode, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::problem::written;
pub(super) use crate::api::problem::{Problem, Problems, or};

impl Problem {
    pub(super) fn no_snapshot() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "SNAPSHOT_NOT_FOUND",
            "snapshot_id: there is no answer with this id for this key. Give the snapshot_id of an answer, like snap_….",
        )
    }

    pub(super) fn no_customer() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "CUSTOMER_NOT_FOUND",
            "customer_id: there is no customer with this id for this key. Give an id as POST /tax/customers answered it, \
             like cust_…; live and test keys see different customers.",
        )
    }

    pub(super) fn no_request() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "CERTIFICATE_REQUEST_NOT_FOUND",
            "certificate_request_id: there is no certificate request with this id for this key. Look at GET \
             /tax/certificate-requests.",
        )
    }

    pub(super) fn no_certificate() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "CERTIFICATE_NOT_FOUND",
            "certificate_id: there is no certificate with this id for this key. Look at GET /tax/certificates.",
        )
    }
}

/// An error, the same for every call.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "code": 409, "type": "REQUEST_ALREADY_FULFILLED",
    "message": "The buyer has already submitted a certificate for this request, so it is closed. Review the certificate instead.",
}))]
pub(in crate::api) struct Body {
    /// The status of the answer.
    code: u16,
    /// What went wrong, as a word; of several problems that of the first.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What went wrong and what to do, in sentences that begin with the field they are about.
    message: String,
}

impl From<Problem> for Body {
    fn from(problem: Problem) -> Self {
        Self { code: problem.status.as_u16(), kind: problem.kind, message: problem.message }
    }
}

/// Writes what went wrong as Numeral does.
pub(super) fn write(response: Response) -> Response {
    written(response, Body::from)
}
