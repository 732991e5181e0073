//! A signature drawn by hand: strokes of a finger, a pen or a mouse, sent as text with the form.

use domain::wizard::Drawing;
use leptos::{ev::PointerEvent, prelude::*, svg};

/// The field that carries the strokes.
const FIELD: &str = "drawing";

type Strokes = Vec<Vec<(u16, u16)>>;

/// A place to draw, beside the typed name that is enough without it. Nothing without a script: then nobody could draw.
#[island]
pub fn SignaturePad(legend: String, hint: String, clear: String, kept: String) -> impl IntoView {
    let (ready, drawing) = (RwSignal::new(false), RwSignal::new(false));
    let strokes = RwSignal::new(kept.parse::<Drawing>().map(|drawing| drawing.strokes().to_vec()).unwrap_or_default());
    let pad = NodeRef::<svg::Svg>::new();
    Effect::new(move || ready.set(true));
    let point = move |event: &PointerEvent| pad.get_untracked().map(|pad| place(&pad, event));
    let begin = move |event: PointerEvent| {
        event.prevent_default();
        drawing.set(true);
        let first = point(&event);
        strokes.update(|strokes| strokes.push(first.into_iter().collect()));
    };
    let go_on = move |event: PointerEvent| {
        if !drawing.get_untracked() {
            return;
        }
        if let Some(next) = point(&event) {
            strokes.update(|strokes| extend(strokes, next));
        }
    };
    let end = move |_: PointerEvent| drawing.set(false);
    let shown = move || {
        let pad = view! {
            <svg
                class="pad"
                viewBox=format!("0 0 {} {}", Drawing::WIDTH, Drawing::HEIGHT)
                aria-hidden="true"
                node_ref=pad
                on:pointerdown=begin
                on:pointermove=go_on
                on:pointerup=end
                on:pointerleave=end
            >
                <path d=move || path(&strokes.get())></path>
            </svg>
        };
        view! {
            <fieldset class="group drawn">
                <legend>{legend.clone()}</legend>
                <p class="hint">{hint.clone()}</p>
                {pad}
                <p><button class="link" type="button" on:click=move |_| strokes.set(vec![])>{clear.clone()}</button></p>
                <input type="hidden" name=FIELD prop:value=move || text(&strokes.get())/>
            </fieldset>
        }
    };
    view! { {move || ready.get().then(|| shown())} }
}

/// Where the pen is, in the units of a drawing.
fn place(pad: &web_sys::Element, event: &PointerEvent) -> (u16, u16) {
    let bounds = pad.get_bounding_client_rect();
    let part = |at: f64, from: f64, length: f64, most: u16| {
        (((at - from) / length.max(1.0)) * f64::from(most)).clamp(0.0, f64::from(most)) as u16
    };
    let x = part(f64::from(event.client_x()), bounds.left(), bounds.width(), Drawing::WIDTH);
    let y = part(f64::from(event.client_y()), bounds.top(), bounds.height(), Drawing::HEIGHT);
    (x, y)
}

/// A pen reports many points at one place: only those that are apart are kept.
fn extend(strokes: &mut Strokes, (x, y): (u16, u16)) {
    let Some(stroke) = strokes.last_mut() else { return };
    let apart = |(before_x, before_y): &(u16, u16)| before_x.abs_diff(x) + before_y.abs_diff(y) > 2;
    if stroke.last().is_none_or(apart) {
        stroke.push((x, y));
    }
}

/// The strokes as the form sends them.
fn text(strokes: &Strokes) -> String {
    let stroke =
        |stroke: &Vec<(u16, u16)>| stroke.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
    strokes.iter().map(stroke).collect::<Vec<_>>().join(";")
}

/// The strokes as the pad shows them.
fn path(strokes: &Strokes) -> String {
    let stroke = |stroke: &Vec<(u16, u16)>| {
        let points = stroke.iter().map(|(x, y)| format!("{x} {y}")).collect::<Vec<_>>();
        if points.is_empty() { String::new() } else { format!("M{}", points.join("L")) }
    };
    strokes.iter().map(stroke).collect()
}
