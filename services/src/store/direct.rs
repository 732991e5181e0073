//! SQLite in the thread that asks. What a statement finds by an index lies in memory nearly always: it is there before
//! another thread has heard of the question.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

use super::{
    ACQUIRE,
    question::{Question, Reading, Row},
};

/// How many statements that may take long run at once; more would wait for the processor, and hold memory meanwhile.
const LONG_ONES: u32 = 4;

/// Statements that a connection keeps prepared.
const PREPARED: usize = 50;

/// Pages that a connection keeps, in kilobytes: the system keeps the file in memory too.
const CACHE: i64 = 1_000;

/// From here on a statement is worth a line in the log, as with sqlx.
const SLOW: Duration = Duration::from_secs(1);

/// Connections that read. Cloned, it shares them.
#[derive(Clone)]
pub(crate) struct Direct(Arc<Connections>);

struct Connections {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    is_closed: AtomicBool,
    long_ones: Arc<Semaphore>,
}

impl Direct {
    pub(super) fn to(file: &Path) -> Self {
        Self(Arc::new(Connections {
            file: file.to_owned(),
            idle: Mutex::default(),
            is_closed: AtomicBool::new(false),
            long_ones: Arc::new(Semaphore::new(LONG_ONES as usize)),
        }))
    }

    /// Asks here and now: for what is found by an index.
    pub(super) fn ask<T>(&self, question: &Question, read: Reading<T>) -> sqlx::Result<Vec<T>> {
        let connection = self.0.take()?;
        let asked = Instant::now();
        let found = rows(&connection, question, read);
        log(question, asked.elapsed());
        // One that failed may be in any state.
        if found.is_ok() {
            self.0.give_back(connection);
        }
        found
    }

    /// Asks in a thread where it stops nobody: for what may have to look at many rows.
    pub(super) async fn ask_aside<T>(&self, question: Question, read: Reading<T>) -> sqlx::Result<Vec<T>>
    where
        T: Send + 'static,
    {
        let turn = timeout(ACQUIRE, self.0.long_ones.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let direct = self.clone();
        let asked = spawn_blocking(move || {
            let found = direct.ask(&question, read);
            drop(turn);
            found
        });
        asked.await.map_err(|_| sqlx::Error::WorkerCrashed)?
    }

    /// Lets go of the connections, as soon as the long questions have their answers; whoever asks later is refused.
    pub(super) async fn close(&self) {
        self.0.is_closed.store(true, Ordering::SeqCst);
        let all = timeout(ACQUIRE, self.0.long_ones.acquire_many(LONG_ONES)).await;
        if all.is_err() {
            tracing::warn!("a statement still runs, and keeps the database's log");
        }
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Connections {
    fn take(&self) -> sqlx::Result<Connection> {
        if self.is_closed.load(Ordering::SeqCst) {
            return Err(sqlx::Error::PoolClosed);
        }
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| open(&self.file).map_err(failed), Ok)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_closed.load(Ordering::SeqCst) {
            idle.push(connection);
        }
    }
}

/// One connection is used by one thread at a time, so SQLite need not lock for itself.
fn open(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?; // one that may not write could not read while nobody writes
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    // The plan follows from the text alone. Else SQLite may plan anew for each value: a fifth of what a list took.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(connection)
}

fn rows<T>(connection: &Connection, question: &Question, read: Reading<T>) -> sqlx::Result<Vec<T>> {
    let mut statement = connection.prepare_cached(question.text()).map_err(failed)?;
    let mut answer = statement.query(rusqlite::params_from_iter(question.values())).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = answer.next().map_err(failed)? {
        found.push(read(&mut Row::of_sqlite(row))?);
    }
    Ok(found)
}

/// Where sqlx's own statements are.
fn log(question: &Question, took: Duration) {
    if took > SLOW {
        tracing::warn!(target: "sqlx::query", { db.statement = question.text(), ?took }, "a slow statement");
    } else {
        tracing::debug!(target: "sqlx::query", { db.statement = question.text(), ?took }, "asked");
    }
}

/// A disk that is full or fails, and a database that another program holds, are no fault of the program's.
pub(super) fn failed(error: rusqlite::Error) -> sqlx::Error {
    use ErrorCode::{CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, SystemIoFailure};
    match error.sqlite_error_code() {
        Some(DatabaseBusy | DatabaseLocked | DiskFull | SystemIoFailure | CannotOpen) => {
            sqlx::Error::Io(std::io::Error::other(error))
        }
        _ => sqlx::Error::AnyDriverError(Box::new(error)),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Error, StatementStatus, ffi};

    use super::*;

    #[test]
    fn a_statement_is_planned_once_whatever_its_values_are() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("words.db");
        let tables =
            "create table words (kind text, word text); create index short on words (word) where kind = 'short'";
        Connection::open(&file).unwrap().execute_batch(tables).unwrap();
        let connection = open(&file).unwrap();
        let ask = |kind: &str| {
            let mut question = Question::new("select word from words where kind = ");
            question.push_bind(kind).push(" and word > ").push_bind("a");
            rows::<String>(&connection, &question, |row| row.next()).unwrap();
            connection.prepare_cached(question.text()).unwrap().get_status(StatementStatus::RePrepare)
        };
        assert_eq!(["short", "long", "short"].map(ask), [0; 3]);
    }

    #[test]
    fn what_may_be_over_in_a_minute_is_no_fault_of_ours() {
        let unavailable = |code| {
            let error = failed(Error::SqliteFailure(ffi::Error::new(code), None));
            matches!(crate::Error::from(error), crate::Error::Unavailable(_))
        };
        let passing = [ffi::SQLITE_BUSY, ffi::SQLITE_LOCKED, ffi::SQLITE_FULL, ffi::SQLITE_IOERR, ffi::SQLITE_CANTOPEN];
        for code in passing {
            assert!(unavailable(code), "{code}");
        }
        for code in [ffi::SQLITE_ERROR, ffi::SQLITE_CORRUPT, ffi::SQLITE_MISUSE] {
            assert!(!unavailable(code), "{code}");
        }
    }
}
