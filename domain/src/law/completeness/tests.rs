use insta::assert_snapshot;
use uuid::Uuid;

use super::*;
use crate::{
    AccountId, CertificateId, CustomerId, DocumentId, Review,
    customer::Address,
    policy::StatePolicy,
    wizard::{Business, BusinessType, Signer},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What Riverside Cafe handed in on May 1, 2026 for resale in one state: nothing is missing.
fn riverside(form: &str, code: &str, number: &str) -> Certificate {
    let state: Jurisdiction = code.parse().unwrap();
    let line = CertificateJurisdiction {
        jurisdiction: state,
        reason: Reason::Resale,
        explanation: None,
        number: Some(number.to_owned()),
        issued_by: Some(state),
        effective_on: day("2026-05-01"),
        expires_on: None,
        active: true,
        number_verified_at: None,
        identification_type: None,
        added_at: None,
    };
    let now = "2026-05-01T12:00:00Z".parse().unwrap();
    Certificate {
        id: CertificateId(Uuid::from_u128(1)),
        account_id: AccountId(Uuid::from_u128(2)),
        livemode: false,
        customer_id: CustomerId(Uuid::from_u128(3)),
        request_id: None,
        certificate_type: form.parse().unwrap(),
        review: Review::Pending,
        document_id: Some(DocumentId(Uuid::from_u128(4))),
        business: business(),
        signer: Signer { name: "Ana Ruiz".into(), title: "Owner".into(), signature: None },
        jurisdictions: vec![line],
        coverage: None,
        certificate_number: None,
        created_at: now,
        updated_at: now,
    }
}

fn business() -> Business {
    Business {
        legal_name: "Riverside Cafe LLC".into(),
        address: Address {
            line1: "12 River St".into(),
            city: "Cincinnati".into(),
            state: "US-OH".into(),
            postal_code: "45202".into(),
            ..Address::default()
        },
        country: None,
        business_type: BusinessType::AccommodationAndFood,
        contact_name: "Ana Ruiz".into(),
        contact_email: "ap@riverside.example".into(),
        contact_phone: None,
    }
}

impl Certificate {
    fn with(mut self, change: impl FnOnce(&mut CertificateJurisdiction)) -> Self {
        change(&mut self.jurisdictions[0]);
        self
    }
}

/// What a reviewer finds in May 2026.
fn found(certificate: &Certificate) -> String {
    found_by(certificate, &Policy::default())
}

fn found_by(certificate: &Certificate, policy: &Policy) -> String {
    let findings = findings(certificate, policy, day("2026-05-10"));
    let line = |finding: &Finding| {
        let Finding { severity, code, field, sentence, .. } = finding;
        format!("{severity} {code} ({field}): {sentence}")
    };
    match findings.as_slice() {
        [] => "nothing".to_owned(),
        findings => findings.iter().map(line).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn nothing_is_found_against_a_complete_streamlined_certificate_for_ohio() {
    assert_snapshot!(found(&riverside("US-SST", "US-OH", "89-123456")), @"nothing");
}

#[test]
fn a_missing_number_is_found_where_the_state_wants_one() {
    let without = |form, code| riverside(form, code, "").with(|line| (line.number, line.issued_by) = (None, None));
    assert_snapshot!(found(&without("US-SST", "US-KY")), @"error number_missing (number-US-KY): The number for Kentucky is missing.");
    assert_eq!(found(&without("US-SST", "US-OH")), "nothing", "Ohio takes F0003 without any");
}

#[test]
fn an_odd_number_is_a_warning_and_no_error() {
    assert_snapshot!(found(&riverside("US-SST", "US-OH", "12345")), @"warning number_unusual (number-US-OH): A number of Ohio (Ohio vendor's license number) usually looks like NN-NNNNNN, where N is a digit: check for typing errors.");
    let of_texas = riverside("US-SST", "US-OH", "12345").with(|line| line.issued_by = "US-TX".parse().ok());
    assert_snapshot!(found(&of_texas), @"warning number_unusual (number-US-OH): A number of Texas (Texas sales and use tax permit number) usually has 11 digits: check for typing errors.");
}

#[test]
fn a_number_of_another_state_is_found_where_the_state_does_not_take_it() {
    let of_ohio = |form, code| riverside(form, code, "89-123456").with(|line| line.issued_by = "US-OH".parse().ok());
    assert_snapshot!(found(&of_ohio("US-MTC", "US-CA")), @"
    warning form_under_condition (certificate_type-US-CA): California accepts the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction under a condition. Only as a resale certificate (Regulation 1668), never for another exemption; it is valid until revoked.
    error number_of_another_state (number-US-CA): California does not take the number of another state. A buyer who need not hold a California permit must explain why instead, for example because it makes no sales in California.
    ");
    assert_snapshot!(found(&of_ohio("US-SST", "US-VT")), @"warning number_of_another_state (number-US-VT): Vermont takes the number of another state only under a condition. A number from outside Vermont is accepted for drop shipments, and on Form F0003 when the buyer need not register.");
}

#[test]
fn what_a_form_asks_for_is_not_guessed() {
    assert_snapshot!(found(&riverside("US-CT-CERT-119", "US-CT", "1234567")), @"
    warning form_not_read (certificate_type): What Connecticut CERT-119: Purchases by Qualifying Exempt Organizations asks for is not known: look at the document.
    warning form_not_accepted (certificate_type-US-CT): Connecticut CERT-119: Purchases by Qualifying Exempt Organizations cannot state “Resale”.
    ");
    assert_snapshot!(found(&riverside("US-OH-STEC-U", "US-OH", "89-123456")), @"warning form_special (certificate_type-US-OH): Ohio accepts its form STEC-U (Sales and Use Tax Unit Exemption Certificate) in special cases. Only for a single purchase; Form STEC B covers all purchases.");
}

#[test]
fn a_last_day_beyond_what_the_state_allows_is_found() {
    let florida =
        riverside("US-FL-DR-13", "US-FL", "12-3456789012-3").with(|line| line.expires_on = Some(day("2040-12-31")));
    assert_snapshot!(found(&florida), @"warning last_day_too_late (expires_on-US-FL): It shows December 31, 2040 as its last day, but in Florida it counts until December 31 of the year it covers.");
}

#[test]
fn georgias_number_is_a_task_until_somebody_looked_it_up() {
    let georgia = riverside("US-SST", "US-GA", "175-123456");
    assert_snapshot!(found(&georgia), @"task verify_number (number-US-GA): Verify the number with Georgia, and record that you did.");
    let seen = georgia.with(|line| line.number_verified_at = Some("2026-05-02T09:00:00Z".parse().unwrap()));
    assert_snapshot!(found(&seen), @"nothing");
}

#[test]
fn a_form_that_the_state_does_not_accept_is_found() {
    assert_snapshot!(found(&riverside("US-SST", "US-TX", "32050123456")), @"error form_not_accepted (certificate_type-US-TX): Texas does not accept the Streamlined Sales Tax Certificate of Exemption.");
    let church = riverside("US-MTC", "US-OH", "89-123456").with(|line| line.reason = Reason::ReligiousOrg);
    assert_snapshot!(found(&church), @"error form_not_accepted (certificate_type-US-OH): Uniform Sales & Use Tax Resale Certificate – Multijurisdiction cannot state “Religious organization”.");
    assert_snapshot!(found(&riverside("US-OTHER", "US-OH", "89-123456")), @"warning form_unknown (certificate_type): Nobody said which form this is: look whether Ohio accepts it.");
    assert_eq!(found(&riverside("US-SST", "US-DE", "1")), "nothing", "Delaware asks for no form");
}

#[test]
fn an_unknown_form_is_one_finding_for_all_states_with_a_tax() {
    let mut unknown = riverside("US-OTHER", "US-GA", "175-123456")
        .with(|line| line.number_verified_at = Some(chrono::DateTime::UNIX_EPOCH));
    let line = |code: &str| CertificateJurisdiction {
        jurisdiction: code.parse().unwrap(),
        number: None,
        ..unknown.jurisdictions[0].clone()
    };
    let more = [CertificateJurisdiction { number: Some("1".into()), ..line("US-KY") }, line("US-OR")];
    unknown.jurisdictions.extend(more);
    assert_snapshot!(found(&unknown), @"warning form_unknown (certificate_type): Nobody said which form this is: look whether Georgia and Kentucky accept it.");
    unknown.jurisdictions.drain(..2);
    assert_eq!(found(&unknown), "nothing", "Oregon wants neither form nor number");
}

#[test]
fn what_the_merchant_refuses_is_found() {
    let policy = Policy {
        states: [(
            "US-OH".parse().unwrap(),
            StatePolicy { accepted_reasons: Some(vec![Reason::FederalGov]), max_months: None },
        )]
        .into(),
        refused_forms: vec![CertificateType::SST],
        ..Policy::default()
    };
    assert_snapshot!(found_by(&riverside("US-SST", "US-OH", "89-123456"), &policy), @"
    error form_refused_by_policy (certificate_type): By your policy, this document is not accepted: Streamlined Sales Tax Certificate of Exemption.
    error reason_refused_by_policy (reason-US-OH): By your policy, “Resale” is not accepted in Ohio.
    ");
}

#[test]
fn dates_that_do_not_hold_today_are_found() {
    let florida = |last: Option<&str>| {
        riverside("US-FL-DR-13", "US-FL", "1234567890123").with(|line| line.expires_on = last.map(day))
    };
    assert_eq!(found(&florida(Some("2026-05-10"))), "nothing", "the last day still counts");
    assert_snapshot!(found(&florida(Some("2026-05-09"))), @"error expired (expires_on-US-FL): For Florida it ended on May 9, 2026.");
    assert_snapshot!(found(&florida(None)), @"error last_day_missing (expires_on-US-FL): Annual Resale Certificate for Sales Tax shows a last day, and none was given.");
    let next_month = riverside("US-SST", "US-OH", "89-123456").with(|line| line.effective_on = day("2026-06-01"));
    assert_snapshot!(found(&next_month), @"warning not_in_effect_yet (effective_on-US-OH): For Ohio it holds only from June 1, 2026.");
}

#[test]
fn another_reason_needs_its_explanation() {
    let other = |explanation: Option<&str>| {
        riverside("US-SST", "US-OH", "89-123456").with(|line| {
            (line.reason, line.explanation) = (Reason::Other, explanation.map(str::to_owned));
        })
    };
    assert_snapshot!(found(&other(None)), @"error explanation_missing (reason-US-OH): “Other” needs an explanation in Ohio, and there is none.");
    assert_snapshot!(found(&other(Some(""))), @"error explanation_missing (reason-US-OH): “Other” needs an explanation in Ohio, and there is none.");
    assert_snapshot!(found(&other(Some("Ingredients of meals"))), @"nothing");
}

#[test]
fn a_reason_that_the_state_may_tax_is_a_warning() {
    let charity = riverside("US-SST", "US-GA", "1").with(|line| {
        (line.reason, line.number, line.issued_by) = (Reason::CharitableOrg, None, None);
    });
    assert_snapshot!(found(&charity), @"
    warning reason_taxed (reason-US-GA): A general exemption for charitable and other nonprofit organizations in Georgia is not confirmed.
    warning number_missing (number-US-GA): The number for Georgia is missing.
    ");
}

#[test]
fn what_the_form_asks_for_and_nobody_said_is_found() {
    let mut nobody = riverside("US-CA-CDTFA-230", "US-CA", "SR AA 12-345678");
    nobody.business = Business { legal_name: String::new(), address: Address::default(), ..business() };
    nobody.signer = Signer { name: String::new(), title: String::new(), signature: None };
    nobody.document_id = None;
    assert_snapshot!(found(&nobody), @"
    error field_missing (buyer_name): General Resale Certificate asks for the buyer's name, and it is missing.
    error field_missing (buyer_address): General Resale Certificate asks for the buyer's address, and it is missing.
    error field_missing (buyer_phone): General Resale Certificate asks for the buyer's telephone number, and it is missing.
    error field_missing (signer_name): General Resale Certificate asks for the signer's name, and it is missing.
    error field_missing (signer_title): General Resale Certificate asks for the signer's title, and it is missing.
    ");
}

#[test]
fn what_only_the_paper_tells_is_left_for_a_look_at_it() {
    let fields = to_see_on_document("US-OH-STEC-B".parse().unwrap());
    assert_eq!(fields, [Field::SellerName, Field::Signature]);
    assert!(to_see_on_document(CertificateType::OTHER).is_empty(), "nobody knows what it should show");
}

#[test]
fn every_finding_of_the_law_has_its_source() {
    let texas = riverside("US-SST", "US-TX", "1");
    let findings = findings(&texas, &Policy::default(), day("2026-05-10"));
    assert_eq!(findings.len(), 2);
    assert!(findings.iter().all(|finding| finding.source.is_some()));
}
