//! Riverside Cafe resells what it buys. Its supplier asks whether it is exempt, and is told why.
//!
//! The first nine tests are the nine ways to be "exempt yet taxed" of the field's help pages (landscape, c.2).

mod edges;

use std::sync::Arc;

use insta::assert_snapshot;
use uuid::Uuid;

use super::*;
use crate::{Policy, ReviewMode, policy::StatePolicy};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn state(code: &str) -> Jurisdiction {
    code.parse().unwrap()
}

/// A sale for resale.
fn sale(code: &str, on: &str) -> Question {
    Question { jurisdiction: state(code), on: day(on), reason: Some(Reason::Resale) }
}

/// An approved certificate for resale, signed for these states and handed in on the same day.
fn signed(id: u128, form: &str, codes: &[&str], on: &str) -> OnFile {
    let line = |code: &&str| CertificateJurisdiction {
        jurisdiction: state(code),
        reason: Reason::Resale,
        explanation: None,
        number: Some("89-123456".to_owned()),
        issued_by: Some(state(code)),
        effective_on: day(on),
        expires_on: None,
        active: true,
        number_verified_at: None,
        identification_type: None,
        added_at: None,
    };
    OnFile {
        id: CertificateId(Uuid::from_u128(id)),
        certificate_type: form.parse().unwrap(),
        review: Review::Verified,
        received_on: day(on),
        lines: codes.iter().map(line).collect(),
    }
}

impl OnFile {
    fn reviewed(self, review: Review) -> Self {
        Self { review, ..self }
    }

    fn received(self, on: &str) -> Self {
        Self { received_on: day(on), ..self }
    }

    fn each(mut self, change: impl Fn(&mut CertificateJurisdiction)) -> Self {
        self.lines.iter_mut().for_each(change);
        self
    }

    fn because(self, reason: Reason) -> Self {
        self.each(|line| line.reason = reason)
    }

    fn shows_last_day(self, last: &str) -> Self {
        self.each(|line| line.expires_on = Some(day(last)))
    }

    fn with_number_of(self, code: &str) -> Self {
        self.each(|line| line.issued_by = Some(state(code)))
    }
}

fn circumstances() -> Circumstances {
    Circumstances { window_days: 60, policy: Arc::default(), purchases: [].into() }
}

fn by_policy(policy: Policy) -> Circumstances {
    Circumstances { policy: Arc::new(policy), ..circumstances() }
}

fn after_purchases(code: &str, days: &[&str]) -> Circumstances {
    Circumstances { purchases: [(state(code), days.iter().map(|on| day(on)).collect())].into(), ..circumstances() }
}

/// The answer as a person reads it.
fn told(answer: &Answer) -> String {
    let exempt = if answer.exempt { "exempt" } else { "not exempt" };
    let mut lines = vec![format!("{exempt}, {}", answer.status)];
    lines.extend(answer.explanation.iter().map(|step| format!("{} {}: {}", step.outcome, step.rule, step.sentence)));
    if answer.certificates_considered.len() > 1 {
        let considered = answer.certificates_considered.iter().map(|considered| {
            format!("certificate {}: {}", considered.certificate_id.0.as_u128(), considered.sentence)
        });
        lines.extend(considered);
    }
    lines.extend(answer.missing.iter().map(|missing| format!("missing: {missing}")));
    lines.join("\n")
}

/// What is told to a merchant that has decided nothing and reported no purchases.
fn tell(question: Question, on_file: &[OnFile]) -> String {
    told(&answer(question, on_file, &circumstances()))
}

/// What the answer says of one rule.
fn step(answer: &Answer, rule: Rule) -> String {
    let step = answer.explanation.iter().find(|step| step.rule == rule);
    step.map_or("nothing".to_owned(), |step| format!("{}: {}", step.outcome, step.sentence))
}

// The nine cases.

