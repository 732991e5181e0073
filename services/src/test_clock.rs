//! The clock of test mode, which its owner moves forward to see what time brings: reminders, requests that end, certificates
//! that expire. Live rows never see it.

use chrono::{DateTime, Duration, Utc};
use domain::{Invalid, Problem, Refusal, Role, test_clock};

use crate::{Actor, Result, Services, World, events, jobs, store, world::Dial};

/// The shortest step in which time passes.
const STEP: Duration = Duration::hours(1);

/// How many times it stops on its way at most; what is due later than that comes at the end, all at once.
const MOST_STOPS: usize = 500;

/// What the clock shows.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// The time of test rows.
    pub now: DateTime<Utc>,
    /// How far that is ahead of the machine's clock.
    pub ahead: Duration,
}

/// Passes whoever works with test rows.
pub(crate) fn require_test(actor: &Actor) -> Result<()> {
    if actor.livemode() { Err(Refusal::TestModeOnly.into()) } else { Ok(()) }
}

/// What the clock shows now.
pub async fn read(services: &Services, actor: &Actor) -> Result<Reading> {
    actor.require(Role::Viewer)?;
    require_test(actor)?;
    let mut tx = services.store.read_once().await?;
    let world = store::clocks::world(&mut tx, actor.account(), false).await?;
    Ok(reading(services, world))
}

fn reading(services: &Services, world: World) -> Reading {
    Reading { now: world.shows(services.clock.now()), ahead: world.ahead() }
}

/// Moves the clock forward by a span as typed. Time does not jump: it stops wherever something is due, and what is due there
/// happens before it goes on, its mails included. Two who do so at once move it by both.
pub async fn advance(services: &Services, actor: &Actor, typed: &str) -> Result<Reading> {
    actor.require(Role::Admin)?;
    require_test(actor)?;
    let mut left = test_clock::advance(typed)?;
    let mut tx = services.store.read_once().await?;
    let mut world = store::clocks::world(&mut tx, actor.account(), false).await?;
    drop(tx);
    if world.ahead() + left > test_clock::FURTHEST {
        return Err(too_far().into());
    }
    catch_up(services, world).await;
    for stop in 0.. {
        if left.is_zero() {
            break;
        }
        let step = if stop < MOST_STOPS { next_step(services, world).await?.min(left) } else { left };
        world = step_by(services, actor, step).await?;
        left -= step;
        catch_up(services, world).await;
    }
    Ok(reading(services, world))
}

fn too_far() -> Invalid {
    Invalid::one("advance", Problem::Incorrect, "The clock of test mode can be 50 years ahead, and not more.")
}

async fn step_by(services: &Services, actor: &Actor, step: Duration) -> Result<World> {
    let mut tx = services.store.write().await?;
    let moved = store::clocks::advance(&mut tx, actor.account(), step, test_clock::FURTHEST).await?;
    let moved = moved.ok_or_else(too_far)?;
    events::mark_claim(&mut tx, actor, services.clock.now()).await?; // a clock that moves is no event
    // Jobs go by the machine's clock: the pause before the next try of a mail becomes as much shorter.
    for (mail, due) in store::jobs::test_mails_due(&mut tx, actor.account(), services.clock.now()).await? {
        store::jobs::reschedule(&mut tx, actor.account(), mail, due - step).await?;
    }
    tx.commit().await?;
    Ok(moved)
}

/// How far it is to the next moment at which something is due, a mail's next try too: whole seconds.
async fn next_step(services: &Services, world: World) -> Result<Duration> {
    let machine = services.clock.now();
    let now = world.shows(machine);
    let mut tx = services.store.read().await?;
    let mails = store::jobs::test_mails_due(&mut tx, world.account(), machine).await?;
    let next_try = mails.into_iter().map(|(_, due)| world.shows(due)).min();
    let due = [store::clocks::next_due(&mut tx, world, now).await?, next_try].into_iter().flatten().min();
    let Some(due) = due else { return Ok(Duration::MAX) };
    Ok(Duration::seconds((due - now).num_seconds() + 1).max(STEP))
}

/// Does what is due by the clock of a world, and sends the mails that come of it.
async fn catch_up(services: &Services, world: World) {
    jobs::send_test_mails(services, world.account()).await;
    jobs::sweep_dial(services, &Dial::of(world, services.clock.now())).await;
    jobs::send_test_mails(services, world.account()).await;
}
