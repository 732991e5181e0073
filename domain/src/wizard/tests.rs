use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::{CertificateType, DocumentId, Policy, Reason, policy::StatePolicy};

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 7, 10).unwrap();

fn terms() -> Terms<'static> {
    static POLICY: std::sync::LazyLock<Policy> = std::sync::LazyLock::new(Policy::default);
    Terms { policy: &POLICY, certificate_type: None, today: TODAY }
}

fn plan(draft: &Draft) -> Plan {
    draft.plan(terms())
}

fn riverside() -> Draft {
    Draft {
        started: true,
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
        why: Some(WhyAnswers { reason: "RESALE".into(), ..WhyAnswers::default() }),
        numbers: Some(NumbersAnswers {
            states: [("US-OH".to_owned(), "89-123456".to_owned())].into(),
            ..NumbersAnswers::default()
        }),
        documents: Some(DocumentsAnswers { choices: [("US-SST".to_owned(), "complete".to_owned())].into() }),
        sign: Some(SignAnswers {
            name: "Ana Ruiz".into(),
            title: "Owner".into(),
            agreed: true,
            ..SignAnswers::default()
        }),
        ..Draft::default()
    }
}

fn fields(result: Result<(), Invalid>) -> Vec<String> {
    result.map_or_else(|invalid| invalid.0.into_iter().map(|error| error.field).collect(), |()| vec![])
}

fn states(draft: &mut Draft, codes: &[&str]) {
    draft.places = Some(WhereAnswers { jurisdictions: codes.iter().map(|code| (*code).to_owned()).collect() });
}

#[test]
fn one_document_for_two_states_and_the_home_states_number_for_both() {
    let submission = riverside().complete(&plan(&riverside())).unwrap();
    let [document] = submission.unsigned.documents.as_slice() else { panic!("{:?}", submission.unsigned.documents) };
    assert_eq!(
        (document.certificate_type, &document.source),
        (CertificateType::SST, &DocumentSource::Completed { expires_on: None })
    );
    let lines: Vec<_> =
        document.lines.iter().map(|line| (line.jurisdiction.code(), line.issued_by.unwrap().code())).collect();
    assert_eq!(lines, [("US-KY", "US-OH"), ("US-OH", "US-OH")], "each state once, by name");
}

#[test]
fn the_walk_goes_on_where_answers_are_missing() {
    let mut draft = riverside();
    assert_eq!(draft.first_unanswered(&plan(&draft)), Page::Check);
    draft.documents = None;
    assert_eq!(draft.first_unanswered(&plan(&draft)), Page::Documents);
    draft.numbers = None;
    assert_eq!(draft.first_unanswered(&plan(&draft)), Page::Numbers);
    draft.places = Some(WhereAnswers::default());
    assert_eq!(draft.first_unanswered(&plan(&draft)), Page::Where);
    assert_eq!(draft.complete(&plan(&draft)).unwrap_err().0, Page::Where);
    assert_eq!(Draft::default().first_unanswered(&Plan::default()), Page::Welcome);
}

#[test]
fn the_walk_has_only_the_pages_that_its_answers_need() {
    let mut draft = riverside();
    let [welcome, business, place, why] = [Page::Welcome, Page::Business, Page::Where, Page::Why];
    let end = [Page::Check, Page::Done];
    assert_eq!(
        draft.pages(&plan(&draft)),
        [&[welcome, business, place, why, Page::Numbers, Page::Documents][..], &end].concat()
    );
    // A document that the state issues can only be uploaded, and where there is no tax there is no number.
    states(&mut draft, &["US-FL"]);
    draft.why.as_mut().unwrap().reason = "CHARITABLE_ORG".into();
    let letter = Page::Upload("US-FL-DR-14".parse().unwrap());
    assert_eq!(
        draft.pages(&plan(&draft)),
        [&[welcome, business, place, why, Page::Numbers, letter][..], &end].concat()
    );
    // The uniform certificate wants words that the Streamlined one does not.
    states(&mut draft, &["US-TX", "US-CA"]);
    draft.why.as_mut().unwrap().reason = "RESALE".into();
    draft.documents.as_mut().unwrap().choices.insert("US-MTC".into(), "complete".into());
    assert_eq!(detail_questions(&draft, &plan(&draft)).len(), 2, "{:?}", plan(&draft));
    assert!(draft.pages(&plan(&draft)).contains(&Page::Details));
}

