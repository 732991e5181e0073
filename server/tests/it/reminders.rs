//! Who has not answered is asked again: by day, on working days, and never against their will.

use chrono::{DateTime, Datelike as _, Duration, Timelike as _, Utc, Weekday};
use serde_json::{Value, json};
use services::{api_keys, jobs, requests};

use crate::support::{Answer, Asked, Browser, Merchant, TestApp};

const SETTINGS: &str = "/settings/reminders";

/// A Monday, 10 in the morning in New York, where the merchant is.
const MONDAY: &str = "2027-03-01T15:00:00Z";

impl Answer {
    #[track_caller]
    fn leads_to_sign_in(&self) {
        assert!(self.location().is_some_and(|address| address.starts_with("/sign-in")), "{}", self.status);
    }
}

impl TestApp {
    /// A portal on a Monday morning.
    async fn on_monday() -> Self {
        let app = Self::new().await;
        app.acme.desk().await;
        app.turn_to(MONDAY);
        app
    }

    fn turn_to(&self, at: &str) {
        self.hands.turn(at.parse::<DateTime<Utc>>().unwrap() - self.services.clock.now());
    }

    /// Time passes, and the sweep comes by every hour.
    async fn hours_pass(&self, hours: usize) {
        for _ in 0..hours {
            self.hands.turn(Duration::hours(1));
            jobs::sweep(&self.services).await;
            self.run_jobs().await;
        }
    }

    /// The sweep comes by once, after some days.
    async fn days_pass(&self, days: i64) {
        self.hands.turn(Duration::days(days));
        jobs::sweep(&self.services).await;
        self.run_jobs().await;
    }

    /// When the reminders of a request of Acme's left.
    async fn reminders(&self, asked: &Asked) -> Vec<DateTime<Utc>> {
        let actor = api_keys::recognize(&self.services, &self.acme.live_key).await.unwrap();
        let events = requests::timeline(&self.services, &actor, asked.id.parse().unwrap()).await.unwrap().events;
        events.into_iter().filter(|event| event.kind.word() == "request.reminded").map(|event| event.at).collect()
    }

    /// The owner at the desk, who has signed in again.
    async fn owner(&self) -> Browser {
        let browser = Browser::new(&self.anonymous.base);
        let credentials = [("email", "owner@acme.example"), ("password", Merchant::PASSWORD)];
        browser.post("/sign-in", &credentials).await.is(303);
        browser
    }

