//! Shows how far an upload has come, and what is wrong with the file without sending it in vain.

mod form;
mod transfer;

use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};

use self::transfer::Transfer;

/// What is said of a file without an answer of the server, in the page's language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sentences {
    /// Above what is wrong.
    pub heading: String,
    /// It is larger than the limit.
    pub too_large: String,
    /// The connection ended before the file did.
    pub broken_off: String,
    /// Neither taken nor refused.
    pub failed: String,
}

/// Stands inside the form of the document step and sends it with a progress bar. Without it the plain form does the same.
#[island]
pub fn UploadProgress(
    limit_bytes: u64,
    /// The words of the page's language, with `{percent}` where the number goes.
    sending: String,
    checking: String,
    cancel: String,
    sentences: Sentences,
) -> impl IntoView {
    let transfer = Transfer::new(limit_bytes, sentences);
    let place = NodeRef::<html::P>::new();
    Effect::new(move || {
        if let Some(form) = place.get().and_then(|place| form::around(&place)) {
            transfer.take_over(form);
        }
    });
    let words = Words { sending, checking };
    let (spoken, written) = (words.clone(), words);
    let bar = move |percent: u32| {
        let cancel = cancel.clone();
        view! {
            <div class="uploading">
                <label for="upload-progress">{written.of(percent)}</label>
                <progress id="upload-progress" max="100" value=percent></progress>
                <p>
                    <button class="link" type="button" on:click=move |_| transfer.cancel()>{cancel}</button>
                </p>
            </div>
        }
    };
    view! {
        // In steps of 25, so that a screen reader is not talking all the time.
        <p class="visually-hidden" role="status" node_ref=place>
            {move || transfer.percent().map(|percent| spoken.of(percent / 25 * 25))}
        </p>
        {move || transfer.percent().map(&bar)}
    }
}

/// How far it is, in the page's language.
#[derive(Clone)]
struct Words {
    sending: String,
    checking: String,
}

impl Words {
    fn of(&self, percent: u32) -> String {
        if percent < 100 { format!("{} {percent} %", self.sending) } else { self.checking.clone() }
    }
}
