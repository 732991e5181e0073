//! Many certificate requests by one call.

use axum::{Json, extract::State};
use domain::NewRequest;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use services::{
    Error, Services,
    customers::CustomerName,
    requests::{self, AT_ONCE, RequestDetails},
};
use utoipa::ToSchema;

use super::{
    super::describe::texts::IdType,
    Caller,
    body::{self, Body, List, Object, Small},
    certificate_requests::{CertificateRequestResponse, TriggerCertificateRequest},
    error::{self, Problem, or},
    given,
};

/// Open up to 1,000 requests; each has an outcome of its own, in the order of the call.
///
/// Those that can be opened are opened together.
#[utoipa::path(post, path = "/certificate-requests/batch", request_body = TriggerBatch, responses((status = 200, body = BatchResponse)))]
pub(super) async fn trigger_certificate_requests(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<TriggerBatch, { body::MANY }>,
) -> Result<Json<BatchResponse>, Problem> {
    let wanted = body.wanted()?;
    let good: Vec<_> = wanted.iter().filter_map(|one| one.as_ref().ok()).cloned().collect();
    let opened = requests::trigger_all(&services, &actor, &good).await?;
    Ok(Json(BatchResponse::of(wanted, opened)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "requests": [
    { "customer_id": "cust_01a1fd0a-d678-7469-b35c-134210db4eed", "jurisdictions": ["US-OH"] },
    { "customer_id": "20506", "id_type": "reference_customer_id", "delivery_method": "download" },
] }))]
pub(super) struct TriggerBatch {
    /// One object a request. What is wrong with one is told in its outcome.
    #[schema(required, nullable = false, min_items = 1, max_items = 1_000, value_type = Vec<Whom>)]
    requests: Option<List<Wanted, AT_ONCE>>,
}

impl TriggerBatch {
    fn wanted(self) -> Result<Vec<Readable>, Problem> {
        let wanted: Vec<_> = self.requests.unwrap_or_default().0.into_iter().map(|one| one.0).collect();
        if wanted.is_empty() {
            let sentence = format!("requests: give 1 to {AT_ONCE} requests, each an object; here are 0.");
            return Err(Problem::incorrect(sentence));
        }
        Ok(wanted)
    }
}

/// A request of the call, or what is wrong with it.
type Readable = Result<(CustomerName, NewRequest), Problem>;

/// Read one by one, so that a request that cannot be read stops no other one.
struct Wanted(Readable);

/// How many values a request may have: one with all fields and full lists has about 150.
const MOST_VALUES: usize = 300;

/// The most problems of a request that are told of, since there may be a thousand such requests.
const MOST_PROBLEMS: usize = 5;

impl<'de> Deserialize<'de> for Wanted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(Small::<MOST_VALUES>(typed)) = Object::deserialize(deserializer)?;
        Ok(Self(typed.ok_or_else(too_much).and_then(one)))
    }
}

fn too_much() -> Problem {
    Problem::incorrect(format!("A request has {MOST_VALUES} values at most, those in its lists counted too."))
}

/// Whom it is for; everything else is as for a single request (`TriggerCertificateRequest`).
#[derive(Deserialize, ToSchema)]
#[schema(as = BatchRequest)]
struct Whom {
    /// The customer to ask.
    #[schema(required, nullable = false, min_length = 1)]
    customer_id: Option<String>,
    #[schema(value_type = Option<IdType>)]
    id_type: Option<String>,
}

fn one(mut typed: Value) -> Readable {
    let whom = typed
        .as_object_mut()
        .map(|fields| ["customer_id", "id_type"].into_iter().filter_map(|name| fields.remove_entry(name)).collect());
    let whom: Result<Whom, _> = body::read_value(Value::Object(whom.unwrap_or_default()), MOST_PROBLEMS);
    let request: Result<TriggerCertificateRequest, _> = body::read_value(typed, MOST_PROBLEMS);
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
        match given(self.id_type.as_deref()).unwrap_or("id") {
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
#[derive(Serialize, ToSchema)]
#[schema(as = Batch)]
pub(super) struct BatchResponse {
    #[schema(example = "tax.certificate_request_batch")]
    object: &'static str,
    /// How many were opened.
    created: usize,
    /// How many were not.
    failed: usize,
    /// One a request, in the order of the call.
    results: Vec<Outcome>,
}

/// One of both is there.
#[derive(Serialize, ToSchema)]
#[schema(as = BatchOutcome)]
struct Outcome {
    /// The place in the call, from 0.
    index: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    certificate_request: Option<CertificateRequestResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    error: Option<error::Body>,
}

impl BatchResponse {
    /// `opened` has an outcome for each request that could be read, in their order.
    fn of(wanted: Vec<Readable>, opened: Vec<services::Result<RequestDetails>>) -> Self {
        let mut opened = opened.into_iter();
        let outcome = |(index, one): (usize, Readable)| {
            let opened = one.and_then(|_| {
                let opened = opened.next().unwrap_or(Err(Error::NotFound));
                opened.map_err(|error| or(error, Problem::no_customer))
            });
            let (certificate_request, error) = match opened {
                Ok(details) => (Some(CertificateRequestResponse::with_link(details)), None),
                Err(problem) => (None, Some(problem.into())),
            };
            Outcome { index, certificate_request, error }
        };
        let results: Vec<_> = wanted.into_iter().enumerate().map(outcome).collect();
        let failed = results.iter().filter(|outcome| outcome.error.is_some()).count();
        Self { object: "tax.certificate_request_batch", created: results.len() - failed, failed, results }
    }
}
