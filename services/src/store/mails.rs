use chrono::{DateTime, Utc};
use domain::{AccountId, Language, MailId, MailKind, MailStatus, ReminderStage, RequestId};

use super::{Tx, on};
use crate::Actor;

/// A mail on its way; what it says is written afresh at each try.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Mail {
    pub(crate) id: MailId,
    pub(crate) account_id: AccountId,
    pub(crate) livemode: bool,
    pub(crate) request_id: RequestId,
    pub(crate) kind: MailKind,
    pub(crate) recipient: String,
    pub(crate) recipient_name: Option<String>,
    /// None: that of the request.
    pub(crate) language: Option<Language>,
    /// What a person wrote for it.
    pub(crate) note: Option<String>,
    /// Which reminder it is.
    pub(crate) stage: Option<ReminderStage>,
    pub(crate) status: MailStatus,
    pub(crate) unconfirmed: i32,
    /// Why the last try failed.
    pub(crate) last_error: Option<String>,
}

/// A mail that is to be sent.
#[derive(Debug, Clone)]
pub(crate) struct NewMail {
    pub(crate) kind: MailKind,
    pub(crate) recipient: String,
    pub(crate) recipient_name: Option<String>,
    pub(crate) language: Option<Language>,
    pub(crate) note: Option<String>,
    pub(crate) stage: Option<ReminderStage>,
}

impl NewMail {
    /// A mail that says no more than its kind does.
    pub(crate) fn new(kind: MailKind, recipient: impl Into<String>) -> Self {
        Self { kind, recipient: recipient.into(), recipient_name: None, language: None, note: None, stage: None }
    }
}

pub(crate) async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    id: MailId,
    request: RequestId,
    mail: &NewMail,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| {
        sqlx::query(
        "insert into mails (id, account_id, livemode, request_id, kind, recipient, recipient_name, language, note, stage,
         status, unconfirmed, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'queued', 0, $11)"
    )
    .bind(id)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .bind(mail.kind)
    .bind(&mail.recipient)
    .bind(&mail.recipient_name)
    .bind(mail.language)
    .bind(&mail.note)
    .bind(mail.stage)
    .bind(now)
    .execute(conn)
    .await
    .map(drop)
    })
}

macro_rules! select {
    ($end:literal) => {
        concat!(
            "select id, account_id, livemode, request_id, kind, recipient, recipient_name, language, note, stage, status, \
             unconfirmed, last_error from mails ",
            $end
        )
    };
}

pub(crate) async fn find(tx: &mut Tx, account: AccountId, id: MailId) -> sqlx::Result<Option<Mail>> {
    on!(tx, |conn| sqlx::query_as(select!("where account_id = $1 and id = $2"))
        .bind(account)
        .bind(id)
        .fetch_optional(conn)
        .await)
}

/// The mail that brought the link to whoever has it now: the buyer, or the last colleague that it was passed on to.
pub(crate) async fn last_that_asked(tx: &mut Tx, actor: &Actor, request: RequestId) -> sqlx::Result<Option<Mail>> {
    on!(tx, |conn| sqlx::query_as(select!(
        "where account_id = $1 and livemode = $2 and request_id = $3 and kind in ('invitation', 'delegation')
         and status <> 'bounced' order by id desc limit 1"
    ))
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .fetch_optional(conn)
    .await)
}

/// When the last invitation of a request was written, and to which address.
pub(crate) async fn last_invitation(
    tx: &mut Tx,
    actor: &Actor,
    request: RequestId,
) -> sqlx::Result<Option<(String, DateTime<Utc>)>> {
    on!(tx, |conn| sqlx::query_as(
        "select recipient, created_at from mails
         where account_id = $1 and livemode = $2 and request_id = $3 and kind = 'invitation' order by id desc limit 1"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .fetch_optional(conn)
    .await)
}

/// To whom a request was passed on, and when, in order.
pub(crate) async fn delegations(
    tx: &mut Tx,
    actor: &Actor,
    request: RequestId,
) -> sqlx::Result<Vec<(String, DateTime<Utc>)>> {
    on!(tx, |conn| sqlx::query_as(
        "select recipient, created_at from mails
         where account_id = $1 and livemode = $2 and request_id = $3 and kind = 'delegation' order by id"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .fetch_all(conn)
    .await)
}

/// Notes, before the mail leaves, that its fate will be unknown until somebody says otherwise.
pub(crate) async fn begin(tx: &mut Tx, mail: &Mail) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("update mails set unconfirmed = unconfirmed + 1 where account_id = $1 and id = $2")
        .bind(mail.account_id)
        .bind(mail.id)
        .execute(conn)
        .await
        .map(drop))
}

/// Notes that the server certainly did not take it: that try does not count.
pub(crate) async fn not_taken(tx: &mut Tx, mail: &Mail, error: &str) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update mails set unconfirmed = unconfirmed - 1, last_error = $1 where account_id = $2 and id = $3"
    )
    .bind(error)
    .bind(mail.account_id)
    .bind(mail.id)
    .execute(conn)
    .await
    .map(drop))
}

/// Notes the mail's end.
pub(crate) async fn finish(
    tx: &mut Tx,
    mail: &Mail,
    status: MailStatus,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update mails set status = $1, last_error = $2, sent_at = $3 where account_id = $4 and id = $5"
    )
    .bind(status)
    .bind(error)
    .bind((status == MailStatus::Sent).then_some(now))
    .bind(mail.account_id)
    .bind(mail.id)
    .execute(conn)
    .await
    .map(drop))
}

/// Why the invitation of a request is still not sent, if it ever failed.
pub(crate) async fn last_error(tx: &mut Tx, actor: &Actor, request: RequestId) -> sqlx::Result<Option<String>> {
    let found: Option<Option<String>> = on!(tx, |conn| sqlx::query_scalar(
        "select last_error from mails
         where account_id = $1 and livemode = $2 and request_id = $3 and kind = 'invitation' order by id desc limit 1"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .fetch_optional(conn)
    .await)?;
    Ok(found.flatten())
}

/// Lets the mails of a test request have gone to another address, for an example.
pub(crate) async fn readdress(tx: &mut Tx, actor: &Actor, request: RequestId, to: &str) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update mails set recipient = $1 where account_id = $2 and livemode = false and request_id = $3"
    )
    .bind(to)
    .bind(actor.account())
    .bind(request)
    .execute(conn)
    .await
    .map(drop))
}
