//! What the API costs, against what this machine can do at all. The server and the limits run on the first core, the
//! load on the second, in turns; each figure is a ratio of medians of the same run. `make bench` starts it.
//!
//! It ends with 1 where a ratio misses its target.

mod limits;
mod load;
mod portal;
mod report;

use std::{env, error::Error, path::Path, process::ExitCode, time::Duration};

use load::{Call, in_turns};
use portal::Portal;
use report::{Report, Target};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The requests that are open while lists are read.
const MANY: u32 = 1_000_000;
const FEW: u32 = 1_000;

/// Connections of the load, each with one call in flight.
const READERS: usize = 16;
const WRITERS: usize = 64;

/// The share of the limit that is wanted.
const ONE: f64 = 0.25;
const LIST: f64 = 0.5;
const LIST_OF_MANY: f64 = 1.2;
const TRIGGERS: f64 = 0.5;

/// Bytes of memory of the server at any time.
const MEMORY: u64 = 60_000_000;

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Runtime::new()?;
    match arguments[..] {
        [] => runtime.block_on(compare()),
        ["limit", "handler", file] => runtime.block_on(limits::serve(Path::new(file))).map(|()| ExitCode::SUCCESS),
        ["limit", "list", database, seconds] => told(runtime.block_on(limits::list(database, span(seconds)?))?),
        ["limit", "writes", database, seconds] => told(runtime.block_on(limits::write(database, span(seconds)?))?),
        _ => Err("usage: benches (it starts itself with other arguments)".into()),
    }
}

fn span(seconds: &str) -> Result<Duration> {
    Ok(Duration::from_secs_f64(seconds.parse()?))
}

/// The answer of a limit to the process that started it.
#[expect(clippy::print_stdout, reason = "the other process reads it there")]
fn told(rate: f64) -> Result<ExitCode> {
    println!("{rate}");
    Ok(ExitCode::SUCCESS)
}

async fn compare() -> Result<ExitCode> {
    let many = Portal::start(MANY).await?;
    let few = Portal::start(FEW).await?;
    let mut report = Report::default();

    let one = Call::get(&many, &format!("/tax/certificate-requests/{}", many.request));
    let handler = limits::Handler::start(&one.body().await?)?;
    let bare = Call::get(&handler, "/");
    let ratio = in_turns(async || one.rate(READERS).await, async || bare.rate(READERS).await).await?;
    report.add("GET one request : a bare axum handler with the same bytes", ratio, Target::AtLeast(ONE));

    let path = "/tax/certificate-requests?status=pending&limit=50";
    let (of_many, of_few) = (Call::get(&many, path), Call::get(&few, path));
    let bare = async || limits::measure("list", &many.database());
    let ratio = in_turns(async || of_many.rate(READERS).await, bare).await?;
    report.add("list 50 of 1,000,000 pending : the same query in a bare sqlx loop", ratio, Target::AtLeast(LIST));
    let ratio = in_turns(async || of_few.rate(READERS).await, async || of_many.rate(READERS).await).await?;
    report.add("time of 50 of 1,000,000 : time of 50 of 1,000", ratio, Target::AtMost(LIST_OF_MANY));

    let path = format!("/tax/customers/{}/certificate-requests", few.customer);
    let trigger = Call::post(&few, &path, r#"{"delivery_method":"download"}"#);
    let copy = few.copy_of_database().await?;
    let bare = async || limits::measure("writes", copy.path());
    let ratio = in_turns(async || trigger.rate(WRITERS).await, bare).await?;
    report.add("64 durable triggers at once : sqlx, 64 savepoints a commit", ratio, Target::AtLeast(TRIGGERS));

    for (portal, requests) in [(&many, MANY), (&few, FEW)] {
        report.memory(&format!("memory at most, {requests} requests at first"), portal.most_memory()?, MEMORY);
    }
    Ok(report.exit_code())
}
