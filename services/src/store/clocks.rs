//! The clocks that rows go by: the machine's, and those of test modes that are ahead of it.

use chrono::{DateTime, Duration, Utc};
use domain::AccountId;

use super::{Tx, on};
use crate::World;

/// One world of an account. Live rows go by the machine's clock, so nothing is asked for them.
pub(crate) async fn world(tx: &mut Tx, account: AccountId, livemode: bool) -> sqlx::Result<World> {
    if livemode {
        return Ok(World::live(account));
    }
    let seconds: Option<i64> =
        on!(tx, |conn| sqlx::query_scalar("select test_ahead_seconds from accounts where id = $1")
            .bind(account)
            .fetch_optional(conn)
            .await)?;
    Ok(World::test(account, Duration::seconds(seconds.unwrap_or_default())))
}

/// The test rows of all accounts whose clock is ahead.
pub(crate) async fn ahead(tx: &mut Tx) -> sqlx::Result<Vec<World>> {
    let rows: Vec<(AccountId, i64)> =
        on!(tx, |conn| sqlx::query_as("select id, test_ahead_seconds from accounts where test_ahead_seconds > 0")
            .fetch_all(conn)
            .await)?;
    Ok(rows.into_iter().map(|(account, seconds)| World::test(account, Duration::seconds(seconds))).collect())
}

/// Moves the clock of an account's test rows forward; two who do so at once move it by both. None: that would be `furthest`
/// away or more.
pub(crate) async fn advance(
    tx: &mut Tx,
    account: AccountId,
    by: Duration,
    furthest: Duration,
) -> sqlx::Result<Option<World>> {
    let seconds: Option<i64> = on!(tx, |conn| sqlx::query_scalar(
        "update accounts set test_ahead_seconds = test_ahead_seconds + $1
         where id = $2 and test_ahead_seconds + $1 <= $3 returning test_ahead_seconds"
    )
    .bind(by.num_seconds())
    .bind(account)
    .bind(furthest.num_seconds())
    .fetch_optional(conn)
    .await)?;
    Ok(seconds.map(|seconds| World::test(account, Duration::seconds(seconds))))
}

/// When a sweep has to do with rows of a world next, after an instant by their clock.
pub(crate) async fn next_due(tx: &mut Tx, world: World, after: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
    let mut earliest = None;
    for query in [
        "select min(remind_at) from certificate_requests
         where account_id = $1 and livemode = $2 and status = 'pending' and remind_at > $3",
        "select min(expires_at) from certificate_requests
         where account_id = $1 and livemode = $2 and status = 'pending' and expires_at > $3",
        "select min(look_at) from certificates
         where account_id = $1 and livemode = $2 and review = 'verified' and look_at > $3",
    ] {
        let next: Option<DateTime<Utc>> = on!(&mut *tx, |conn| sqlx::query_scalar(query)
            .bind(world.account())
            .bind(world.livemode())
            .bind(after)
            .fetch_one(conn)
            .await)?;
        earliest = [earliest, next].into_iter().flatten().min();
    }
    Ok(earliest)
}
