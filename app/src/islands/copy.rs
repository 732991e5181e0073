//! Copies a text to the clipboard.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;

/// How the last try went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Copied,
    Refused,
}

/// A button that copies `text`, which stands in the input with the id `field` too. It is there only where scripts run.
#[island]
pub fn CopyButton(text: String, field: String) -> impl IntoView {
    let awake = RwSignal::new(false);
    let outcome = RwSignal::new(None);
    Effect::new(move || awake.set(true));
    let copy = move |_| {
        let (text, field) = (text.clone(), field.clone());
        spawn_local(async move {
            let copied = to_clipboard(&text).await;
            if !copied {
                select(&field);
            }
            outcome.set(Some(if copied { Outcome::Copied } else { Outcome::Refused }));
        });
    };
    let label = move || if outcome.get() == Some(Outcome::Copied) { "Copied" } else { "Copy" };
    let said = move || match outcome.get() {
        Some(Outcome::Copied) => "Copied to the clipboard.",
        Some(Outcome::Refused) => {
            "Your browser does not let us copy. The link is selected: copy it with your keyboard."
        }
        None => "",
    };
    view! {
        <Show when=move || awake.get()>
            <button class="button secondary" type="button" on:click=copy.clone()>{label}</button>
        </Show>
        <p class="hint" class:visually-hidden=move || outcome.get() != Some(Outcome::Refused) role="status">{said}</p>
    }
}

/// Browsers have no clipboard on plain HTTP, and may refuse it anywhere.
async fn to_clipboard(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    !clipboard.is_undefined() && clipboard.write_text(text).await.is_ok()
}

fn select(field: &str) {
    if let Some(input) = document().get_element_by_id(field).and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
    {
        let _ = input.focus();
        input.select();
    }
}
