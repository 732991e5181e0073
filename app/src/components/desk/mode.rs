//! Live rows or test rows: the switch, and what every page says in test mode.

use leptos::prelude::*;
use services::sessions::Staff;

use super::{Day, Part};
use crate::{context, paths};

/// The button that shows the other rows; none where the operator has switched test mode off.
#[component]
pub(super) fn Switch(livemode: bool, next: &'static str) -> impl IntoView {
    let (mode, label) = if livemode { ("test", "Test mode") } else { ("live", "Leave test mode") };
    context::services().settings.test_mode.then(|| {
        view! {
            <form class="mode" method="post" action=paths::MODE>
                <input type="hidden" name="mode" value=mode/>
                <input type="hidden" name="next" value=next/>
                <button class="link" type="submit">{label}</button>
            </form>
        }
    })
}

/// Says on every page of test mode that it is one, what its clock shows where that is ahead, and what it does not hold.
#[component]
pub(super) fn TestBanner(staff: Staff, part: Part) -> impl IntoView {
    let now = context::services().clock.now_for(&staff.actor);
    let is_ahead = !staff.account.test_ahead.is_zero();
    let for_both = matches!(part, Part::Policy | Part::Storefront | Part::Profile);
    (!staff.actor.livemode()).then(|| {
        view! {
            <aside class="test-mode" aria-label="Test mode">
                <strong>"Test mode"</strong>
                " These are test rows, and no mail leaves. "
                {is_ahead.then(|| view! { "The test clock shows " <Day day=staff.account.day(now)/> ". " })}
                {for_both.then_some("What you change on this page counts for live mode too.")}
            </aside>
        }
    })
}
