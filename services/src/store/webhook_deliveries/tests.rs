//! What a call costs must not grow with the queue. SQLite counts the steps of its machine while the statement itself runs: a
//! plan that walks a table, or a queue that is none of its business, shows there.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::Duration;
use domain::webhook::DisabledBecause;
use sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions};
use uuid::Uuid;

use super::{
    super::{Store, webhooks},
    *,
};
use crate::World;

/// How many deliveries to an endpoint wait, how many arrived, and how many failed.
const EACH: i64 = 3_000;

/// Enough for a look at some rows; one for each that waits would be ten times as many.
const FEW: u64 = 1_500;

const BUSY: WebhookEndpointId = WebhookEndpointId(Uuid::from_u128(1));
const QUICK: WebhookEndpointId = WebhookEndpointId(Uuid::from_u128(2));

fn actor() -> Actor {
    Actor::certlane(World::live(AccountId(Uuid::from_u128(9))))
}

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// Two endpoints with long queues; what waits for the busy one waits longest.
async fn store_with_queues(folder: &Path) -> Store {
    let file = folder.join("certlane.db");
    let store = Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
    // The accounts and events of these are not worth their rows.
    let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
    let mut connection = options.connect().await.unwrap();
    let made_at = now() - Duration::hours(3);
    for (id, age) in [(BUSY, 2), (QUICK, 1)] {
        sqlx::query(
            "insert into webhook_endpoints (id, account_id, livemode, dialect, url, description, event_types, status,
                 created_at, updated_at) values ($1, $2, true, 'standard', '', '', '[]', 'enabled', $3, $3)",
        )
        .bind(id)
        .bind(actor().account())
        .bind(made_at)
        .execute(&mut connection)
        .await
        .unwrap();
        // What failed lies between the others, from whichever end it is looked for.
        let due = Some(now() - Duration::hours(age));
        for (minutes, status, due) in [(0, "succeeded", None), (1, "failed", None), (2, "pending", due)] {
            let made_at = made_at + Duration::minutes(minutes);
            let beginning = made_at.timestamp_millis().to_be_bytes()[2..].to_vec(); // of a UUID, version 7
            sqlx::query(
                "insert into webhook_deliveries (id, account_id, livemode, endpoint_id, event_id, kind, payload, status,
                     attempts, attempts_before, next_attempt_at, created_at)
                 with recursive numbers (number) as
                     (select 1 union all select number + 1 from numbers where number < $1)
                 select unhex(hex($2) || hex(randomblob(10))), $3, true, $4, randomblob(16), 'customer.created', '{}',
                     $5, 0, 0, $6, $7 from numbers",
            )
            .bind(EACH)
            .bind(beginning)
            .bind(actor().account())
            .bind(id)
            .bind(status)
            .bind(due)
            .bind(made_at)
            .execute(&mut connection)
            .await
            .unwrap();
        }
    }
    store
}

/// What comes of some work, and how many steps of SQLite's it takes.
async fn cost<T>(tx: &mut Tx, work: impl AsyncFnOnce(&mut Tx) -> sqlx::Result<T>) -> (T, u64) {
    let steps = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&steps);
    let count = move || counted.fetch_add(1, Ordering::SeqCst) < u64::MAX;
    on_sqlite(tx).lock_handle().await.unwrap().set_progress_handler(1, count);
    let done = work(tx).await.unwrap();
    on_sqlite(tx).lock_handle().await.unwrap().remove_progress_handler();
    (done, steps.load(Ordering::SeqCst))
}

fn on_sqlite(tx: &mut Tx) -> &mut sqlx::SqliteConnection {
    match tx {
        Tx::Sqlite(connection) => connection,
        Tx::Postgres(_) => panic!("these tests are about SQLite"),
    }
}

