use super::*;
use crate::{AccountId, CertificateId, CustomerId, DocumentId, wizard::BusinessType};

fn exemption(state: &str) -> NewExemption {
    NewExemption {
        country: "US".into(),
        state: state.into(),
        reason: "PURPOSE_RESALE".into(),
        identification_type: "STATE_TAX_ID".into(),
        identification_number: "12-3456789".into(),
        ..NewExemption::default()
    }
}

fn filing(coverage: &str, states: &[&str]) -> NewFiling {
    NewFiling {
        effective_date: "2026-01-01".into(),
        coverage: coverage.into(),
        number: "EX-12345".into(),
        jurisdictions: states.iter().map(|state| exemption(state)).collect(),
    }
}

fn fields(refused: Result<impl std::fmt::Debug, NotChanged>) -> Vec<String> {
    match refused.unwrap_err() {
        NotChanged::Invalid(invalid) => invalid.0.into_iter().map(|error| error.field).collect(),
        NotChanged::Refused(refusal) => vec![format!("{refusal:?}")],
    }
}

fn now() -> DateTime<Utc> {
    "2026-07-10T12:00:00Z".parse().unwrap()
}

fn filed(coverage: &str, states: &[&str], review: Review) -> Certificate {
    let nil = uuid::Uuid::nil();
    let CheckedFiling { coverage, number, jurisdictions } = filing(coverage, states).check().unwrap();
    Certificate {
        id: CertificateId(nil),
        account_id: AccountId(nil),
        livemode: true,
        customer_id: CustomerId(nil),
        request_id: None,
        certificate_type: coverage.certificate_type(),
        review,
        document_id: None,
        business: crate::wizard::Business {
            legal_name: "Riverside Cafe".into(),
            address: crate::customer::Address::default(),
            country: None,
            business_type: BusinessType::Other,
            contact_name: String::new(),
            contact_email: "ap@riverside.example".into(),
            contact_phone: None,
        },
        signer: crate::wizard::Signer { name: String::new(), title: String::new(), signature: None },
        jurisdictions,
        coverage: Some(coverage),
        certificate_number: number,
        created_at: "2026-07-01T12:00:00Z".parse().unwrap(),
        updated_at: "2026-07-01T12:00:00Z".parse().unwrap(),
    }
}

#[test]
fn all_five_types_are_taken_and_two_of_them_name_a_document() {
    for coverage in Coverage::ALL {
        let states: &[_] = if *coverage == Coverage::SingleState { &["CA"] } else { &["CA", "NY"] };
        assert_eq!(filing(coverage.word(), states).check().unwrap().coverage, *coverage);
    }
    assert_eq!(Coverage::Sst.certificate_type(), CertificateType::SST);
    assert_eq!(Coverage::Mtc.certificate_type(), CertificateType::MTC);
    assert_eq!(Coverage::Blanket.certificate_type(), CertificateType::OTHER);
}

#[test]
fn a_single_state_has_one_and_no_state_stands_twice() {
    assert_eq!(fields(filing("SINGLE_STATE", &["CA", "NY"]).check()), ["jurisdictions"]);
    assert_eq!(fields(filing("MULTI_STATE", &["CA", "CA"]).check()), ["DuplicateState"]);
    assert_eq!(fields(filing("MULTI_STATE", &[]).check()), ["jurisdictions"]);
}

