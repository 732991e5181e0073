//! What a page shows instead of itself when something is wrong.

use domain::Refusal;
use http::{HeaderValue, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use services::Error;

use crate::{components::letter::PlainLetter, context, paths};

/// One heading, and one paragraph that says what to do. The status is set by who shows it.
#[component]
pub(crate) fn Problem(error: Error) -> impl IntoView {
    if matches!(error, Error::Unavailable(_))
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.insert_header(header::RETRY_AFTER, HeaderValue::from_static("30"));
    }
    let at_desk = context::staff().is_ok();
    let (heading, advice) = words(&error, at_desk);
    let way_on = match error {
        _ if at_desk => Some((paths::REQUESTS, "Go to the requests")),
        Error::Refused(Refusal::LinkUsed) => Some((paths::SIGN_IN, "Sign in with your password")),
        _ => None,
    };
    let way_on = way_on.map(|(href, label)| view! { <p class="section"><a href=href>{label}</a></p> });
    view! {
        <PlainLetter title=heading.clone()>
            <h1>{heading}</h1>
            <p class="lead">{advice}</p>
            {way_on}
        </PlainLetter>
    }
}

/// The heading and the advice. The desk has words of its own where its staff can do something else.
fn words(error: &Error, at_desk: bool) -> (String, String) {
    let words = context::words();
    let say = |heading: &str, advice: &str| (words.say(heading), words.say(advice));
    match error {
        Error::NotFound if at_desk => (
            words.say("problem-no-page"),
            "Check the address. What you look for may belong to another account or mode.".into(),
        ),
        Error::NotFound => say("problem-no-page", "problem-no-page-advice"),
        Error::Unauthenticated => say("problem-who", "problem-who-advice"),
        Error::Forbidden => (
            words.say("problem-forbidden"),
            "Your role does not reach so far. Ask an administrator of your account to do it, or to change your role."
                .into(),
        ),
        Error::KeyForbidden { .. } => (words.say("problem-forbidden"), error.to_string()),
        Error::Overtaken | Error::TestModeOff | Error::NoSuchFile | Error::NoSuchExemption => {
            (words.say("problem-refused"), error.to_string())
        }
        Error::Refused(refusal) => (words.say("problem-refused"), words.refusal(*refusal)),
        Error::Invalid(_) | Error::File(_) => (words.say("problem-refused"), error.to_string()),
        Error::UploadBroken => say("problem-broken", "problem-broken-advice"),
        Error::FormUnreadable => say("problem-unreadable", "problem-unreadable-advice"),
        Error::TooManyUploads => say("problem-many", "problem-many-advice"),
        Error::Unavailable(_) => say("problem-not-now", "problem-not-now-advice"),
        Error::Internal(_) => say("problem-ours", "problem-ours-advice"),
    }
}
