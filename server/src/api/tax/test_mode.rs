//! What only test mode has: a clock that can be moved, and events on demand.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use services::{Services, examples, test_clock, test_clock::Reading};
use utoipa::ToSchema;

use super::{
    super::describe::texts::EventType,
    Caller, Instant,
    body::Body,
    certificate_requests::Nothing,
    error::Problem,
    events::{EventResponse, event_type},
    extract::Path,
    instant,
};

/// How far the clock moves.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(example = json!({ "advance": "30d" }))]
pub(super) struct AdvanceTestClock {
    /// How far: a whole number with `s`, `m`, `h`, `d` or `w`.
    #[schema(required, nullable = false, pattern = "^[0-9]+[smhdw]$")]
    advance: Option<String>,
}

/// What the clock of test mode shows.
#[derive(Serialize, ToSchema)]
pub(super) struct TestClockResponse {
    #[schema(example = "tax.test_clock")]
    object: &'static str,
    /// Always false: live rows know no other clock than the real one.
    livemode: bool,
    /// What time it is for test rows.
    now: Instant,
    /// How far that is ahead of the real time.
    ahead_seconds: i64,
}

impl From<Reading> for TestClockResponse {
    fn from(reading: Reading) -> Self {
        Self {
            object: "tax.test_clock",
            livemode: false,
            now: instant(reading.now),
            ahead_seconds: reading.ahead.num_seconds(),
        }
    }
}

/// Read the clock of test mode.
#[utoipa::path(get, path = "/test/clock", responses(
    (status = 200, body = TestClockResponse),
    (status = 409, description = "LIVEMODE_NOT_SUPPORTED"),
))]
pub(super) async fn find_test_clock(
    State(services): State<Services>,
    Caller(actor): Caller,
) -> Result<Json<TestClockResponse>, Problem> {
    Ok(Json(test_clock::read(&services, &actor).await?.into()))
}

/// Move the clock of test mode forward; what time brings has happened when the answer comes.
#[utoipa::path(post, path = "/test/clock", request_body = AdvanceTestClock, responses(
    (status = 200, body = TestClockResponse),
    (status = 409, description = "LIVEMODE_NOT_SUPPORTED"),
))]
pub(super) async fn advance_test_clock(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<AdvanceTestClock>,
) -> Result<Json<TestClockResponse>, Problem> {
    let typed = body.advance.unwrap_or_default();
    Ok(Json(test_clock::advance(&services, &actor, &typed).await?.into()))
}

/// Let an event happen to rows that are made for it.
#[utoipa::path(post, path = "/test/events/{type}", request_body = Nothing,
    params(("type" = inline(EventType), Path, description = "What is to happen.")),
    responses(
        (status = 201, body = EventResponse),
        (status = 404, description = "EVENT_TYPE_NOT_FOUND"),
        (status = 409, description = "LIVEMODE_NOT_SUPPORTED"),
    ))]
pub(super) async fn trigger_event(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(word): Path,
    Body(Nothing {}): Body<Nothing>,
) -> Result<(StatusCode, Json<EventResponse>), Problem> {
    let unknown = |sentence| Problem::new(StatusCode::NOT_FOUND, "EVENT_TYPE_NOT_FOUND", sentence);
    let kind = event_type(&word).map_err(unknown)?;
    Ok((StatusCode::CREATED, Json(examples::make(&services, &actor, kind).await?.into())))
}
