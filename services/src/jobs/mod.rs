//! What happens after the commit: a table of jobs, filled in the same transaction as the change that wants them.
//!
//! A job carries ids, not data. It may run twice: a worker that dies lets its lease run out, and the next one begins
//! again. What a job does must bear that.

mod endpoint_disabled;
mod letters;
mod mail;
mod portal_code;
mod webhooks;

use std::{future::Future, time::Duration};

use domain::{
    AccountId, CertificateRequest, DeliveryMethod, DocumentId, JobId, MailId, MailKind, PortalCodeId, RequestId,
    WebhookEndpointId,
};
use tokio::{task::JoinSet, time::sleep};

pub use self::webhooks::deliver_due;
use crate::{
    Actor, Error, Result, Services, documents, endings, idempotency, portal, reminders, requests, sessions, store,
    store::{Tx, mails::NewMail},
    webhooks::deliveries,
    world::Dial,
};

/// How long a worker keeps a job to itself; longer than any job takes.
const LEASE: chrono::Duration = chrono::Duration::minutes(5);

/// How many jobs run at once: one mail server that hangs must not stop the other mails.
const WORKERS: usize = 4;

/// How often the worker looks for what is due when nobody wakes it.
const IDLE: Duration = Duration::from_secs(1);

/// 2026-11-01: no clock that is right shows an earlier time.
pub(crate) const BUILT_AFTER: i64 = 1_793_491_200;

/// How often the sweeps run.
const SWEEP: Duration = Duration::from_secs(60);

/// The closed list of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    /// Sends a mail.
    SendMail(MailId),
    /// Removes a document that was replaced.
    RemoveDocument(DocumentId),
    /// Asks the virus scanner about a document that is held.
    ScanDocument(DocumentId),
    /// Mails a code to sign in to the buyer's home.
    SendPortalCode(PortalCodeId),
    /// Mails to the owner that an endpoint of webhooks was given up.
    TellEndpointDisabled(WebhookEndpointId),
}

/// How a run ended that did not end well.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Again later.
    Retry(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
        Self::Retry(format!("{error}{cause}"))
    }
}

impl Job {
    fn kind(self) -> &'static str {
        match self {
            Self::SendMail(_) => "send_mail",
            Self::RemoveDocument(_) => "remove_document",
            Self::ScanDocument(_) => "scan_document",
            Self::SendPortalCode(_) => "send_portal_code",
            Self::TellEndpointDisabled(_) => "tell_endpoint_disabled",
        }
    }

    fn subject(self) -> uuid::Uuid {
        match self {
            Self::SendMail(mail) => mail.0,
            Self::RemoveDocument(document) | Self::ScanDocument(document) => document.0,
            Self::SendPortalCode(code) => code.0,
            Self::TellEndpointDisabled(endpoint) => endpoint.0,
        }
    }

    fn read(row: &store::jobs::Row) -> Option<Self> {
        match row.kind.as_str() {
            "send_mail" => Some(Self::SendMail(MailId(row.subject))),
            "remove_document" => Some(Self::RemoveDocument(DocumentId(row.subject))),
            "scan_document" => Some(Self::ScanDocument(DocumentId(row.subject))),
            "send_portal_code" => Some(Self::SendPortalCode(PortalCodeId(row.subject))),
            "tell_endpoint_disabled" => Some(Self::TellEndpointDisabled(WebhookEndpointId(row.subject))),
            _ => None,
        }
    }
}

/// Enqueues a job in the transaction of the change that wants it.
async fn enqueue(services: &Services, tx: &mut Tx, account: AccountId, job: Job) -> Result<()> {
    let id = JobId(services.clock.uuid());
    Ok(store::jobs::insert(tx, id, job.kind(), job.subject(), account, services.clock.now()).await?)
}

/// Enqueues the invitation of a request that was just inserted.
pub(crate) async fn enqueue_invitation(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    request: &CertificateRequest,
) -> Result<()> {
    let recipient = match (&request.fax_number, &services.settings.fax_gateway) {
        (Some(number), Some(gateway)) => gateway.address(number),
        _ => request.recipient.clone(),
    };
    enqueue_mail(services, tx, actor, request.id, &NewMail::new(MailKind::Invitation, recipient)).await
}

