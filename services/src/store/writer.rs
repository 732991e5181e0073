//! SQLite's one writer. A commit waits for the disk, so whoever waits for the writer shares one with those beside it: each
//! is a savepoint of the same transaction, and the last of them commits for all. Nobody is told "done" before that.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard, oneshot},
    time::timeout,
};

use super::ACQUIRE;

/// How many come into a transaction at most, and how long the first who is done waits for the others: who comes again and
/// again must not keep it waiting for ever.
const MOST: usize = 64;
const LONGEST: Duration = Duration::from_millis(25);

type Outcome = sqlx::Result<()>;

/// The writer, and who shares its next commit.
#[derive(Clone)]
pub(crate) struct Writer {
    pool: SqlitePool,
    group: Arc<Mutex<Option<Group>>>,
    waiting: Arc<AtomicUsize>,
}

/// An open transaction whose members are done, and wait for the commit. Dropped, it is rolled back, and they hear so.
struct Group {
    transaction: Transaction<'static, Sqlite>,
    members: Vec<oneshot::Sender<Outcome>>,
    /// How many were in it, those included who undid what they wrote.
    came: usize,
    /// Since when the first of the members waits.
    since: Option<Instant>,
}

/// One who writes. Dropped without a commit, what it wrote is undone, and what the others wrote is not.
pub(crate) struct Member {
    seat: Option<Seat>,
}

/// The connection, as long as it is one's turn.
struct Seat {
    group: Group,
    next: OwnedMutexGuard<Option<Group>>,
    waiting: Arc<AtomicUsize>,
    /// Whether somebody wrote before in this transaction.
    nested: bool,
}

impl Writer {
    /// The pool must have one connection.
    pub(super) fn new(pool: SqlitePool) -> Self {
        Self { pool, group: Arc::default(), waiting: Arc::default() }
    }

    /// The writer's connection, for what is no transaction.
    pub(super) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Waits for the turn. Errors: as those of a pool that has no connection left.
    pub(super) async fn write(&self) -> sqlx::Result<Member> {
        let place = Place::take(self);
        let turn = timeout(ACQUIRE, self.group.clone().lock_owned()).await;
        let mut next = turn.map_err(|_| sqlx::Error::PoolTimedOut)?;
        place.leave();
        let waiting = self.waiting.clone();
        let Some(mut group) = next.take() else {
            let transaction = self.pool.begin_with("begin immediate").await?;
            let group = Group { transaction, members: Vec::new(), came: 0, since: None };
            return Ok(Member { seat: Some(Seat { group, next, waiting, nested: false }) });
        };
        // By a task of its own: who goes away meanwhile must not take the others' transaction along.
        let enter = async move {
            group.execute("savepoint member").await?;
            Ok(Member { seat: Some(Seat { group, next, waiting, nested: true }) })
        };
        tokio::spawn(enter).await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }

    /// For whoever gave up waiting: the others may have counted on it to commit.
    async fn settle(self) {
        let mut next = self.group.clone().lock_owned().await;
        if self.waiting.load(Ordering::SeqCst) == 0
            && let Some(group) = next.take()
        {
            group.commit().await;
        }
    }
}

/// A place in the queue.
struct Place<'a> {
    writer: &'a Writer,
    seated: bool,
}

impl<'a> Place<'a> {
    fn take(writer: &'a Writer) -> Self {
        writer.waiting.fetch_add(1, Ordering::SeqCst);
        Self { writer, seated: false }
    }

    /// It is this one's turn.
    fn leave(mut self) {
        self.seated = true;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.writer.waiting.fetch_sub(1, Ordering::SeqCst);
        if !self.seated {
            in_background(self.writer.clone().settle());
        }
    }
}

impl Group {
    fn has_room(&self) -> bool {
        self.came < MOST && self.since.is_none_or(|since| since.elapsed() < LONGEST)
    }

    async fn execute(&mut self, statement: &'static str) -> sqlx::Result<()> {
        sqlx::query(statement).execute(&mut *self.transaction).await.map(drop)
    }

    async fn commit(self) {
        let outcome = self.transaction.commit().await;
        tell(self.members, outcome);
    }
}

/// All of them hear the same.
fn tell(members: Vec<oneshot::Sender<Outcome>>, outcome: Outcome) {
    let outcome = outcome.map_err(Arc::new);
    for member in members {
        let outcome = outcome.clone().map_err(|error| sqlx::Error::Io(std::io::Error::other(error)));
        let _ = member.send(outcome); // who does not wait any more does not ask
    }
}

impl Member {
    /// Makes it last: on return it stands on the disk.
    pub(super) async fn commit(mut self) -> sqlx::Result<()> {
        let Some(seat) = self.seat.take() else { return Ok(()) };
        let (done, outcome) = oneshot::channel();
        // By a task of its own: a commit that has begun ends, whether somebody waits for it or not.
        tokio::spawn(seat.leave(Some(done)));
        outcome.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            in_background(seat.leave(None));
        }
    }
}

impl Seat {
    /// Keeps what was written, for `done`, or undoes it. The last one commits.
    async fn leave(mut self, done: Option<oneshot::Sender<Outcome>>) {
        let left = match (&done, self.nested) {
            (Some(_), false) => Ok(()),
            (Some(_), true) => self.group.execute("release member").await,
            (None, false) => return, // nobody wrote before
            (None, true) => self.undo().await,
        };
        self.group.since.get_or_insert_with(Instant::now);
        self.group.came += 1;
        self.group.members.extend(done);
        if left.is_err() {
            // The transaction is over: a full disk ends it, savepoints and all.
            return tell(self.group.members, left);
        }
        if self.waiting.load(Ordering::SeqCst) > 0 && self.group.has_room() {
            *self.next = Some(self.group);
            return;
        }
        self.group.commit().await;
    }

    async fn undo(&mut self) -> sqlx::Result<()> {
        self.group.execute("rollback to member").await?;
        self.group.execute("release member").await
    }
}

/// Without a runtime the program is ending, and the database undoes what is open.
fn in_background(work: impl Future<Output = ()> + Send + 'static) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(work);
    }
}

const ENDED: &str = "only commit and drop take the seat, and both end the member";

impl Deref for Member {
    type Target = SqliteConnection;

    #[expect(clippy::expect_used, reason = "a member has its seat until it ends")]
    fn deref(&self) -> &SqliteConnection {
        &self.seat.as_ref().expect(ENDED).group.transaction
    }
}

impl DerefMut for Member {
    #[expect(clippy::expect_used, reason = "a member has its seat until it ends")]
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.seat.as_mut().expect(ENDED).group.transaction
    }
}
