use insta::assert_snapshot;
use proptest::{
    collection::{btree_map, btree_set},
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{select, subsequence},
    test_runner::{Config, RngSeed, TestRunner},
};

use super::{super::acceptance::objection, *};

fn state(code: &str) -> Jurisdiction {
    code.parse().unwrap()
}

fn wishes(reason: Reason, codes: &[&str]) -> Vec<Wish> {
    codes.iter().map(|code| Wish { jurisdiction: state(code), reason }).collect()
}

fn numbers_of(codes: &[&str]) -> Numbers {
    Numbers { states: codes.iter().map(|code| state(code)).collect(), ..Numbers::default() }
}

fn refusing(forms: &[&str]) -> Policy {
    Policy { refused_forms: forms.iter().map(|id| id.parse().unwrap()).collect(), ..Policy::default() }
}

/// The proposal as a buyer reads it.
fn told(proposal: &Proposal) -> String {
    let documents = proposal.documents.iter().map(|document| {
        let states: Vec<_> = document.states.iter().map(|state| state.postal_code()).collect();
        let states = states.join(" ");
        format!("{} {} for {states}: {}", document.how, document.certificate_type, document.because)
    });
    let states = proposal.states.iter().map(|state| format!("{}: {}", state.outcome, state.sentence));
    documents.chain(states).collect::<Vec<_>>().join("\n")
}