#[test]
fn pages_lead_to_each_other() {
    let draft = riverside();
    assert_eq!(draft.after(Page::Welcome, &plan(&draft)), Page::Business);
    assert_eq!(draft.after(Page::Numbers, &plan(&draft)), Page::Documents);
    assert_eq!(draft.after(Page::Details, &plan(&draft)), Page::Check, "a page that this walk has not");
    assert_eq!(draft.before(Page::Welcome, &plan(&draft)), None);
    assert_eq!(draft.before(Page::Check, &plan(&draft)), Some(Page::Documents));
    for page in Page::FIXED.into_iter().chain([Page::Upload(CertificateType::SST)]) {
        assert_eq!(Page::from_path(&page.path()), Some(page));
    }
    assert_eq!(Page::from_path("upload/nothing"), None);
}

#[test]
fn an_empty_form_names_every_field_it_needs() {
    let empty =
        Draft { business: Some(BusinessAnswers::default()), sign: Some(SignAnswers::default()), ..Draft::default() };
    let needed =
        ["legal_name", "line1", "city", "state", "postal_code", "business_type", "contact_name", "contact_email"];
    assert_eq!(fields(empty.check(Page::Business, &plan(&empty))), needed);
    assert_eq!(fields(empty.check(Page::Where, &plan(&empty))), ["jurisdictions"]);
    assert_eq!(fields(empty.check(Page::Documents, &plan(&empty))), ["documents"]);
    assert_eq!(fields(empty.check(Page::Upload(CertificateType::SST), &plan(&empty))), ["states", "file"]);
    assert_eq!(fields(empty.check(Page::Check, &plan(&empty))), ["name", "title", "agreed"]);
}

#[test]
fn a_state_that_takes_only_its_own_number_says_so() {
    let mut draft = riverside();
    states(&mut draft, &["US-OH", "US-MA"]);
    let invalid = draft.check(Page::Numbers, &plan(&draft)).unwrap_err();
    assert_eq!(
        invalid.of("number-US-MA"),
        Some(
            "Enter your Massachusetts number. No other number will do there: if you have none, go back and untick Massachusetts."
        )
    );
    draft.numbers.as_mut().unwrap().states.insert("US-MA".into(), "12345678".into());
    assert_eq!(fields(draft.check(Page::Numbers, &plan(&draft))), [""; 0]);
}

/// The fields with what is said by them.
fn said(draft: &Draft) -> Vec<(String, String)> {
    let errors = draft.check(Page::Numbers, &plan(draft)).map_or_else(|invalid| invalid.0, |()| vec![]);
    errors.into_iter().map(|error| (error.field, error.sentence)).collect()
}

#[test]
fn the_number_that_serves_several_states_is_asked_for_once_where_it_is_typed() {
    let mut draft = riverside();
    draft.numbers = None;
    states(&mut draft, &["US-OH", "US-KY", "US-TX", "US-MA"]);
    let ohio = "Enter your Ohio number. Kentucky and Texas accept it too. If you have none, enter a number of another state on this page.";
    let massachusetts = "Enter your Massachusetts number. No other number will do there: if you have none, go back and untick Massachusetts.";
    let expected = [("number-US-OH", ohio), ("number-US-MA", massachusetts)];
    assert_eq!(said(&draft), expected.map(|(field, sentence)| (field.to_owned(), sentence.to_owned())));
    // Also where the home itself is not asked for, and one answer mends all that it says to mend.
    states(&mut draft, &["US-KY", "US-TX"]);
    assert_eq!(fields(draft.check(Page::Numbers, &plan(&draft))), ["number-US-OH"]);
    let mut with_home = draft.clone();
    number(&mut with_home, "US-OH", "89-123456");
    assert_eq!(said(&with_home), []);
    number(&mut draft, "US-TX", "12345678901");
    assert_eq!(said(&draft), [], "a number of another state on the page does as well");
}

