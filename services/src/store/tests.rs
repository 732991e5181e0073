use std::{path::Path, sync::Arc};

use super::{question::Question, *};

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

/// What a question about words finds: here and now, and aside.
async fn asked(store: &Store) -> sqlx::Result<[Vec<String>; 2]> {
    let question = |text| {
        let mut question = Question::new(text);
        question.push_bind("a").push(" order by word");
        question
    };
    let one = store.row(&question("select word from words where word >= "), |row| row.next()).await?;
    let all = store.rows(question("select word from words where word >= "), |row| row.next()).await?;
    Ok([one.into_iter().collect(), all])
}

#[tokio::test]
async fn a_question_finds_what_is_committed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_of_words(folder.path()).await;
    assert_eq!(asked(&store).await.unwrap(), [vec![], vec![]] as [Vec<String>; 2]);
    let mut tx = store.write().await.unwrap();
    say(&mut tx, "word").await.unwrap();
    assert_eq!(asked(&store).await.unwrap(), [vec![], vec![]] as [Vec<String>; 2]);
    tx.commit().await.unwrap();
    assert_eq!(asked(&store).await.unwrap(), [["word"], ["word"]]);
}

#[tokio::test]
async fn a_question_changes_nothing_and_goes_wrong_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_of_words(folder.path()).await;
    for text in ["insert into words (word) values ('word') returning word", "select nothing from words", "select 1"] {
        assert!(store.row::<String>(&Question::new(text), |row| row.next()).await.is_err(), "{text}");
    }
    assert_eq!(asked(&store).await.unwrap(), [vec![], vec![]] as [Vec<String>; 2]);
}

#[tokio::test]
async fn a_store_that_is_closed_answers_no_question_and_leaves_no_log() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_of_words(folder.path()).await;
    asked(&store).await.unwrap();
    store.close().await;
    assert!(matches!(asked(&store).await, Err(sqlx::Error::PoolClosed)));
    assert!(!folder.path().join("certlane.db-wal").exists(), "a connection is still open");
}

#[tokio::test]
async fn values_are_read_as_sqlx_writes_them() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path()).await;
    let (id, at): (_, DateTime<Utc>) = (Uuid::from_u128(7), "2026-11-22T12:00:00.120Z".parse().unwrap());
    let mut tx = store.write().await.unwrap();
    let table = "create table kept (id uuid, at timestamptz, flag boolean, number bigint, many jsonb)";
    run(&mut tx, table).await.unwrap();
    on!(&mut tx, |conn| sqlx::query("insert into kept values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(at)
        .bind(true)
        .bind(-5_i64)
        .bind(sqlx::types::Json(["US-OH"]))
        .execute(conn)
        .await
        .map(drop))
    .unwrap();
    tx.commit().await.unwrap();
    let mut question = Question::new("select id, at, flag, number, many, null from kept where id = ");
    question.push_bind(id).push(" and at = ").push_bind(at).push(" and flag = ").push_bind(true);
    question.push(" and number = ").push_bind(-5_i64);
    let found = store.row(&question, |row| {
        let kept: (Uuid, DateTime<Utc>, bool, i64) = (row.next()?, row.next()?, row.next()?, row.next()?);
        Ok((kept, row.json::<Vec<String>>()?, row.next::<Option<String>>()?))
    });
    assert_eq!(found.await.unwrap(), Some(((id, at, true, -5), vec!["US-OH".to_owned()], None)));
}
