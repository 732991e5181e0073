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
        <PlainLetter title=heading>
            <h1>{heading}</h1>
            <p class="lead">{advice}</p>
            {way_on}
        </PlainLetter>
    }
}

fn words(error: &Error, at_desk: bool) -> (&'static str, String) {
    match error {
        Error::NotFound if at_desk => ("There is no such page", "Check the address. What you look for may belong to another account or mode.".into()),
        Error::NotFound => ("There is no such page", "Check the address, or open the link from the e-mail again.".into()),
        Error::Unauthenticated => (
            "Open the link in your e-mail again",
            "This browser does not know you yet, or not any more. The link in the e-mail brings you back to where you were; nothing you entered is lost.".into(),
        ),
        Error::Forbidden => {
            ("You may not do this", "Your role does not reach so far. Ask an administrator of your account to do it, or to change your role.".into())
        }
        Error::Refused(_) | Error::Invalid(_) | Error::File(_) => ("This cannot be done", error.to_string()),
        Error::UploadBroken => ("The upload broke off", "Go back, check your connection, and send the file again. Your other answers are kept.".into()),
        Error::FormUnreadable => ("This form cannot be read", "Open the page again, fill it in, and send it from there.".into()),
        Error::TooManyUploads => ("Many files were sent", "Wait ten minutes, then send yours again. Your other answers are kept.".into()),
        Error::Unavailable(_) => {
            ("This does not work right now", "Nothing is lost: what was saved before is kept. Please try again in a minute.".into())
        }
        Error::Internal(_) => (
            "Something went wrong on our side",
            "It is recorded, and what was saved before is kept. Please try again. If it happens again, tell the people who sent you here.".into(),
        ),
    }
}
