//! The form around the island, which the server rendered: read and marked as the server would mark it.

use leptos::prelude::document;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, File, HtmlElement, HtmlFormElement, HtmlInputElement};

/// The name and id of the field with the file.
pub(super) const FILE: &str = "file";

/// What a page's title and a field's sentence begin with where something is wrong, in English and in Spanish.
const MARK: &str = "Error: ";

/// The form that an element stands in.
pub(super) fn around(element: &Element) -> Option<HtmlFormElement> {
    element.closest("form").ok()??.dyn_into().ok()
}

/// The files that are chosen.
pub(super) fn chosen_files() -> Vec<File> {
    let input = document().get_element_by_id(FILE).and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    let Some(files) = input.and_then(|input| input.files()) else { return Vec::new() };
    (0..files.length()).filter_map(|place| files.get(place)).collect()
}

/// Notes which answers the server keeps by now: the next try is made from these.
pub(super) fn note_seen(form: &HtmlFormElement, seen: &str) {
    if let Ok(Some(input)) = form.query_selector("[name=seen]") {
        let _ = input.set_attribute("value", seen);
    }
}

/// Shows that the button does nothing now. It keeps the focus, which a disabled one would lose.
pub(super) fn disable_button(form: &HtmlFormElement, disabled: bool) {
    if let Ok(Some(button)) = form.query_selector("[type=submit]") {
        let _ = button.set_attribute("aria-disabled", if disabled { "true" } else { "false" });
    }
}

/// Shows what is wrong as the server's pages do: by each field, all of it on top, and in the title.
pub(super) fn show_errors(errors: &[(String, String)], heading: &str) {
    for (field, sentence) in errors {
        let _ = mark(field, sentence);
    }
    let _ = summarize(errors, heading);
    document().set_title(&format!("{MARK}{}", document().title()));
}

/// Shows a sentence by its field, which then refers to it.
fn mark(field: &str, sentence: &str) -> Result<(), JsValue> {
    let Some(input) = document().get_element_by_id(field) else { return Ok(()) };
    let id = format!("{field}-error");
    let line = element("p", &[("class", "error"), ("id", &id)], "")?;
    add(&line, "span", &[("class", "visually-hidden")], MARK)?;
    line.append_with_str_1(sentence)?;
    input.before_with_node_1(&line)?;
    input.set_attribute("aria-describedby", [described_by(&input), id].join(" ").trim())?;
    input.set_attribute("aria-invalid", "true")
}

/// Puts all sentences above the page, each with a link to its field, and moves there.
fn summarize(errors: &[(String, String)], heading: &str) -> Result<(), JsValue> {
    let Some(main) = document().get_element_by_id("main") else { return Ok(()) };
    let how = [("class", "errors"), ("role", "alert"), ("tabindex", "-1"), ("aria-labelledby", "errors-title")];
    let summary = element("div", &how, "")?;
    add(&summary, "h2", &[("id", "errors-title")], heading)?;
    let list = add(&summary, "ul", &[("role", "list")], "")?;
    for (field, sentence) in errors {
        add(&add(&list, "li", &[], "")?, "a", &[("href", &format!("#{field}"))], sentence)?;
    }
    main.prepend_with_node_1(&summary)?;
    summary.dyn_into::<HtmlElement>()?.focus()
}

fn add(parent: &Element, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<Element, JsValue> {
    let child = element(name, attributes, text)?;
    parent.append_child(&child)?;
    Ok(child)
}

fn element(name: &str, attributes: &[(&str, &str)], text: &str) -> Result<Element, JsValue> {
    let element = document().create_element(name)?;
    for (name, value) in attributes {
        element.set_attribute(name, value)?;
    }
    element.set_text_content(Some(text));
    Ok(element)
}

/// Takes all errors away, those of the server too: they were about an earlier try.
pub(super) fn forget_errors() {
    while let Ok(Some(input)) = document().query_selector("[aria-invalid]") {
        let described = described_by(&input);
        let _ = input.remove_attribute("aria-invalid");
        let _ = input.set_attribute("aria-describedby", &described);
    }
    while let Ok(Some(line)) = document().query_selector(".error, .errors") {
        line.remove();
    }
    let title = document().title();
    document().set_title(title.strip_prefix(MARK).unwrap_or(&title));
}

/// Takes away what was wrong with one field, and all that says so on top where nothing else is wrong.
pub(super) fn forget_error(field: &str) {
    let page = document();
    if let Some(input) = page.get_element_by_id(field) {
        let described = described_by(&input);
        let _ = input.remove_attribute("aria-invalid");
        let _ = input.set_attribute("aria-describedby", &described);
    }
    if let Some(line) = page.get_element_by_id(&format!("{field}-error")) {
        line.remove();
    }
    if let Ok(Some(link)) = page.query_selector(&format!(".errors [href='#{field}']")) {
        let item = link.closest("li").ok().flatten().unwrap_or(link);
        item.remove();
    }
    if let Ok(None) = page.query_selector(".errors a") {
        forget_errors();
    }
}

/// Moves to a field.
pub(super) fn focus(field: &str) {
    if let Some(input) = document().get_element_by_id(field).and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
        let _ = input.focus();
    }
}

/// What describes an input apart from errors.
fn described_by(input: &Element) -> String {
    let ids = input.get_attribute("aria-describedby").unwrap_or_default();
    ids.split(' ').filter(|id| !id.ends_with("-error")).collect::<Vec<_>>().join(" ")
}
