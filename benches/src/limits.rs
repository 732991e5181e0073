//! What the machine can do without Certlane: a bare handler, and bare loops over sqlx. Each runs in a process of its own, on
//! the server's core.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    process::{Child, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, http::header, routing::get};
use sqlx::{
    Connection as _, FromRow, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tempfile::NamedTempFile;
use tokio::{net::TcpListener, task::JoinSet};
use uuid::Uuid;

use crate::{
    READERS, Result, WRITERS,
    load::{MEASURED, Server},
    portal::on_its_core,
};

/// A bare axum handler that always answers the same bytes. It ends when it is dropped.
pub(crate) struct Handler {
    process: Child,
    address: SocketAddr,
    _bytes: NamedTempFile,
}

impl Handler {
    pub(crate) fn start(bytes: &[u8]) -> Result<Self> {
        let file = NamedTempFile::new()?;
        fs::write(file.path(), bytes)?;
        let mut process = on_its_core(&std::env::current_exe()?)
            .args(["limit", "handler"])
            .arg(file.path())
            .stdout(Stdio::piped())
            .spawn()?;
        let address = first_line(&mut process)?.parse()?;
        Ok(Self { process, address, _bytes: file })
    }
}

impl Server for Handler {
    fn address(&self) -> SocketAddr {
        self.address
    }

    fn headers(&self) -> String {
        String::new()
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        let _ = self.process.kill(); // it is gone already, then
        let _ = self.process.wait();
    }
}

fn first_line(process: &mut Child) -> Result<String> {
    use std::io::BufRead as _;
    let mut line = String::new();
    let output = process.stdout.as_mut().ok_or("no output")?;
    std::io::BufReader::new(output).read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// In the other process: answers, and says where.
#[expect(clippy::print_stdout, reason = "the process that started this one reads it there")]
pub(crate) async fn serve(file: &Path) -> Result<()> {
    let bytes: Arc<[u8]> = fs::read(file)?.into();
    let bytes = axum::body::Bytes::from_owner(bytes);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let answer = move || async move { ([(header::CONTENT_TYPE, "application/json")], bytes) };
    Ok(axum::serve(listener, Router::new().route("/", get(answer))).await?)
}

/// Lets another process run one of the loops below, and says what it reached.
pub(crate) fn measure(which: &str, database: &Path) -> Result<f64> {
    let output = on_its_core(&std::env::current_exe()?)
        .args(["limit", which])
        .arg(database)
        .arg(MEASURED.as_secs_f64().to_string())
        .stderr(Stdio::inherit())
        .output()?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// A request as the program reads it for a list.
#[derive(FromRow)]
#[expect(dead_code, reason = "reading it is the work")]
struct Request {
    id: Uuid,
    account_id: Uuid,
    livemode: bool,
    customer_id: Uuid,
    status: String,
    delivery_method: String,
    recipient: String,
    fax_number: Option<String>,
    jurisdictions: String,
    reasons: String,
    certificate_type_id: Option<String>,
    message: Option<String>,
    cover_letter: String,
    generation: i32,
    certificate_id: Option<Uuid>,
    email_status: Option<String>,
    language: Option<String>,
    renews_certificate_id: Option<Uuid>,
    ended_because: Option<String>,
    expires_at: String,
    created_at: String,
    updated_at: String,
}

const LIST: &str = "select id, account_id, livemode, customer_id, status, delivery_method, recipient, fax_number, \
    jurisdictions, reasons, certificate_type_id, message, cover_letter, generation, certificate_id, email_status, language, \
    renews_certificate_id, ended_because, expires_at, created_at, updated_at from certificate_requests \
    where account_id = $1 and livemode = true and status = 'pending' and expires_at > $2 order by id desc limit 51";

/// Lists of fifty and one more, a second.
pub(crate) async fn list(database: &str, span: Duration) -> Result<f64> {
    let pool = pool(database, 8).await?;
    let account: Uuid = sqlx::query_scalar("select id from accounts").fetch_one(&pool).await?;
    let now: String = sqlx::query_scalar("select strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')").fetch_one(&pool).await?;
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..READERS {
        let (pool, now) = (pool.clone(), now.clone());
        tasks.spawn(async move {
            let mut read = 0;
            while started.elapsed() < span {
                let rows: Vec<Request> = sqlx::query_as(LIST).bind(account).bind(&now).fetch_all(&pool).await?;
                assert_eq!(rows.len(), 51);
                read += 1;
            }
            Ok::<u32, sqlx::Error>(read)
        });
    }
    let mut read = 0;
    while let Some(count) = tasks.join_next().await {
        read += count??;
    }
    Ok(f64::from(read) / started.elapsed().as_secs_f64())
}

/// Requests with their event, as a trigger makes them, a second: a savepoint each, 64 to a commit.
pub(crate) async fn write(database: &str, span: Duration) -> Result<f64> {
    let pool = pool(database, 1).await?;
    let mut connection = pool.acquire().await?;
    let newest = "select id from certificate_requests order by id desc limit 1";
    let request: Uuid = sqlx::query_scalar(newest).fetch_one(&mut *connection).await?;
    let insert = insert_like(&mut connection).await?;
    let next = request.as_u128().max(LATEST) + 2; // behind those of the turn before
    let mut written: u128 = 0;
    let started = Instant::now();
    while started.elapsed() < span {
        let mut commit = connection.begin_with("begin immediate").await?;
        for _ in 0..WRITERS {
            let mut one = commit.begin().await?;
            let (new, event) = (Uuid::from_u128(next + 2 * written), Uuid::from_u128(next + 2 * written + 1));
            sqlx::query(sqlx::AssertSqlSafe(insert.as_str())).bind(new).bind(request).execute(&mut *one).await?;
            sqlx::query(EVENT).bind(event).bind(new).bind(request).execute(&mut *one).await?;
            one.commit().await?;
            written += 1;
        }
        commit.commit().await?;
    }
    Ok(written as f64 / started.elapsed().as_secs_f64())
}

/// An id that is later than all of the portal's.
const LATEST: u128 = 0x7000 << 112;

const EVENT: &str = "insert into events (id, account_id, livemode, kind, customer_id, request_id, certificate_id, actor, \
    note, at) select $1, account_id, livemode, kind, customer_id, $2, certificate_id, actor, note, at from events \
    where account_id = (select account_id from certificate_requests where id = $3) \
    and livemode = true and request_id = $3 limit 1";

/// Inserts a request under the id `$1`, and else like the one with the id `$2`.
async fn insert_like(connection: &mut SqliteConnection) -> Result<String> {
    let columns = columns_but_ids(connection).await?;
    Ok(format!(
        "insert into certificate_requests (id, code, {columns}) \
         select $1, 'ABCDEFGH', {columns} from certificate_requests where id = $2"
    ))
}

/// The columns of a request, but its id and its code.
pub(crate) async fn columns_but_ids(connection: &mut SqliteConnection) -> Result<String> {
    let columns = "select group_concat(name, ', ') from pragma_table_info('certificate_requests') \
                   where name not in ('id', 'code')";
    Ok(sqlx::query_scalar(columns).fetch_one(connection).await?)
}

/// As the program opens its database.
async fn pool(database: &str, size: u32) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(database)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5));
    Ok(SqlitePoolOptions::new().max_connections(size).test_before_acquire(false).connect_with(options).await?)
}
