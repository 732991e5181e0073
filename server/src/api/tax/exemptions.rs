//! Is this buyer exempt there, on that day, for that reason, and why?

use std::{convert::Infallible, iter};

use axum::{
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::{Jurisdiction, Reason};
use futures_util::stream;
use serde::Deserialize;
use services::{
    Actor, Services,
    customers::{self, CustomerName},
    exemptions::{self, AT_ONCE, Answered, Ask},
};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::describe::{
        exemption::{Exemption, ExemptionList, Snapshot},
        texts::{Day, IdType},
    },
    Caller,
    body::{self, Body, List, Object},
    date,
    error::{Problem, Problems, or},
    extract::{Path, Query},
    given, instant, jurisdiction,
};

/// Ask whether a buyer is exempt.
///
/// The answer is kept: its `snapshot_id` gives it back later. A day before any certificate is `"exempt": false`, no error.
#[utoipa::path(get, path = "/customers/{customer_id}/exemption", params(("customer_id" = String, Path, description = "The customer, by the id that `id_type` says.", example = "cust_01a1fd0a-d678-7469-b35c-134210db4eed"), ExemptionQuery), responses((status = 200, body = Exemption)))]
pub(super) async fn find_exemption(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(customer): Path,
    Query(query): Query<ExemptionQuery>,
) -> Result<Written, Problem> {
    let known_on = day("known_on", query.known_on.as_deref())?;
    let typed = TypedQuestion {
        customer_id: Some(customer),
        id_type: query.id_type,
        jurisdiction: query.jurisdiction,
        on: query.on,
        reason: query.reason,
    };
    let asks = read(&services, &actor, vec![typed], |_| String::new()).await?;
    let mut answers = exemptions::check(&services, &actor, &asks, known_on).await?;
    Ok(Written(answers.pop().ok_or_else(Problem::no_customer)?.json))
}

/// Ask up to 1,000 questions at once, about any customers.
///
/// If one question cannot be answered, none is, and the message names it.
#[utoipa::path(post, path = "/exemptions/check", request_body = CheckExemptions, responses(
    (status = 200, body = ExemptionList),
    (status = 404, description = "CUSTOMER_NOT_FOUND"),
))]
pub(super) async fn check_exemptions(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<CheckExemptions, { body::MANY }>,
) -> Result<Response, Problem> {
    let known_on = day("known_on", given(body.known_on.as_deref()))?;
    let asks = read(&services, &actor, body.questions()?, |place| format!("questions[{place}].")).await?;
    let answers = exemptions::check(&services, &actor, &asks, known_on).await?;
    Ok(list(answers))
}

/// Read an answer that was given before, letter by letter as it was given, and when.
#[utoipa::path(get, path = "/exemptions/{snapshot_id}", responses((status = 200, body = Snapshot)))]
pub(super) async fn find_snapshot(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Written, Problem> {
    let id = id.parse().map_err(|_| Problem::no_snapshot())?;
    let found =
        exemptions::find_snapshot(&services, &actor, id).await.map_err(|error| or(error, Problem::no_snapshot))?;
    Ok(Written(found.json).with("answered_at", &instant(found.answered_at).0))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExemptionQuery {
    #[param(inline, value_type = Option<IdType>)]
    id_type: Option<String>,
    /// Where.
    #[param(inline, required, value_type = Jurisdiction, example = "US-OH")]
    jurisdiction: Option<String>,
    /// The day of the sale; today, in your time zone, unless given.
    #[param(inline, value_type = Option<Day>)]
    on: Option<String>,
    /// Why the purchase would be exempt; whatever the certificate says unless given.
    #[param(inline, value_type = Option<Reason>)]
    reason: Option<String>,
    /// Answer with what was on file at the end of that day, today at the latest; with what is known now unless given.
    #[param(inline, value_type = Option<Day>)]
    known_on: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "questions": [
        { "customer_id": "cust_01a1fd0a-d678-7469-b35c-134210db4eed", "jurisdiction": "US-OH", "on": "2026-05-01" },
        { "customer_id": "20506", "id_type": "reference_customer_id", "jurisdiction": "US-KY", "reason": "RESALE" },
    ],
    "known_on": "2026-06-30",
}))]
pub(super) struct CheckExemptions {
    /// What is asked; the answers have the same order.
    #[schema(required, value_type = Vec<TypedQuestion>, min_items = 1, max_items = 1_000)]
    questions: Option<List<Object<TypedQuestion>, AT_ONCE>>,
    /// Answer all of them with what was on file at the end of that day; with what is known now unless given.
    #[schema(value_type = Option<Day>)]
    known_on: Option<String>,
}

impl CheckExemptions {
    fn questions(self) -> Result<Vec<TypedQuestion>, Problem> {
        let questions = self.questions.ok_or_else(|| {
            Problem::missing(format!("questions: it is missing; ask 1 to {AT_ONCE} questions, each an object."))
        })?;
        if questions.0.is_empty() {
            return Err(Problem::incorrect(format!("questions: ask 1 to {AT_ONCE} questions; here are 0.")));
        }
        Ok(questions.0.into_iter().map(|question| question.0.without_blanks()).collect())
    }
}

