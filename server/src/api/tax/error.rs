//! Errors as Numeral writes them: `{"code":409,"type":"REQUEST_ALREADY_FULFILLED","message":"…"}`.

use axum::{http::StatusCode, response::Response};
use serde::Serialize;

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

/// As it stands in an answer.
#[derive(Serialize)]
pub(super) struct Body {
    code: u16,
    #[serde(rename = "type")]
    kind: &'static str,
    message: String,
}

impl From<Problem> for Body {
    fn from(problem: Problem) -> Self {
        Self { code: problem.status.as_u16(), kind: problem.kind, message: problem.message }
    }
}

/// Writes what went wrong as Numeral does.
pub(super) async fn write(response: Response) -> Response {
    written(response, Body::from)
}
