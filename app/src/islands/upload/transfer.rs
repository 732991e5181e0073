//! Sends the form, because only a request of our own tells how far it has come.

use std::cell::RefCell;

use js_sys::{Array, JSON, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{Event, File, FormData, HtmlFormElement, ProgressEvent, XmlHttpRequest};

use super::{Sentences, form};

thread_local! {
    /// What is under way. Only in the browser: a signal of the island would be made on the server too, and dropped there on
    /// another thread than it was made on, which no browser object survives.
    static REQUEST: RefCell<Option<XmlHttpRequest>> = const { RefCell::new(None) };
}

/// The one upload that may be under way.
#[derive(Clone, Copy)]
pub(super) struct Transfer {
    limit_bytes: u64,
    sentences: StoredValue<Sentences>,
    percent: RwSignal<Option<u32>>,
}

impl Transfer {
    pub(super) fn new(limit_bytes: u64, sentences: Sentences) -> Self {
        Self { limit_bytes, sentences: StoredValue::new(sentences), percent: RwSignal::new(None) }
    }

    /// How far it has come; none while nothing is sent.
    pub(super) fn percent(self) -> Option<u32> {
        self.percent.get()
    }

    /// Sends the form from now on whenever a file is chosen in it.
    pub(super) fn take_over(self, form: HtmlFormElement) {
        let source = form.clone();
        listen(&source, "change", move |_| self.look_at_choice());
        listen(&source, "submit", move |event| self.submit(&event, &form));
    }

    /// What was wrong with the last file is not wrong with the one that is chosen now.
    fn look_at_choice(self) {
        let files = form::chosen_files();
        if !files.is_empty() && !self.are_too_large(&files) {
            form::forget_error(form::FILE);
        }
    }

    fn are_too_large(self, files: &[File]) -> bool {
        files.iter().any(|file| file.size() > self.limit_bytes as f64)
    }

    /// Stops; everything that was typed and chosen stays.
    pub(super) fn cancel(self) {
        // Aborting calls listeners, which take the request away.
        if let Some(request) = REQUEST.with_borrow(Clone::clone) {
            let _ = request.abort();
        }
    }

    fn submit(self, event: &Event, form: &HtmlFormElement) {
        let files = form::chosen_files();
        if files.is_empty() {
            return;
        }
        event.prevent_default();
        if self.percent.get_untracked().is_some() {
            return; // a second click
        }
        form::forget_errors();
        if self.are_too_large(&files) {
            self.refuse(|sentences| &sentences.too_large);
        } else if self.send(form).is_err() {
            self.end(form);
            self.refuse(|sentences| &sentences.failed);
        }
    }

    fn send(self, form: &HtmlFormElement) -> Result<(), JsValue> {
        let request = XmlHttpRequest::new()?;
        request.open("POST", &form.action())?;
        request.set_request_header("Accept", "application/json")?;
        let upload = request.upload()?;
        listen(&upload, "progress", move |event| self.show(&event));
        let (answered, ended) = (request.clone(), form.clone());
        listen(&request, "loadend", move |_| {
            self.end(&ended);
            self.answer(&answered, &ended);
        });
        listen(&request, "error", move |_| self.refuse(|sentences| &sentences.broken_off));
        listen(&request, "abort", |_| form::focus(form::FILE));
        request.send_with_opt_form_data(Some(&FormData::new_with_form(form)?))?;
        REQUEST.set(Some(request));
        self.percent.set(Some(0));
        form::disable_button(form, true);
        Ok(())
    }

    fn show(self, event: &Event) {
        let Some(progress) = event.dyn_ref::<ProgressEvent>() else { return };
        if progress.total() > 0.0 {
            self.percent.set(Some((progress.loaded() / progress.total() * 100.0) as u32));
        }
    }

    fn end(self, form: &HtmlFormElement) {
        self.percent.set(None);
        REQUEST.take();
        form::disable_button(form, false);
    }

    /// Goes where the answer says, or shows what is wrong. A request without an answer has its own events.
    fn answer(self, request: &XmlHttpRequest, form: &HtmlFormElement) {
        let Ok(status @ 1..) = request.status() else { return };
        let answer =
            request.response_text().ok().flatten().and_then(|text| JSON::parse(&text).ok()).unwrap_or_default();
        let next = text(&answer, "next").filter(|_| (200..300).contains(&status));
        if let Some(next) = next {
            let _ = window().location().assign(&next);
            return;
        }
        if let Some(seen) = text(&answer, "seen") {
            form::note_seen(form, &seen);
        }
        let errors = Reflect::get(&answer, &"errors".into()).map(|errors| Array::from(&errors)).unwrap_or_default();
        let errors: Vec<_> =
            errors.iter().filter_map(|error| Some((text(&error, "field")?, text(&error, "sentence")?))).collect();
        match text(&answer, "message") {
            _ if !errors.is_empty() => self.say(&errors),
            Some(message) => self.say(&[(form::FILE.to_owned(), message)]),
            None => self.refuse(|sentences| &sentences.failed),
        }
    }

    /// Says why the file was not taken.
    fn refuse(self, why: impl Fn(&Sentences) -> &String) {
        let sentence = self.sentences.with_value(|sentences| why(sentences).clone());
        self.say(&[(form::FILE.to_owned(), sentence)]);
    }

    fn say(self, errors: &[(String, String)]) {
        self.sentences.with_value(|sentences| form::show_errors(errors, &sentences.heading));
    }
}

fn text(object: &JsValue, key: &str) -> Option<String> {
    Reflect::get(object, &key.into()).ok()?.as_string()
}

/// Listens for as long as the page lives.
fn listen(target: &web_sys::EventTarget, event: &str, listener: impl Fn(Event) + 'static) {
    let listener = Closure::<dyn Fn(Event)>::new(listener).into_js_value();
    let _ = target.add_event_listener_with_callback(event, listener.unchecked_ref());
}
