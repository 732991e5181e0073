//! How far the clock of test mode is moved, as somebody writes it.

use chrono::Duration;

use crate::{Invalid, Problem};

/// Fifty years: further than any certificate lives.
pub const FURTHEST: Duration = Duration::days(50 * 365);

/// A span of time, as `30d`: a whole number of seconds, minutes, hours, days or weeks; at least a second.
pub fn advance(typed: &str) -> Result<Duration, Invalid> {
    let wrong = || {
        let sentence =
            "Say how far the clock moves, as 90m, 12h, 30d or 8w; it only goes forward, and 50 years at most.";
        let problem = if typed.trim().is_empty() { Problem::Missing } else { Problem::Incorrect };
        Invalid::one("advance", problem, sentence)
    };
    let typed = typed.trim();
    let (number, unit) = typed.char_indices().next_back().map(|(place, _)| typed.split_at(place)).ok_or_else(wrong)?;
    let seconds: i64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return Err(wrong()),
    };
    let number: u32 = Some(number)
        .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .ok_or_else(wrong)?;
    let span = Duration::seconds(i64::from(number).saturating_mul(seconds));
    if span < Duration::seconds(1) || span > FURTHEST { Err(wrong()) } else { Ok(span) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        for (typed, span) in [
            ("1s", Duration::seconds(1)),
            ("90m", Duration::minutes(90)),
            (" 12h ", Duration::hours(12)),
            ("30d", Duration::days(30)),
            ("8w", Duration::weeks(8)),
        ] {
            assert_eq!(advance(typed).as_ref(), Ok(&span), "{typed}");
        }
    }

    #[test]
    fn time_does_not_go_back_and_not_for_ever() {
        for typed in [
            "",
            " ",
            "d",
            "30",
            "0d",
            "-1d",
            "+1d",
            "1.5d",
            "1 d",
            "d1",
            "18251d",
            "99999999999w",
            "4294967295w",
            "1é",
            "P30D",
            "1y",
        ] {
            assert!(advance(typed).is_err(), "{typed}");
        }
    }
}
