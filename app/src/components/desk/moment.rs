//! Days and instants on the merchant's own clock.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::Account;
use leptos::prelude::*;

/// `Nov 21, 2026`.
#[component]
pub(crate) fn Day(day: NaiveDate) -> impl IntoView {
    view! { <time datetime=day.to_string()>{day.format("%b %-d, %Y").to_string()}</time> }
}

/// `Nov 21, 2026, 9:14 AM EST`.
#[component]
pub(crate) fn Moment(at: DateTime<Utc>, account: Account) -> impl IntoView {
    let local = account.local(at).format("%b %-d, %Y, %-I:%M %p %Z").to_string();
    view! { <time datetime=at.to_rfc3339_opts(SecondsFormat::Secs, true)>{local}</time> }
}
