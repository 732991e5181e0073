//! Numbers of fax machines.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A fax number with its country code, as `+16145550142`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct FaxNumber(String);

/// A text that nobody can fax to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "Enter a fax number with its area code, like (614) 555-0142; outside the United States and Canada with + and the country code"
)]
pub struct NotAFaxNumber;

impl FaxNumber {
    /// The digits alone, country code first, as fax gateways take them.
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }
}

impl TryFrom<String> for FaxNumber {
    type Error = NotAFaxNumber;

    fn try_from(text: String) -> Result<Self, NotAFaxNumber> {
        text.parse()
    }
}

impl FromStr for FaxNumber {
    type Err = NotAFaxNumber;

    fn from_str(text: &str) -> Result<Self, NotAFaxNumber> {
        let text = text.trim();
        let is_known = |c: char| c.is_ascii_digit() || " ()-./\u{a0}".contains(c);
        let (abroad, rest) = text.strip_prefix('+').map_or((false, text), |rest| (!rest.trim().starts_with('1'), rest));
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        if !rest.chars().all(is_known) {
            return Err(NotAFaxNumber);
        }
        if abroad {
            let is_number = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
            return is_number.then(|| Self(format!("+{digits}"))).ok_or(NotAFaxNumber);
        }
        let national = digits.strip_prefix('1').unwrap_or(&digits);
        // North American area codes and exchanges begin with 2 to 9.
        let begins = |place: usize| national.as_bytes().get(place).is_some_and(|digit| *digit >= b'2');
        (national.len() == 10 && begins(0) && begins(3)).then(|| Self(format!("+1{national}"))).ok_or(NotAFaxNumber)
    }
}

impl fmt::Display for FaxNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_in_one_spelling() {
        for typed in ["(614) 555-0142", "614.555.0142", "1 614 555 0142", "+1 614-555-0142", " 6145550142 "] {
            assert_eq!(typed.parse().map(|number: FaxNumber| number.0).as_deref(), Ok("+16145550142"), "{typed}");
        }
        let berlin: FaxNumber = "+49 30 1234567".parse().unwrap();
        assert_eq!((berlin.to_string().as_str(), berlin.digits()), ("+49301234567", "49301234567"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for typed in ["", "555-0142", "call us", "614 555 0142 x3", "0145550142", "614 155 0142", "+0 1234567890", "+1"]
        {
            assert_eq!(typed.parse::<FaxNumber>(), Err(NotAFaxNumber), "{typed}");
        }
        assert!("6145550142@evil.example".parse::<FaxNumber>().is_err());
    }
}
