use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::words::words;

words! {
    /// How well a fact is founded.
    Confidence {
        /// The primary text was read, or a citation of it agrees with what is generally known.
        High = "high",
        /// A secondary text only, or sources that differ.
        Medium = "medium",
        /// General knowledge, not confirmed.
        Low = "low",
    }
}

/// Where a fact comes from, and how far to trust it. Every row of the law has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The page, form, rule or statute.
    #[serde(rename(deserialize = "source_title"))]
    pub title: String,
    /// Where to read it.
    #[serde(rename(deserialize = "source_url"))]
    pub url: Option<String>,
    /// The month in which it was looked up.
    pub as_of: Month,
    /// How far to trust it.
    pub confidence: Confidence,
}

/// A month, written as `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.format("%Y-%m").fmt(f)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        format!("{text}-01")
            .parse()
            .map(Self)
            .map_err(|_| D::Error::custom(format!("{text:?} is no month like 2026-10")))
    }
}
