//! The guide tells of every type of event, and of none that there is not.

use std::collections::BTreeMap;

use domain::{
    EventKind,
    webhook::{Subject, event_types, subject},
};

const GUIDE: &str = include_str!("../../../../docs/webhooks.md");

/// What the table of the guide says: a type, and what its `data` is.
fn table() -> BTreeMap<String, &'static str> {
    let (_, rows) = GUIDE.split_once("| type | `data` |\n| --- | --- |\n").unwrap();
    let (rows, _) = rows.split_once("\n\n").unwrap();
    rows.lines().flat_map(row).collect()
}

/// `.word` stands for the same word as before it, up to its dot.
fn row(line: &'static str) -> Vec<(String, &'static str)> {
    let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
    let mut topic = "";
    let words = cells[0].split('`').skip(1).step_by(2).map(|word| {
        topic = word.split('.').next().filter(|topic| !topic.is_empty()).unwrap_or(topic);
        (format!("{topic}.{}", word.split('.').nth(1).unwrap()), cells[1])
    });
    words.collect()
}

#[test]
fn the_table_has_every_type_with_its_object() {
    let said = |kind: EventKind| match subject(kind).unwrap() {
        Subject::Customer => "the customer",
        Subject::Request => "the certificate request",
        Subject::Certificate => "the certificate with its jurisdictions",
        Subject::Endpoint => "the endpoint; sent to the one that is tried out, whatever it has chosen",
    };
    let there_are = event_types().chain([EventKind::WebhookTest]);
    let expected: BTreeMap<_, _> = there_are.map(|kind| (kind.word().to_owned(), said(kind))).collect();
    assert_eq!(table(), expected);
}
