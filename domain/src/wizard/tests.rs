use uuid::Uuid;

use super::*;
use crate::{CertificateType, DocumentId, Reason};

fn riverside() -> Draft {
    Draft {
        business: Some(BusinessAnswers {
            legal_name: "Riverside Cafe LLC".into(),
            line1: "12 River St".into(),
            city: "Cincinnati".into(),
            state: "US-OH".into(),
            postal_code: "45202".into(),
            business_type: "01".into(),
            contact_name: "Ana Ruiz".into(),
            contact_email: "ap@riverside.example".into(),
            ..BusinessAnswers::default()
        }),
        places: Some(WhereAnswers { jurisdictions: vec!["US-OH".into(), "US-KY".into(), "US-OH".into()] }),
        why: Some(WhyAnswers {
            reason: "RESALE".into(),
            states: [("US-OH", "89-123456", ""), ("US-KY", "89-123456", "US-OH")]
                .map(|(code, number, issued_by)| {
                    (
                        code.to_owned(),
                        StateAnswers { number: number.into(), issued_by: issued_by.into(), reason: String::new() },
                    )
                })
                .into(),
            ..WhyAnswers::default()
        }),
        document: Some(DocumentAnswers {
            document_id: Some(DocumentId(Uuid::from_u128(7))),
            ..DocumentAnswers::default()
        }),
        sign: Some(SignAnswers { name: "Ana Ruiz".into(), title: "Owner".into(), agreed: true }),
    }
}

fn fields(result: Result<(), Invalid>) -> Vec<String> {
    result.map_or_else(|invalid| invalid.0.into_iter().map(|error| error.field).collect(), |()| vec![])
}

#[test]
fn a_complete_draft_becomes_a_submission() {
    let submission = riverside().complete().unwrap();
    let lines: Vec<_> =
        submission.lines.iter().map(|line| (line.jurisdiction.code(), line.issued_by.unwrap().code())).collect();
    assert_eq!(lines, [("US-KY", "US-OH"), ("US-OH", "US-OH")], "each state once, by name");
    assert_eq!(submission.document.certificate_type, CertificateType::OTHER);
}

#[test]
fn the_walk_goes_on_where_answers_are_missing() {
    let mut draft = riverside();
    assert_eq!(draft.first_unanswered(), Step::Check);
    draft.document = None;
    assert_eq!(draft.first_unanswered(), Step::Document);
    draft.places = Some(WhereAnswers::default());
    assert_eq!(draft.first_unanswered(), Step::Where);
    assert_eq!(draft.complete().unwrap_err().0, Step::Where);
    assert_eq!(Draft::default().first_unanswered(), Step::Business);
}

#[test]
fn an_empty_form_names_every_field_it_needs() {
    let empty =
        Draft { business: Some(BusinessAnswers::default()), sign: Some(SignAnswers::default()), ..Draft::default() };
    let needed =
        ["legal_name", "line1", "city", "state", "postal_code", "business_type", "contact_name", "contact_email"];
    assert_eq!(fields(empty.check(Step::Business)), needed);
    assert_eq!(fields(empty.check(Step::Where)), ["jurisdictions"]);
    assert_eq!(fields(empty.check(Step::Document)), ["file"]);
    assert_eq!(fields(empty.check(Step::Check)), ["name", "title", "agreed"]);
}

#[test]
fn resale_needs_a_number_for_each_state() {
    let mut draft = riverside();
    draft.why.as_mut().unwrap().states.remove("US-KY");
    assert_eq!(fields(draft.check(Step::Why)), ["number-US-KY"]);
    draft.why.as_mut().unwrap().reason = "FEDERAL_GOV".into();
    assert_eq!(fields(draft.check(Step::Why)), [""; 0]);
}

#[test]
fn a_state_may_have_a_reason_of_its_own_and_other_needs_words() {
    let mut draft = riverside();
    let why = draft.why.as_mut().unwrap();
    why.states.get_mut("US-KY").unwrap().reason = "OTHER".into();
    assert_eq!(fields(draft.check(Step::Why)), ["explanation"]);
    draft.why.as_mut().unwrap().explanation = "Ingredients of meals".into();
    let lines = check::why(&draft).unwrap();
    assert_eq!(lines[0].explanation.as_deref(), Some("Ingredients of meals"));
    assert_eq!((lines[1].reason, &lines[1].explanation), (Reason::Resale, &None));
}

#[test]
fn addresses_abroad_have_their_own_postal_codes() {
    let mut draft = riverside();
    draft.business.as_mut().unwrap().postal_code = "SW1A 1AA".into();
    assert_eq!(fields(draft.check(Step::Business)), ["postal_code"]);
    draft.business.as_mut().unwrap().state = "ABROAD".into();
    assert_eq!(fields(draft.check(Step::Business)), [""; 0]);
}

#[test]
fn dates_are_real_and_in_order() {
    let mut draft = riverside();
    let document = draft.document.as_mut().unwrap();
    (document.signed_on, document.expires_on) = ("2026-02-30".into(), "soon".into());
    assert_eq!(fields(draft.check(Step::Document)), ["signed_on", "expires_on"]);
    let document = draft.document.as_mut().unwrap();
    (document.signed_on, document.expires_on) = ("2026-03-01".into(), "2026-02-28".into());
    assert_eq!(fields(draft.check(Step::Document)), ["expires_on"]);
}

#[test]
fn a_form_without_a_file_keeps_the_file() {
    let mut draft = riverside();
    draft.keep(Answers::Document(DocumentAnswers { expires_on: "2027-01-01".into(), ..DocumentAnswers::default() }));
    let document = draft.document.unwrap();
    assert_eq!(document.document_id, Some(DocumentId(Uuid::from_u128(7))));
    assert_eq!(document.expires_on, "2027-01-01");
}

#[test]
fn addresses_of_steps_read_back() {
    for step in Step::ALL {
        assert_eq!(Step::from_slug(step.slug()), Some(step));
    }
    assert_eq!(Step::Done.next(), Step::Done);
    assert_eq!(Step::Business.previous(), None);
}

#[test]
fn where_there_is_no_sales_tax_no_number_is_needed() {
    let mut draft = riverside();
    draft.places = Some(WhereAnswers { jurisdictions: vec!["US-OR".into(), "US-IN".into()] });
    assert_eq!(fields(draft.check(Step::Why)), ["number-US-IN"]);
}
