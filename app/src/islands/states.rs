//! Finds states faster: a search, and a map of tiles, both for the boxes of the list that the page has anyway.

use std::collections::BTreeSet;

use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, prelude::Closure};
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// A state on the map.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tile {
    /// `US-OH`, the value of its box.
    pub code: String,
    /// `OH`.
    pub short: String,
    /// The column, from the west.
    pub column: u8,
    /// The row, from the north.
    pub row: u8,
}

/// How large a tile is, in units of the map.
const SIZE: u8 = 10;

/// Stands before the list of the form. Nothing without a script: the list does the same.
#[island]
pub fn StateFinder(label: String, tiles: Vec<Tile>) -> impl IntoView {
    let (ready, ticked) = (RwSignal::new(false), RwSignal::new(BTreeSet::<String>::new()));
    let place = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(form) = place.get().and_then(|place| place.closest("form").ok().flatten()) {
            ticked.set(ticked_in(&form));
            watch(form, ticked);
            ready.set(true);
        }
    });
    let columns = tiles.iter().map(|tile| tile.column).max().unwrap_or_default() + 1;
    let rows = tiles.iter().map(|tile| tile.row).max().unwrap_or_default() + 1;
    let tile = move |tile: Tile| {
        let (code, clicked) = (tile.code.clone(), tile.code.clone());
        let (x, y) = (tile.column * SIZE, tile.row * SIZE);
        view! {
            <g class="tile" class:ticked=move || ticked.with(|ticked| ticked.contains(&code)) on:click=move |_| click(&clicked)>
                <rect x=x y=y width=SIZE - 1 height=SIZE - 1 rx="1"></rect>
                <text x=f32::from(x) + 4.5 y=f32::from(y) + 6.0>{tile.short}</text>
            </g>
        }
    };
    let shown = move || {
        // A mouse's or a finger's way; everybody else has the list.
        let map = view! {
            <svg class="tiles" viewBox=format!("0 0 {} {}", columns * SIZE, rows * SIZE) aria-hidden="true">
                {tiles.clone().into_iter().map(tile).collect_view()}
            </svg>
        };
        view! {
            <label for="find-state">{label.clone()}</label>
            <input type="search" id="find-state" autocomplete="off" on:input=move |event| filter(&event_target_value(&event))/>
            {map}
        }
    };
    view! { <div class="field finder" node_ref=place>{move || ready.get().then(&shown)}</div> }
}

fn boxes() -> Vec<HtmlInputElement> {
    let Ok(found) = document().query_selector_all("input[name=jurisdictions]") else { return vec![] };
    (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
}

fn ticked_in(_: &Element) -> BTreeSet<String> {
    boxes().into_iter().filter(HtmlInputElement::checked).map(|input| input.value()).collect()
}

/// Follows what is ticked in the list.
fn watch(form: Element, ticked: RwSignal<BTreeSet<String>>) {
    let again = form.clone();
    let changed = Closure::<dyn Fn()>::new(move || ticked.set(ticked_in(&again)));
    let _ = form.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
    changed.forget(); // it lives as long as the page
}

/// Ticks or clears the box of a state, as a click on it would.
fn click(code: &str) {
    if let Some(input) = boxes().into_iter().find(|input| input.value() == code) {
        input.click();
    }
}

/// Shows only the states whose name or code has what was typed.
fn filter(typed: &str) {
    let typed = typed.trim().to_lowercase();
    for input in boxes() {
        let Ok(Some(row)) = input.closest(".choice") else { continue };
        let name = row.text_content().unwrap_or_default().to_lowercase();
        let fits = name.contains(&typed) || input.value().to_lowercase().ends_with(&format!("-{typed}"));
        if let Ok(row) = row.dyn_into::<HtmlElement>() {
            row.set_hidden(!fits);
        }
        if fits
            && !typed.is_empty()
            && let Ok(Some(folded)) = input.closest("details")
        {
            let _ = folded.set_attribute("open", "");
        }
    }
}