#[test]
fn all_that_is_wrong_is_named() {
    let wrong = NewExemption {
        country: "CA".into(),
        state: "QQ".into(),
        reason: "RESALE".into(),
        identification_type: "SSN".into(),
        end_date: "12/31/2025".into(),
        ..NewExemption::default()
    };
    let early = NewExemption { end_date: "2025-12-31".into(), ..exemption("OH") };
    let filing = NewFiling {
        effective_date: String::new(),
        coverage: "STATE".into(),
        number: "x".repeat(21),
        jurisdictions: vec![wrong, NewExemption::default()],
    };
    let mut expected = vec!["effective_date".to_owned(), "type".into(), "exemption_certificate_number".into()];
    let names = ["country", "state", "reason", "identification_type", "identification_number", "end_date"];
    expected.extend(names.map(|name| format!("jurisdictions[0].{name}")));
    expected.extend(names[..5].iter().map(|name| format!("jurisdictions[1].{name}")));
    assert_eq!(fields(filing.check()), expected);
    let before_it_begins = NewFiling { jurisdictions: vec![early], ..self::filing("SST", &[]) };
    assert_eq!(fields(before_it_begins.check()), ["jurisdictions[0].end_date"]);
}

#[test]
fn a_code_stands_for_a_reason_and_each_reason_for_a_code() {
    for reason in Reason::ALL {
        let code = &reason.law().commenda;
        let back = reason_of(code).unwrap();
        assert_eq!(back.law().commenda, *code, "{reason}");
    }
    assert_eq!(reason_of("GOVERNMENT"), Some(Reason::StateLocalGov));
    assert_eq!(reason_of("RESALE"), None);
}

#[test]
fn the_kind_of_a_number_follows_from_its_issuer_where_nobody_said_it() {
    let [line] = &filing("SINGLE_STATE", &["CA"]).check().unwrap().jurisdictions[..] else { panic!() };
    assert_eq!(line.issued_by, Some(line.jurisdiction));
    let of = |line: &CertificateJurisdiction| line.identification_type();
    let unsaid = CertificateJurisdiction { identification_type: None, ..line.clone() };
    assert_eq!(of(&unsaid), Some(IdentificationType::StateTaxId));
    assert_eq!(of(&CertificateJurisdiction { issued_by: None, ..unsaid.clone() }), Some(IdentificationType::Fein));
    assert_eq!(of(&CertificateJurisdiction { number: None, ..unsaid }), None);
    let federal = NewExemption { identification_type: "FEDERAL_TAX_ID".into(), ..exemption("CA") };
    let federal = NewFiling { jurisdictions: vec![federal], ..filing("SST", &[]) }.check().unwrap();
    assert_eq!(federal.jurisdictions[0].issued_by, None);
    assert_eq!(of(&federal.jurisdictions[0]), Some(IdentificationType::FederalTaxId));
}

#[test]
fn what_was_approved_is_looked_at_again_where_it_says_something_else() {
    let number = FilingChange { number: Some("EX-2".into()), ..FilingChange::default() };
    let file = FilingChange { document: Some(DocumentId(uuid::Uuid::from_u128(1))), ..FilingChange::default() };
    let changed = |review, change: &FilingChange| filed("SST", &["OH"], review).changed(change, now()).unwrap().review;
    for (review, by_number, by_file) in [
        (Review::NotReady, Review::NotReady, Review::Pending),
        (Review::Pending, Review::Pending, Review::Pending),
        (Review::NeedsInfo, Review::NeedsInfo, Review::NeedsInfo),
        (Review::Verified, Review::Pending, Review::Pending),
        (Review::Failed, Review::Failed, Review::Pending),
        (Review::Revoked, Review::Revoked, Review::Pending),
    ] {
        assert_eq!((changed(review, &number), changed(review, &file)), (by_number, by_file), "{review}");
    }
    let same = FilingChange { number: Some("EX-12345".into()), ..FilingChange::default() };
    let before = filed("SST", &["OH"], Review::Verified);
    assert_eq!(before.changed(&same, now()), Ok(before.clone()), "nothing is different");
    let ohio = before.jurisdictions[0].jurisdiction;
    let off = ExemptionChange { is_active: Some(false), ..ExemptionChange::default() };
    let after = before.with_change(ohio, &off, now()).unwrap().unwrap();
    assert_eq!((after.review, after.jurisdictions[0].active), (Review::Verified, false), "no statement");
}