#[test]
fn a_missing_number_names_what_else_will_do() {
    let mut draft = riverside();
    draft.numbers = None;
    let sentence = |draft: &Draft| said(draft).pop().unwrap().1;
    states(&mut draft, &["US-KY"]);
    assert_eq!(sentence(&draft), "Enter your Kentucky number, or your Ohio number above.");
    draft.business.as_mut().unwrap().state = "US-TX".into();
    states(&mut draft, &["US-TX"]);
    assert_eq!(sentence(&draft), "Enter your Texas number, or the number of another state below.");
    draft.business.as_mut().unwrap().state = "US-MA".into();
    states(&mut draft, &["US-MA", "US-KY"]);
    let massachusetts = "Enter your Massachusetts number. Kentucky accepts it too. No other number will do in Massachusetts: if you have none, go back and untick it.";
    assert_eq!(said(&draft), [("number-US-MA".to_owned(), massachusetts.to_owned())]);
}

#[test]
fn a_correction_says_what_is_missing_by_an_input_that_it_has() {
    let mut draft = riverside();
    states(&mut draft, &["US-KY", "US-TX"]);
    draft.numbers = None;
    let inputs: BTreeSet<_> = ["number-US-KY", "number-US-TX"].map(str::to_owned).into();
    let wrong = draft.corrected(CertificateType::SST, &inputs, &plan(&draft)).unwrap_err();
    assert_eq!(fields(Err(wrong.clone())), ["number-US-KY", "number-US-TX"]);
    assert_eq!(wrong.of("number-US-TX"), Some("Enter your Texas number."));
}

#[test]
fn the_home_state_is_asked_first_where_its_number_serves_others() {
    let mut draft = riverside();
    states(&mut draft, &["US-KY", "US-MA"]);
    let asked: Vec<_> =
        number_questions(&draft).into_iter().map(|question| (question.state.code(), question.wanted)).collect();
    assert_eq!(asked, [("US-OH", false), ("US-KY", true), ("US-MA", true)]);
    states(&mut draft, &["US-MA"]);
    let asked: Vec<_> = number_questions(&draft).into_iter().map(|question| question.state.code()).collect();
    assert_eq!(asked, ["US-MA"], "Massachusetts takes no other state's number");
}

#[test]
fn the_federal_number_stands_in_where_a_state_takes_it() {
    let mut draft = riverside();
    states(&mut draft, &["US-KY"]);
    draft.numbers = Some(NumbersAnswers { federal: "12-3456789".into(), ..NumbersAnswers::default() });
    assert_eq!(fields(draft.check(Page::Numbers, &plan(&draft))), [""; 0]);
    let submission = draft.complete(&plan(&draft)).unwrap();
    let line = &submission.unsigned.documents[0].lines[0];
    assert_eq!((line.number.as_deref(), line.issued_by), (Some("12-3456789"), None));
    draft.numbers = None;
    assert_eq!(fields(draft.check(Page::Numbers, &plan(&draft))), ["number-US-KY"]);
}

#[test]
fn a_state_may_have_a_reason_of_its_own_and_other_needs_words() {
    let mut draft = riverside();
    let why = draft.why.as_mut().unwrap();
    why.states.insert("US-KY".into(), "OTHER".into());
    assert_eq!(fields(draft.check(Page::Why, &plan(&draft))), ["explanation"]);
    draft.why.as_mut().unwrap().explanation = "Ingredients of meals".into();
    draft.documents.as_mut().unwrap().choices.insert("US-KY-51A260".into(), "complete".into());
    let submission = draft.complete(&plan(&draft));
    let lines: Vec<_> =
        submission.unwrap().unsigned.documents.into_iter().flat_map(|document| document.lines).collect();
    let kentucky = lines.iter().find(|line| line.jurisdiction.code() == "US-KY").unwrap();
    assert_eq!(kentucky.explanation.as_deref(), Some("Ingredients of meals"));
    let ohio = lines.iter().find(|line| line.jurisdiction.code() == "US-OH").unwrap();
    assert_eq!((ohio.reason, &ohio.explanation), (Reason::Resale, &None));
}

#[test]
fn what_the_merchant_does_not_take_is_told_at_the_reason() {
    let only_farms = StatePolicy { accepted_reasons: Some(vec![Reason::Agricultural]), ..StatePolicy::default() };
    let policy = Policy { states: [("US-KY".parse().unwrap(), only_farms)].into(), ..Policy::default() };
    let terms = Terms { policy: &policy, certificate_type: None, today: TODAY };
    assert_eq!(fields(riverside().check(Page::Why, &riverside().plan(terms))), ["reason-US-KY"]);
}

