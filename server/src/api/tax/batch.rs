//! Many certificate requests by one call.

use axum::{Json, extract::State};
use domain::NewRequest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use services::{
    Error, Services,
    customers::CustomerName,
    requests::{self, AT_ONCE, RequestDetails},
};

use super::{
    Caller,
    body::{self, Body, Object},
    certificate_requests::{CertificateRequestResponse, TriggerCertificateRequest},
    error::{self, Problem, or},
};

/// Open up to 1,000 requests; each has an outcome of its own, in the order of the call.
pub(super) async fn trigger_certificate_requests(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<TriggerBatch>,
) -> Result<Json<BatchResponse>, Problem> {
    let typed = body.requests.unwrap_or_default();
    if typed.is_empty() || typed.len() > AT_ONCE {
        let sentence = format!("requests: give 1 to {AT_ONCE} requests, each an object; here are {}.", typed.len());
        return Err(Problem::incorrect(sentence));
    }
    let read: Vec<_> = typed.into_iter().map(|typed| one(typed.0)).collect();
    let good: Vec<_> = read.iter().filter_map(|one| one.as_ref().ok()).cloned().collect();
    let mut opened = requests::trigger_all(&services, &actor, &good).await?.into_iter();
    let outcomes = read.into_iter().map(|one| match one {
        Ok(_) => opened.next().unwrap_or(Err(Error::NotFound)).map_err(|error| or(error, Problem::no_customer)),
        Err(problem) => Err(problem),
    });
    Ok(Json(outcomes.collect()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TriggerBatch {
    requests: Option<Vec<Object<serde_json::Map<String, Value>>>>,
}

/// Whom it is for; everything else is as for a single request.
#[derive(Deserialize)]
struct Whom {
    customer_id: Option<String>,
    id_type: Option<String>,
}

fn one(mut typed: serde_json::Map<String, Value>) -> Result<(CustomerName, NewRequest), Problem> {
    let whom = ["customer_id", "id_type"].into_iter().filter_map(|name| typed.remove_entry(name)).collect();
    let whom: Result<Whom, _> = body::read_value(Value::Object(whom));
    let request: Result<TriggerCertificateRequest, _> = body::read_value(Value::Object(typed));
    match (whom.and_then(Whom::name), request) {
        (Ok(name), Ok(request)) => Ok((name, request.into())),
        (Err(one), Err(other)) => Err(Problem::all(vec![one, other]).unwrap_or_else(Problem::no_customer)),
        (Err(problem), Ok(_)) | (Ok(_), Err(problem)) => Err(problem),
    }
}

impl Whom {
    fn name(self) -> Result<CustomerName, Problem> {
        let id = self.customer_id.filter(|id| !id.is_empty());
        let id = id.ok_or_else(|| Problem::missing("customer_id: say whom to ask, by an id such as cust_…."))?;
        match self.id_type.as_deref().unwrap_or("id") {
            "id" => id.parse().map(CustomerName::Id).map_err(|_| Problem::no_customer()),
            "reference_customer_id" => Ok(CustomerName::Reference(id)),
            other => {
                let sentence = format!("id_type: {other:?} is not known: use id or reference_customer_id.");
                Err(Problem::incorrect(sentence))
            }
        }
    }
}

/// What became of each request.
#[derive(Serialize)]
pub(super) struct BatchResponse {
    object: &'static str,
    created: usize,
    failed: usize,
    results: Vec<Outcome>,
}

/// One of both is there.
#[derive(Serialize)]
struct Outcome {
    index: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_request: Option<CertificateRequestResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<error::Body>,
}

impl FromIterator<Result<RequestDetails, Problem>> for BatchResponse {
    fn from_iter<I: IntoIterator<Item = Result<RequestDetails, Problem>>>(outcomes: I) -> Self {
        let outcome = |(index, outcome): (usize, Result<RequestDetails, Problem>)| {
            let (certificate_request, error) = match outcome {
                Ok(details) => (Some(CertificateRequestResponse::with_link(details)), None),
                Err(problem) => (None, Some(problem.into())),
            };
            Outcome { index, certificate_request, error }
        };
        let results: Vec<_> = outcomes.into_iter().enumerate().map(outcome).collect();
        let failed = results.iter().filter(|outcome| outcome.error.is_some()).count();
        Self { object: "tax.certificate_request_batch", created: results.len() - failed, failed, results }
    }
}
