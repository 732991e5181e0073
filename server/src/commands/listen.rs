//! `certlane listen` and `certlane trigger`: they know a server by its API alone, wherever it is.

use std::{collections::VecDeque, future::Future, time::Duration};

use serde::Deserialize;
use serde_json::{Value, json};
use services::{
    Clock, SystemTime,
    webhooks::{Answered, Developer},
};
use tokio::time::{Instant, sleep};
use url::Url;

use crate::cli::{Listen, Trigger};

/// How often the server is asked for events.
const EVERY: Duration = Duration::from_millis(500);

/// So long after an event one with an earlier id may still come, of a transaction that took its time.
const LATE: Duration = Duration::from_secs(10);

/// How long a server that is away is left alone.
const PAUSE: Duration = Duration::from_secs(2);

/// The id before every event.
const BEFORE_ALL: &str = "evt_00000000-0000-0000-0000-000000000000";

/// Forwards what happens from now on, until `stop` resolves.
#[expect(clippy::print_stdout, reason = "these lines are what the person who typed the command waits for")]
pub(super) async fn listen(base: &Url, asked: Listen, stop: impl Future<Output = ()>) -> Result<(), String> {
    let key = checked(&asked)?;
    let developer = Developer::new(Clock::new(SystemTime));
    println!("Events of {base} go to {}", asked.forward_to);
    println!("Signing secret  {}", developer.secret());
    println!("Press Ctrl-C to end.");
    let mut listening = Listening { base, key: &key, to: asked.forward_to.as_str(), developer, read: Read::default() };
    tokio::select! {
        ended = listening.forward_all() => ended,
        () = stop => Ok(()),
    }
}

fn checked(asked: &Listen) -> Result<String, String> {
    let key = asked.key.key.trim();
    let is_live = key.starts_with("sk_live_");
    match (is_live, asked.live) {
        (true, false) => {
            Err("--key: this is a live key, and its events are about real customers. Use a test key, or add \
                              --live if you mean it."
                .to_owned())
        }
        (false, true) => Err("--live: this is no live key, which begins with sk_live_.".to_owned()),
        _ => Ok(key.to_owned()),
    }
}

struct Listening<'a> {
    base: &'a Url,
    key: &'a str,
    to: &'a str,
    developer: Developer,
    read: Read,
}

/// An event of the server's list.
#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created_at: String,
    data: Value,
}

#[derive(Deserialize)]
struct Page {
    events: Vec<Event>,
    next_cursor: Option<String>,
}

/// Why a server gave no events.
enum Trouble {
    /// It is away, and may come back.
    Away(String),
    /// It will say the same again.
    Refused(String),
}

