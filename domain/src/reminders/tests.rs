use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

const NEW_YORK: Tz = Tz::America__New_York;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Thirty days from a Monday at 10 in the morning in New York; the clocks change in between.
fn series(cadence: &Cadence) -> Series<'_> {
    let created_at = at("2027-03-01T15:00:00Z");
    Series { created_at, expires_at: created_at + Duration::days(30), cadence, zone: NEW_YORK }
}

/// All reminders, each sent when it may leave.
fn all(series: Series<'_>) -> Vec<Reminder> {
    let (mut sent, mut last, mut now) = (0, None, series.created_at);
    let next = || {
        let reminder = series.next(sent, last, now)?;
        (sent, last, now) = (sent + 1, Some(reminder.at), reminder.at);
        Some(reminder)
    };
    std::iter::from_fn(next).take(50).collect()
}

#[test]
fn one_two_and_three_weeks_and_the_day_before_the_end() {
    let cadence = Cadence::default();
    let come: Vec<_> = all(series(&cadence)).iter().map(|come| (come.stage, come.at)).collect();
    assert_eq!(
        come,
        [
            (ReminderStage::First, at("2027-03-08T15:00:00Z")),
            (ReminderStage::Further, at("2027-03-15T15:00:00Z")),
            (ReminderStage::Further, at("2027-03-22T15:00:00Z")),
            (ReminderStage::Last, at("2027-03-30T15:00:00Z")),
        ]
    );
}

#[test]
fn nights_and_weekends_are_quiet_where_the_buyer_is() {
    let cadence = Cadence { days_after: vec![4, 5, 8], day_before_end: true };
    let monday_night = at("2027-03-02T04:30:00Z"); // 23:30 in New York
    let mut night = Series { created_at: monday_night, ..series(&cadence) };
    night.expires_at = at("2027-03-15T06:00:00Z"); // Monday, 2 in the morning: the day before is a Sunday
    let come: Vec<_> = all(night).iter().map(|come| come.at).collect();
    // Friday 23:30 and Saturday 23:30 both wait for Monday at 8; Tuesday 23:30 for Wednesday at 8; the last is early.
    assert_eq!(come, [at("2027-03-08T13:00:00Z"), at("2027-03-10T13:00:00Z"), at("2027-03-12T22:00:00Z")]);
}

#[test]
fn what_is_overdue_comes_once() {
    let cadence = Cadence::default();
    let series = series(&cadence);
    let away = at("2027-03-17T02:00:00Z"); // two are overdue, and it is night
    let one = series.next(0, None, away).unwrap();
    assert_eq!(one, Reminder { stage: ReminderStage::First, at: at("2027-03-17T12:00:00Z") });
    let next = series.next(1, Some(one.at), one.at).unwrap();
    assert_eq!(next.at, at("2027-03-22T15:00:00Z"));
    let near_the_end = series.next(0, None, at("2027-03-31T13:00:00Z")).unwrap();
    assert_eq!(near_the_end.stage, ReminderStage::Last);
    assert_eq!(series.next(1, Some(near_the_end.at), near_the_end.at), None);
    assert_eq!(series.next(0, None, at("2027-03-31T16:00:00Z")), None, "it has ended");
}

#[test]
fn a_reminder_by_hand_holds_the_next_one_back_for_a_day() {
    let cadence = Cadence { days_after: vec![1, 2], day_before_end: false };
    let series = series(&cadence);
    let by_hand = series.created_at + Duration::hours(5);
    assert_eq!(series.next(1, Some(by_hand), by_hand).unwrap().at, series.created_at + Duration::days(2));
}

#[test]
fn one_a_day_is_possible_though_each_is_a_little_late() {
    let cadence = Cadence { days_after: vec![1, 2, 3], day_before_end: false };
    let series = series(&cadence);
    let late = series.created_at + Duration::days(1) + Duration::hours(1);
    assert_eq!(series.next(1, Some(late), late).unwrap().at, series.created_at + Duration::days(2));
}

#[test]
fn a_request_of_a_day_has_none() {
    let cadence = Cadence::default();
    let short = |hours| Series { expires_at: series(&cadence).created_at + Duration::hours(hours), ..series(&cadence) };
    assert_eq!(all(short(24)), []);
    assert_eq!(all(short(40)), []);
    assert_eq!(all(short(48)).len(), 1);
    assert_eq!(all(series(&Cadence::off())), []);
}

#[test]
fn a_cadence_is_a_list_of_days() {
    let read = Cadence::typed("14, 7;7 21", false).unwrap();
    assert_eq!((read.days_in_words().as_str(), read.is_off()), ("7, 14, 21", false));
    assert!(Cadence::typed("", false).unwrap().is_off());
    for wrong in ["0", "366", "-1", "1.5", "seven", "1 2 3 4 5 6 7 8 9 10 11"] {
        assert!(Cadence::typed(wrong, true).unwrap_err().of("days").is_some(), "{wrong}");
    }
}

#[test]
fn each_state_has_a_clock() {
    assert!(Jurisdiction::all().all(|state| zone_of(state).is_some()));
    let in_state = |state: &str| zone_for(&Address { state: state.into(), ..Address::default() }, "America/Chicago");
    assert_eq!(in_state("US-CA"), Tz::America__Los_Angeles);
    assert_eq!(in_state("US-AZ"), Tz::America__Phoenix);
    assert_eq!([Address::ABROAD, ""].map(in_state), [Tz::America__Chicago; 2]);
}

proptest! {
    #[test]
    fn by_day_in_order_and_before_the_end(
        start in 0_i64..63_072_000,
        hours in 1_i64..9_000,
        days in prop::collection::vec(1_u32..120, 0..6),
        day_before_end: bool,
        late in 0_i64..400,
        state in 0_usize..56,
    ) {
        let cadence = Cadence { days_after: days, day_before_end }.read(&mut Reader::default(), "days");
        let created_at = at("2026-11-01T00:00:00Z") + TimeDelta::seconds(start);
        let zone = zone_of(Jurisdiction::all().nth(state).unwrap()).unwrap();
        let series = Series { created_at, expires_at: created_at + Duration::hours(hours), cadence: &cadence, zone };
        let come = all(series);
        prop_assert!(come.len() <= cadence.days_after.len() + 1);
        for reminder in &come {
            let local = reminder.at.with_timezone(&zone);
            prop_assert!(is_good(&local), "{local}");
            prop_assert!(reminder.at > created_at && reminder.at < series.expires_at);
        }
        for pair in come.windows(2) {
            prop_assert!(pair[1].at - pair[0].at >= PAUSE, "{pair:?}");
        }
        let now = created_at + Duration::hours(late);
        if let Some(reminder) = series.next(0, None, now) {
            prop_assert!(reminder.at >= now || late == 0);
            prop_assert!(is_good(&reminder.at.with_timezone(&zone)));
        }
    }
}
