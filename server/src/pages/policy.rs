//! The form of the merchant's policy.

use std::collections::BTreeMap;

use app::paths;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use domain::{CertificateType, Invalid, Jurisdiction, Policy, Problem, Reason, policy::StatePolicy};
use services::{Error, Result, Services, policies};

use super::{
    Pages,
    desk::actor,
    form::{Posted, Values},
};
use crate::state::State as Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new().route(paths::POLICY, post(change))
}

/// Saves the policy; or adds a state to the form or takes one from it, which changes nothing yet.
async fn change(State(services): State<Services>, State(pages): State<Pages>, posted: Posted) -> Response {
    let Posted { extensions, values, .. } = posted;
    let action = values.one("action");
    let changed = match (action.as_str(), action.strip_prefix("remove-")) {
        ("add", _) => match values.one("add_state").parse() {
            Ok(state) => return pages.show_unfinished(paths::POLICY, extensions, with(values, state)).await,
            Err(_) => Err(Invalid::one("add_state", Problem::Missing, "Select the state to add.").into()),
        },
        (_, Some(state)) => {
            let values = without(values, state);
            return pages.show_unfinished(paths::POLICY, extensions, values).await;
        }
        _ => save(&services, &extensions, &values).await,
    };
    match changed {
        Ok(()) => Redirect::to(&format!("{}?saved=yes", paths::POLICY)).into_response(),
        Err(error) => {
            let conflict = is_conflict(&error);
            let mut response = pages.show_again(paths::POLICY, extensions, error, values).await;
            if conflict {
                *response.status_mut() = StatusCode::CONFLICT;
            }
            response
        }
    }
}

/// Somebody else was faster.
fn is_conflict(error: &Error) -> bool {
    matches!(error, Error::Invalid(invalid) if invalid.of("version").is_some())
}

async fn save(services: &Services, extensions: &axum::http::Extensions, values: &Values) -> Result<()> {
    let actor = actor(extensions)?;
    // A version that is none is none of the current one.
    let from = values.one("version").parse().unwrap_or(-1);
    policies::change(services, &actor, from, policy(values)?).await.map(drop)
}

/// The form with one more state, which takes every reason until somebody unticks one.
fn with(Values(mut values): Values, state: Jurisdiction) -> Values {
    values.retain(|(name, _)| name != "add_state");
    if !values.iter().any(|(name, value)| name == "states" && value == state.code()) {
        let reason = |reason: Reason| (format!("accepted_reasons-{state}"), reason.to_string());
        values.extend(Reason::ALL.map(reason));
        values.push(("states".to_owned(), state.to_string()));
    }
    values.push(("added".to_owned(), state.to_string()));
    Values(values)
}

fn without(Values(mut values): Values, state: &str) -> Values {
    let of_state = |name: &str| name.strip_suffix(state).is_some_and(|question| question.ends_with('-'));
    let goes = |name: &str, value: &str| of_state(name) || (name == "states" && value == state);
    values.retain(|(name, value)| !goes(name, value));
    Values(values)
}

/// The policy that the form says.
fn policy(values: &Values) -> std::result::Result<Policy, Invalid> {
    let mut invalid = Invalid::default();
    let review = values.one("review").parse();
    if review.is_err() {
        invalid.add("review", Problem::Missing, "Select what happens when a certificate comes in.");
    }
    let refused: std::result::Result<Vec<CertificateType>, _> =
        values.all("refused_forms").iter().map(|id| id.parse()).collect();
    if refused.is_err() {
        invalid.add("refused_forms", Problem::Incorrect, "Select documents of the list.");
    }
    let states = states(values);
    match (review, refused) {
        (Ok(review), Ok(refused_forms)) => Ok(Policy { review, states, refused_forms }),
        _ => Err(invalid),
    }
}

fn states(values: &Values) -> BTreeMap<Jurisdiction, StatePolicy> {
    let shown = values.all("states").into_iter().filter_map(|code| code.parse().ok());
    shown.map(|state| (state, decided(values, state))).collect()
}

fn decided(values: &Values, state: Jurisdiction) -> StatePolicy {
    let reasons = values.all(&format!("accepted_reasons-{state}"));
    let reasons: Vec<Reason> = reasons.iter().filter_map(|code| code.parse().ok()).collect();
    let all = Reason::ALL.iter().all(|reason| reasons.contains(reason));
    let months = values.one(&format!("max_months-{state}"));
    // What is no number is out of range too, and the policy's own check says so.
    let max_months = Some(months.trim()).filter(|text| !text.is_empty()).map(|text| text.parse().unwrap_or(0));
    StatePolicy { accepted_reasons: (!all).then_some(reasons), max_months }
}