#[tokio::test]
async fn the_queue_of_a_busy_endpoint_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_with_queues(folder.path()).await;
    let mut tx = store.write().await.unwrap();
    let (found, steps) = cost(&mut tx, async |tx| due(tx, &[BUSY], now(), 256).await).await;
    let claimed = find(&mut tx, &actor(), found[0]).await.unwrap().unwrap();
    assert_eq!((found.len(), claimed.endpoint_id), (1, QUICK));
    assert!(steps < FEW, "{steps} steps to find it");
    let lease = now() + Duration::minutes(2);
    let (claimed, steps) = cost(&mut tx, async |tx| claim(tx, found[0], now(), lease).await).await;
    assert!(claimed.is_some() && steps < FEW, "{steps} steps to take it");
    assert!(claim(&mut tx, found[0], now(), lease).await.unwrap().is_none(), "it is taken");

    let (found, steps) = cost(&mut tx, async |tx| due(tx, &[], now(), 256).await).await;
    let owners = [find(&mut tx, &actor(), found[0]).await, find(&mut tx, &actor(), found[1]).await];
    let owners = owners.map(|delivery| delivery.unwrap().unwrap().endpoint_id);
    assert_eq!((found.len(), owners), (2, [BUSY, QUICK]), "who waits longest comes first");
    assert!(steps < FEW, "{steps} steps");
    let (_, steps) = cost(&mut tx, release_all).await;
    assert!(steps < FEW, "{steps} steps to release the one that is held");
}

#[tokio::test]
async fn an_endpoint_that_takes_nothing_now_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_with_queues(folder.path()).await;
    let mut tx = store.write().await.unwrap();
    let until = now() + Duration::hours(1);
    let account = actor().account();
    let (_, steps) = cost(&mut tx, async |tx| webhooks::hold(tx, account, BUSY, Some(until)).await).await;
    assert!(steps < FEW, "{steps} steps to hold back all that waits");
    assert_eq!(due(&mut tx, &[QUICK], now(), 256).await.unwrap(), []);
    assert_eq!(due(&mut tx, &[QUICK], until, 256).await.unwrap().len(), 1);
    webhooks::disable(&mut tx, account, BUSY, DisabledBecause::Gone, now()).await.unwrap();
    assert_eq!(due(&mut tx, &[QUICK], until, 256).await.unwrap(), []);
    webhooks::delete(&mut tx, &actor(), QUICK, now()).await.unwrap();
    assert_eq!(due(&mut tx, &[], until, 256).await.unwrap(), []);
}

#[tokio::test]
async fn what_an_endpoint_leaves_behind_goes_in_portions() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_with_queues(folder.path()).await;
    let mut tx = store.write().await.unwrap();
    let account = actor().account();
    let (count, steps) = cost(&mut tx, async |tx| give_up(tx, account, BUSY, 10).await).await;
    assert!(count == 10 && steps < FEW, "{steps} steps to give up {count}");
    let (count, steps) = cost(&mut tx, async |tx| remove(tx, account, BUSY, 10).await).await;
    assert!(count == 10 && steps < FEW, "{steps} steps to remove {count}");
}

#[tokio::test]
async fn lists_and_replays_look_at_what_they_show() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_with_queues(folder.path()).await;
    let mut tx = store.write().await.unwrap();
    for status in [None, Some(DeliveryStatus::Pending), Some(DeliveryStatus::Succeeded), Some(DeliveryStatus::Failed)] {
        let mut before = None;
        for page in 1..=2 {
            let filter = Filter { endpoint: BUSY, status, before };
            let (rows, steps) = cost(&mut tx, async |tx| list(tx, &actor(), filter, 11).await).await;
            assert!(rows.len() == 11 && steps < FEW, "{steps} steps for page {page} of {status:?}");
            assert!(rows.iter().all(|row| status.is_none_or(|status| row.status == status)));
            assert!(before.is_none_or(|before| rows[0].id < before) && rows.is_sorted_by(|one, next| one.id > next.id));
            before = Some(rows[10].id);
        }
    }
    let (since, until) = (now() - Duration::hours(4), now());
    for also_succeeded in [false, true] {
        let range = Range { endpoint: BUSY, since, until, also_succeeded };
        let (ids, steps) = cost(&mut tx, async |tx| to_replay(tx, &actor(), range, None, 10).await).await;
        assert!(ids.len() == 10 && steps < FEW, "{steps} steps to find some");
        let replay = async |tx: &mut Tx| replay_portion(tx, &actor(), range, &ids, now()).await;
        let (count, steps) = cost(&mut tx, replay).await;
        assert!(count == 10 && steps < FEW, "{steps} steps to send them again");
        let (next, steps) =
            cost(&mut tx, async |tx| to_replay(tx, &actor(), range, ids.last().copied(), 10).await).await;
        assert!(next[0] > ids[9] && steps < FEW, "{steps} steps to find the next ones");
    }
}
