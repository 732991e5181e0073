//! A statement that reads, asked of either database in the shortest way there is. What calls wait for most is asked so:
//! sqlx sends each row of SQLite's through two threads, which takes five times as long as finding it.

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::de::DeserializeOwned;
use sqlx::{
    Arguments as _, AssertSqlSafe, PgPool, Row as _,
    postgres::{PgArguments, PgRow},
    types::Json,
};
use uuid::Uuid;

use super::{Store, parsed, parsed_option};

/// The text of a statement, and the values in it: `$1`, `$2` and so on, in both databases.
#[derive(Debug)]
pub(crate) struct Question {
    text: String,
    values: Vec<Value>,
}

/// A value that a statement compares with.
#[derive(Debug)]
pub(crate) enum Value {
    Id(Uuid),
    Flag(bool),
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
    Instant(DateTime<Utc>),
}

impl Question {
    pub(super) fn new(text: &str) -> Self {
        let mut whole = String::with_capacity(1_200); // more than most need
        whole.push_str(text);
        Self { text: whole, values: Vec::with_capacity(8) }
    }

    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub(super) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }
}

/// Reads one row.
pub(super) type Reading<T> = fn(&mut Row<'_>) -> sqlx::Result<T>;

impl Store {
    /// The row that a statement finds by an index; there is one at most.
    pub(super) async fn row<T>(&self, question: &Question, read: Reading<T>) -> sqlx::Result<Option<T>> {
        match self {
            Self::Sqlite { direct, .. } => Ok(direct.ask(question, read)?.pop()),
            Self::Postgres(pool) => Ok(ask_postgres(pool, question, read).await?.pop()),
        }
    }

    /// All rows that a statement finds, which may have to look at many.
    pub(super) async fn rows<T: Send + 'static>(&self, question: Question, read: Reading<T>) -> sqlx::Result<Vec<T>> {
        match self {
            Self::Sqlite { direct, .. } => direct.ask_aside(question, read).await,
            Self::Postgres(pool) => ask_postgres(pool, &question, read).await,
        }
    }
}

async fn ask_postgres<T>(pool: &PgPool, question: &Question, read: Reading<T>) -> sqlx::Result<Vec<T>> {
    let mut arguments = PgArguments::default();
    for value in &question.values {
        let added = match value {
            Value::Id(id) => arguments.add(id),
            Value::Flag(flag) => arguments.add(flag),
            Value::Number(number) => arguments.add(number),
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
            Value::Instant(instant) => arguments.add(instant),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    // Parts of this program's text and `$1`: what people wrote is among the values.
    let query = sqlx::query_with(AssertSqlSafe(question.text.as_str()), arguments);
    let rows = query.fetch_all(pool).await?;
    rows.iter().map(|row| read(&mut Row { of: Of::Postgres(row), next: 0 })).collect()
}

/// A row of either database; its columns are read one after the other.
pub(super) struct Row<'a> {
    of: Of<'a>,
    next: usize,
}

enum Of<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a PgRow),
}

impl<'a> Row<'a> {
    pub(super) fn of_sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self { of: Of::Sqlite(row), next: 0 }
    }

    /// The next column.
    pub(super) fn next<T: Column>(&mut self) -> sqlx::Result<T> {
        let index = self.next;
        self.next += 1;
        match self.of {
            Of::Sqlite(row) => {
                let value = row.get_ref(index).map_err(super::direct::failed)?;
                T::of_sqlite(value).map_err(|error| undecodable(index, error.into()))
            }
            Of::Postgres(row) => T::of_postgres(row, index),
        }
    }

    /// A text column, as what it spells.
    pub(super) fn word<T>(&mut self) -> sqlx::Result<T>
    where
        T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
    {
        let index = self.next;
        parsed(&index.to_string(), &self.next::<String>()?)
    }

    /// The same where there may be none.
    pub(super) fn word_or_none<T>(&mut self) -> sqlx::Result<Option<T>>
    where
        T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
    {
        let index = self.next;
        parsed_option(&index.to_string(), self.next()?)
    }

    /// A column of JSON.
    pub(super) fn json<T: DeserializeOwned + Send + Unpin + 'static>(&mut self) -> sqlx::Result<T> {
        let index = self.next;
        self.next += 1;
        match self.of {
            Of::Sqlite(row) => {
                let value = row.get_ref(index).map_err(super::direct::failed)?;
                let text = value.as_str().map_err(|error| undecodable(index, error.into()))?;
                serde_json::from_str(text).map_err(|error| undecodable(index, error.into()))
            }
            Of::Postgres(row) => row.try_get(index).map(|Json(value)| value),
        }
    }
}

fn undecodable(index: usize, source: sqlx::error::BoxDynError) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: index.to_string(), source }
}

/// What a column may hold, as either database keeps it; SQLite's as sqlx writes them.
pub(super) trait Column: Sized {
    fn of_sqlite(value: ValueRef<'_>) -> FromSqlResult<Self>;
    fn of_postgres(row: &PgRow, index: usize) -> sqlx::Result<Self>;
}

macro_rules! column {
    ($type:ty, |$value:ident| $of_sqlite:expr) => {
        impl Column for $type {
            fn of_sqlite($value: ValueRef<'_>) -> FromSqlResult<Self> {
                $of_sqlite
            }

            fn of_postgres(row: &PgRow, index: usize) -> sqlx::Result<Self> {
                row.try_get(index)
            }
        }

        impl Column for Option<$type> {
            fn of_sqlite(value: ValueRef<'_>) -> FromSqlResult<Self> {
                match value {
                    ValueRef::Null => Ok(None),
                    value => <$type as Column>::of_sqlite(value).map(Some),
                }
            }

            fn of_postgres(row: &PgRow, index: usize) -> sqlx::Result<Self> {
                row.try_get(index)
            }
        }
    };
}

column!(bool, |value| bool::column_result(value));
column!(i32, |value| i32::column_result(value));
column!(i64, |value| i64::column_result(value));
column!(String, |value| value.as_str().map(str::to_owned));
column!(Uuid, |value| Uuid::from_slice(value.as_blob()?).map_err(FromSqlError::other));
column!(DateTime<Utc>, |value| match DateTime::parse_from_rfc3339(value.as_str()?) {
    Ok(instant) => Ok(instant.to_utc()),
    Err(error) => Err(FromSqlError::other(error)),
});

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Id(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Self::Flag(flag) => ToSqlOutput::from(*flag),
            Self::Number(number) => ToSqlOutput::from(*number),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Instant(instant) => ToSqlOutput::from(instant.to_rfc3339()),
        })
    }
}

macro_rules! value {
    ($type:ty, |$given:ident| $value:expr) => {
        impl From<$type> for Value {
            fn from($given: $type) -> Self {
                $value
            }
        }
    };
}

value!(Uuid, |id| Self::Id(id));
value!(bool, |flag| Self::Flag(flag));
value!(i64, |number| Self::Number(number));
value!(&str, |text| Self::Text(text.to_owned()));
value!(String, |text| Self::Text(text));
value!(Vec<u8>, |bytes| Self::Bytes(bytes));
value!(DateTime<Utc>, |instant| Self::Instant(instant));
value!(domain::AccountId, |id| Self::Id(id.0));
value!(domain::CustomerId, |id| Self::Id(id.0));
value!(domain::RequestId, |id| Self::Id(id.0));