/// Enqueues the receipts of a request that was just fulfilled: to the contact that the certificate names, and to whoever
/// got the request by mail.
pub(crate) async fn enqueue_receipt(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    request: &CertificateRequest,
) -> Result<()> {
    let made = store::certificates::of_request(tx, actor, request.id).await?;
    let business = made.into_iter().next().ok_or(Error::NotFound)?.business;
    let contact = NewMail {
        recipient_name: Some(business.contact_name),
        ..NewMail::new(MailKind::Receipt, &business.contact_email)
    };
    enqueue_mail(services, tx, actor, request.id, &contact).await?;
    let by_mail = request.delivery_method == DeliveryMethod::Email;
    if by_mail && !request.recipient.eq_ignore_ascii_case(&business.contact_email) {
        let other = NewMail::new(MailKind::Receipt, &request.recipient);
        enqueue_mail(services, tx, actor, request.id, &other).await?;
    }
    Ok(())
}

/// Enqueues a mail about a request.
pub(crate) async fn enqueue_mail(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    request: RequestId,
    mail: &NewMail,
) -> Result<()> {
    let id = MailId(services.clock.uuid());
    store::mails::insert(tx, actor, id, request, mail, services.clock.now_for(actor)).await?;
    enqueue(services, tx, actor.account(), Job::SendMail(id)).await
}

/// Enqueues the removal of a document that was just given up.
pub(crate) async fn enqueue_removal(
    services: &Services,
    tx: &mut Tx,
    account: AccountId,
    document: DocumentId,
) -> Result<()> {
    enqueue(services, tx, account, Job::RemoveDocument(document)).await
}

/// Enqueues the scan of a document that the scanner could not look at when it came in.
pub(crate) async fn enqueue_scan(
    services: &Services,
    tx: &mut Tx,
    account: AccountId,
    document: DocumentId,
) -> Result<()> {
    enqueue(services, tx, account, Job::ScanDocument(document)).await
}

/// Enqueues the mail with a code that was just asked for.
pub(crate) async fn enqueue_portal_code(
    services: &Services,
    tx: &mut Tx,
    account: AccountId,
    code: PortalCodeId,
) -> Result<()> {
    enqueue(services, tx, account, Job::SendPortalCode(code)).await
}

/// Runs jobs and sweeps until `stop` resolves. What is under way then is broken off, and repeated after the next start.
pub async fn work(services: Services, stop: impl Future<Output = ()> + Send) {
    let mut running = JoinSet::new();
    for _ in 0..WORKERS {
        let services = services.clone();
        running.spawn(async move {
            loop {
                drain(&services).await;
                tokio::select! {
                    () = services.job_added.notified() => {}
                    () = sleep(IDLE) => {}
                }
            }
        });
    }
    running.spawn(webhooks::work(services.clone()));
    running.spawn(async move {
        loop {
            sweep(&services).await;
            sleep(SWEEP).await;
        }
    });
    stop.await;
    running.shutdown().await;
}

