//! Signatures, typed and drawn.

use std::fmt::Write;

use crate::Error;

/// Strokes of a pen, each a list of points in a box of 600 × 200, from the upper left corner.
pub type Strokes = Vec<Vec<(u16, u16)>>;

/// How somebody signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// By typing the name.
    Typed,
    /// With a finger, a pen or a mouse.
    Drawn(Strokes),
}

const WIDTH: u16 = 600;
const HEIGHT: u16 = 200;
/// The pen's, in units of the box.
const PEN: u16 = 4;

/// The strokes as a picture of smooth curves.
pub(crate) fn svg(strokes: &Strokes) -> Result<String, Error> {
    let paths: String = strokes.iter().filter(|stroke| !stroke.is_empty()).map(|stroke| path(stroke)).collect();
    if paths.is_empty() {
        return Err(Error::EmptySignature);
    }
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"><g fill="none" stroke="#14285a" stroke-width="{PEN}" stroke-linecap="round" stroke-linejoin="round">{paths}</g></svg>"##
    ))
}

/// One stroke. The curve passes through the middles between the points and bends towards the points themselves, which
/// hides that a screen reports few of them when the hand is fast.
fn path(stroke: &[(u16, u16)]) -> String {
    let mut points: Vec<(f32, f32)> = stroke.iter().map(|point| inside(*point)).collect();
    points.dedup();
    let Some(((x, y), rest)) = points.split_first() else { return String::new() };
    let mut line = format!("M{x} {y}");
    for pair in rest.windows(2) {
        let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
        push(&mut line, format_args!("Q{x} {y} {} {}", (x + to_x) / 2.0, (y + to_y) / 2.0));
    }
    // A dot has no second point; a line of a hair's length with round ends shows it.
    let (end_x, end_y) = rest.last().copied().unwrap_or((x + 0.1, *y));
    push(&mut line, format_args!("L{end_x} {end_y}"));
    format!(r#"<path d="{line}"/>"#)
}

/// The point, moved so far into the box that the pen is not cut off.
fn inside((x, y): (u16, u16)) -> (f32, f32) {
    (f32::from(x.clamp(PEN, WIDTH - PEN)), f32::from(y.clamp(PEN, HEIGHT - PEN)))
}

fn push(line: &mut String, part: std::fmt::Arguments) {
    line.write_fmt(part).expect("a string takes everything");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_is_one_smooth_curve_inside_the_box() {
        let svg = svg(&vec![vec![(10, 20), (10, 20), (110, 40), (210, 20), (900, 900)]]).unwrap();
        assert!(svg.contains(r#"<path d="M10 20Q110 40 160 30Q210 20 403 108L596 196"/>"#), "{svg}");
    }

    #[test]
    fn a_dot_shows_and_nothing_at_all_is_no_signature() {
        assert!(svg(&vec![vec![(50, 60)]]).unwrap().contains(r#"d="M50 60L50.1 60""#));
        assert!(matches!(svg(&vec![vec![], vec![]]), Err(Error::EmptySignature)));
    }
}
