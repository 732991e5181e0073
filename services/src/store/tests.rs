use std::{path::Path, sync::Arc};

use super::*;

async fn store(folder: &Path) -> Store {
    Store::open(&format!("sqlite:{}", folder.join("certlane.db").display())).await.unwrap()
}

async fn store_of_words(folder: &Path) -> Store {
    let store = store(folder).await;
    let mut tx = store.write().await.unwrap();
    run(&mut tx, "create table words (word text primary key)").await.unwrap();
    tx.commit().await.unwrap();
    store
}

async fn run(tx: &mut Tx, statement: &'static str) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::raw_sql(statement).execute(conn).await.map(drop))
}

async fn say(tx: &mut Tx, word: &str) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("insert into words (word) values ($1)").bind(word).execute(conn).await.map(drop))
}

/// What stands on the disk, as another connection reads it.
async fn words(store: &Store) -> Vec<String> {
    let mut tx = store.read().await.unwrap();
    on!(&mut tx, |conn| sqlx::query_scalar("select word from words order by word").fetch_all(conn).await).unwrap()
}

fn size_of_log(folder: &Path) -> u64 {
    std::fs::metadata(folder.join("certlane.db-wal")).unwrap().len()
}

#[tokio::test]
async fn a_full_disk_is_over_when_there_is_room_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path()).await;
    let mut tx = store.write().await.unwrap();
    let error = run(
        &mut tx,
        "create table bulk (bytes blob); pragma max_page_count = 1; insert into bulk values (zeroblob(9000000))",
    );
    let error = error.await.unwrap_err();
    assert!(error.to_string().contains("full"), "{error}");
    drop(tx);
    for _ in 0..2 {
        store.write().await.unwrap().commit().await.unwrap();
    }
}

#[tokio::test]
async fn those_who_wait_for_the_writer_share_one_commit() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_of_words(folder.path()).await;
    let before = size_of_log(folder.path());
    let first = store.write().await.unwrap();
    let others = (0..50).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut tx = store.write().await?;
            say(&mut tx, &format!("word {number}")).await?;
            match number % 10 {
                9 => Ok(()),                       // changes its mind
                8 => say(&mut tx, "word 0").await, // is refused
                _ => tx.commit().await,
            }
        })
    });
    let others: Vec<_> = others.collect();
    tokio::task::yield_now().await;
    first.commit().await.unwrap();
    let mut refused = 0;
    for other in others {
        refused += usize::from(other.await.unwrap().is_err());
    }
    assert_eq!((words(&store).await.len(), refused), (40, 5));
    let pages = (size_of_log(folder.path()) - before) / 4096;
    assert!(pages < 40, "{pages} pages were written, and a commit of one word has two");
}

#[tokio::test]
async fn nobody_hears_of_a_commit_before_it_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_of_words(folder.path()).await;
    let mut first = store.write().await.unwrap();
    say(&mut first, "first").await.unwrap();
    let waits = tokio::spawn({
        let store = store.clone();
        async move { store.write().await.unwrap() }
    });
    tokio::task::yield_now().await;
    let first = tokio::spawn(first.commit());
    let mut second = waits.await.unwrap();
    say(&mut second, "second").await.unwrap();
    assert_eq!((first.is_finished(), words(&store).await.len()), (false, 0), "the second still writes");
    run(&mut second, "rollback").await.unwrap(); // as a full disk would
    assert!(second.commit().await.is_err() && first.await.unwrap().is_err(), "both are told");
    assert_eq!(words(&store).await.len(), 0);
    store.write().await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn who_gives_up_waiting_strands_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(store_of_words(folder.path()).await);
    for round in 0..20 {
        let mut first = store.write().await.unwrap();
        say(&mut first, &format!("word {round}")).await.unwrap();
        let impatient = tokio::spawn({
            let store = store.clone();
            async move { store.write().await.map(drop) }
        });
        tokio::task::yield_now().await;
        let first = tokio::spawn(first.commit());
        for _ in 0..round / 4 {
            tokio::task::yield_now().await;
        }
        impatient.abort();
        tokio::time::timeout(Duration::from_secs(5), first).await.unwrap().unwrap().unwrap();
    }
    assert_eq!(words(&store).await.len(), 20);
}

#[tokio::test]
async fn who_comes_again_and_again_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_of_words(folder.path()).await;
    let mut first = store.write().await.unwrap();
    say(&mut first, "first").await.unwrap();
    let busy = (0..5).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            loop {
                drop(store.write().await.unwrap());
            }
        })
    });
    let busy: Vec<_> = busy.collect();
    tokio::task::yield_now().await;
    tokio::time::timeout(Duration::from_secs(5), first.commit()).await.unwrap().unwrap();
    busy.iter().for_each(tokio::task::JoinHandle::abort);
}