#[test]
fn case_1_the_certificate_was_rejected_and_the_customers_other_one_is_for_another_state() {
    let kentucky = signed(2, "US-SST", &["US-KY"], "2026-02-01");
    let rejected = signed(1, "US-OH-STEC-B", &["US-OH"], "2026-01-15").reviewed(Review::Failed);
    assert_snapshot!(tell(sale("US-OH", "2026-05-01"), &[kentucky, rejected]), @"
    not exempt, invalid
    pass jurisdiction.taxed: Ohio has a sales tax, so a certificate is needed.
    pass certificate.on_file: 2 certificates of this customer are on file.
    pass certificate.covers_jurisdiction: The certificate names Ohio.
    fail certificate.review: It was rejected.
    pass certificate.effective: It holds from January 15, 2026 on.
    pass certificate.valid: In Ohio such a certificate does not expire by itself.
    pass certificate.reason: In Ohio it was given for “Resale”.
    pass certificate.form: Ohio accepts its form STEC-B (Sales and Use Tax Blanket Exemption Certificate).
    certificate 2: The certificate does not name Ohio.
    certificate 1: It was rejected.
    missing: A new certificate for Ohio and “Resale”; the easiest is the Streamlined Sales Tax Certificate of Exemption.
    ");
}

#[test]
fn case_2_the_sale_came_before_the_certificate_was_on_file() {
    let came_later = signed(1, "US-TX-01-339", &["US-TX"], "2026-04-20").received("2026-06-10");
    let sale = sale("US-TX", "2026-05-01");
    assert_snapshot!(tell(sale, &[]), @"
    not exempt, none
    pass jurisdiction.taxed: Texas has a sales tax, so a certificate is needed.
    fail certificate.on_file: No certificate of this customer is on file.
    missing: A new certificate for Texas and “Resale”; the easiest is the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction.
    ");
    assert_snapshot!(tell(sale, &[came_later]), @"
    exempt, active
    pass jurisdiction.taxed: Texas has a sales tax, so a certificate is needed.
    pass certificate.on_file: One certificate of this customer is on file.
    pass certificate.covers_jurisdiction: The certificate names Texas.
    pass certificate.review: It was approved.
    warn certificate.effective: It holds from April 20, 2026 on, but came in on June 10, 2026, after the sale; Texas wants it by the day of the sale.
    pass certificate.valid: In Texas such a certificate does not expire by itself.
    pass certificate.reason: In Texas it was given for “Resale”.
    pass certificate.form: Texas accepts its form 01-339 (Texas Sales and Use Tax Resale Certificate).
    ");
}

#[test]
fn case_3_the_state_does_not_accept_the_document_or_it_cannot_state_the_reason() {
    let uniform = signed(1, "US-MTC", &["US-NY"], "2026-01-15");
    assert_snapshot!(tell(sale("US-NY", "2026-05-01"), &[uniform]), @"
    not exempt, active
    pass jurisdiction.taxed: New York has a sales tax, so a certificate is needed.
    pass certificate.on_file: One certificate of this customer is on file.
    pass certificate.covers_jurisdiction: The certificate names New York.
    pass certificate.review: It was approved.
    pass certificate.effective: It holds from January 15, 2026 on.
    pass certificate.valid: In New York such a certificate does not expire by itself.
    pass certificate.reason: In New York it was given for “Resale”.
    fail certificate.form: New York does not accept the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction.
    missing: A new certificate for New York and “Resale”; the easiest is its form ST-120 (Resale Certificate).
    ");
    let church = signed(2, "US-OH-STEC-B", &["US-OH"], "2026-01-15").because(Reason::ReligiousOrg);
    let sale = Question { reason: Some(Reason::ReligiousOrg), ..sale("US-OH", "2026-05-01") };
    assert_snapshot!(tell(sale, &[church]), @"
    not exempt, active
    pass jurisdiction.taxed: Ohio has a sales tax, so a certificate is needed.
    pass certificate.on_file: One certificate of this customer is on file.
    pass certificate.covers_jurisdiction: The certificate names Ohio.
    pass certificate.review: It was approved.
    pass certificate.effective: It holds from January 15, 2026 on.
    pass certificate.valid: In Ohio such a certificate does not expire by itself.
    pass certificate.reason: In Ohio it was given for “Religious organization”.
    fail certificate.form: Ohio STEC-B: Sales and Use Tax Blanket Exemption Certificate cannot state “Religious organization”.
    missing: A new certificate for Ohio and “Religious organization”; the easiest is the Streamlined Sales Tax Certificate of Exemption.
    ");
}

#[test]
fn case_4_the_certificate_had_ended_by_the_states_rule() {
    let three_years = signed(1, "US-CT-RESALE-CERTIFICATE", &["US-CT"], "2023-03-01");
    assert_snapshot!(tell(sale("US-CT", "2026-05-01"), &[three_years]), @"
    not exempt, expired
    pass jurisdiction.taxed: Connecticut has a sales tax, so a certificate is needed.
    pass certificate.on_file: One certificate of this customer is on file.
    pass certificate.covers_jurisdiction: The certificate names Connecticut.
    pass certificate.review: It was approved.
    pass certificate.effective: It holds from March 1, 2023 on.
    fail certificate.valid: It ended on March 1, 2026, because in Connecticut it counts for 3 years.
    pass certificate.reason: In Connecticut it was given for “Resale”.
    pass certificate.form: Connecticut accepts its Sales & Use Tax Resale Certificate.
    missing: A new certificate for Connecticut and “Resale”; the easiest is the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction.
    ");
}

#[test]
fn case_5_the_certificate_was_given_for_another_reason() {
    let bakery = signed(1, "US-OH-STEC-B", &["US-OH"], "2026-01-15").because(Reason::Manufacturing);
    assert_snapshot!(tell(sale("US-OH", "2026-05-01"), &[bakery]), @"
    not exempt, active
    pass jurisdiction.taxed: Ohio has a sales tax, so a certificate is needed.
    pass certificate.on_file: One certificate of this customer is on file.
    pass certificate.covers_jurisdiction: The certificate names Ohio.
    pass certificate.review: It was approved.
    pass certificate.effective: It holds from January 15, 2026 on.
    pass certificate.valid: In Ohio such a certificate does not expire by itself.
    fail certificate.reason: In Ohio it was given for “Manufacturing”, not for “Resale”.
    pass certificate.form: Ohio accepts its form STEC-B (Sales and Use Tax Blanket Exemption Certificate).
    missing: A new certificate for Ohio and “Resale”; the easiest is the Streamlined Sales Tax Certificate of Exemption.
    ");
}

#[test]
fn case_6_the_certificate_was_signed_after_the_sale() {
    let sale = sale("US-OH", "2026-05-01");
    let a_month_later = signed(1, "US-OH-STEC-B", &["US-OH"], "2026-06-01");
    assert_snapshot!(tell(sale, &[a_month_later]), @"
    exempt, active
    pass jurisdiction.taxed: Ohio has a sales tax, so a certificate is needed.
    pass certificate.on_file: One certificate of this customer is on file.
    pass certificate.covers_jurisdiction: The certificate names Ohio.
    pass certificate.review: It was approved.
    warn certificate.effective: It holds from June 1, 2026 on, which is after the sale; Ohio accepts one that comes in within 90 days.
    pass certificate.valid: In Ohio such a certificate does not expire by itself.
    pass certificate.reason: In Ohio it was given for “Resale”.
    pass certificate.form: Ohio accepts its form STEC-B (Sales and Use Tax Blanket Exemption Certificate).
    ");
    let four_months_later = signed(1, "US-OH-STEC-B", &["US-OH"], "2026-09-01");
    assert_snapshot!(tell(sale, &[four_months_later]), @"
    not exempt, processing
    pass jurisdiction.taxed: Ohio has a sales tax, so a certificate is needed.
    pass certificate.on_file: One certificate of this customer is on file.
    pass certificate.covers_jurisdiction: The certificate names Ohio.
    pass certificate.review: It was approved.
    fail certificate.effective: It holds from September 1, 2026 on, which is after the sale; Ohio accepts one only within 90 days.
    pass certificate.valid: In Ohio such a certificate does not expire by itself.
    pass certificate.reason: In Ohio it was given for “Resale”.
    pass certificate.form: Ohio accepts its form STEC-B (Sales and Use Tax Blanket Exemption Certificate).
    missing: A certificate that was in effect on May 1, 2026.
    ");
}

#[test]
fn a_certificate_that_starts_after_the_states_late_period_does_not_cover_the_sale() {
    let starts_in_september = signed(1, "US-OH-STEC-B", &["US-OH"], "2026-09-01").received("2026-05-10");
    let answer = answer(sale("US-OH", "2026-05-01"), &[starts_in_september], &circumstances());
    assert!(!answer.exempt);
    assert_eq!(answer.explanation.iter().filter(|step| step.outcome == Outcome::Fail).count(), 1);
}

#[test]
fn case_7_the_state_is_missing_on_the_certificate() {
    let two_states = signed(1, "US-SST", &["US-OH", "US-KY"], "2026-01-15");
    assert_snapshot!(tell(sale("US-IN", "2026-05-01"), &[two_states]), @"
    not exempt, none
    pass jurisdiction.taxed: Indiana has a sales tax, so a certificate is needed.
    pass certificate.on_file: One certificate of this customer is on file.
    fail certificate.covers_jurisdiction: The certificate does not name Indiana.
    missing: A new certificate for Indiana and “Resale”; the easiest is the Streamlined Sales Tax Certificate of Exemption.
    ");
}

/// Where a number is not known at all, the API asks for the similar one (`server/tests/it/exemption.rs`).
#[test]
fn case_8_the_customer_of_this_number_has_no_certificate() {
    assert_snapshot!(tell(sale("US-OH", "2026-05-01"), &[]), @"
    not exempt, none
    pass jurisdiction.taxed: Ohio has a sales tax, so a certificate is needed.
    fail certificate.on_file: No certificate of this customer is on file.
    missing: A new certificate for Ohio and “Resale”; the easiest is the Streamlined Sales Tax Certificate of Exemption.
    ");
}

#[test]
fn case_9_an_expired_certificate_still_covers_a_back_dated_sale() {
    let last_years = signed(1, "US-FL-DR-13", &["US-FL"], "2025-01-01").shows_last_day("2025-12-31");
    assert_snapshot!(tell(sale("US-FL", "2025-11-20"), std::slice::from_ref(&last_years)), @"
    exempt, expiring
    pass jurisdiction.taxed: Florida has a sales tax, so a certificate is needed.
    pass certificate.on_file: One certificate of this customer is on file.
    pass certificate.covers_jurisdiction: The certificate names Florida.
    pass certificate.review: It was approved.
    pass certificate.effective: It holds from January 1, 2025 on.
    pass certificate.valid: It holds until December 31, 2025, as the document says.
    pass certificate.reason: In Florida it was given for “Resale”.
    pass certificate.form: Florida accepts its form DR-13 (Annual Resale Certificate for Sales Tax).
    ");
    assert_snapshot!(tell(sale("US-FL", "2026-05-01"), &[last_years]), @"
    not exempt, expired
    pass jurisdiction.taxed: Florida has a sales tax, so a certificate is needed.
    pass certificate.on_file: One certificate of this customer is on file.
    pass certificate.covers_jurisdiction: The certificate names Florida.
    pass certificate.review: It was approved.
    pass certificate.effective: It holds from January 1, 2025 on.
    fail certificate.valid: It ended on December 31, 2025, as the document says.
    pass certificate.reason: In Florida it was given for “Resale”.
    pass certificate.form: Florida accepts its form DR-13 (Annual Resale Certificate for Sales Tax).
    missing: A new certificate for Florida and “Resale”; the easiest is the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction.
    ");
}

// Time.

#[test]
fn purchases_keep_a_kansas_certificate_alive_and_their_absence_ends_it() {
    let kansas = [signed(1, "US-KS-ST-28A", &["US-KS"], "2024-01-15")];
    let on = |circumstances: &Circumstances| answer(sale("US-KS", "2026-05-01"), &kansas, circumstances);

    let nothing_reported = on(&circumstances());
    assert!(nothing_reported.exempt, "what nobody reported is no ground to charge tax");
    assert_eq!(nothing_reported.valid_until, None);
    assert_snapshot!(step(&nothing_reported, Rule::Recurring), @"warn: It lapses after 12 months without a purchase, and none was reported for this time: check this yourself.");

    let kept_alive = on(&after_purchases("US-KS", &["2024-12-01", "2025-11-30"]));
    assert!(kept_alive.exempt);
    assert_eq!(kept_alive.valid_until, Some(day("2026-11-30")));
    assert_snapshot!(step(&kept_alive, Rule::Recurring), @"pass: The purchase of November 30, 2025 keeps it alive until November 30, 2026, 12 months later.");

    let lapsed = on(&after_purchases("US-KS", &["2024-12-01", "2026-04-01"]));
    assert!(!lapsed.exempt, "the purchase of April 2026 came after it had lapsed");
    assert_eq!((lapsed.status, lapsed.valid_until), (Standing::Expired, Some(day("2025-12-01"))));
    assert_snapshot!(step(&lapsed, Rule::Recurring), @"fail: It lapsed after December 1, 2025: no purchase came within 12 months.");
}

#[test]
fn a_certificate_signed_on_a_leap_day_ends_on_february_28() {
    let district = [signed(1, "US-DC-OTR-368", &["US-DC"], "2024-02-29")];
    let on = |day| answer(sale("US-DC", day), &district, &circumstances());
    assert!(on("2024-02-29").exempt && on("2025-02-28").exempt);
    assert!(!on("2024-02-28").exempt && !on("2025-03-01").exempt);
    assert_snapshot!(step(&on("2025-02-28"), Rule::Valid), @"pass: It holds until February 28, 2025, because in the District of Columbia it counts for one year.");
}

#[test]
fn floridas_certificate_counts_on_december_31_and_not_on_january_1() {
    let annual = [signed(1, "US-FL-DR-13", &["US-FL"], "2026-03-10")];
    let on = |day| answer(sale("US-FL", day), &annual, &circumstances());
    assert!(on("2026-12-31").exempt);
    assert!(!on("2027-01-01").exempt);
    assert_snapshot!(step(&on("2026-12-31"), Rule::Valid), @"pass: It holds until December 31, 2026, because in Florida it counts until December 31 of the year it covers.");
    assert_snapshot!(step(&on("2027-01-01"), Rule::Valid), @"fail: It ended on December 31, 2026, because in Florida it counts until December 31 of the year it covers.");
}

#[test]
fn michigans_certificate_ends_by_its_date_or_by_a_year_without_purchases() {
    let undated = signed(1, "US-MI-3372", &["US-MI"], "2021-03-10");
    let dated = undated.clone().shows_last_day("2030-12-31");
    let on = |certificate: &OnFile, day| {
        answer(sale("US-MI", day), std::slice::from_ref(certificate), &after_purchases("US-MI", &["2021-12-01"]))
    };
    assert!(!on(&undated, "2024-05-01").exempt);
    assert_snapshot!(step(&on(&undated, "2024-05-01"), Rule::Valid), @"pass: In Michigan such a certificate counts until the date it shows, 4 years at most; without a date, as long as no more than 12 months pass between purchases.");
    assert_snapshot!(step(&on(&undated, "2024-05-01"), Rule::Recurring), @"fail: It lapsed after December 1, 2022: no purchase came within 12 months.");
    assert!(on(&dated, "2024-05-01").exempt, "a dated one does not depend on purchases");
    assert!(!on(&dated, "2025-03-11").exempt, "four years at most, whatever it shows");
    assert_snapshot!(step(&on(&dated, "2025-03-11"), Rule::Valid), @"fail: It ended on March 10, 2025, because in Michigan it counts until the date it shows, 4 years at most; without a date, as long as no more than 12 months pass between purchases.");
}

#[test]
fn illinois_advises_a_fresh_certificate_after_three_years_and_the_old_one_still_counts() {
    let old = [signed(1, "US-IL-CRT-61", &["US-IL"], "2023-04-01")];
    let on = |day| answer(sale("US-IL", day), &old, &circumstances());
    assert_snapshot!(step(&on("2026-03-31"), Rule::Valid), @"pass: In Illinois such a certificate should be renewed 3 years after it was signed.");
    assert!(on("2026-04-01").exempt);
    assert_snapshot!(step(&on("2026-04-01"), Rule::Valid), @"warn: In Illinois such a certificate should be renewed 3 years after it was signed. A fresh one has been advised since April 1, 2026.");
}

// Numbers.

#[test]
fn a_number_of_another_state_may_need_a_look() {
    let of = |form, code, issuer| {
        let certificate = signed(1, form, &[code], "2026-01-15").with_number_of(issuer);
        answer(sale(code, "2026-05-01"), &[certificate], &circumstances())
    };
    let (ohio, vermont, hawaii) =
        (of("US-SST", "US-OH", "US-KY"), of("US-SST", "US-VT", "US-OH"), of("US-HI-G-17", "US-HI", "US-OH"));
    assert_eq!([ohio.exempt, vermont.exempt, hawaii.exempt], [true, true, false]);
    assert_snapshot!(step(&ohio, Rule::Number), @r#"pass: Ohio accepts another state's number, here one of Kentucky. The vendor's license number is given "if applicable". Form F0003 takes any number issued by Ohio, or "Not Required"."#);
    assert_snapshot!(step(&vermont, Rule::Number), @"warn: Vermont accepts another state's number, here one of Ohio, only under a condition. A number from outside Vermont is accepted for drop shipments, and on Form F0003 when the buyer need not register.");
    assert_snapshot!(step(&hawaii, Rule::Number), @"fail: Hawaii does not accept another state's number, here one of Ohio. The prescribed certificate needs a Hawaii general excise number.");
    assert_snapshot!(hawaii.missing.unwrap(), @"A certificate for Hawaii and “Resale” with a number that it accepts. Hawaii wants a number of its own for “Resale”. The prescribed certificate needs a Hawaii general excise number.");
    assert_eq!(step(&of("US-OH-STEC-B", "US-OH", "US-OH"), Rule::Number), "nothing", "its own number needs no word");
}

#[test]
fn georgia_wants_the_number_looked_up_and_nobody_is_taxed_for_that() {
    let unseen = signed(1, "US-GA-ST-5", &["US-GA"], "2026-01-15");
    let seen = unseen.clone().each(|line| line.number_verified_at = Some("2026-01-16T09:00:00Z".parse().unwrap()));
    let of = |certificate| answer(sale("US-GA", "2026-05-01"), &[certificate], &circumstances());
    assert!(of(unseen.clone()).exempt);
    assert_snapshot!(step(&of(unseen), Rule::NumberVerified), @"warn: Georgia requires its number to be verified, and no verification is on record.");
    assert_snapshot!(step(&of(seen), Rule::NumberVerified), @"pass: Its number was verified, as the state requires.");
}

// What the merchant decides.

#[test]
fn under_review_counts_only_where_the_merchant_says_so() {
    let pending = [signed(1, "US-OH-STEC-B", &["US-OH"], "2026-01-15").reviewed(Review::Pending)];
    let of = |review| answer(sale("US-OH", "2026-05-01"), &pending, &by_policy(Policy { review, ..Policy::default() }));
    let (manual, provisional) = (of(ReviewMode::Manual), of(ReviewMode::Provisional));
    assert_eq!([manual.exempt, provisional.exempt], [false, true]);
    assert_snapshot!(step(&manual, Rule::Review), @"fail: It is under review: nobody has approved it yet.");
    assert_snapshot!(manual.missing.unwrap(), @"A decision on the certificate: approve it if it is good.");
    assert_snapshot!(step(&provisional, Rule::Review), @"warn: It is under review; by your policy the buyer counts as exempt until that is decided.");
}

#[test]
fn what_is_missing_follows_from_where_the_review_is() {
    let missing = |review| {
        let certificate = signed(1, "US-OH-STEC-B", &["US-OH"], "2026-01-15").reviewed(review);
        answer(sale("US-OH", "2026-05-01"), &[certificate], &circumstances()).missing.unwrap()
    };
    assert_snapshot!(missing(Review::NotReady), @"The document: the buyer has not uploaded it yet.");
    assert_snapshot!(missing(Review::NeedsInfo), @"The buyer's answer to what was asked.");
    assert_snapshot!(missing(Review::Revoked), @"A new certificate for Ohio and “Resale”; the easiest is the Streamlined Sales Tax Certificate of Exemption.");
}

#[test]
fn the_merchant_may_refuse_a_reason_a_document_or_a_long_life() {
    let certificate = [signed(1, "US-OH-STEC-B", &["US-OH"], "2025-01-15")];
    let of = |policy| answer(sale("US-OH", "2026-05-01"), &certificate, &by_policy(policy));
    let in_ohio = |ohio| Policy { states: [(state("US-OH"), ohio)].into(), ..Policy::default() };

    let reason = of(in_ohio(StatePolicy { accepted_reasons: Some(vec![Reason::FederalGov]), max_months: None }));
    assert_snapshot!(step(&reason, Rule::PolicyReason), @"fail: By your policy, “Resale” is not accepted in Ohio.");
    assert_snapshot!(reason.missing.as_deref().unwrap(), @"A change of your policy, or another certificate.");
    let form = of(Policy { refused_forms: vec![certificate[0].certificate_type], ..Policy::default() });
    assert_snapshot!(step(&form, Rule::PolicyForm), @"fail: By your policy, this document is not accepted: Ohio STEC-B: Sales and Use Tax Blanket Exemption Certificate.");
    let a_year = of(in_ohio(StatePolicy { accepted_reasons: None, max_months: Some(12) }));
    assert_snapshot!(step(&a_year, Rule::Valid), @"fail: It ended on January 15, 2026, by your policy.");
    assert!(!reason.exempt && !form.exempt && !a_year.exempt);
}

// Which certificate decides.

#[test]
fn of_several_that_pass_the_one_that_holds_longest_decides() {
    let switched_off = signed(4, "US-OH-STEC-B", &["US-OH"], "2026-04-01").each(|line| line.active = false);
    let until_june = signed(3, "US-OH-STEC-B", &["US-OH"], "2026-03-01").shows_last_day("2026-06-30");
    let until_december = signed(2, "US-OH-STEC-B", &["US-OH"], "2026-02-01").shows_last_day("2026-12-31");
    let ended = signed(1, "US-OH-STEC-B", &["US-OH"], "2025-01-01").shows_last_day("2025-12-31");
    let answer =
        answer(sale("US-OH", "2026-05-01"), &[switched_off, until_june, until_december, ended], &circumstances());
    assert_eq!(answer.certificate_id, Some(CertificateId(Uuid::from_u128(2))));
    assert_eq!((answer.valid_from, answer.valid_until), (Some(day("2026-02-01")), Some(day("2026-12-31"))));
    assert_snapshot!(told(&answer), @"
    exempt, active
    pass jurisdiction.taxed: Ohio has a sales tax, so a certificate is needed.
    pass certificate.on_file: 4 certificates of this customer are on file.
    pass certificate.covers_jurisdiction: The certificate names Ohio.
    pass certificate.review: It was approved.
    pass certificate.effective: It holds from February 1, 2026 on.
    pass certificate.valid: It holds until December 31, 2026, as the document says.
    pass certificate.reason: In Ohio it was given for “Resale”.
    pass certificate.form: Ohio accepts its form STEC-B (Sales and Use Tax Blanket Exemption Certificate).
    certificate 4: The certificate was switched off for Ohio.
    certificate 3: It passes every rule too.
    certificate 2: It passes every rule and decides.
    certificate 1: It ended on December 31, 2025, as the document says.
    ");
}

#[test]
fn of_two_that_hold_equally_long_the_newer_decides() {
    let [older, newer] = [1, 2].map(|id| signed(id, "US-OH-STEC-B", &["US-OH"], "2026-03-01"));
    let answer = answer(sale("US-OH", "2026-05-01"), &[newer, older], &circumstances());
    assert_eq!(answer.certificate_id, Some(CertificateId(Uuid::from_u128(2))));
}

#[test]
fn of_several_that_fail_the_one_that_gets_furthest_explains() {
    let ended = signed(3, "US-OH-STEC-B", &["US-OH"], "2025-01-01").shows_last_day("2025-12-31");
    let older = signed(2, "US-OH-STEC-B", &["US-OH"], "2024-01-01").shows_last_day("2024-12-31");
    let rejected = signed(4, "US-OH-STEC-B", &["US-OH"], "2026-04-01").reviewed(Review::Failed);
    let answer = answer(sale("US-OH", "2026-05-01"), &[rejected, ended, older], &circumstances());
    assert_eq!(answer.certificate_id, Some(CertificateId(Uuid::from_u128(3))), "the newer of the two that ended");
    assert_eq!(answer.status, Standing::Expired);
    let rules: Vec<_> = answer.certificates_considered.iter().map(|considered| considered.rule).collect();
    assert_eq!(rules, [Some(Rule::Review), Some(Rule::Valid), Some(Rule::Valid)]);
}

#[test]
fn delaware_asks_for_nothing() {
    let answer = answer(sale("US-DE", "2026-05-01"), &[], &circumstances());
    assert_snapshot!(told(&answer), @"
    exempt, not_taxed
    pass jurisdiction.taxed: Delaware has no sales tax; it taxes the gross receipts of sellers. No certificate is needed for a state sales tax.
    ");
}

#[test]
fn a_question_without_a_reason_takes_the_certificates_own() {
    let bakery = signed(1, "US-OH-STEC-B", &["US-OH"], "2026-01-15").because(Reason::Manufacturing);
    let question = Question { reason: None, ..sale("US-OH", "2026-05-01") };
    let answer = answer(question, &[bakery], &circumstances());
    assert!(answer.exempt);
    assert_snapshot!(step(&answer, Rule::Reason), @"pass: In Ohio it was given for “Manufacturing”.");
}

#[test]
fn a_document_that_nobody_could_name_passes_with_a_warning() {
    let unknown = signed(1, "US-OTHER", &["US-OH"], "2026-01-15");
    let answer = answer(sale("US-OH", "2026-05-01"), &[unknown], &circumstances());
    assert!(answer.exempt);
    assert_snapshot!(step(&answer, Rule::Form), @"warn: Nobody said which form it is: only the document shows whether Ohio accepts it.");
}

#[test]
fn a_reason_that_the_state_may_tax_warns() {
    let charity = signed(1, "US-SST", &["US-GA"], "2026-01-15").because(Reason::CharitableOrg);
    let question = Question { reason: None, ..sale("US-GA", "2026-05-01") };
    let answer = answer(question, &[charity], &circumstances());
    assert!(answer.exempt, "what is not confirmed is no ground to charge tax");
    assert_snapshot!(step(&answer, Rule::Reason), @"warn: In Georgia it was given for “Charitable organization”. A general exemption for charitable and other nonprofit organizations in Georgia is not confirmed.");
}

#[test]
fn a_document_that_should_show_its_last_day_warns_where_none_is_on_file() {
    let school = signed(1, "US-PA-REV-1220", &["US-PA"], "2026-01-15").because(Reason::EducationalOrg);
    let question = Question { reason: None, ..sale("US-PA", "2026-05-01") };
    let answer = answer(question, &[school], &circumstances());
    assert!(answer.exempt);
    assert_snapshot!(step(&answer, Rule::Valid), @"warn: In Pennsylvania such a certificate counts until the date it shows, and no such date is on file.");
}

#[test]
fn a_certificate_that_came_in_late_says_whether_the_state_minds() {
    let of = |form, code| {
        // The ninetieth day.
        let late = signed(1, form, &[code], "2026-04-20").received("2026-07-30");
        let answer = answer(sale(code, "2026-05-01"), &[late], &circumstances());
        assert!(answer.exempt);
        step(&answer, Rule::Effective)
    };
    assert_snapshot!(of("US-OH-STEC-B", "US-OH"), @"pass: It holds from April 20, 2026 on, but came in on July 30, 2026, after the sale; Ohio accepts one that comes in within 90 days.");
    assert_snapshot!(of("US-PA-REV-1220", "US-PA"), @"warn: It holds from April 20, 2026 on, but came in on July 30, 2026, after the sale; Pennsylvania wants it within 60 days.");
    assert_snapshot!(of("US-AL-LICENSE", "US-AL"), @"warn: It holds from April 20, 2026 on, but came in on July 30, 2026, after the sale; how late Alabama lets it come in is not known.");
}