    fn subjects(&self) -> Vec<String> {
        self.mail_server.taken().iter().map(|mail| mail.parsed().subject().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_buyer_who_does_not_answer_is_reminded_four_times_each_in_its_own_words() {
    let app = TestApp::on_monday().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    app.hours_pass(32 * 24).await;

    let days: Vec<_> = app.reminders(&asked).await.iter().map(|at| (*at - at_monday()).num_days()).collect();
    assert_eq!(days, [7, 14, 21, 29]);
    let subjects = app.subjects();
    let begin = ["Acme Supply asks", "Reminder: ", "Acme Supply still needs", "Acme Supply still needs", "The link to"];
    for (subject, begin) in subjects.iter().zip(begin) {
        assert!(subject.starts_with(begin), "{subject}");
    }
    let mails = app.mail_server.taken();
    assert_eq!(mails.len(), 5);
    let last = mails.last().unwrap();
    for part in [last.text(), last.html()] {
        for words in ["This is the last reminder.", "March 31, 2027", "/reminders", "/not-me", "/decline"] {
            assert!(part.contains(words), "{words:?} is not in {part}");
        }
    }
    let timeline = app.timeline(&asked.id).await;
    assert_eq!(timeline.last(), Some(&"request.expired"));
}

fn at_monday() -> DateTime<Utc> {
    MONDAY.parse().unwrap()
}

#[tokio::test]
async fn nobody_is_reminded_at_night_or_at_the_weekend_where_they_are() {
    let app = TestApp::on_monday().await;
    let customer = json!({ "name": "Aloha Cafe", "email": "ap@aloha.example", "address": { "state": "US-HI" } });
    let customer = app.acme.live.post_json("/tax/customers", customer).await.is(201).json();
    let body =
        json!({ "reminders": { "days": [1, 2, 3, 4, 5, 6, 7, 8], "day_before_end": true }, "expires_in_days": 14 });
    let asked = app.acme.asks_customer(customer["id"].as_str().unwrap(), body).await;
    app.run_jobs().await;
    app.hours_pass(15 * 24).await;
    let reminders = app.reminders(&asked).await;
    assert!(reminders.len() > 4, "{reminders:?}");
    for at in &reminders {
        let local = at.naive_utc() - Duration::hours(10); // Hawaii has no summer time
        assert!((8..20).contains(&local.hour()), "{local}");
        assert!(!matches!(local.weekday(), Weekday::Sat | Weekday::Sun), "{local}");
    }
    // Monday at 10 in New York is 5 in the morning in Honolulu.
    assert_eq!(reminders[0].format("%F %H").to_string(), "2027-03-02 18");
}

#[tokio::test]
async fn an_end_of_any_kind_ends_the_reminders() {
    let app = TestApp::on_monday().await;
    let open = app.acme.mails("open@riverside.example").await;
    let fulfilled = app.acme.asks_with(json!({ "recipient": "done@riverside.example" })).await;
    let canceled = app.acme.mails("canceled@riverside.example").await;
    let declined = app.acme.mails("declined@riverside.example").await;
    let bounced = app.acme.mails("refused@riverside.example").await;
    let unwanted = app.acme.mails("unwanted@riverside.example").await;
    let stopped = app.acme.mails("stopped@riverside.example").await;
    let by_hand = app.acme.asks().await;
    app.run_jobs().await;

    let buyer = app.buyer(&fulfilled).await;
    buyer.answers_everything().await;
    buyer.submits().await.redirects_to(&buyer.at("done"));
    app.acme.cancels(&canceled.id).await.is(200);
    app.buyer(&declined).await.answers("decline", &[("why", "own_use")]).await.is(303);
    app.buyer(&unwanted).await.answers("reminders", &[]).await.is(303);
    app.owner().await.post(&format!("/requests/{}/reminders-end", stopped.id), &[]).await.is(303);
    app.run_jobs().await;

    for _ in 0..12 {
        app.days_pass(1).await;
    }
    assert_eq!(app.reminders(&open).await.len(), 1);
    for asked in [fulfilled, canceled, declined, bounced, unwanted, stopped, by_hand] {
        assert!(app.reminders(&asked).await.is_empty(), "{:?}", app.timeline(&asked.id).await);
    }
}

#[tokio::test]
async fn two_sweeps_at_once_remind_once() {
    let app = TestApp::on_monday().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    app.hands.turn(Duration::days(7));
    tokio::join!(jobs::sweep(&app.services), jobs::sweep(&app.services), jobs::sweep(&app.services));
    app.run_jobs().await;
    jobs::sweep(&app.services).await;
    app.run_jobs().await;
    assert_eq!(app.reminders(&asked).await.len(), 1);
    assert_eq!(app.mail_server.taken().len(), 2);
}

#[tokio::test]
async fn after_a_long_pause_one_reminder_makes_up_for_all() {
    let app = TestApp::on_monday().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    app.days_pass(16).await;
    app.hours_pass(24).await;
    assert_eq!(app.reminders(&asked).await.len(), 1);
    assert!(app.subjects()[1].starts_with("Reminder: "), "the first one that comes is the first");
    app.days_pass(5).await;
    assert_eq!(app.reminders(&asked).await.len(), 2);
}

#[tokio::test]
async fn a_reminder_waits_for_an_invitation_that_has_not_left() {
    let app = TestApp::without_mail_server().await;
    app.turn_to(MONDAY);
    let asked = app.acme.mails("ap@riverside.example").await;
    app.days_pass(8).await;
    app.mail_server.open();
    app.hands.turn(Duration::hours(2));
    app.run_jobs().await;
    assert_eq!(app.mail_server.taken().len(), 1, "the invitation alone");
    app.hours_pass(2).await;
    assert_eq!(app.reminders(&asked).await.len(), 1);
}

#[tokio::test]
async fn a_reminder_that_bounces_is_the_last() {
    let app = TestApp::on_monday().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    app.database.run("update mails set recipient = 'refused@riverside.example'").await;
    app.days_pass(7).await;
    app.days_pass(7).await;
    let events = app.events(&asked.id).await;
    assert_eq!(events[2].0, "request.reminder_bounced");
    assert!(events[2].1.contains("no such mailbox"), "{events:?}");
    assert_eq!(events.len(), 3);
    let page = app.owner().await.get(&format!("/requests/{}", asked.id)).await.is(200);
    page.says("Reminder bounced").says("None: an e-mail bounced").says("Sent"); // the invitation itself arrived
}

#[tokio::test]
async fn the_link_in_the_mail_asks_before_it_stops_anything() {
    let app = TestApp::on_monday().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    app.days_pass(7).await;
    let mail = app.mail_server.taken().pop().unwrap();
    let link = mail.text().lines().find(|line| line.ends_with("/reminders")).unwrap().to_owned();
    let header = |name: &str| mail.parsed().header_raw(name).unwrap().trim().to_owned();
    assert_eq!(header("List-Unsubscribe"), format!("<{link}>"));
    assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");

    let before = app.database.state().await;
    let buyer = Browser::new(&app.anonymous.base);
    let page = buyer.visit(&link).await.is(200);
    page.says("No more reminders?").says("stays open");
    assert_eq!(app.database.state().await, before, "a look changes nothing");
    let address = format!("/request/{}/reminders", asked.id);
    app.anonymous.post(&address, &[]).await.is(401);
    for _ in 0..2 {
        buyer.post(&address, &[]).await.redirects_to(&address);
    }
    buyer.get(&address).await.is(200).says("We do not remind you of this request any more");
    let timeline = app.timeline(&asked.id).await;
    assert_eq!(timeline.iter().filter(|kind| **kind == "request.reminders_stopped").count(), 1);
    let owner = app.owner().await;
    let page = owner.get(&format!("/requests/{}", asked.id)).await.is(200);
    page.says("No more reminders").says("None: the buyer wants no more");
    let refused = owner.post(&format!("/requests/{}/reminder", asked.id), &[]).await.is(409);
    refused.says("The buyer asked not to be reminded");
    assert_eq!(app.acme.sees_request(&asked.id).await["status"], "pending");
}

#[tokio::test]
async fn the_button_of_a_mail_program_stops_them_too() {
    let app = TestApp::on_monday().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    let one_click = [("List-Unsubscribe", "One-Click")];
    for _ in 0..2 {
        app.anonymous.post(&format!("{}/reminders", asked.link), &one_click).await.is(204);
    }
    assert_eq!(app.events(&asked.id).await[1].0, "request.reminders_stopped");
    app.anonymous.post(&format!("{}x/reminders", asked.link), &one_click).await.is(404);
    app.acme.cancels(&asked.id).await.is(200);
    app.anonymous.post(&format!("{}/reminders", asked.link), &one_click).await.is(204);
}

#[tokio::test]
async fn the_merchant_reminds_by_hand() {
    let app = TestApp::on_monday().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    let owner = app.owner().await;
    let page = format!("/requests/{}", asked.id);
    owner.get(&page).await.is(200).says("Remind now").says("Mar 8, 2027");
    let now = format!("{page}/reminder");
    owner.post(&now, &[]).await.redirects_to(&format!("{page}?reminded=yes"));
    app.run_jobs().await;
    assert_eq!(app.reminders(&asked).await.len(), 1);
    owner.post(&now, &[]).await.is(409).says("A reminder has just left.");
    app.hands.turn(Duration::hours(2));
    owner.post(&now, &[]).await.is(303);
    owner.post(&format!("{page}/reminders-end"), &[]).await.redirects_to(&format!("{page}?stopped=yes"));
    app.run_jobs().await;
    assert_eq!(app.reminders(&asked).await.len(), 2, "what was on its way still leaves");
    app.hands.turn(Duration::hours(2));
    owner.post(&now, &[]).await.is(303);

    let download = app.acme.asks().await;
    let refused = owner.post(&format!("/requests/{}/reminder", download.id), &[]).await.is(409);
    refused.says("Copy the link and pass it on yourself.");
    app.acme.cancels(&asked.id).await.is(200);
    owner.post(&now, &[]).await.is(409);
}

#[tokio::test]
async fn only_staff_who_may_ask_may_remind() {
    let app = TestApp::new().await;
    let (asked, theirs) = (app.acme.mails("ap@x.example").await, app.globex.mails("ap@x.example").await);
    let desk = app.acme.desk().await;
    for act in ["reminder", "reminders-end"] {
        app.anonymous.post(&format!("/requests/{}/{act}", asked.id), &[]).await.leads_to_sign_in();
        desk.post(&format!("/requests/{}/{act}", theirs.id), &[]).await.is(404);
        desk.post(&format!("/requests/none/{act}"), &[]).await.is(404);
    }
    app.database.run("update users set role = 'viewer'").await;
    for act in ["reminder", "reminders-end"] {
        desk.post(&format!("/requests/{}/{act}", asked.id), &[]).await.is(403);
    }
    let page = desk.get(&format!("/requests/{}", asked.id)).await.is(200);
    assert!(!page.text().contains("Remind now") && !page.text().contains("Stop reminders"));
}

#[tokio::test]
async fn an_administrator_decides_when() {
    let app = TestApp::on_monday().await;
    let (asked, own) = (
        app.acme.mails("ap@riverside.example").await,
        app.acme.asks_with(json!({ "reminders": { "days": [20] } })).await,
    );
    app.run_jobs().await;
    let owner = app.owner().await;
    let page = owner.get(SETTINGS).await.is(200);
    assert_eq!(page.typed("days").as_deref(), Some("7, 14, 21"));
    for (days, on) in [("nonsense", "yes"), ("0", "yes"), ("366", "yes")] {
        let wrong = owner.post(SETTINGS, &[("days", days), ("on", on)]).await.is(422);
        wrong.says("Enter up to 10 whole numbers of days from 1 to 365");
        assert_eq!(wrong.typed("days").as_deref(), Some(days));
    }
    let saved = owner.post(SETTINGS, &[("on", "yes"), ("days", "4 3")]).await;
    saved.redirects_to(&format!("{SETTINGS}?saved=yes"));
    assert_eq!(owner.get(SETTINGS).await.typed("days").as_deref(), Some("3, 4"));
    app.hours_pass(6 * 24).await;
    assert_eq!(app.reminders(&asked).await.len(), 2, "open requests follow");
    assert!(app.reminders(&own).await.is_empty(), "days of its own stay");

    owner.post(SETTINGS, &[("days", "3")]).await.is(303);
    let quiet = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    app.hours_pass(4 * 24).await;
    assert!(app.reminders(&quiet).await.is_empty(), "switched off");
}

#[tokio::test]
async fn the_settings_are_for_administrators() {
    let app = TestApp::new().await;
    let desk = app.acme.desk().await;
    app.anonymous.post(SETTINGS, &[("on", "yes"), ("days", "3")]).await.leads_to_sign_in();
    app.anonymous.get(SETTINGS).await.leads_to_sign_in();
    desk.post(SETTINGS, &[("on", "yes"), ("days", "3")]).await.is(303);
    let theirs = app.globex.desk().await.get(SETTINGS).await;
    assert_eq!(theirs.typed("days").as_deref(), Some("7, 14, 21"), "another account keeps its own");
    app.database.run("update users set role = 'reviewer'").await;
    desk.post(SETTINGS, &[("on", "yes"), ("days", "5")]).await.is(403);
    let page = desk.get(SETTINGS).await.is(200);
    page.says("An administrator of your account can change it.");
    assert_eq!(page.typed("days"), None);
}

#[tokio::test]
async fn a_request_has_days_of_its_own_or_none() {
    let app = TestApp::on_monday().await;
    let address = format!("/tax/customers/{}/certificate-requests", app.acme.customer().await);
    for (wrong, word) in [
        (json!(7), "reminders"),
        (json!("no"), "reminders"),
        (json!({ "days": [0] }), "reminders.days"),
        (json!({ "days": "3" }), "reminders.days"),
        (json!({ "weeks": [1] }), "reminders.weeks"),
    ] {
        let answer = app.acme.live.post_json(&address, json!({ "reminders": wrong })).await.is(400).json();
        assert!(answer["message"].as_str().unwrap().contains(word), "{answer}");
    }
    let asks = async |reminders: Value| app.acme.asks_with(json!({ "reminders": reminders })).await;
    let (off, usual) = (asks(json!(false)).await, asks(json!(true)).await);
    let (own, last) = (asks(json!({ "days": [10, 3] })).await, asks(json!({ "day_before_end": true })).await);
    app.run_jobs().await;
    app.hours_pass(11 * 24).await;
    let mut counts = Vec::new();
    for asked in [&off, &usual, &own, &last] {
        counts.push(app.reminders(asked).await.len());
    }
    assert_eq!(counts, [0, 1, 2, 0]);
    app.hours_pass(20 * 24).await;
    assert_eq!(app.reminders(&last).await.len(), 1);
}

#[tokio::test]
async fn whoever_got_the_request_last_is_reminded() {
    let app = TestApp::on_monday().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    let buyer = app.buyer(&asked).await;
    buyer.answers("delegations", &[("colleague", "kim@riverside.example"), ("name", "Kim")]).await.is(303);
    app.run_jobs().await;
    app.days_pass(7).await;
    let mail = app.mail_server.taken().pop().unwrap();
    assert_eq!(mail.to, "kim@riverside.example");
    assert!(mail.text().contains("Hello Kim,") && mail.text().contains("has not come in yet"), "{}", mail.text());
    assert!(mail.text().contains("because a colleague gave your address"), "{}", mail.text());
}

#[tokio::test]
async fn what_cannot_be_written_now_stands_in_nobodys_way_and_comes_later() {
    let app = TestApp::on_monday().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    app.database.run("update certificate_requests set reasons = '{}'").await; // as nothing writes them
    let when = async || app.database.texts("select cast(remind_at as text) from certificate_requests").await;
    let due = when().await;
    app.days_pass(7).await;
    assert_ne!(when().await, due, "the next sweep looks at others first");
    app.database.run("update certificate_requests set reasons = '[]'").await;
    app.hours_pass(1).await;
    assert_eq!(app.reminders(&asked).await.len(), 1);
}
