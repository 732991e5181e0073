//! Typst's SVG, made half as large for a browser to load: glyphs by short names, and colours once for a run of them.

use std::{collections::HashMap, fmt::Write};

/// The same picture in fewer bytes. What it does not know stays as it is.
pub(crate) fn slim(svg: &str) -> String {
    let mut slim = Slim { out: String::with_capacity(svg.len() / 2), ..Slim::default() };
    for tag in svg.split_inclusive('>') {
        slim.take(tag);
    }
    slim.out
}

#[derive(Default)]
struct Slim<'a> {
    out: String,
    /// Short names by the long ones, in the order of their first use.
    names: HashMap<&'a str, usize>,
    /// The colour of the glyphs that come now, and whether a group was opened for it.
    run: Option<(&'a str, bool)>,
    /// Whether the last tag opened a group that has no colour yet.
    group: bool,
    /// The glyph whose outline comes next.
    symbol: Option<&'a str>,
}

impl<'a> Slim<'a> {
    fn take(&mut self, tag: &'a str) {
        if let Some((glyph, x, y, fill)) = glyph_use(tag) {
            self.place(glyph, x, y, fill);
            return;
        }
        self.end_run();
        self.group = tag.starts_with("<g ") && attribute(tag, "fill").is_none();
        if let Some(glyph) = tag.strip_prefix("<symbol").and_then(|_| attribute(tag, "id")) {
            self.symbol = Some(glyph);
        } else if tag == "</symbol>" {
            self.symbol = None;
        } else if let Some((glyph, outline)) = self.symbol.zip(attribute(tag, "d")) {
            let name = self.name(glyph);
            self.push(format_args!(r#"<path id="{name}" d="{}"/>"#, slim_outline(outline)));
        } else {
            self.out.push_str(&slim_tag(tag));
        }
    }

    fn place(&mut self, glyph: &'a str, x: f64, y: f64, fill: &'a str) {
        if self.run.is_none_or(|(colour, _)| colour != fill) {
            self.end_run();
            self.begin_run(fill);
        }
        let name = self.name(glyph);
        self.push(format_args!("<use href=\"#{name}\""));
        for (axis, value) in [("x", x), ("y", y)].into_iter().filter(|(_, value)| *value != 0.0) {
            self.push(format_args!(r#" {axis}="{}""#, round(value)));
        }
        self.out.push_str("/>");
    }

    /// Says the colour in the group that was just opened, or in a new one.
    fn begin_run(&mut self, fill: &'a str) {
        match self.group {
            true => _ = self.out.pop(),
            false => self.out.push_str("<g"),
        }
        self.push(format_args!(r#" fill="{fill}">"#));
        self.run = Some((fill, !self.group));
        self.group = false;
    }

    fn end_run(&mut self) {
        if let Some((_, true)) = self.run.take() {
            self.out.push_str("</g>");
        }
    }

    fn name(&mut self, glyph: &'a str) -> String {
        let next = self.names.len();
        format!("g{:x}", self.names.entry(glyph).or_insert(next))
    }

    fn push(&mut self, part: std::fmt::Arguments) {
        self.out.write_fmt(part).expect("a string takes everything");
    }
}

/// One glyph at its place; nothing for every other tag, and for a glyph with more attributes than these.
fn glyph_use(tag: &str) -> Option<(&str, f64, f64, &str)> {
    let plain = tag.starts_with("<use ") && tag.ends_with("/>") && tag.matches('=').count() == 5;
    let number = |name| attribute(tag, name)?.parse().ok();
    plain.then_some(())?;
    attribute(tag, "fill-rule").filter(|rule| *rule == "nonzero")?;
    Some((attribute(tag, "xlink:href")?.strip_prefix('#')?, number("x")?, number("y")?, attribute(tag, "fill")?))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

/// What SVG means anyway where nothing is said.
const DEFAULTS: [&str; 4] = [
    r#" fill-rule="nonzero""#,
    r#" stroke-linecap="butt""#,
    r#" stroke-linejoin="miter""#,
    r#" stroke-miterlimit="4""#,
];

fn slim_tag(tag: &str) -> String {
    let said = DEFAULTS.into_iter().fold(tag.to_owned(), |tag, default| tag.replace(default, ""));
    match attribute(tag, "d") {
        Some(outline) => said.replace(outline, &slim_outline(outline)),
        None => said,
    }
}

/// An outline without needless digits and spaces.
fn slim_outline(outline: &str) -> String {
    let mut slim = String::with_capacity(outline.len());
    for word in outline.split_inclusive(|char: char| char.is_ascii_alphabetic()).flat_map(str::split_whitespace) {
        let number = word.trim_end_matches(|char: char| char.is_ascii_alphabetic());
        if let Ok(value) = number.parse() {
            let shorter = round(value).to_string().replacen("0.", ".", usize::from(value.abs() < 1.0));
            if slim.ends_with(|last: char| !last.is_ascii_alphabetic()) && !shorter.starts_with('-') {
                slim.push(' ');
            }
            slim.push_str(&shorter);
        }
        slim.push_str(&word[number.len()..]);
    }
    // From the corner, a step leads where the absolute place is.
    slim.strip_prefix("M0 0m").map(|rest| format!("M{rest}")).unwrap_or(slim)
}

/// To a hundredth of a point, which is far less than a dot of any screen.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0 // which makes -0 to 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_get_short_names_and_share_their_colour() {
        let svg = concat!(
            r##"<svg><g transform="translate(1 2)"><use xlink:href="#gAAA" x="0" y="0" fill="#123" fill-rule="nonzero"/>"##,
            r##"<use xlink:href="#gBBB" x="1.2349" y="0" fill="#123" fill-rule="nonzero"/>"##,
            r##"<use xlink:href="#gAAA" x="3" y="1" fill="#456" fill-rule="nonzero"/></g>"##,
            r##"<path fill="none" stroke-linecap="butt" d="M 0 0"/><defs><symbol id="gAAA" overflow="visible"><path d="M 0 0m 5.766 0v -43.276h 17.236q 5.828 0 -0.959 -0.001Z m 1 2"/></symbol>"##,
            r##"<symbol id="gBBB" overflow="visible"><path d="M 2 2"/></symbol></defs></svg>"##,
        );
        assert_eq!(
            slim(svg),
            concat!(
                r##"<svg><g transform="translate(1 2)" fill="#123"><use href="#g0"/><use href="#g1" x="1.23"/>"##,
                r##"<g fill="#456"><use href="#g0" x="3" y="1"/></g></g><path fill="none" d="M0 0"/>"##,
                r##"<defs><path id="g0" d="M5.77 0v-43.28h17.24q5.83 0-.96 0Zm1 2"/><path id="g1" d="M2 2"/></defs></svg>"##,
            )
        );
    }
}
