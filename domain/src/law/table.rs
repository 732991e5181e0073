//! How the tables of `domain/data` are read: once, when something first asks; the tests ask for all of them.

use std::{collections::HashMap, ops::Deref};

use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};

use super::Source;
use crate::Jurisdiction;

/// A row with where its facts come from.
#[derive(Debug)]
pub struct Sourced<R> {
    row: R,
    /// Where the row's facts come from.
    pub source: Source,
}

impl<R> Deref for Sourced<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.row
    }
}

/// A table of the law, in the order of its file.
#[derive(Debug)]
pub(crate) struct Table<R> {
    rows: Vec<Sourced<R>>,
    places: HashMap<String, usize>,
}

impl<R: DeserializeOwned> Table<R> {
    /// Reads a file that is compiled in. A wrong row is a fault of the build, which the tests find.
    pub(crate) fn read(file: &str, text: &str, key: fn(&R) -> String) -> Self {
        let rows = parse(text).unwrap_or_else(|error| panic!("domain/data/{file}: {error}"));
        let mut places = HashMap::with_capacity(rows.len());
        for (place, row) in rows.iter().enumerate() {
            let key = key(row);
            assert!(places.insert(key.clone(), place).is_none(), "domain/data/{file}: {key} stands twice");
        }
        Self { rows, places }
    }
}

impl<R> Table<R> {
    /// Where the row of a key is.
    pub(crate) fn place(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// The row of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Sourced<R>> {
        self.place(key).map(|place| &self.rows[place])
    }
}

impl<R> Deref for Table<R> {
    type Target = [Sourced<R>];

    fn deref(&self) -> &[Sourced<R>] {
        &self.rows
    }
}

fn parse<R: DeserializeOwned>(text: &str) -> csv::Result<Vec<Sourced<R>>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers()?.clone();
    let sourced = |record: csv::Result<csv::StringRecord>| {
        let record = record?;
        // Two passes instead of serde's `flatten`, which would guess that a text like 2019 is a number.
        Ok(Sourced { row: record.deserialize(Some(&headers))?, source: record.deserialize(Some(&headers))? })
    };
    reader.records().map(sourced).collect()
}

/// For each state, in the order of [`Jurisdiction::all`], the rows about it.
pub(crate) type ByState<R> = Vec<Vec<&'static Sourced<R>>>;

/// Sorts the rows of a table by the states that they are about.
pub(crate) fn by_state<R>(table: &'static Table<R>, is_about: fn(&R, Jurisdiction) -> bool) -> ByState<R> {
    Jurisdiction::all().map(|state| table.iter().filter(|row| is_about(row, state)).collect()).collect()
}

/// A cell that names a state, or `US` for all of them.
pub(crate) fn state_or_all<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Jurisdiction>, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "US" => Ok(None),
        code => code.parse().map(Some).map_err(D::Error::custom),
    }
}

/// A cell that says yes or no.
pub(crate) fn yes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(D::Error::custom(format!("{other:?} is neither yes nor no"))),
    }
}

/// A cell that holds several codes, as `RESALE;LEASE`.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let text = String::deserialize(deserializer)?;
    text.split(';').filter(|code| !code.is_empty()).map(|code| code.parse().map_err(D::Error::custom)).collect()
}

/// The traits of a value that stands for one row of a table, and that is written as the row's key everywhere.
macro_rules! keyed {
    ($name:ident in $table:ident by $key:ident, $unknown:ident: $sentence:literal) => {
        #[doc = concat!("A text that is no `", stringify!($name), "`.")]
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error($sentence)]
        pub struct $unknown(String);

        impl std::str::FromStr for $name {
            type Err = $unknown;

            fn from_str(text: &str) -> Result<Self, $unknown> {
                $table.place(text).map(|place| Self(place as _)).ok_or_else(|| $unknown(text.to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.$key())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.$key())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.$key())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use keyed;
