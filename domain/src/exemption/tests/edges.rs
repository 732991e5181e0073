//! Where a rule has a condition, a limit or an exception: what an expert tried first.

use super::*;

#[test]
fn a_yearly_certificate_covers_one_year_whatever_date_is_typed() {
    let florida = [signed(1, "US-FL-DR-13", &["US-FL"], "2026-03-10").shows_last_day("2040-12-31")];
    let on = |day| answer(sale("US-FL", day), &florida, &circumstances());
    assert_eq!([on("2027-12-31").exempt, on("2028-01-01").exempt], [true, false]);
    assert_snapshot!(step(&on("2028-01-01"), Rule::Valid), @"fail: It ended on December 31, 2027, because in Florida it counts until December 31 of the year it covers.");
}

#[test]
fn arizonas_form_without_a_date_is_looked_at_though_four_years_end_it() {
    let undated = [signed(1, "US-AZ-5000A", &["US-AZ"], "2026-01-15")];
    let on = |day| answer(sale("US-AZ", day), &undated, &circumstances());
    assert_snapshot!(step(&on("2026-05-01"), Rule::Valid), @"warn: In Arizona such a certificate counts until the date it shows, 4 years at most, and no such date is on file.");
    assert_eq!(on("2026-05-01").valid_until, Some(day("2030-01-15")));
    assert_snapshot!(step(&on("2030-01-16"), Rule::Valid), @"fail: It ended on January 15, 2030, because in Arizona it counts until the date it shows, 4 years at most.");
}

#[test]
fn a_form_for_one_purchase_is_no_certificate_for_all() {
    let unit = [signed(1, "US-OH-STEC-U", &["US-OH"], "2026-01-15")];
    assert_snapshot!(step(&answer(sale("US-OH", "2026-05-01"), &unit, &circumstances()), Rule::Form), @"warn: Ohio accepts its form STEC-U (Sales and Use Tax Unit Exemption Certificate) in special cases. Only for a single purchase; Form STEC B covers all purchases.");
}

#[test]
fn a_form_counts_for_the_buyers_it_is_meant_for() {
    let of = |form, code, issuer| {
        let certificate = signed(1, form, &[code], "2026-01-15").with_number_of(issuer);
        answer(sale(code, "2026-05-01"), &[certificate], &circumstances())
    };
    let washington = of("US-SST", "US-WA", "US-WA");
    assert!(!washington.exempt && of("US-SST", "US-WA", "US-OR").exempt);
    assert_snapshot!(step(&washington, Rule::Form), @"fail: Washington takes the Streamlined Sales Tax Certificate of Exemption only from buyers without a number of its own.");
    assert_snapshot!(step(&of("US-SST", "US-WA", "US-ID"), Rule::Form), @"warn: Washington accepts the Streamlined Sales Tax Certificate of Exemption under a condition. Only from buyers who need not register in Washington.");
    let illinois = of("US-MTC", "US-IL", "US-OH");
    assert!(!illinois.exempt && of("US-MTC", "US-IL", "US-IL").exempt);
    assert_snapshot!(step(&illinois, Rule::Form), @"fail: Illinois takes the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction only with a number of its own. An Illinois registration or resale number must be entered, and no other state's number will do; not for services.");
    assert_snapshot!(step(&of("US-MD-RESALE-CERTIFICATE", "US-MD", "US-OH"), Rule::Form), @"fail: Maryland takes its Suggested Blanket Resale Certificate only from buyers with a number of its own.");
}

#[test]
fn a_renewal_that_waits_for_approval_needs_no_second_letter_to_the_buyer() {
    let ended = signed(1, "US-CT-RESALE-CERTIFICATE", &["US-CT"], "2020-01-15");
    let renewal = signed(2, "US-CT-RESALE-CERTIFICATE", &["US-CT"], "2026-04-01").reviewed(Review::Pending);
    let waiting = answer(sale("US-CT", "2026-05-01"), &[renewal, ended.clone()], &circumstances());
    assert_eq!((waiting.status, waiting.certificate_id.unwrap().0.as_u128()), (Standing::Processing, 2));
    assert_snapshot!(waiting.missing.unwrap(), @"A decision on the certificate: approve it if it is good.");

    let pending_and_ended = answer(sale("US-CT", "2026-05-01"), &[ended.reviewed(Review::Pending)], &circumstances());
    assert_snapshot!(pending_and_ended.missing.unwrap(), @"A new certificate for Connecticut and “Resale”; the easiest is the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction.");
}

