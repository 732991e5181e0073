//! What only test mode has: a clock that can be moved, and events on demand.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use services::{Services, examples, test_clock, test_clock::Reading};

use super::{
    Caller,
    body::Body,
    error::Problem,
    events::{EventResponse, event_type},
    extract::Path,
    instant,
};

/// How far the clock moves.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AdvanceTestClock {
    advance: Option<String>,
}

/// What the clock of test mode shows.
#[derive(Serialize)]
pub(super) struct TestClockResponse {
    object: &'static str,
    livemode: bool,
    now: String,
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
pub(super) async fn find_test_clock(
    State(services): State<Services>,
    Caller(actor): Caller,
) -> Result<Json<TestClockResponse>, Problem> {
    Ok(Json(test_clock::read(&services, &actor).await?.into()))
}

/// Move the clock of test mode forward; what time brings has happened when the answer comes.
pub(super) async fn advance_test_clock(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<AdvanceTestClock>,
) -> Result<Json<TestClockResponse>, Problem> {
    let typed = body.advance.unwrap_or_default();
    Ok(Json(test_clock::advance(&services, &actor, &typed).await?.into()))
}

/// Let an event happen to rows that are made for it.
pub(super) async fn trigger_event(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(word): Path,
    Body(Nothing {}): Body<Nothing>,
) -> Result<(StatusCode, Json<EventResponse>), Problem> {
    let kind = event_type(&word)?;
    Ok((StatusCode::CREATED, Json(examples::make(&services, &actor, kind).await?.into())))
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Nothing {}
