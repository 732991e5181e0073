//! Many rows as one text of JSON. SQLite's driver hands rows over one by one, and each may cost a switch of threads,
//! which was most of what a question about 200 certificates cost (`benches/exemptions.mjs`).

use serde::de::DeserializeOwned;

use super::Tx;

impl Tx {
    /// The beginning of a query whose one value holds all rows, each an array of these columns.
    pub(super) fn select_bulk(&self, columns: &str) -> String {
        self.select_bulk_rows(&self.bulk_row(columns))
    }

    /// The same where not every row has the same columns.
    pub(super) fn select_bulk_rows(&self, row: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("select json_group_array({row})"),
            Self::Postgres(_) => format!("select coalesce(json_agg({row}), '[]')::text"),
        }
    }

    /// One row.
    pub(super) fn bulk_row(&self, columns: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("json_array({columns})"),
            Self::Postgres(_) => format!("json_build_array({columns})"),
        }
    }

    /// An id among such columns, or null. SQLite keeps it as bytes, of which JSON knows nothing.
    pub(super) fn bulk_id(&self, column: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("iif({column} is null, null, hex({column}))"),
            Self::Postgres(_) => column.to_owned(),
        }
    }
}

/// The rows of such a text.
pub(super) fn rows<T: DeserializeOwned>(text: String) -> sqlx::Result<Vec<T>> {
    serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into()))
}
