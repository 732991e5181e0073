use chrono::{DateTime, Utc};
use domain::{AccountId, JobId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Store, Tx, on, question::Question};

/// Work for after the commit, as the table keeps it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) id: JobId,
    pub(crate) kind: String,
    pub(crate) subject: Uuid,
    pub(crate) account_id: AccountId,
    pub(crate) attempts: i32,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: JobId,
    kind: &str,
    subject: Uuid,
    account: AccountId,
    run_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into jobs (id, kind, subject, account_id, run_at, attempts) values ($1, $2, $3, $4, $5, 0)"
    )
    .bind(id)
    .bind(kind)
    .bind(subject)
    .bind(account)
    .bind(run_at)
    .execute(conn)
    .await
    .map(drop))
}

/// Whether a job is due: a look that takes no lock, for a worker that has nothing to do most of the time.
pub(crate) async fn is_due(store: &Store, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let mut question = Question::new("select 1 from jobs where run_at <= ");
    question.push_bind(now).push(" and (locked_until is null or locked_until <= ").push_bind(now).push(") limit 1");
    Ok(store.row::<i32>(&question, |row| row.next()).await?.is_some())
}

/// Takes the job that is due longest and keeps others from it until `locked_until`.
pub(crate) async fn claim(tx: &mut Tx, now: DateTime<Utc>, locked_until: DateTime<Utc>) -> sqlx::Result<Option<Row>> {
    let skip_locked = tx.skip_locked();
    on!(tx, |conn| QueryBuilder::new("update jobs set attempts = attempts + 1, locked_until = ")
        .push_bind(locked_until)
        .push(" where id = (select id from jobs where run_at <= ")
        .push_bind(now)
        .push(" and (locked_until is null or locked_until <= ")
        .push_bind(now)
        .push(") order by run_at limit 1")
        .push(skip_locked)
        .push(") returning id, kind, subject, account_id, attempts")
        .build_query_as()
        .fetch_optional(conn)
        .await)
}

/// The mails of test mode that have not left yet, of the account `$1`.
macro_rules! test_mails {
    () => {
        "account_id = $1 and kind = 'send_mail'
         and exists (select 1 from mails where mails.id = jobs.subject and mails.account_id = $1 and livemode = false
         and status = 'queued')"
    };
}

/// The same for the mails of one account's test mode, which whoever moves its clock sends.
pub(crate) async fn claim_test_mail(
    tx: &mut Tx,
    account: AccountId,
    now: DateTime<Utc>,
    locked_until: DateTime<Utc>,
) -> sqlx::Result<Option<Row>> {
    on!(tx, |conn| sqlx::query_as(concat!(
        "update jobs set attempts = attempts + 1, locked_until = $3 where id = (select id from jobs where ",
        test_mails!(),
        " and run_at <= $2 and (locked_until is null or locked_until <= $2) order by run_at limit 1)
         and (locked_until is null or locked_until <= $2) returning id, kind, subject, account_id, attempts"
    ))
    .bind(account)
    .bind(now)
    .bind(locked_until)
    .fetch_optional(conn)
    .await)
}

/// When the mails of an account's test mode that wait for another try are due, by the machine's clock.
pub(crate) async fn test_mails_due(
    tx: &mut Tx,
    account: AccountId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(JobId, DateTime<Utc>)>> {
    on!(tx, |conn| sqlx::query_as(concat!("select id, run_at from jobs where ", test_mails!(), " and run_at > $2"))
        .bind(account)
        .bind(now)
        .fetch_all(conn)
        .await)
}

/// Lets a job that nobody holds be due at another time.
pub(crate) async fn reschedule(tx: &mut Tx, account: AccountId, id: JobId, run_at: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update jobs set run_at = $1 where account_id = $2 and id = $3 and locked_until is null"
    )
    .bind(run_at)
    .bind(account)
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// Whether another worker holds one of them.
pub(crate) async fn holds_test_mail(tx: &mut Tx, account: AccountId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let found: Option<i32> = on!(tx, |conn| sqlx::query_scalar(concat!(
        "select 1 from jobs where ",
        test_mails!(),
        " and run_at <= $2 and locked_until > $2 limit 1"
    ))
    .bind(account)
    .bind(now)
    .fetch_optional(conn)
    .await)?;
    Ok(found.is_some())
}

/// The job is done, or given up.
pub(crate) async fn delete(tx: &mut Tx, account: AccountId, id: JobId) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("delete from jobs where account_id = $1 and id = $2")
        .bind(account)
        .bind(id)
        .execute(conn)
        .await
        .map(drop))
}

/// The job is to be tried again later.
pub(crate) async fn postpone(
    tx: &mut Tx,
    account: AccountId,
    id: JobId,
    run_at: DateTime<Utc>,
    error: &str,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update jobs set run_at = $1, locked_until = null, last_error = $2 where account_id = $3 and id = $4"
    )
    .bind(run_at)
    .bind(error)
    .bind(account)
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// Takes every job back from whoever held it.
pub(crate) async fn release_all(tx: &mut Tx) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("update jobs set locked_until = null where locked_until is not null")
        .execute(conn)
        .await
        .map(drop))
}
