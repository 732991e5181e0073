//! What the two certificates for many states show.

use domain::{
    Jurisdiction, Reason,
    jurisdiction::Answer,
    wizard::{BusinessType, Line},
};
use serde_json::{Value, json};

use crate::Certificate;

/// The states that accept the Streamlined certificate, and those claimed besides, each with whether it is claimed.
pub(super) fn states(certificate: &Certificate) -> Vec<Value> {
    let claimed = |state: &Jurisdiction| certificate.lines.iter().any(|line| line.jurisdiction == *state);
    let accepts = |state: &Jurisdiction| matches!(state.law().f0003, Answer::Yes | Answer::Conditional);
    let shown = Jurisdiction::all().filter(|state| accepts(state) || claimed(state));
    shown.map(|state| json!({ "name": state.name(), "chosen": claimed(&state) })).collect()
}

/// F0003's list, with the one that is ticked.
pub(super) fn business_types(chosen: BusinessType) -> Vec<Value> {
    let one = |kind: BusinessType| json!({ "number": kind.word(), "label": kind.label(), "chosen": kind == chosen });
    BusinessType::ALL.iter().copied().map(one).collect()
}

/// The boxes of the uniform resale certificate, and what stands beside the last one.
pub(super) fn engaged(certificate: &Certificate) -> Value {
    const BOXES: [&str; 5] = ["Wholesaler", "Retailer", "Manufacturer", "Seller", "Lessor"];
    let business_type = certificate.business.business_type;
    let stated = certificate.details.engaged_as.as_deref().unwrap_or(match business_type {
        BusinessType::Wholesale => "Wholesaler",
        BusinessType::Retail => "Retailer",
        BusinessType::Manufacturing => "Manufacturer",
        BusinessType::Rental => "Lessor",
        other => other.label(),
    });
    let chosen = BOXES.into_iter().find(|label| label.eq_ignore_ascii_case(stated.trim()));
    let boxes: Vec<Value> =
        BOXES.into_iter().map(|label| json!({ "label": label, "chosen": chosen == Some(label) })).collect();
    json!({ "boxes": boxes, "other": if chosen.is_none() { Some(stated) } else { None } })
}

/// The letters of F0003, each with whether a line has it and what has to be said besides, where all its lines agree.
pub(super) fn reasons(lines: &[Line]) -> Vec<Value> {
    let mut letters: Vec<Reason> = Reason::ALL.into_iter().filter(|reason| *reason != Reason::Lease).collect();
    letters.sort_by_key(|reason| &reason.law().f0003);
    letters.into_iter().map(|reason| letter(reason, lines)).collect()
}

fn letter(reason: Reason, lines: &[Line]) -> Value {
    let letter = &reason.law().f0003;
    let mine: Vec<&Line> = lines.iter().filter(|line| line.reason.law().f0003 == *letter).collect();
    let mut said: Vec<String> = mine.iter().filter_map(|line| line.explanation.clone()).collect();
    said.dedup();
    let detail = match (said.as_slice(), mine.as_slice()) {
        ([one], _) => Some(one.clone()),
        ([], [line]) => line.number.clone().map(|number| format!("No. {number}")),
        ([], []) => None,
        _ => Some("by state, below".to_owned()),
    };
    json!({ "letter": letter, "label": reason.label(), "chosen": !mine.is_empty(), "detail": detail })
}

/// The remarks on the states of the uniform resale certificate, in the order of its lines.
pub(super) fn notes(lines: &[Line]) -> Vec<Value> {
    let noted =
        lines.iter().filter_map(|line| Some((line.jurisdiction, line.jurisdiction.law().mtc_condition.as_ref()?)));
    noted.map(|(state, note)| json!({ "state": state.name(), "note": note })).collect()
}