#[test]
fn the_document_that_the_merchant_asks_for_comes_first() {
    let policy = Policy::default();
    let form = "US-OH-STEC-B".parse().unwrap();
    let plan = riverside().plan(Terms { policy: &policy, certificate_type: Some(form), today: TODAY });
    let forms: Vec<_> = plan.documents.iter().map(|document| (document.form.id(), document.states.len())).collect();
    assert_eq!(forms, [("US-OH-STEC-B", 1), ("US-SST", 1)]);
}

#[test]
fn an_upload_covers_the_states_that_it_says() {
    let mut draft = riverside();
    states(&mut draft, &["US-OH", "US-KY", "US-TX"]);
    draft.keep(Answers::Documents(DocumentsAnswers {
        choices: [("US-SST", "complete"), ("US-MTC", "upload")].map(|(form, how)| (form.into(), how.into())).into(),
    }));
    let covered = |draft: &Draft| -> Vec<(&str, Vec<&str>)> {
        let states = |document: &PlannedDocument| document.states.iter().map(|state| state.code()).collect();
        plan(draft).documents.iter().map(|document| (document.form.id(), states(document))).collect()
    };
    let before = covered(&draft);
    assert_eq!(before, [("US-MTC", vec!["US-KY", "US-OH", "US-TX"])], "one document is fewer than two");
    let upload = UploadAnswers {
        document_id: Some(DocumentId(Uuid::from_u128(7))),
        certificate_type_id: "US-MTC".into(),
        states: vec!["US-TX".into()],
        ..UploadAnswers::default()
    };
    draft.keep(Answers::Upload(CertificateType::MTC, upload));
    let after = covered(&draft);
    assert_eq!(after, [("US-MTC", vec!["US-TX"]), ("US-SST", vec!["US-KY", "US-OH"])], "the rest is proposed anew");
    assert_eq!(draft.first_unanswered(&plan(&draft)), Page::Check);
    let documents = draft.complete(&plan(&draft)).unwrap().unsigned.documents;
    assert_eq!(documents.iter().map(|document| document.lines.len()).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn addresses_abroad_have_their_own_postal_codes() {
    let mut draft = riverside();
    draft.business.as_mut().unwrap().postal_code = "SW1A 1AA".into();
    assert_eq!(fields(draft.check(Page::Business, &plan(&draft))), ["postal_code"]);
    draft.business.as_mut().unwrap().state = "ABROAD".into();
    assert_eq!(fields(draft.check(Page::Business, &plan(&draft))), ["country"]);
    draft.business.as_mut().unwrap().country = "United Kingdom".into();
    assert_eq!(fields(draft.check(Page::Business, &plan(&draft))), [""; 0]);
}

#[test]
fn dates_are_real_and_in_order() {
    let mut draft = riverside();
    states(&mut draft, &["US-FL"]);
    draft.why.as_mut().unwrap().reason = "CHARITABLE_ORG".into();
    let letter: CertificateType = "US-FL-DR-14".parse().unwrap();
    let mut upload = UploadAnswers {
        document_id: Some(DocumentId(Uuid::from_u128(7))),
        states: vec!["US-FL".into()],
        signed_on: "2026-02-30".into(),
        expires_on: "soon".into(),
        ..UploadAnswers::default()
    };
    draft.keep(Answers::Upload(letter, upload.clone()));
    assert_eq!(fields(draft.check(Page::Upload(letter), &plan(&draft))), ["signed_on", "expires_on"]);
    (upload.signed_on, upload.expires_on) = ("2026-03-01".into(), "2026-02-28".into());
    draft.keep(Answers::Upload(letter, upload.clone()));
    assert_eq!(fields(draft.check(Page::Upload(letter), &plan(&draft))), ["expires_on"]);
    upload.document_id = None;
    (upload.signed_on, upload.expires_on) = ("2026-07-12".into(), "2027-02-28".into());
    draft.keep(Answers::Upload(letter, upload.clone()));
    assert_eq!(fields(draft.check(Page::Upload(letter), &plan(&draft))), ["signed_on"], "a day to come");
    upload.signed_on = "2026-07-11".into(); // in Guam it is today
    upload.expires_on = "2027-01-01".into();
    draft.keep(Answers::Upload(letter, upload));
    assert_eq!(
        fields(draft.check(Page::Upload(letter), &plan(&draft))),
        [""; 0],
        "a form without a file keeps the file"
    );
}

#[test]
fn where_nothing_is_needed_there_is_nothing_to_send() {
    let mut draft = riverside();
    states(&mut draft, &["US-OR"]);
    assert_eq!(draft.first_unanswered(&plan(&draft)), Page::Documents);
    assert_eq!(fields(draft.check(Page::Documents, &plan(&draft))), ["documents"]);
    states(&mut draft, &["US-OR", "US-OH"]);
    let lines = draft.complete(&plan(&draft)).unwrap().unsigned.documents[0].lines.len();
    assert_eq!(lines, 1, "Oregon has no sales tax");
}

#[test]
fn a_renewal_begins_with_everything_but_the_signature() {
    let draft = riverside();
    let documents = draft.unsigned(&plan(&draft)).unwrap().documents;
    let mut renewal = Draft::renewing(&certificate(&draft), Some(&draft));
    assert_eq!(renewal.first_unanswered(&plan(&renewal)), Page::Check, "nothing but the signature is missing");
    let signed = draft.sign.clone().unwrap();
    let prefilled = SignAnswers { agreed: false, drawing: String::new(), ..signed.clone() };
    assert_eq!(renewal.sign, Some(prefilled), "who signed is known; the signature is not given twice");
    assert_eq!(fields(renewal.check(Page::Check, &plan(&renewal))), ["agreed"]);
    renewal.keep(Answers::Sign(signed));
    assert_eq!(renewal.complete(&plan(&renewal)).unwrap().unsigned.documents, documents);
}

#[test]
fn what_another_window_changed_is_told_with_both_values() {
    let kept = riverside();
    let seen = kept.seen(Page::Business);
    let mut later = kept.clone();
    later.business.as_mut().unwrap().city = "Dayton".into();
    assert_ne!(later.seen(Page::Business), seen);
    assert_eq!(later.seen(Page::Why), kept.seen(Page::Why), "another page is another matter");
    let mut typed = kept.clone();
    typed.business.as_mut().unwrap().legal_name = "Riverside Cafe Inc.".into();
    let changed = later.changed_elsewhere(&typed, Page::Business);
    assert_eq!(
        changed.of("city").unwrap(),
        "Meanwhile this was changed to “Dayton” in another window or on another device. Yours is shown here: continue to keep it, or change it."
    );
    assert!(changed.of("legal_name").unwrap().contains("“Riverside Cafe LLC”"));
    assert_eq!(changed.0.len(), 2);
}

/// The lines of all documents that the draft would send.
fn lines(draft: &Draft) -> Vec<Line> {
    let documents = draft.complete(&plan(draft)).unwrap().unsigned.documents;
    documents.into_iter().flat_map(|document| document.lines).collect()
}

fn number(draft: &mut Draft, state: &str, number: &str) {
    draft.numbers.get_or_insert_default().states.insert(state.into(), number.into());
}

fn reason(draft: &mut Draft, reason: &str) {
    draft.why.as_mut().unwrap().reason = reason.into();
}

#[test]
fn a_number_that_is_asked_for_no_more_is_on_no_document() {
    let mut draft = riverside();
    draft.numbers = None;
    states(&mut draft, &["US-OH", "US-MA"]);
    number(&mut draft, "US-MA", "MASSNUM1");
    states(&mut draft, &["US-TX"]);
    assert_eq!(fields(draft.check(Page::Numbers, &plan(&draft))), ["number-US-TX"]);
    assert!(draft.numbers().states.is_empty());
    draft.numbers.as_mut().unwrap().federal = "12-3456789".into();
    reason(&mut draft, "AGRICULTURAL");
    assert!(!draft.numbers().federal, "nor the federal one where nothing takes it");
}

#[test]
fn a_direct_pay_permit_counts_only_in_the_state_that_issued_it() {
    let mut draft = riverside();
    reason(&mut draft, "DIRECT_PAY");
    let invalid = draft.check(Page::Numbers, &plan(&draft)).unwrap_err();
    assert_eq!(fields(Err(invalid.clone())), ["number-US-KY"], "Ohio's permit is none of Kentucky");
    assert!(invalid.of("number-US-KY").unwrap().starts_with("Enter your direct pay permit number for Kentucky"));
    draft.why.as_mut().unwrap().states.insert("US-KY".into(), "RESALE".into());
    assert_eq!(fields(draft.check(Page::Numbers, &plan(&draft))), ["number-US-KY"], "nor does it prove a resale");
}

#[test]
fn a_renewal_tells_federal_and_foreign_numbers_apart() {
    let mut draft = riverside();
    draft.numbers.as_mut().unwrap().federal = "12-3456789".into();
    let renewal = Draft::renewing(&certificate(&draft), Some(&draft));
    assert_eq!(renewal.numbers, draft.numbers, "a federal number beside a state's is not lost");
    let business = draft.business.as_mut().unwrap();
    (business.state, business.country) = ("ABROAD".into(), "Austria".into());
    states(&mut draft, &["US-KY"]);
    draft.numbers = Some(NumbersAnswers { foreign: "ATU12345678".into(), ..NumbersAnswers::default() });
    let mut again = Draft::renewing(&certificate(&draft), Some(&draft));
    assert_eq!(again.numbers, draft.numbers);
    again = Draft::renewing(&certificate(&draft), None);
    assert_eq!(again.numbers.unwrap().foreign, "ATU12345678", "who is abroad has no federal number");
}

/// The first certificate of a draft that was submitted.
fn certificate(draft: &Draft) -> Certificate {
    let Unsigned { business, documents, .. } = draft.unsigned(&plan(draft)).unwrap();
    let line = |line: &Line| crate::CertificateJurisdiction {
        jurisdiction: line.jurisdiction,
        reason: line.reason,
        explanation: line.explanation.clone(),
        number: line.number.clone(),
        issued_by: line.issued_by,
        effective_on: chrono::NaiveDate::from_ymd_opt(2026, 5, 1).unwrap(),
        expires_on: None,
        active: true,
        number_verified_at: None,
        identification_type: None,
        added_at: None,
    };
    Certificate {
        id: crate::CertificateId(Uuid::nil()),
        account_id: crate::AccountId(Uuid::nil()),
        livemode: true,
        customer_id: crate::CustomerId(Uuid::nil()),
        request_id: None,
        certificate_type: documents[0].certificate_type,
        review: crate::Review::Verified,
        document_id: None,
        business,
        signer: Signer { name: "Ana Ruiz".into(), title: "Owner".into(), signature: None },
        jurisdictions: documents[0].lines.iter().map(line).collect(),
        coverage: None,
        certificate_number: None,
        created_at: chrono::DateTime::UNIX_EPOCH,
        updated_at: chrono::DateTime::UNIX_EPOCH,
    }
}

#[test]
fn another_states_number_comes_with_its_state() {
    let mut draft = riverside();
    draft.business.as_mut().unwrap().state = "US-OR".into();
    states(&mut draft, &["US-TX"]);
    draft.numbers = None;
    assert!(other_number_questions(&draft).other_state, "Oregon issues no number, and Texas takes one of elsewhere");
    let numbers = draft.numbers.get_or_insert_default();
    numbers.other_number = "600 123 456".into();
    assert_eq!(fields(draft.check(Page::Numbers, &plan(&draft))), ["other_state", "number-US-TX"]);
    draft.numbers.as_mut().unwrap().other_state = "US-WA".into();
    assert_eq!(fields(draft.check(Page::Numbers, &plan(&draft))), [""; 0]);
    let planned = plan(&draft);
    let texas = numbers::line(&draft, draft.wishes()[0]);
    assert_eq!((texas.number.as_deref(), texas.issued_by.unwrap().code()), (Some("600 123 456"), "US-WA"));
    assert!(planned.other("US-TX".parse().unwrap()).is_none(), "{planned:?}");
    draft.business.as_mut().unwrap().state = "US-TX".into();
    assert!(other_number_questions(&draft).other_state, "who has no Texas number is asked for another");
    number(&mut draft, "US-TX", "12345678901");
    assert!(!other_number_questions(&draft).other_state);
    assert_eq!(numbers::line(&draft, draft.wishes()[0]).issued_by.unwrap().code(), "US-TX");
}

#[test]
fn a_diplomats_card_is_asked_for_once_and_no_state_issued_it() {
    let mut draft = riverside();
    reason(&mut draft, "FOREIGN_DIPLOMAT");
    assert!(number_questions(&draft).is_empty());
    assert!(draft.pages(&plan(&draft)).contains(&Page::Numbers));
    assert_eq!(fields(draft.check(Page::Numbers, &plan(&draft))), ["card"]);
    draft.numbers.as_mut().unwrap().card = "4010-0001-2345".into();
    assert_eq!(fields(draft.check(Page::Numbers, &plan(&draft))), [""; 0]);
    for line in lines(&draft) {
        assert_eq!((line.number.as_deref(), line.issued_by), (Some("4010-0001-2345"), None));
    }
    assert_eq!(Draft::renewing(&certificate(&draft), None).numbers.unwrap().card, "4010-0001-2345");
}

#[test]
fn what_a_form_requires_is_asked_and_kept() {
    let mut draft = riverside();
    reason(&mut draft, "STATE_LOCAL_GOV");
    states(&mut draft, &["US-CO", "US-OH"]);
    let choices = ["US-CO-DR-5002", "US-SST"].map(|form| (form.to_owned(), "complete".to_owned()));
    draft.documents = Some(DocumentsAnswers { choices: choices.into() });
    let missing = ["business_description", "reason_detail", "phone", "payment", "expires_on"];
    assert_eq!(fields(draft.check(Page::Details, &plan(&draft))), missing);
    draft.details = Some(DetailsAnswers {
        business_description: "Parks".into(),
        reason_detail: "Essex County".into(),
        phone: "519 555 0142".into(),
        payment: "Check of the county".into(),
        expires_on: "2028-12-31".into(),
        ..DetailsAnswers::default()
    });
    let set_last_day = |draft: &mut Draft, day: &str| draft.details.as_mut().unwrap().expires_on = day.into();
    set_last_day(&mut draft, "2026-07-09");
    assert_eq!(fields(draft.check(Page::Details, &plan(&draft))), ["expires_on"], "a day gone by");
    set_last_day(&mut draft, "2028-12-31");
    let Unsigned { documents, details, .. } = draft.unsigned(&plan(&draft)).unwrap();
    assert!(
        documents
            .iter()
            .flat_map(|document| &document.lines)
            .all(|line| line.explanation.as_deref() == Some("Essex County"))
    );
    assert_eq!(details.payment.as_deref(), Some("Check of the county"));
    let until =
        |form: &str| documents.iter().find(|document| document.certificate_type.id() == form).unwrap().source.clone();
    assert_eq!(until("US-CO-DR-5002"), DocumentSource::Completed { expires_on: details.expires_on });
    assert_eq!(until("US-SST"), DocumentSource::Completed { expires_on: None }, "it holds until it is revoked");
    let renewal = Draft::renewing(&certificate(&draft), None);
    assert_eq!(renewal.details.unwrap().reason_detail, "Essex County");
    assert_eq!(renewal.why.unwrap().explanation, "");
}

#[test]
fn nothing_is_required_that_nobody_asks() {
    use crate::certificate_type::Field as F;
    let asked_elsewhere = [
        F::SellerName,
        F::SellerAddress,
        F::BuyerName,
        F::BuyerAddress,
        F::BusinessType,
        F::Number,
        F::NumberIssuer,
        F::Reason,
        F::Signature,
        F::SignerName,
        F::SignerTitle,
        F::SignedOn,
    ];
    // Every certificate that is completed here is a blanket one; the copy of a permit is attached to it.
    let said = [F::PurchaseKind, F::Document];
    let state = |form: CertificateType| form.law().completed_by == crate::certificate_type::CompletedBy::State;
    for form in CertificateType::all().filter(|form| !state(*form)) {
        for field in form.law().required.iter().flatten() {
            let known = asked_elsewhere.contains(field) || said.contains(field) || plan::DETAILS.contains(field);
            assert!(known, "{} requires {}", form.id(), field.in_words());
        }
    }
}
