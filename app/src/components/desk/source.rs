//! Where a fact comes from, and how far to trust it.

use domain::law::{Confidence, Source};
use leptos::prelude::*;

/// The source of what stands above, as a link where there is an address.
#[component]
pub(crate) fn Grounds(source: &'static Source) -> impl IntoView {
    let title = match &source.url {
        Some(url) => view! { <a href=url.clone()>{source.title.clone()}</a> }.into_any(),
        None => source.title.clone().into_any(),
    };
    let month = source.as_of;
    let read = month.first_day().format("%B %Y").to_string();
    view! {
        <p class="grounds">
            <span>"Source: " {title} ", as of " <time datetime=month.to_string()>{read}</time></span> " "
            // What nobody can look up is not confirmed.
            <Trust confidence=if source.url.is_some() { source.confidence } else { Confidence::Low }/>
        </p>
    }
    .into_any()
}

/// How well a fact is founded, in words.
#[component]
pub(crate) fn Trust(confidence: Confidence) -> impl IntoView {
    let words = match confidence {
        Confidence::High => "Confirmed",
        Confidence::Medium => "One source",
        Confidence::Low => "Not confirmed",
    };
    view! { <span class="badge" data-trust=confidence.word()>{words}</span> }
}
