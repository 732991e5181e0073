//! The documents that prove an exemption, by an id in Numeral's style: `US-CA-CDTFA-230`, `US-SST`, `US-MTC`.

use std::{fmt, str::FromStr, sync::LazyLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::Jurisdiction;

/// One of the documents of `data/certificate_types.csv`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateType(u16);

/// `number` is the API's `certificate_type.id` and must never change; `form` is what the form calls itself.
#[derive(Debug, Deserialize)]
struct Row {
    number: u16,
    id: String,
    form: String,
    name: String,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_bytes!("../data/certificate_types.csv").as_slice())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("data/certificate_types.csv is compiled in and read by the tests")
});

/// A text that names no document of the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no certificate type that Certlane knows: use an id such as US-CA-CDTFA-230, US-SST or US-MTC")]
pub struct UnknownCertificateType(String);

impl CertificateType {
    /// A document that is none of the known forms, or of which nobody said what it is.
    pub const OTHER: Self = Self(0);

    /// All of them, multi-state forms first, then by state.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ROWS.len() as u16).map(Self)
    }

    /// Those that can cover one of these states: multi-state forms, the states' own, and `OTHER` at the end.
    pub fn for_states(states: &[Jurisdiction]) -> Vec<Self> {
        let fits = |kind: &Self| kind.state().is_none_or(|state| states.contains(&state));
        Self::all().skip(1).filter(fits).chain([Self::OTHER]).collect()
    }

    /// `US-CA-CDTFA-230`.
    pub fn id(self) -> &'static str {
        &self.row().id
    }

    /// The number that the API shows as `certificate_type.id`.
    pub fn number(self) -> u16 {
        self.row().number
    }

    /// `General Resale Certificate`.
    pub fn name(self) -> &'static str {
        &self.row().name
    }

    /// The name with where it belongs, as `California CDTFA-230: General Resale Certificate`.
    pub fn title(self) -> String {
        match self.state() {
            Some(state) => format!("{} {}: {}", state.name(), self.row().form, self.name()),
            None => self.name().to_owned(),
        }
    }

    /// The state whose own form it is.
    pub fn state(self) -> Option<Jurisdiction> {
        self.id().get(..5).filter(|_| self.id().as_bytes().get(5) == Some(&b'-'))?.parse().ok()
    }

    fn row(self) -> &'static Row {
        &ROWS[usize::from(self.0)]
    }
}

impl FromStr for CertificateType {
    type Err = UnknownCertificateType;

    fn from_str(text: &str) -> Result<Self, UnknownCertificateType> {
        Self::all().find(|kind| kind.id() == text).ok_or_else(|| UnknownCertificateType(text.to_owned()))
    }
}

impl fmt::Display for CertificateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl fmt::Debug for CertificateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for CertificateType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for CertificateType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(CertificateType::OTHER.id(), "US-OTHER");
        for (place, kind) in CertificateType::all().enumerate() {
            assert_eq!(usize::from(kind.number()), place, "the numbers are the API's: add rows at the end");
            assert_eq!(kind.id().parse(), Ok(kind), "each id stands once");
        }
    }

    #[test]
    fn a_state_is_offered_its_own_and_the_multi_state_forms() {
        let ids: Vec<_> =
            CertificateType::for_states(&["US-TX".parse().unwrap()]).into_iter().map(CertificateType::id).collect();
        assert_eq!(ids, ["US-MTC", "US-SST", "US-TX-01-339", "US-TX-01-339-BACK", "US-TX-01-924", "US-OTHER"]);
    }
}
