//! SQL: rows to domain values and back, one file a table. One text a query, for SQLite and PostgreSQL alike.
//!
//! Every function takes the account, and the mode where rows have one: another tenant's row is `None`.

pub(crate) mod accounts;
pub(crate) mod api_keys;
pub(crate) mod asked;
mod bulk;
pub(crate) mod certificate_jurisdictions;
pub(crate) mod certificates;
pub(crate) mod clocks;
pub(crate) mod customers;
mod direct;
pub(crate) mod documents;
pub(crate) mod drafts;
pub(crate) mod endings;
pub(crate) mod events;
pub(crate) mod feed;
pub(crate) mod filings;
pub(crate) mod idempotency;
pub(crate) mod info_requests;
pub(crate) mod jobs;
pub(crate) mod logos;
pub(crate) mod mails;
pub(crate) mod on_file;
pub(crate) mod policies;
pub(crate) mod portal_codes;
pub(crate) mod portal_requests;
pub(crate) mod portal_sessions;
pub(crate) mod purchases;
mod question;
pub(crate) mod reminders;
pub(crate) mod requests;
pub(crate) mod sessions;
pub(crate) mod snapshots;
pub(crate) mod storefronts;
pub(crate) mod users;
pub(crate) mod webhook_deliveries;
pub(crate) mod webhooks;
mod writer;

use std::{
    ops::{Deref, DerefMut},
    str::FromStr,
    time::Duration,
};

use chrono::{DateTime, Duration as Span, Utc};
use sqlx::{
    Connection as _, Database, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
    pool::PoolConnection,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use uuid::Uuid;

use self::{
    direct::Direct,
    writer::{Member, Writer},
};

/// How long an action waits for a connection before it says "unavailable".
const ACQUIRE: Duration = Duration::from_secs(10);

/// The database, whichever it is.
#[derive(Clone)]
pub(crate) enum Store {
    /// One connection writes, so that writers queue up fairly instead of colliding; several read (WAL).
    Sqlite {
        readers: SqlitePool,
        writer: Writer,
        direct: Direct,
    },
    Postgres(PgPool),
}

/// A transaction on whichever database it is.
pub(crate) enum Tx {
    Sqlite(OnSqlite),
    Postgres(Held<Postgres>),
}

/// A connection of SQLite's: one of those that read, or the one that writes.
pub(crate) enum OnSqlite {
    Reads(Held<Sqlite>),
    Writes(Member),
}

impl Deref for OnSqlite {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Reads(held) => held,
            Self::Writes(member) => member,
        }
    }
}

impl DerefMut for OnSqlite {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Reads(held) => held,
            Self::Writes(member) => member,
        }
    }
}

/// A connection, with a transaction around its statements or without.
pub(crate) enum Held<DB: Database> {
    Transaction(Transaction<'static, DB>),
    Connection(PoolConnection<DB>),
}

impl<DB: Database> Deref for Held<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        match self {
            Self::Transaction(transaction) => transaction,
            Self::Connection(connection) => connection,
        }
    }
}

impl<DB: Database> DerefMut for Held<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        match self {
            Self::Transaction(transaction) => transaction,
            Self::Connection(connection) => connection,
        }
    }
}

impl<DB: Database> Held<DB> {
    async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Transaction(transaction) => transaction.commit().await,
            Self::Connection(_) => Ok(()), // each statement was a transaction
        }
    }
}

/// Runs a statement on whichever database holds the transaction. The body is compiled once for each.
macro_rules! on {
    ($tx:expr, |$conn:ident| $query:expr) => {
        match $tx {
            $crate::store::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $query
            }
            $crate::store::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $query
            }
        }
    };
}
pub(crate) use on;

/// Pushes the values of an `in`, as `(a, b, c)`; there must be one.
macro_rules! push_list {
    ($query:expr, $values:expr) => {{
        $query.push("(");
        let (mut list, mut empty) = ($query.separated(", "), true);
        for value in $values {
            list.push_bind(value);
            empty = false;
        }
        $query.push(if empty { "null)" } else { ")" })
    }};
}
pub(crate) use push_list;

impl Store {
    /// Connects, and brings the tables up to date.
    pub(crate) async fn open(url: &str) -> Result<Self, sqlx::migrate::MigrateError> {
        let migrations = sqlx::migrate!("../migrations");
        if url.starts_with("postgres") {
            let pool = PgPoolOptions::new()
                .max_connections(20)
                .acquire_timeout(ACQUIRE)
                .acquire_slow_threshold(ACQUIRE / 2)
                .connect(url)
                .await?;
            migrations.run(&pool).await?;
            return Ok(Self::Postgres(pool));
        }
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full) // these are legal documents
            .busy_timeout(Duration::from_secs(5)); // another process, such as the command line
        // A full disk ends a transaction without sqlx's knowing, which then takes the connection to be inside one for ever:
        // such a connection is replaced.
        let pool = |size| {
            SqlitePoolOptions::new()
                .max_connections(size)
                .acquire_timeout(ACQUIRE)
                .acquire_slow_threshold(ACQUIRE / 2)
                .test_before_acquire(false) // nothing can cut the way to a file
                .before_acquire(|connection, _| Box::pin(std::future::ready(Ok(!connection.is_in_transaction()))))
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        migrations.run(&writer).await?;
        let direct = Direct::to(options.get_filename());
        let readers = pool(8).connect_with(options).await?;
        Ok(Self::Sqlite { readers, writer: Writer::new(writer), direct })
    }