#[test]
fn a_state_is_added_changed_and_never_twice() {
    let before = filed("MULTI_STATE", &["OH"], Review::Verified);
    let after = before.with_exemption(&exemption("KY"), now()).unwrap();
    assert_eq!((after.jurisdictions.len(), after.review), (2, Review::Pending));
    let kentucky = &after.jurisdictions[0];
    assert_eq!((kentucky.jurisdiction.code(), kentucky.effective_on), ("US-KY", before.jurisdictions[0].effective_on));
    assert_eq!((after.said_at(kentucky), after.said_at(&after.jurisdictions[1])), (now(), before.created_at));
    assert_eq!(fields(before.with_exemption(&exemption("OH"), now())), ["DuplicateState"]);
    assert_eq!(
        fields(filed("SINGLE_STATE", &["OH"], Review::Pending).with_exemption(&exemption("KY"), now())),
        ["state"]
    );

    let sparse = NewExemption {
        country: "US".into(),
        state: "OH".into(),
        end_date: "2027-12-31".into(),
        ..NewExemption::default()
    };
    let both = before.with_exemptions(&[sparse.clone(), exemption("KY")], now()).unwrap();
    assert_eq!(both.jurisdictions[1].expires_on, "2027-12-31".parse().ok());
    assert_eq!(both.jurisdictions[1].number.as_deref(), Some("12-3456789"), "what is not given stays");
    assert_eq!(fields(before.with_exemptions(&[sparse.clone(), sparse.clone()], now())), ["DuplicateState"]);
    let new = NewExemption { state: "NY".into(), ..sparse };
    assert_eq!(fields(before.with_exemptions(&[new], now())).len(), 3, "a new one says everything");
}

#[test]
fn another_number_has_to_be_looked_up_again() {
    let mut before = filed("SST", &["OH"], Review::Pending);
    before.jurisdictions[0].number_verified_at = Some(now());
    before.jurisdictions[0].reason = Reason::FederalGov;
    let ohio = before.jurisdictions[0].jurisdiction;
    let with = |change: ExemptionChange| before.with_change(ohio, &change, now()).unwrap().unwrap();
    let same = with(ExemptionChange { reason: Some("GOVERNMENT".into()), ..ExemptionChange::default() });
    assert_eq!(same, before, "the code stands for the federal government too");
    let other = with(ExemptionChange { identification_number: Some("99".into()), ..ExemptionChange::default() });
    assert_eq!(other.jurisdictions[0].number_verified_at, None);
    let federal = with(ExemptionChange { identification_type: Some("FEIN".into()), ..ExemptionChange::default() });
    assert_eq!((federal.jurisdictions[0].issued_by, federal.jurisdictions[0].number_verified_at), (None, None));
    let open = with(ExemptionChange { end_date: Some(String::new()), ..ExemptionChange::default() });
    assert_eq!(open.jurisdictions[0].expires_on, None);
    assert!(before.with_change(ohio, &ExemptionChange::default(), now()).is_err(), "nothing is asked for");
    let texas = "US-TX".parse().unwrap();
    let off = ExemptionChange { is_active: Some(false), ..ExemptionChange::default() };
    assert_eq!(before.with_change(texas, &off, now()), Ok(None));
}

#[test]
fn a_certificate_that_was_turned_down_counts_nowhere() {
    for (review, word, counts) in [
        (Review::NotReady, "NOT_READY", true),
        (Review::Pending, "VERIFICATION_PENDING", true),
        (Review::NeedsInfo, "VERIFICATION_PENDING", true),
        (Review::Verified, "VERIFICATION_SUCCESS", true),
        (Review::Failed, "VERIFICATION_FAILED", false),
        (Review::Revoked, "VERIFICATION_FAILED", false),
    ] {
        let certificate = filed("SST", &["OH"], review);
        assert_eq!(Verification::from(review).word(), word);
        assert_eq!(certificate.is_active_in(&certificate.jurisdictions[0]), counts, "{review}");
    }
}