#[test]
fn what_is_missing_is_the_merchants_to_change_where_its_policy_stands_in_the_way() {
    let only_schools = StatePolicy { accepted_reasons: Some([Reason::EducationalOrg].into()), ..Default::default() };
    let policy = Policy { states: [(state("US-OH"), only_schools)].into(), ..Policy::default() };
    let refused = answer(sale("US-OH", "2026-05-01"), &[], &by_policy(policy));
    assert_snapshot!(refused.missing.unwrap(), @"A change of your policy, by which no certificate for Ohio and “Resale” is accepted, and such a certificate.");
    let charity = Question { reason: Some(Reason::CharitableOrg), ..sale("US-CA", "2026-05-01") };
    assert_snapshot!(answer(charity, &[], &circumstances()).missing.unwrap(), @"A certificate for California and “Charitable organization”, which would count with a warning. A general exemption for charitable and other nonprofit organizations in California is not confirmed.");
}

#[test]
fn ninety_days_are_counted_from_the_sale_to_the_day_it_came_in() {
    let late = signed(1, "US-OH-STEC-B", &["US-OH"], "2026-06-01").received("2026-07-30");
    let on = |day| answer(sale("US-OH", day), std::slice::from_ref(&late), &circumstances());
    assert_eq!([on("2026-04-30").exempt, on("2026-05-01").exempt], [false, true], "90 days before July 30 is May 1");
}

#[test]
fn a_certificate_for_a_day_to_come_says_nothing_of_today() {
    let post_dated = [signed(1, "US-OH-STEC-B", &["US-OH"], "2026-06-01").received("2026-05-01")];
    let today = answer(sale("US-OH", "2026-05-01"), &post_dated, &circumstances());
    assert_eq!((today.exempt, today.status), (false, Standing::Processing));
    assert_snapshot!(step(&today, Rule::Effective), @"fail: It holds from June 1, 2026 on, which is after the sale.");
    assert!(answer(sale("US-OH", "2026-06-01"), &post_dated, &circumstances()).exempt);
}

#[test]
fn the_first_day_of_a_late_certificate_does_not_depend_on_the_day_asked() {
    let late = [signed(1, "US-OH-STEC-B", &["US-OH"], "2026-06-01")];
    let first_day = |on| answer(sale("US-OH", on), &late, &circumstances()).valid_from;
    assert_eq!([first_day("2026-03-20"), first_day("2026-05-01")], [Some(day("2026-03-03")); 2]);
    assert_eq!(first_day("2026-03-02"), Some(day("2026-06-01")), "too late for this sale");
}

#[test]
fn a_territory_of_which_little_is_known_says_so_and_names_the_certificates() {
    let of = |code| answer(sale(code, "2026-05-01"), &[signed(1, "US-MTC", &[code], "2026-01-15")], &circumstances());
    assert_snapshot!(told(&of("US-GU")), @"
    exempt, not_taxed
    warn jurisdiction.taxed: Guam has no traditional sales tax but a business privilege tax on the gross receipts of the seller; this is not confirmed. No certificate is needed for a state sales tax.
    ");
    assert_snapshot!(of("US-DE").certificates_considered[0].sentence, @"It is not needed: there is no sales tax.");
    assert_eq!(of("US-DE").explanation[0].outcome, Outcome::Pass);
}

#[test]
fn a_rule_for_resellers_does_not_end_what_a_government_gave_on_its_own_paper() {
    let letter = [signed(1, "US-OTHER", &["US-AZ"], "2020-01-15").because(Reason::FederalGov)];
    let sale = Question { reason: Some(Reason::FederalGov), ..sale("US-AZ", "2026-05-01") };
    assert_snapshot!(step(&answer(sale, &letter, &circumstances()), Rule::Valid), @"warn: How long Arizona lets such a certificate count is not known, and it shows no last day.");
}

#[test]
fn before_the_first_purchase_nothing_is_said_to_keep_it_alive() {
    let kansas = [signed(1, "US-KS-ST-28A", &["US-KS"], "2026-01-10")];
    let none = answer(sale("US-KS", "2026-05-01"), &kansas, &circumstances());
    assert_snapshot!(step(&none, Rule::Recurring), @"pass: It lapses after 12 months without a purchase; it needs none until January 10, 2027.");
    assert_eq!(none.valid_until, None, "nobody knows what was bought");
    let late = after_purchases("US-KS", &["2027-06-01"]);
    assert_snapshot!(step(&answer(sale("US-KS", "2027-01-11"), &kansas, &late), Rule::Recurring), @"warn: It lapses after 12 months without a purchase, and none was reported for this time: check this yourself.");
    let one = after_purchases("US-KS", &["2026-03-01"]);
    assert_snapshot!(step(&answer(sale("US-KS", "2026-03-10"), &kansas, &one), Rule::Recurring), @"pass: The purchase of March 1, 2026 keeps it alive until March 1, 2027, 12 months later.");
}
