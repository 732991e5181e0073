//! A policy in words.

use domain::{Policy, Reason, listed, policy::StatePolicy};
use leptos::prelude::*;

use crate::components::desk::{Fact, Facts};

/// All that a policy says.
#[component]
pub(super) fn InWords(policy: Policy) -> impl IntoView {
    let refused = policy.refused_forms.iter().map(|form| form.title()).collect::<Vec<_>>().join("\n");
    let refused = if refused.is_empty() { "None".to_owned() } else { refused };
    let states = policy.states.iter().map(|(state, decided)| {
        let words = state_in_words(decided);
        view! { <Fact term=state.name()>{words}</Fact> }
    });
    let states = states.collect_view();
    view! {
        <Facts>
            <Fact term="Review">{policy.review.in_words()}</Fact>
            <Fact term="Documents not accepted"><span class="lines">{refused}</span></Fact>
            {states}
        </Facts>
    }
    .into_any()
}

fn state_in_words(decided: &StatePolicy) -> String {
    let reasons = decided.accepted_reasons.as_deref().map(accepted);
    let months = decided.max_months.map(|months| match months {
        1 => "One month at most".to_owned(),
        months => format!("{months} months at most"),
    });
    [reasons, months].into_iter().flatten().map(|words| format!("{words}. ")).collect::<String>().trim().to_owned()
}

/// Whichever list is shorter: the reasons that count, or those that do not.
fn accepted(reasons: &[Reason]) -> String {
    let named = |reasons: &[Reason]| listed(&reasons.iter().map(|reason| reason.label()).collect::<Vec<_>>());
    let others: Vec<_> = Reason::ALL.into_iter().filter(|reason| !reasons.contains(reason)).collect();
    if others.len() < reasons.len() {
        format!("Every reason except {}", named(&others))
    } else {
        format!("Only for {}", named(reasons))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shorter_list_of_reasons_is_told() {
        assert_eq!(accepted(&[Reason::Resale, Reason::Lease]), "Only for Resale and Lease or rental");
        let most: Vec<_> = Reason::ALL.into_iter().filter(|reason| *reason != Reason::Other).collect();
        assert_eq!(accepted(&most), "Every reason except Other");
    }
}