/// Begins again what an earlier run was broken off at. On SQLite only the one process that serves the data directory
/// works, so nobody else can hold a job, or the key of a call; on PostgreSQL another one may, and a lease has to run out.
pub async fn take_back(services: &Services) -> Result<()> {
    if let store::Store::Sqlite { .. } = services.store {
        let mut tx = services.store.write().await?;
        store::jobs::release_all(&mut tx).await?;
        store::webhook_deliveries::release_all(&mut tx).await?;
        store::idempotency::release_all(&mut tx, services.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn drain(services: &Services) {
    loop {
        match run_one(services).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(%error, "jobs cannot be read");
                return sleep(IDLE).await;
            }
        }
    }
}

/// Runs the job that is due longest. False: none is.
pub async fn run_one(services: &Services) -> Result<bool> {
    let now = services.clock.now();
    if !store::jobs::is_due(&services.store, now).await? {
        return Ok(false);
    }
    let mut tx = services.store.write().await?;
    let claimed = store::jobs::claim(&mut tx, now, now + LEASE).await?;
    tx.commit().await?;
    let Some(row) = claimed else { return Ok(false) };
    run(services, row).await?;
    Ok(true)
}

async fn run(services: &Services, row: store::jobs::Row) -> Result<()> {
    let outcome = match Job::read(&row) {
        Some(Job::SendMail(mail)) => mail::send(services, row.account_id, mail).await,
        Some(Job::RemoveDocument(document)) => Ok(documents::remove(services, row.account_id, document).await?),
        Some(Job::ScanDocument(document)) => {
            documents::scan_held(services, row.account_id, document).await.map_err(Failure::from)
        }
        Some(Job::SendPortalCode(code)) => portal_code::send(services, code).await,
        Some(Job::TellEndpointDisabled(endpoint)) => endpoint_disabled::tell(services, row.account_id, endpoint).await,
        None => Err(Failure::Retry(format!("this version does not know the job {:?}", row.kind))),
    };
    settle(services, &row, outcome).await
}

/// How long a mail that another worker holds is waited for, in portions of [`GLANCE`].
const GLANCES: usize = 100;
const GLANCE: Duration = Duration::from_millis(20);

/// Sends the mails of an account's test mode that are due: they go no further than the outbox, so this takes no time worth
/// speaking of. One that cannot be sent now is tried again by the worker.
pub(crate) async fn send_test_mails(services: &Services, account: AccountId) {
    for _ in 0..GLANCES {
        match run_test_mails(services, account).await {
            Ok(false) => return,
            Ok(true) => sleep(GLANCE).await,
            Err(error) => return tracing::warn!(%error, "the mails of test mode are left to the worker"),
        }
    }
}

/// Runs what is due of it, and says whether another worker holds one.
async fn run_test_mails(services: &Services, account: AccountId) -> Result<bool> {
    loop {
        let now = services.clock.now();
        let mut tx = services.store.write().await?;
        let claimed = store::jobs::claim_test_mail(&mut tx, account, now, now + LEASE).await?;
        let held = claimed.is_none() && store::jobs::holds_test_mail(&mut tx, account, now).await?;
        tx.commit().await?;
        match claimed {
            Some(row) => run(services, row).await?,
            None => return Ok(held),
        }
    }
}

async fn settle(services: &Services, row: &store::jobs::Row, outcome: std::result::Result<(), Failure>) -> Result<()> {
    let mut tx = services.store.write().await?;
    match outcome {
        Ok(()) => store::jobs::delete(&mut tx, row.account_id, row.id).await?,
        Err(Failure::Retry(error)) => {
            let again = services.clock.now() + back_off(row.attempts);
            tracing::warn!(job = %row.id, kind = row.kind, attempts = row.attempts, %again, error, "job {} will be tried again", row.id);
            store::jobs::postpone(&mut tx, row.account_id, row.id, again, &error).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// 15 s after the first try, then twice as long each time, an hour at most.
fn back_off(attempts: i32) -> chrono::Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(8);
    chrono::Duration::seconds(15 * 2_i64.pow(doublings)).min(chrono::Duration::hours(1))
}

/// What has to happen without anybody asking. Each part may fail by itself and is tried again a minute later.
pub async fn sweep(services: &Services) {
    match dials(services).await {
        Ok(dials) => {
            for dial in dials {
                sweep_dial(services, &dial).await;
            }
        }
        Err(error) => tracing::warn!(%error, "the clocks cannot be read"),
    }
    tidy(services).await;
}

/// The machine's clock, and that of each test mode which is ahead of it.
async fn dials(services: &Services) -> Result<Vec<Dial>> {
    let mut tx = services.store.read_once().await?;
    let ahead = store::clocks::ahead(&mut tx).await?;
    let now = services.clock.now();
    let machine = Dial { now, of: None };
    Ok(std::iter::once(machine).chain(ahead.into_iter().map(|world| Dial::of(world, now))).collect())
}

/// What time brings to the rows that go by a dial.
pub(crate) async fn sweep_dial(services: &Services, dial: &Dial) {
    loop {
        match requests::expire_overdue(services, dial).await {
            Ok(0) => break,
            Ok(count) => tracing::info!(count, "{count} overdue requests are invalid now"),
            Err(error) => break tracing::warn!(%error, "overdue requests cannot be swept"),
        }
    }
    loop {
        match reminders::remind_due(services, dial).await {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => break tracing::warn!(%error, "reminders cannot be written"),
        }
    }
    loop {
        match endings::note_due(services, dial).await {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => break tracing::warn!(%error, "ends of certificates cannot be noted"),
        }
    }
}

/// What is too old goes away.
async fn tidy(services: &Services) {
    if let Err(error) = sessions::forget_expired(services).await {
        tracing::warn!(%error, "old sessions cannot be removed");
    }
    if let Err(error) = portal::forget_expired(services).await {
        tracing::warn!(%error, "old visits of buyers cannot be removed");
    }
    if let Err(error) = idempotency::forget_old(services).await {
        tracing::warn!(%error, "old answers to repeated calls cannot be removed");
    }
    if let Err(error) = deliveries::tidy(services).await {
        tracing::warn!(%error, "old webhooks cannot be removed");
    }
    if let Err(error) = documents::collect_unfinished(services).await {
        tracing::warn!(%error, "uploads that broke off cannot be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_grow_up_to_an_hour() {
        let seconds: Vec<_> = [1, 2, 3, 8, 9, 50, i32::MAX].map(|attempts| back_off(attempts).num_seconds()).into();
        assert_eq!(seconds, [15, 30, 60, 1920, 3600, 3600, 3600]);
    }
}