impl Listening<'_> {
    #[expect(clippy::print_stdout, reason = "the person who typed the command wants to know why nothing comes")]
    async fn forward_all(&mut self) -> Result<(), String> {
        let mut away = false;
        loop {
            match self.forward_new().await {
                Ok(()) => {
                    if std::mem::take(&mut away) {
                        println!("{} is back.", self.base);
                    }
                    sleep(EVERY).await;
                }
                Err(Trouble::Away(why)) => {
                    if !std::mem::replace(&mut away, true) {
                        println!("{} does not answer ({why}); it is asked again every two seconds.", self.base);
                    }
                    sleep(PAUSE).await;
                }
                Err(Trouble::Refused(why)) => return Err(why),
            }
        }
    }

    /// Forwards what has happened since the last look; the first look only finds out where to begin.
    async fn forward_new(&mut self) -> Result<(), Trouble> {
        let Some(since) = self.read.since(Instant::now()) else {
            let newest = self.page("limit=1").await?.events.into_iter().next();
            self.read.begin(newest.map_or_else(|| BEFORE_ALL.to_owned(), |event| event.id));
            return Ok(());
        };
        let mut cursor = None;
        loop {
            let after = cursor.map(|cursor: String| format!("&cursor={cursor}")).unwrap_or_default();
            let page = self.page(&format!("limit=100&since={since}{after}")).await?;
            for event in page.events {
                if self.read.note(&event.id, Instant::now()) {
                    self.forward(event).await;
                }
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    #[expect(clippy::print_stdout, reason = "a line for each event is the command's answer")]
    async fn forward(&self, event: Event) {
        let Event { id, kind, created_at, data } = event;
        let payload = json!({ "type": kind, "timestamp": created_at, "data": data }).to_string();
        let began = Instant::now();
        let outcome = match self.developer.forward(self.to, &id, payload).await {
            Ok(status) => status.to_string(),
            Err(error) => format!("no answer ({error})"),
        };
        println!("{created_at}  {kind}  {id}  {outcome}  {} ms", began.elapsed().as_millis());
    }

    async fn page(&self, query: &str) -> Result<Page, Trouble> {
        let mut url = self.base.clone();
        url.set_path("/tax/events");
        url.set_query(Some(query));
        let answered = self.developer.ask(http::Method::GET, url.as_str(), self.key).await;
        let answered = answered.map_err(|error| Trouble::Away(error.to_string()))?;
        match answered.status {
            200 => serde_json::from_slice(&answered.body).map_err(|error| Trouble::Refused(no_certlane(&error))),
            429 | 500.. => Err(Trouble::Away(format!("status {}", answered.status))),
            _ => Err(Trouble::Refused(said(&answered))),
        }
    }
}

fn no_certlane(error: &serde_json::Error) -> String {
    format!("--base-url: what answers there is no Certlane: {error}.")
}

/// What a server said that refuses.
fn said(answered: &Answered) -> String {
    let body: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
    let message = body["message"].as_str().map(str::to_owned);
    message.unwrap_or_else(|| format!("The server answered with the status {}.", answered.status))
}

/// How far the list has been read. Ids sort by time, and one may come a little late: so the last seconds are read again, and
/// what was seen there is passed over.
#[derive(Default)]
struct Read {
    since: Option<String>,
    recent: VecDeque<(Instant, String)>,
}

impl Read {
    fn begin(&mut self, since: String) {
        self.since = Some(since);
    }

    /// From where to read on; none: nobody has said where to begin.
    fn since(&mut self, now: Instant) -> Option<String> {
        while let Some((_, id)) = self.recent.pop_front_if(|(at, _)| now.duration_since(*at) > LATE) {
            self.since = self.since.take().max(Some(id));
        }
        self.since.clone()
    }

    /// Whether an event was not seen before.
    fn note(&mut self, id: &str, now: Instant) -> bool {
        let is_new = !self.recent.iter().any(|(_, seen)| seen == id);
        if is_new {
            self.recent.push_back((now, id.to_owned()));
        }
        is_new
    }
}

/// Lets an event happen.
#[expect(clippy::print_stdout, reason = "the event is the command's answer")]
pub(super) async fn trigger(base: &Url, asked: Trigger) -> Result<(), String> {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.clear().extend(["tax", "test", "events", &asked.event_type]);
    }
    let developer = Developer::new(Clock::new(SystemTime));
    let answered = developer.ask(http::Method::POST, url.as_str(), asked.key.key.trim()).await;
    let answered = answered.map_err(|error| format!("{base} does not answer ({error})."))?;
    if answered.status != 201 {
        return Err(said(&answered));
    }
    let event: Event = serde_json::from_slice(&answered.body).map_err(|error| no_certlane(&error))?;
    println!("{}  {}", event.kind, event.id);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_late_is_read_and_nothing_is_read_twice() {
        let (mut read, now) = (Read::default(), Instant::now());
        assert_eq!(read.since(now), None);
        read.begin("evt_1".to_owned());
        assert!(read.note("evt_4", now));
        assert_eq!(read.since(now).as_deref(), Some("evt_1"), "evt_3 may still come");
        assert!(!read.note("evt_4", now));
        assert!(read.note("evt_3", now));
        assert_eq!(read.since(now + LATE + EVERY).as_deref(), Some("evt_4"));
    }
}
