use std::path::Path;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

/// The database of one test: a file, or a database of its own on the server that `scripts/test` has started.
pub struct Database {
    pub url: String,
    on: Option<Server>,
}

/// A PostgreSQL server, and the name of our database on it.
struct Server {
    url: String,
    name: String,
}

impl Database {
    pub async fn create(data_dir: &Path) -> Self {
        #[expect(clippy::disallowed_methods, reason = "scripts/test says by it which database to run on")]
        let Ok(server) = std::env::var("CERTLANE_TEST_DATABASE_URL") else {
            return Self { url: format!("sqlite://{}", data_dir.join("certlane.db").display()), on: None };
        };
        let name = format!("it_{}_{}", std::process::id(), number());
        let mut connection = PgConnection::connect(&server).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await.unwrap();
        let mut url: url::Url = server.parse().unwrap();
        url.set_path(&name);
        Self { url: url.to_string(), on: Some(Server { url: server, name }) }
    }

    /// The first column of what a query finds; it has to be text.
    pub async fn texts(&self, sql: &str) -> Vec<Option<String>> {
        let query = AssertSqlSafe(sql.to_owned());
        if self.on.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(query).fetch_all(&mut connection).await.unwrap()
        } else {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(query).fetch_all(&mut connection).await.unwrap()
        }
    }

    /// The first column of what a query finds; it has to be bytes.
    pub async fn bytes(&self, sql: &str) -> Vec<Option<Vec<u8>>> {
        let query = AssertSqlSafe(sql.to_owned());
        if self.on.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(query).fetch_all(&mut connection).await.unwrap()
        } else {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(query).fetch_all(&mut connection).await.unwrap()
        }
    }

    /// Somebody else is in the middle of a transaction, in which this was done. SQLite has one writer: there everybody waits.
    pub async fn amid(&self, on_postgres: &str, on_sqlite: &str) -> Amid {
        let (begin, done, mut amid) = if self.on.is_some() {
            ("begin", on_postgres, Amid::Postgres(PgConnection::connect(&self.url).await.unwrap()))
        } else {
            ("begin immediate", on_sqlite, Amid::Sqlite(SqliteConnection::connect(&self.url).await.unwrap()))
        };
        amid.run(begin).await;
        amid.run(done).await;
        amid
    }

    /// Changes rows behind the portal's back, as a crash would leave them.
    pub async fn run(&self, sql: &str) {
        let query = AssertSqlSafe(sql.to_owned());
        if self.on.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query(query).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query(query).execute(&mut connection).await.unwrap();
        }
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> usize {
        self.texts(&format!("select 'row' from {table}")).await.len()
    }

    /// What a buyer's visit could change: the events, the answers, and the instants of all requests.
    pub async fn state(&self) -> Vec<Option<String>> {
        let instants = ["updated_at", "opened_at", "started_at"];
        let requests = instants.map(|at| format!("select cast({at} as text) from certificate_requests"));
        let rest = ["select kind from events", "select cast(updated_at as text) from drafts"].map(str::to_owned);
        self.texts(&requests.into_iter().chain(rest).collect::<Vec<_>>().join(" union all ")).await
    }

    /// The database says about itself that nothing is broken.
    pub async fn is_whole(&self) -> bool {
        self.on.is_some() || self.texts("pragma integrity_check").await == [Some("ok".to_owned())]
    }
}

/// Somebody else's transaction.
pub enum Amid {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

impl Amid {
    async fn run(&mut self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Postgres(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop),
            Self::Sqlite(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop),
        }
        .unwrap();
    }

    /// It comes to its end.
    pub async fn commit(mut self) {
        self.run("commit").await;
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(Server { url, name }) = self.on.take() else { return };
        let drop_it = async move {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            let sql = format!("drop database {name} with (force)");
            sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        };
        // A test's own runtime cannot be waited for in here.
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        std::thread::spawn(move || runtime().block_on(drop_it)).join().unwrap();
    }
}

fn number() -> usize {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    NEXT.fetch_add(1, Ordering::SeqCst)
}
