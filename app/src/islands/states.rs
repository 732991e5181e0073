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

/// How many states a search has found, in the page's language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Found {
    /// No state fits.
    pub none: String,
    /// Exactly one does.
    pub one: String,
    /// Several do: [`Found::COUNT`] stands for the number.
    pub many: String,
}

impl Found {
    /// What stands in the place of the number.
    pub const COUNT: &str = "{count}";

    fn of(&self, count: usize) -> String {
        match count {
            0 => self.none.clone(),
            1 => self.one.clone(),
            count => self.many.replace(Self::COUNT, &count.to_string()),
        }
    }
}

/// How large a tile is, in units of the map.
const SIZE: u8 = 10;

/// Stands before the list of states in a form whose only boxes they are. Nothing without a script: the list does the same.
#[island]
pub fn StateFinder(label: String, tiles: Vec<Tile>, found: Found) -> impl IntoView {
    let (ready, ticked) = (RwSignal::new(false), RwSignal::new(BTreeSet::<String>::new()));
    let count = RwSignal::new(None);
    let place = NodeRef::<html::Div>::new();
    Effect::new(move || {
        place.track();
        if let Some(form) = form_around(place) {
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
            <g class="tile" class:ticked=move || ticked.with(|ticked| ticked.contains(&code)) on:click=move |_| click(place, &clicked)>
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
            <input type="search" id="find-state" autocomplete="off" on:input=move |event| count.set(filter(place, &event_target_value(&event)))/>
            {map}
        }
    };
    view! {
        <div class="field finder" node_ref=place>
            {move || ready.get().then(&shown)}
            <p class="visually-hidden" role="status">{move || count.get().map(|count| found.of(count))}</p>
        </div>
    }
}

fn form_around(place: NodeRef<html::Div>) -> Option<Element> {
    place.get_untracked()?.closest("form").ok()?
}

fn boxes(form: &Element) -> Vec<HtmlInputElement> {
    let Ok(found) = form.query_selector_all("input[type=checkbox]") else { return vec![] };
    (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
}

fn ticked_in(form: &Element) -> BTreeSet<String> {
    boxes(form).into_iter().filter(HtmlInputElement::checked).map(|input| input.value()).collect()
}

/// Follows what is ticked in the list.
fn watch(form: Element, ticked: RwSignal<BTreeSet<String>>) {
    let again = form.clone();
    let changed = Closure::<dyn Fn()>::new(move || ticked.set(ticked_in(&again)));
    let _ = form.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
    changed.forget(); // it lives as long as the page
}

/// Ticks or clears the box of a state, as a click on it would.
fn click(place: NodeRef<html::Div>, code: &str) {
    let Some(form) = form_around(place) else { return };
    if let Some(input) = boxes(&form).into_iter().find(|input| input.value() == code) {
        input.click();
    }
}

/// Shows only the states whose name or code has what was typed. How many they are; none while nothing is typed.
fn filter(place: NodeRef<html::Div>, typed: &str) -> Option<usize> {
    let form = form_around(place)?;
    let typed = typed.trim().to_lowercase();
    let mut count = 0;
    for input in boxes(&form) {
        let Ok(Some(row)) = input.closest(".choice") else { continue };
        // The name alone: what stands below it, as "No general sales tax", is no state.
        let name = row.query_selector("label").ok().flatten().and_then(|label| label.text_content());
        let name = name.unwrap_or_default().to_lowercase();
        let fits = name.contains(&typed) || input.value().to_lowercase().ends_with(&format!("-{typed}"));
        count += usize::from(fits);
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
    (!typed.is_empty()).then_some(count)
}
