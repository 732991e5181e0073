//! A signature drawn by hand.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The strokes of a pen, each a list of points in a box of [`Drawing::WIDTH`] by [`Drawing::HEIGHT`].
///
/// Its text is what the page sends: points as `x,y`, parted by blanks; strokes parted by semicolons. Strokes instead of
/// a picture: they are small, sharp at any size, and there is nothing in them to be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing(Vec<Vec<(u16, u16)>>);

/// A text that is no drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no drawing")]
pub struct NotADrawing;

impl Drawing {
    /// How wide the box is.
    pub const WIDTH: u16 = 600;
    /// How high the box is.
    pub const HEIGHT: u16 = 200;
    /// More points than any signature has.
    const MOST_POINTS: usize = 5_000;
    /// Less than this is a slip of the hand.
    const FEWEST_POINTS: usize = 5;

    /// The strokes, in the order in which they were drawn.
    pub fn strokes(&self) -> &[Vec<(u16, u16)>] {
        &self.0
    }
}

impl FromStr for Drawing {
    type Err = NotADrawing;

    fn from_str(text: &str) -> Result<Self, NotADrawing> {
        let point = |text: &str| {
            let (x, y) = text.split_once(',').ok_or(NotADrawing)?;
            let point: (u16, u16) = (x.parse().map_err(|_| NotADrawing)?, y.parse().map_err(|_| NotADrawing)?);
            if point.0 <= Self::WIDTH && point.1 <= Self::HEIGHT { Ok(point) } else { Err(NotADrawing) }
        };
        let stroke = |text: &str| text.split_ascii_whitespace().map(point).collect::<Result<Vec<_>, _>>();
        let strokes = text.split(';').map(stroke).collect::<Result<Vec<_>, _>>()?;
        let strokes: Vec<_> = strokes.into_iter().filter(|stroke| !stroke.is_empty()).collect();
        let points = strokes.iter().map(Vec::len).sum();
        if (Self::FEWEST_POINTS..=Self::MOST_POINTS).contains(&points) { Ok(Self(strokes)) } else { Err(NotADrawing) }
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, stroke) in self.0.iter().enumerate() {
            f.write_str(if place == 0 { "" } else { ";" })?;
            for (place, (x, y)) in stroke.iter().enumerate() {
                write!(f, "{}{x},{y}", if place == 0 { "" } else { " " })?;
            }
        }
        Ok(())
    }
}

impl Serialize for Drawing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Drawing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_are_read_back_as_they_were_written() {
        let text = "1,2 3,4 5,6;10,20 600,200";
        let drawing: Drawing = text.parse().unwrap();
        assert_eq!(drawing.strokes().len(), 2);
        assert_eq!(drawing.to_string(), text);
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        let long = "1,1 ".repeat(5_001);
        for text in
            ["", ";;", "1,2", "1,2 3,4 5,6 7,8", "1,2 3,4 5,6 7,8 601,1", "a b c d e", "-1,0 1,1 2,2 3,3 4,4", &long]
        {
            assert_eq!(text.parse::<Drawing>(), Err(NotADrawing), "{text:.20}");
        }
    }
}
