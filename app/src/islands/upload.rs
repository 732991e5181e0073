//! Shows how far an upload has come, and what is wrong with the file without sending it in vain.

mod form;
mod transfer;

use leptos::{html, prelude::*};

use self::transfer::Transfer;

/// Stands inside the form of the document step and sends it with a progress bar. Without it the plain form does the same.
#[island]
pub fn UploadProgress(limit_bytes: u64) -> impl IntoView {
    let transfer = Transfer::new(limit_bytes);
    let place = NodeRef::<html::P>::new();
    Effect::new(move || {
        if let Some(form) = place.get().and_then(|place| form::around(&place)) {
            transfer.take_over(form);
        }
    });
    let bar = move |percent: u32| {
        view! {
            <div class="uploading">
                <label for="upload-progress">"Sending your file"</label>
                <progress id="upload-progress" max="100" value=percent></progress>
                <p>
                    <span>{if percent < 100 { format!("{percent} %") } else { in_words(percent) }}</span>
                    <button class="link" type="button" on:click=move |_| transfer.cancel()>"Cancel"</button>
                </p>
            </div>
        }
    };
    view! {
        // In steps of 25, so that a screen reader is not talking all the time.
        <p class="visually-hidden" role="status" node_ref=place>
            {move || transfer.percent().map(|percent| in_words(percent / 25 * 25))}
        </p>
        {move || transfer.percent().map(bar)}
    }
}

fn in_words(percent: u32) -> String {
    if percent < 100 { format!("Sending… {percent} %") } else { "Sent. The file is being checked…".to_owned() }
}
