//! The 56 jurisdictions of the United States: the states, the District of Columbia and five territories.

use std::{fmt, str::FromStr, sync::LazyLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A jurisdiction by its ISO 3166-2 code, as `US-OH`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Jurisdiction(u8);

/// What `data/jurisdictions.csv` says of one jurisdiction; `code` is the key of everything else.
#[derive(Debug, Deserialize)]
struct Row {
    code: String,
    name: String,
    kind: String,
    general_sales_tax: String,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut rows: Vec<Row> = csv::Reader::from_reader(include_bytes!("../data/jurisdictions.csv").as_slice())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("data/jurisdictions.csv is compiled in and read by the tests");
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    rows
});

/// A text that names no jurisdiction of the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no US jurisdiction: use a code such as US-OH")]
pub struct UnknownJurisdiction(String);

impl Jurisdiction {
    /// All of them, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ROWS.len() as u8).map(Self)
    }

    /// `US-OH`.
    pub fn code(self) -> &'static str {
        &self.row().code
    }

    /// `OH`, as addresses write it.
    pub fn postal_code(self) -> &'static str {
        self.code().trim_start_matches("US-")
    }

    /// `Ohio`.
    pub fn name(self) -> &'static str {
        &self.row().name
    }

    /// Whether a general sales tax of the state exists; where not, no certificate is needed for it.
    pub fn has_general_sales_tax(self) -> bool {
        self.row().general_sales_tax == "yes"
    }

    /// Whether it is one of the five territories.
    pub fn is_territory(self) -> bool {
        self.row().kind == "territory"
    }

    fn row(self) -> &'static Row {
        &ROWS[usize::from(self.0)]
    }
}

impl FromStr for Jurisdiction {
    type Err = UnknownJurisdiction;

    fn from_str(text: &str) -> Result<Self, UnknownJurisdiction> {
        Self::all().find(|j| j.code() == text).ok_or_else(|| UnknownJurisdiction(text.to_owned()))
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Jurisdiction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Jurisdiction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(Jurisdiction::all().count(), 56);
        let untaxed: Vec<_> = Jurisdiction::all()
            .filter(|j| !j.has_general_sales_tax() && !j.is_territory())
            .map(Jurisdiction::code)
            .collect();
        assert_eq!(untaxed, ["US-AK", "US-DE", "US-MT", "US-NH", "US-OR"]);
    }

    #[test]
    fn codes_read_back() {
        for jurisdiction in Jurisdiction::all() {
            assert_eq!(jurisdiction.code().parse(), Ok(jurisdiction));
        }
        assert!("OH".parse::<Jurisdiction>().is_err());
    }
}