#[test]
fn one_streamlined_certificate_serves_many_streamlined_states() {
    let wishes = wishes(Reason::Resale, &["US-OH", "US-KY", "US-OK", "US-GA"]);
    assert_snapshot!(told(&propose(&wishes, &numbers_of(&["US-OH"]), &Policy::default())), @"
    complete US-SST for OH KY OK GA: One Streamlined certificate is accepted in 4 states.
    covered: Ohio accepts the Streamlined Sales Tax Certificate of Exemption for “Resale”.
    covered: Kentucky accepts the Streamlined Sales Tax Certificate of Exemption for “Resale”.
    covered: Oklahoma accepts the Streamlined Sales Tax Certificate of Exemption for “Resale”.
    covered: Georgia accepts the Streamlined Sales Tax Certificate of Exemption for “Resale”.
    ");
}

#[test]
fn one_uniform_certificate_serves_resale_in_the_other_states() {
    let wishes = wishes(Reason::Resale, &["US-TX", "US-AZ", "US-SC", "US-KY"]);
    assert_snapshot!(told(&propose(&wishes, &numbers_of(&["US-TX"]), &Policy::default())), @"
    complete US-MTC for TX AZ SC KY: One uniform resale certificate is accepted in 4 states.
    covered: Texas accepts the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction for “Resale”. The goods must be resold within the United States, its territories or possessions (or Mexico, by Form 01-339).
    covered: Arizona accepts the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction for “Resale”. Only for goods bought for resale; it must show the buyer's name, address, signature and a sales tax license number of Arizona or another state (A.R.S. 42-5022).
    covered: South Carolina accepts the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction for “Resale”. South Carolina is listed on the form without a state note; it may also be used for taxable services bought for resale (Revenue Procedure 08-2).
    covered: Kentucky accepts the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction for “Resale”. Only for resale, not for admissions; it counts as a blanket certificate.
    ");
}

#[test]
fn florida_issues_its_document_itself() {
    let (resale, charity) = (wishes(Reason::Resale, &["US-FL"]), wishes(Reason::CharitableOrg, &["US-FL"]));
    let registered = numbers_of(&["US-FL"]);
    assert_snapshot!(told(&propose(&resale, &registered, &refusing(&["US-MTC"]))), @"
    upload US-FL-DR-13 for FL: Florida issues this document itself: a copy of it is needed.
    covered: Florida issues the document itself: Annual Resale Certificate for Sales Tax.
    ");
    assert_snapshot!(told(&propose(&charity, &Numbers::default(), &Policy::default())), @"
    upload US-FL-DR-14 for FL: Florida issues this document itself: a copy of it is needed.
    covered: Florida issues the document itself: Consumer's Certificate of Exemption.
    ");
}

#[test]
fn a_number_alone_is_entered() {
    let wishes = wishes(Reason::Resale, &["US-NM"]);
    let proposal = propose(&wishes, &numbers_of(&["US-NM"]), &refusing(&["US-MTC"]));
    assert_snapshot!(told(&proposal), @"
    enter_number US-NM-NTTC-TYPE-2 for NM: New Mexico issues this itself: its number is needed.
    covered: New Mexico issues the document itself: Nontaxable Transaction Certificate Type 2.
    ");
}

#[test]
fn delaware_needs_nothing() {
    let wishes = wishes(Reason::Resale, &["US-DE"]);
    assert_snapshot!(told(&propose(&wishes, &Numbers::default(), &Policy::default())), @"nothing_needed: Delaware has no sales tax; it taxes the gross receipts of sellers. No certificate is needed for a state sales tax.");
}

#[test]
fn california_is_said_to_tax_charities() {
    let wishes = wishes(Reason::CharitableOrg, &["US-CA"]);
    assert_snapshot!(told(&propose(&wishes, &Numbers::default(), &Policy::default())), @"taxes_reason: A general exemption for charitable and other nonprofit organizations in California is not confirmed.");
}

#[test]
fn a_reseller_without_a_number_learns_where_one_is_needed() {
    let wishes = wishes(Reason::Resale, &["US-OH", "US-TX", "US-CA"]);
    assert_snapshot!(told(&propose(&wishes, &Numbers::default(), &Policy::default())), @"
    complete US-SST for OH: One Streamlined certificate is accepted in Ohio.
    covered: Ohio accepts the Streamlined Sales Tax Certificate of Exemption for “Resale”.
    number_needed: Texas wants a sales tax number for “Resale”: its own, or that of another state. An out-of-state retailer's registration number is accepted, or a Mexican taxpayer number (RFC) with a copy of the Mexican registration.
    number_needed: California wants a number of its own for “Resale”. A buyer who need not hold a California permit must explain why instead, for example because it makes no sales in California.
    ");
}

#[test]
fn a_reason_without_any_known_document_is_said() {
    let wishes = wishes(Reason::DirectMail, &["US-CA"]);
    assert_snapshot!(told(&propose(&wishes, &Numbers::default(), &Policy::default())), @"no_document: No document for “Direct mail” is known in California: ask its tax agency.");
}

#[test]
fn a_merchant_that_refuses_the_streamlined_certificate_gets_the_next_best() {
    let wishes = wishes(Reason::Resale, &["US-OH", "US-IN", "US-WY"]);
    let refusing = refusing(&["US-SST", "US-WY-F0003"]);
    assert_snapshot!(told(&propose(&wishes, &numbers_of(&["US-OH"]), &refusing)), @"
    complete US-MTC for OH: One uniform resale certificate is accepted in Ohio.
    complete US-IN-ST-105 for IN: Indiana has its own form for this: General Sales Tax Exemption Certificate.
    covered: Ohio accepts the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction for “Resale”. The buyer must state which reason for exemption applies, or an audit disallows the certificate.
    covered: Indiana accepts its form ST-105 (General Sales Tax Exemption Certificate) for “Resale”. Form ST-105 takes another state's tax number with the state that issued it.
    refused_by_merchant: The seller takes none of the documents that Wyoming accepts.
    ");
}

#[test]
fn washington_and_maine_take_the_forms_of_several_states_only_from_buyers_of_elsewhere() {
    let of = |here: &str, numbers: &[&str]| {
        told(&propose(&wishes(Reason::Resale, &[here]), &numbers_of(numbers), &Policy::default()))
    };
    assert_snapshot!(of("US-WA", &["US-OH"]), @"
    complete US-SST for WA: One Streamlined certificate is accepted in Washington.
    covered: Washington accepts the Streamlined Sales Tax Certificate of Exemption for “Resale”. Only from buyers who need not register in Washington.
    ");
    assert_snapshot!(of("US-WA", &["US-OH", "US-WA"]), @"
    upload US-WA-RESELLER-PERMIT for WA: Washington issues this document itself: a copy of it is needed.
    covered: Washington issues the document itself: Washington Reseller Permit.
    ");
    assert_snapshot!(of("US-ME", &["US-OH"]), @"
    complete US-MTC for ME: One uniform resale certificate is accepted in Maine.
    covered: Maine accepts the Uniform Sales & Use Tax Resale Certificate – Multijurisdiction for “Resale”. Only for retailers outside Maine who are not registered there and buy for resale outside Maine (Rule 301, section 5).
    ");
    assert_snapshot!(of("US-ME", &["US-OH", "US-ME"]), @"
    upload US-ME-RESALE-CERTIFICATE for ME: Maine issues this document itself: a copy of it is needed.
    covered: Maine issues the document itself: Resale Certificate issued by the State Tax Assessor.
    ");
}

// Ten thousand random wishes.

/// What somebody wishes, has and may use.
#[derive(Debug, Clone)]
struct Buyer {
    wishes: Vec<Wish>,
    numbers: Numbers,
    policy: Policy,
}

fn anybody() -> impl Strategy<Value = Buyer> {
    let states: Vec<_> = Jurisdiction::all().collect();
    let reason = prop_oneof![1 => Just(Reason::Resale), 1 => select(Reason::ALL.to_vec())];
    let wishes = btree_map(select(states.clone()), reason, 0..8);
    let few_numbers = prop_oneof![btree_set(select(states.clone()), 0..3), btree_set(select(states), 3..12)];
    // The forms of several states are refused often enough to matter, others now and then.
    let refused =
        (subsequence(vec![CertificateType::SST, CertificateType::MTC], 0..=2), subsequence(forms_of_states(), 0..30));
    (wishes, few_numbers, any::<bool>(), any::<bool>(), any::<bool>(), refused).prop_map(
        |(wishes, states, federal, foreign, refuses, (multi_state, own))| Buyer {
            wishes: wishes.into_iter().map(|(jurisdiction, reason)| Wish { jurisdiction, reason }).collect(),
            numbers: Numbers { states, federal, foreign },
            policy: Policy {
                refused_forms: if refuses { [multi_state, own].concat() } else { vec![] },
                ..Policy::default()
            },
        },
    )
}

fn forms_of_states() -> Vec<CertificateType> {
    CertificateType::all().filter(|form| form.state().is_some()).collect()
}

#[test]
fn ten_thousand_wishes_are_covered_or_explained_and_no_proposal_breaks_a_rule() {
    // A fixed seed: whoever changes a rule gets the same ten thousand before and after.
    let config =
        Config { cases: 10_000, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..Config::default() };
    let checked = TestRunner::new(config).run(&anybody(), |buyer| {
        check(&buyer);
        Ok(())
    });
    checked.unwrap_or_else(|found| panic!("{found}"));
}

#[test]
fn a_reseller_with_the_federal_number_alone_is_told_who_takes_it() {
    let federal = Numbers { federal: true, ..Numbers::default() };
    let proposal = propose(&wishes(Reason::Resale, &["US-CT", "US-PA"]), &federal, &Policy::default());
    assert_snapshot!(told(&proposal), @"
    complete US-CT-RESALE-CERTIFICATE for CT: Connecticut has its own form for this: Sales & Use Tax Resale Certificate.
    covered: Connecticut accepts its Sales & Use Tax Resale Certificate for “Resale”. A home-state number (or the federal employer number if there is none) is accepted with a statement why no Connecticut permit is required.
    number_needed: Pennsylvania wants a sales tax number for “Resale”: its own, or that of another state. A buyer without a Pennsylvania license explains on line 8 of REV-1220 why no Pennsylvania number is required.
    ");
    let of_puerto_rico = propose(&wishes(Reason::FederalGov, &["US-PR"]), &federal, &Policy::default());
    assert_snapshot!(told(&of_puerto_rico), @"number_needed: Puerto Rico wants a number of its own for “Federal government”.");
}

#[test]
fn a_number_of_another_state_comes_with_its_condition() {
    let proposal = propose(&wishes(Reason::Resale, &["US-IL"]), &numbers_of(&["US-OH"]), &Policy::default());
    assert_snapshot!(told(&proposal), @"
    complete US-IL-CRT-61 for IL: Illinois has its own form for this: Certificate of Resale.
    covered: Illinois accepts its form CRT-61 (Certificate of Resale) for “Resale”. Another state's number is accepted only from an out-of-state buyer who need not register and will resell and deliver solely outside Illinois.
    ");
}

#[test]
fn all_states_at_once_are_covered_or_explained() {
    let nobody = Numbers::default();
    let known = Numbers { federal: true, ..numbers_of(&["US-OH", "US-WA"]) };
    let everywhere = Numbers { states: Jurisdiction::all().collect(), federal: true, foreign: true };
    for (reason, numbers) in Reason::ALL.iter().flat_map(|reason| [&nobody, &known, &everywhere].map(|n| (reason, n))) {
        let wishes = Jurisdiction::all().map(|jurisdiction| Wish { jurisdiction, reason: *reason }).collect();
        check(&Buyer { wishes, numbers: numbers.clone(), policy: Policy::default() });
    }
}

fn check(buyer: &Buyer) {
    let proposal = propose(&buyer.wishes, &buyer.numbers, &buyer.policy);
    let usable: Vec<_> = buyer.wishes.iter().map(|wish| usable(*wish, buyer)).collect();

    assert_eq!(proposal.states.len(), buyer.wishes.len());
    for ((answer, wish), usable) in proposal.states.iter().zip(&buyer.wishes).zip(&usable) {
        assert_eq!(answer.wish, *wish, "in the order of the wishes");
        assert!(!answer.sentence.is_empty(), "{wish:?} is explained");
        assert_eq!(answer.outcome, expected_outcome(*wish, usable, buyer), "{wish:?}: {}", answer.sentence);
        let covering = || proposal.documents.iter().filter(|document| document.states.contains(&wish.jurisdiction));
        assert_eq!(
            covering().count(),
            usize::from(answer.outcome == Outcome::Covered),
            "{wish:?}: one document or none"
        );
        for document in covering() {
            let form = document.certificate_type;
            assert!(usable.contains(&form), "{wish:?}: {form} breaks a rule");
            assert!(!document.because.is_empty(), "{form} is explained");
            let own = buyer.numbers.states.get(&wish.jurisdiction).or(buyer.numbers.states.first()).copied();
            let objection = objection(wish.jurisdiction, form, wish.reason, own).filter(|objection| objection.refused);
            assert_eq!(objection, None, "{wish:?}: what is proposed is accepted later");
        }
    }
    let laborious: Vec<_> = proposal.documents.iter().map(|document| labour(document.certificate_type)).collect();
    assert!(laborious.is_sorted(), "the easiest first: {:?}", proposal.documents);

    let open: Vec<_> =
        buyer.wishes.iter().zip(usable).filter(|(wish, forms)| taxes(wish) && !forms.is_empty()).collect();
    if open.len() <= 4 {
        let open: Vec<_> = open.into_iter().map(|(_, forms)| forms).collect();
        assert_eq!(
            proposal.documents.len(),
            fewest(&open, &mut vec![]),
            "the fewest documents: {:?}",
            proposal.documents
        );
    }
}

fn taxes(wish: &Wish) -> bool {
    wish.jurisdiction.law().general_sales_tax && TaxedReason::find(wish.jurisdiction, wish.reason).is_none()
}

fn expected_outcome(wish: Wish, usable: &[CertificateType], buyer: &Buyer) -> Outcome {
    let accepted = || CertificateType::all().filter(|form| accepted_by_the_table(*form, wish));
    match wish.jurisdiction.law().general_sales_tax {
        false => Outcome::NothingNeeded,
        true if TaxedReason::find(wish.jurisdiction, wish.reason).is_some() => Outcome::TaxesReason,
        true if !usable.is_empty() => Outcome::Covered,
        true if accepted().any(|form| fits_the_buyer(form, wish, &buyer.numbers)) => Outcome::RefusedByMerchant,
        true if accepted().next().is_some() => Outcome::NumberNeeded,
        true => Outcome::NoDocument,
    }
}

/// The documents that the tables and the merchant allow this buyer for a wish.
fn usable(wish: Wish, buyer: &Buyer) -> Vec<CertificateType> {
    CertificateType::all()
        .filter(|form| accepted_by_the_table(*form, wish))
        .filter(|form| !buyer.policy.refused_forms.contains(form))
        .filter(|form| fits_the_buyer(*form, wish, &buyer.numbers))
        .collect()
}

fn accepted_by_the_table(form: CertificateType, wish: Wish) -> bool {
    let (columns, law) = (form.law(), wish.jurisdiction.law());
    let resale_or_lease = matches!(wish.reason, Reason::Resale | Reason::Lease);
    let stated = columns.reasons.contains(&wish.reason)
        || wish.reason == Reason::Lease && columns.reasons.contains(&Reason::Resale);
    let accepted = match form.id() {
        "US-OTHER" => false,
        "US-SST" => matches!(law.f0003, Answer::Yes | Answer::Conditional),
        "US-MTC" => matches!(law.mtc, Answer::Yes | Answer::Conditional) && resale_or_lease,
        id => id.strip_prefix(wish.jurisdiction.code()).is_some_and(|rest| rest.starts_with('-')),
    };
    accepted && stated && columns.audience != Audience::Special
}

/// What the form's audience and the state's columns say of the numbers that the buyer has.
fn fits_the_buyer(form: CertificateType, wish: Wish, numbers: &Numbers) -> bool {
    let (columns, law) = (form.law(), wish.jurisdiction.law());
    let registered = numbers.states.contains(&wish.jurisdiction);
    let audience = match columns.audience {
        Audience::Everyone => true,
        Audience::RegisteredHere => registered,
        Audience::RegisteredElsewhere => !registered,
        Audience::Special => false,
    };
    if form == CertificateType::SST && law.f0003 == Answer::Conditional && registered {
        return false; // only from buyers who need not register there
    }
    // Their conditions on the uniform certificate say: only from buyers who are not registered there.
    let only_from_others = ["US-ME", "US-NM", "US-WA"].contains(&wish.jurisdiction.code());
    if form == CertificateType::MTC && only_from_others && registered {
        return false;
    }
    if !audience || registered || !matches!(wish.reason, Reason::Resale | Reason::Lease) {
        return audience;
    }
    let another = !numbers.states.is_empty();
    let another_will_do = another && matches!(law.out_of_state_number, Answer::Yes | Answer::Conditional);
    match (form, columns.completed_by) {
        (CertificateType::SST, _) => {
            let foreign = numbers.foreign && law.f0003_foreign_tax_id;
            another_will_do || numbers.federal || foreign || law.f0003_without_number == Answer::Yes
        }
        (CertificateType::MTC, _) => {
            let unconditional = law.mtc == Answer::Yes || law.in_state_registration == Answer::No;
            another_will_do && (unconditional || only_from_others)
        }
        (_, CompletedBy::State) => {
            columns.audience == Audience::RegisteredElsewhere || another && law.out_of_state_number == Answer::Yes
        }
        (_, CompletedBy::Buyer) => {
            let asks_for_none = columns.required.as_ref().is_some_and(|fields| !fields.contains(&Field::Number));
            another_will_do || asks_for_none || numbers.federal && law.federal_number
        }
    }
}

/// How much work a document is: for many states at once, one to fill in, one that a state has to issue.
fn labour(form: CertificateType) -> usize {
    match form.id() {
        "US-SST" => 0,
        "US-MTC" => 1,
        _ if form.law().completed_by == CompletedBy::Buyer => 2,
        _ => 3,
    }
}

/// The fewest documents, by trying every choice.
fn fewest(open: &[Vec<CertificateType>], chosen: &mut Vec<CertificateType>) -> usize {
    let Some((first, rest)) = open.split_first() else {
        return chosen.iter().collect::<BTreeSet<_>>().len();
    };
    let with = |form: &CertificateType| {
        chosen.push(*form);
        let count = fewest(rest, chosen);
        chosen.pop();
        count
    };
    first.iter().map(with).min().unwrap_or(usize::MAX)
}