    /// A transaction that only reads.
    pub(crate) async fn read(&self) -> sqlx::Result<Tx> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(OnSqlite::Reads(Held::Transaction(readers.begin().await?))),
            Self::Postgres(pool) => Tx::Postgres(Held::Transaction(pool.begin().await?)),
        })
    }

    /// For one statement that reads: without a transaction around it, a third of the ways to the database.
    pub(crate) async fn read_once(&self) -> sqlx::Result<Tx> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(OnSqlite::Reads(Held::Connection(readers.acquire().await?))),
            Self::Postgres(pool) => Tx::Postgres(Held::Connection(pool.acquire().await?)),
        })
    }

    /// A transaction that may write. SQLite takes its lock at once: deferred writers that read first fail each other. Those
    /// who wait for it share a commit, so what one sees may not be on the disk yet: whoever answers by it commits first, even
    /// where it changed nothing.
    pub(crate) async fn write(&self) -> sqlx::Result<Tx> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(OnSqlite::Writes(writer.write().await?)),
            Self::Postgres(pool) => Tx::Postgres(Held::Transaction(pool.begin().await?)),
        })
    }

    /// Lets go of every connection; SQLite folds its log into the file.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer, direct } => {
                direct.close().await;
                readers.close().await;
                writer.pool().close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes it last.
    pub(crate) async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(OnSqlite::Reads(held)) => held.commit().await,
            Self::Sqlite(OnSqlite::Writes(member)) => member.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }

    /// For the end of a sub-select that claims rows: PostgreSQL passes over what another worker holds; SQLite has one writer.
    fn skip_locked(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(_) => " for update skip locked",
        }
    }

    /// For the end of a select that decides a change: PostgreSQL keeps the row as read; SQLite's writer is alone anyway.
    fn for_update(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(_) => " for update",
        }
    }

    /// The same where rows that name this one may come in meanwhile.
    fn for_no_key_update(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(_) => " for no key update",
        }
    }
}

/// A span of time that a list is narrowed to; an end that is none is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// Not before this.
    pub from: Option<DateTime<Utc>>,
    /// Before this.
    pub until: Option<DateTime<Utc>>,
}

impl Window {
    /// The ids of what was made in it lie from the first to before the second: they carry the machine's time, so that the
    /// index by which a list is ordered leads there. A day more on both ends, since an id is not made in the very instant,
    /// and as much earlier as a clock of test mode may have been `ahead`.
    pub(crate) fn ids(&self, ahead: Span) -> (Option<Uuid>, Option<Uuid>) {
        let margin = Span::days(1);
        let earlier = |at: DateTime<Utc>| at.checked_sub_signed(margin + ahead).unwrap_or(at);
        let later = |at: DateTime<Utc>| at.checked_add_signed(margin).unwrap_or(at);
        (self.from.map(earlier).map(first_id), self.until.map(later).map(first_id))
    }
}

/// No id that is made at an instant or later sorts before this one.
fn first_id(at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

/// Narrows a query to the rows whose `created_at` and `updated_at` lie in these windows.
macro_rules! push_windows {
    ($query:expr, $actor:expr, $created:expr, $updated:expr) => {{
        let (first, last) = $created.ids($actor.world().ahead());
        let ids = [(" and id >= ", first), (" and id < ", last)];
        for (condition, id) in ids {
            if let Some(id) = id {
                $query.push(condition).push_bind(id);
            }
        }
        let instants = [
            (" and created_at >= ", $created.from),
            (" and created_at < ", $created.until),
            (" and updated_at >= ", $updated.from),
            (" and updated_at < ", $updated.until),
        ];
        for (condition, instant) in instants {
            if let Some(instant) = instant {
                $query.push(condition).push_bind(instant);
            }
        }
    }};
}
pub(crate) use push_windows;

/// Narrows a query over the rows of all accounts to those that go by a dial.
macro_rules! push_dial {
    ($query:expr, $dial:expr) => {
        match $dial.of {
            Some(world) => {
                $query.push(" and account_id = ").push_bind(world.account());
                $query.push(" and livemode = ").push_bind(world.livemode());
            }
            None => {
                $query.push(
                    " and (livemode or account_id not in (select id from accounts where test_ahead_seconds > 0))",
                );
            }
        }
    };
}
pub(crate) use push_dial;

/// One page of a list, newest first, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, Id> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// The last id of this page where more rows follow; give it back to go on there.
    pub next_cursor: Option<Id>,
}

impl<T, Id> Page<T, Id> {
    /// A page out of one row more than wanted: the extra one only says that there are more.
    pub(crate) fn cut(mut rows: Vec<T>, limit: usize, id: impl Fn(&T) -> Id) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(id);
        Self { rows, next_cursor }
    }
}

/// Whether this error says that `column` of `table` must be unique.
pub(crate) fn conflicts_on(error: &sqlx::Error, table: &str, column: &str) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.is_unique_violation()
            && match error.constraint() {
                Some(constraint) => constraint == format!("{table}_{column}_key"),
                // SQLite names no constraint; its message ends in the last column of it.
                None => error.message().ends_with(&format!("{table}.{column}")),
            }
    })
}

/// A text column as the value that it spells.
fn parsed<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(column: &str, text: &str) -> sqlx::Result<T> {
    text.parse()
        .map_err(|error: T::Err| sqlx::Error::ColumnDecode { index: column.to_owned(), source: Box::new(error) })
}

/// A nullable text column as the value that it spells.
fn parsed_option<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    column: &str,
    text: Option<String>,
) -> sqlx::Result<Option<T>> {
    text.map(|text| parsed(column, &text)).transpose()
}

#[cfg(test)]
mod tests;