/// A question about a buyer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Question)]
pub(super) struct TypedQuestion {
    /// About whom.
    #[schema(required, nullable = false, min_length = 1)]
    customer_id: Option<String>,
    #[schema(value_type = Option<IdType>)]
    id_type: Option<String>,
    /// Where.
    #[schema(required, value_type = Jurisdiction)]
    jurisdiction: Option<String>,
    /// The day of the sale; today, in your time zone, unless given.
    #[schema(value_type = Option<Day>)]
    on: Option<String>,
    /// Why the purchase would be exempt; whatever the certificate says unless given.
    #[schema(value_type = Option<Reason>)]
    reason: Option<String>,
}

/// Reads questions; what cannot be read is named by its place, and so is the first that cannot be answered.
async fn read(
    services: &Services,
    actor: &Actor,
    questions: Vec<TypedQuestion>,
    name: fn(usize) -> String,
) -> Result<Vec<Ask>, Problem> {
    let mut problems = Problems::default();
    let (mut customers, mut questioned) = (Vec::with_capacity(questions.len()), Vec::with_capacity(questions.len()));
    for (place, question) in questions.iter().enumerate() {
        customers.extend(problems.read(question.customer().map(Some).map_err(|problem| problem.of(&name(place)))));
        questioned.push(question.about(&mut problems, &name(place)));
    }
    problems.end()?;
    let found = customers::resolve(services, actor, &customers).await?;
    let mut asks = Vec::with_capacity(questions.len());
    for (place, (about, found)) in questioned.into_iter().flatten().zip(found).enumerate() {
        let Some(customer) = found else {
            return Err(unknown_customer(services, actor, &customers[place]).await?.of(&name(place)));
        };
        let (jurisdiction, on, reason) = about;
        asks.push(Ask { customer, jurisdiction, on, reason });
    }
    Ok(asks)
}

/// A reference that is not known: another system may write it otherwise.
async fn unknown_customer(services: &Services, actor: &Actor, name: &CustomerName) -> Result<Problem, Problem> {
    let CustomerName::Reference(reference) = name else { return Ok(Problem::no_customer()) };
    let unknown = format!("customer_id: there is no customer with the reference {reference:?} for this key.");
    let message = match customers::similar_reference(services, actor, reference).await? {
        Some(similar) => format!("{unknown} Did you mean {similar:?}?"),
        None => format!("{unknown} It is the reference_customer_id that the customer was created with."),
    };
    Ok(Problem::no_customer().with_message(message))
}

impl TypedQuestion {
    /// In a body, an empty text is the same as null.
    fn without_blanks(self) -> Self {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self { id_type: given(self.id_type), on: given(self.on), reason: given(self.reason), ..self }
    }

    fn customer(&self) -> Result<CustomerName, Problem> {
        let Some(id) = given(self.customer_id.as_deref()) else {
            return Err(Problem::missing("customer_id: say about whom you ask, by an id such as cust_…."));
        };
        match self.id_type.as_deref().unwrap_or("id") {
            "id" => id.parse().map(CustomerName::Id).map_err(|_| {
                Problem::no_customer().and("If it is your own number, add id_type=reference_customer_id.")
            }),
            "reference_customer_id" => Ok(CustomerName::Reference(id.to_owned())),
            other => {
                let message = format!("id_type: {other:?} is not known: use id or reference_customer_id.");
                Err(Problem::incorrect(message))
            }
        }
    }

    /// Where, when and why; none: something of it cannot be read, which is among the problems now.
    fn about(&self, problems: &mut Problems, place: &str) -> Option<(Jurisdiction, Option<NaiveDate>, Option<Reason>)> {
        let state = jurisdiction(self.jurisdiction.as_deref()).map(Some);
        let reason: Result<Option<Reason>, _> = self.reason.as_deref().map(str::parse).transpose();
        let reason =
            reason.map_err(|error: domain::reason::UnknownReason| Problem::incorrect(format!("reason: {error}.")));
        let state = problems.read(state.map_err(|problem| problem.of(place)));
        let on = problems.read(day("on", self.on.as_deref()).map_err(|problem| problem.of(place)));
        let reason = problems.read(reason.map_err(|problem| problem.of(place)));
        Some((state?, on, reason))
    }
}

fn day(name: &str, text: Option<&str>) -> Result<Option<NaiveDate>, Problem> {
    text.map(|text| date(name, text)).transpose()
}

/// JSON that is written already.
pub(super) struct Written(String);

impl Written {
    /// The object with one more field at its end, whose text needs no escaping.
    fn with(mut self, name: &str, value: &str) -> Self {
        self.0.pop(); // the closing brace
        self.0.push_str(&format!(",\"{name}\":\"{value}\"}}"));
        self
    }
}

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

/// A list of answers, one after another: together they may be many megabytes.
fn list(answers: Vec<Answered>) -> Response {
    let comma = |place| Bytes::from_static(if place == 0 { b"" } else { b"," });
    let answers =
        answers.into_iter().enumerate().flat_map(move |(place, answered)| [comma(place), answered.json.into()]);
    let begin = Bytes::from_static(br#"{"object":"list","exemptions":["#);
    let whole = iter::once(begin).chain(answers).chain([Bytes::from_static(b"]}")]);
    let body = axum::body::Body::from_stream(stream::iter(whole.map(Ok::<_, Infallible>)));
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
