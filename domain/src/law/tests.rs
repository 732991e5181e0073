//! Every row of the law against what the program answers.
//!
//! The tests read the files anew, cell by cell, and say in their own words what a row means. Whoever changes the meaning of
//! a column has to change it here too.

use std::{collections::BTreeMap, collections::BTreeSet, ops::Index, path::Path, sync::Arc};

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::{
    acceptance::accepts,
    documents::{self, Numbers, Wish, propose},
    *,
};
use crate::{
    AccountId, Certificate, CertificateId, CertificateJurisdiction, CertificateType, Circumstances, CustomerId,
    Jurisdiction, Policy, Reason, Review,
    certificate_type::Field,
    customer::Address,
    exemption::{self, OnFile, Outcome, Question, Rule, Standing},
    wizard::{Business, BusinessType, Signer},
};

/// Rows that no test below compares with an answer, and why.
const LEFT_OUT: [(&str, &str, &str); 2] = [
    (
        "forms.csv",
        "US-OTHER",
        "It stands for any document that has no row of its own: no state accepts or refuses it, a reviewer decides.",
    ),
    (
        "validity.csv",
        "MTC",
        "The uniform form ends by nothing of its own; the rule of each state that accepts it comes on top and decides.",
    ),
];

/// The titles of sources that nobody can look up.
const WITHOUT_ADDRESS: [&str; 4] = [
    "from general knowledge, unverified",
    "No published format was found",
    "None: this entry stands for any document that has no entry of its own",
    "Sources of each state, see the table of retention periods",
];

const FILES: [&str; 9] = [
    "forms.csv",
    "identifications.csv",
    "jurisdictions.csv",
    "reasons.csv",
    "retention.csv",
    "rules.csv",
    "taxed_reasons.csv",
    "time_zones.csv",
    "validity.csv",
];

/// A row as it stands in its file.
struct Row(BTreeMap<String, String>);

impl Index<&str> for Row {
    type Output = str;

    fn index(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("there is no column {column}"))
    }
}

impl Row {
    fn list(&self, column: &str) -> Vec<&str> {
        self[column].split(';').filter(|word| !word.is_empty()).collect()
    }

    fn number(&self, column: &str) -> Option<i32> {
        (!self[column].is_empty()).then(|| self[column].parse().unwrap())
    }

    fn is_one_of(&self, column: &str, words: &[&str]) -> bool {
        words.contains(&&self[column])
    }

    /// What a rule that fails comes to: not well founded, it only warns.
    fn failure(&self) -> Outcome {
        if &self["confidence"] == "high" { Outcome::Fail } else { Outcome::Warn }
    }
}

fn data() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn rows(file: &str) -> Vec<Row> {
    csv::Reader::from_path(data().join(file)).unwrap().deserialize().map(|row| Row(row.unwrap())).collect()
}

/// Walks the rows of a file. Each row is tested, by `test`, or is named in [`LEFT_OUT`].
fn walk(file: &str, key: &str, test: impl Fn(&Row)) {
    let rows = rows(file);
    let left_out: Vec<_> = LEFT_OUT.iter().filter(|(of, ..)| *of == file).map(|(_, key, _)| *key).collect();
    for left_out in &left_out {
        assert!(rows.iter().any(|row| &row[key] == *left_out), "{file}: {left_out} is left out and does not exist");
    }
    rows.iter().filter(|row| !left_out.contains(&&row[key])).for_each(test);
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn state(code: &str) -> Jurisdiction {
    code.parse().unwrap()
}

// The files themselves.

#[test]
fn every_file_loads_and_all_together_stay_small() {
    let files: BTreeSet<_> =
        data().read_dir().unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, FILES.map(str::to_owned).into(), "each file is known to this test");
    for (file, key, why) in LEFT_OUT {
        assert!(
            rows(file).iter().any(|row| row.0.values().any(|cell| cell == key)) && !why.is_empty(),
            "{file}: {key}"
        );
    }
    let bytes: u64 = files.iter().map(|file| data().join(file).metadata().unwrap().len()).sum();
    assert!(bytes < 300_000, "{bytes} bytes are compiled in");

    let taxed_and_kept = || Jurisdiction::all().map(|s| (TaxedReason::of(s).count(), Retention::of(s).iter().count()));
    let loaded = [
        ("forms.csv", CertificateType::all().count()),
        ("identifications.csv", Identification::all().count()),
        ("jurisdictions.csv", Jurisdiction::all().count()),
        ("reasons.csv", Reason::ALL.iter().filter(|reason| reason.law().code == reason.code()).count()),
        ("retention.csv", taxed_and_kept().map(|(_, kept)| kept).sum()),
        ("rules.csv", LawRule::all().count()),
        ("taxed_reasons.csv", taxed_and_kept().map(|(taxed, _)| taxed).sum()),
        ("time_zones.csv", Jurisdiction::all().filter(|state| crate::reminders::zone_of(*state).is_some()).count()),
        ("validity.csv", ValidityRule::all().count()),
    ];
    for (file, loaded) in loaded {
        assert_eq!(loaded, rows(file).len(), "{file}: each row is read");
    }
}

#[test]
fn every_source_has_an_address_or_is_known_to_have_none() {
    let mut without = BTreeSet::new();
    for (file, row) in FILES.iter().flat_map(|file| rows(file).into_iter().map(move |row| (file, row))) {
        let (title, address) = (row["source_title"].to_owned(), &row["source_url"]);
        assert!(!title.is_empty(), "{file}: each row names its source");
        if address.is_empty() {
            without.insert(title);
        } else {
            assert!(address.starts_with("https://"), "{file}: {address}");
        }
    }
    assert_eq!(without, WITHOUT_ADDRESS.map(str::to_owned).into());
}

// validity.csv

/// What a row says of a certificate that is signed on March 10, 2026.
#[derive(Debug, PartialEq, Eq)]
struct End {
    last_day: Option<NaiveDate>,
    gap_months: Option<u32>,
    refresh_from: Option<NaiveDate>,
}

fn march_10(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 3, 10).unwrap()
}

fn december_31(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap()
}

/// The earliest of what the document shows, what ends it by its rule, and the longest that the state lets it count.
fn end_by(row: &Row, shown: Option<NaiveDate>) -> End {
    let (hard, dated) = (&row["strictness"] == "hard", shown.is_some());
    let after = |years: Option<i32>| years.map(|years| march_10(2026 + years));
    let by_rule = match (&row["rule"], &row["default_rule"]) {
        ("years", _) if hard => after(row.number("years")),
        ("calendar_year_end", _) => {
            Some(december_31(if shown.is_some_and(|day| day.year() > 2026) { 2027 } else { 2026 }))
        }
        ("follows_permit", "odd_year_end") if !dated => Some(december_31(2027)),
        ("follows_permit", "years_from_signing") if !dated => after(row.number("years")),
        _ => None,
    };
    let usual = (!dated && !row["default_last_day"].is_empty()).then(|| day(&row["default_last_day"]));
    let longest = after(row.number("max_years").filter(|_| hard || dated));
    let gap = row.number("gap_months").filter(|_| !(dated && &row["strictness"] == "hard_if_dated_else_gap"));
    let advised = row.number("review_years").or(row.number("years").filter(|_| &row["strictness"] == "soft"));
    End {
        last_day: [shown, by_rule, usual, longest].into_iter().flatten().min(),
        gap_months: gap.map(|months| months.try_into().unwrap()),
        refresh_from: after(advised),
    }
}

/// States, documents and reasons for which the row is the closest one.
fn meant_by(row: &Row) -> Vec<(Jurisdiction, CertificateType, Reason)> {
    let states = match &row["id"] {
        // A state that issues its own document says nothing of the Streamlined form: there, its own row holds.
        "SST" => ["US-TN", "US-WA"].map(state).to_vec(),
        "US-DIPLOMAT" => ["US-CA", "US-OH", "US-TN"].map(state).to_vec(),
        _ => vec![state(&row["jurisdiction"])],
    };
    let form: Option<CertificateType> = row["certificate_type"].parse().ok();
    let mut reasons: Vec<Reason> = row.list("reasons").into_iter().map(|code| code.parse().unwrap()).collect();
    if reasons.is_empty() {
        reasons = form.map_or(vec![Reason::Resale], |form| form.law().reasons.clone());
        reasons.retain(|reason| *reason != Reason::ForeignDiplomat); // whose card has a row of its own, on whatever form
    }
    let mut meant = vec![];
    for state in states {
        for form in form.map_or_else(|| usual_forms(state, &reasons), |form| vec![form]) {
            meant.extend(reasons.iter().map(|reason| (state, form, *reason)));
        }
    }
    meant
}

/// The state's forms for these reasons that have no rule of their own, and the form that nobody could name.
fn usual_forms(of: Jurisdiction, reasons: &[Reason]) -> Vec<CertificateType> {
    let has_rule =
        |form: &CertificateType| rows("validity.csv").iter().any(|row| &row["certificate_type"] == form.id());
    let own = CertificateType::of_state(of).filter(|form| reasons.iter().all(|reason| form.covers(*reason)));
    own.filter(|form| !has_rule(form)).chain([CertificateType::OTHER]).collect()
}

#[test]
fn every_row_of_validity_ends_a_certificate_as_it_says() {
    walk("validity.csv", "id", |row| {
        let meant = meant_by(row);
        assert!(!meant.is_empty(), "{}: it is about something", &row["id"]);
        for (jurisdiction, certificate_type, reason) in meant {
            for shown in [None, Some(day("2026-09-30")), Some(day("2033-06-30"))] {
                let effective_on = march_10(2026);
                let term = Term {
                    jurisdiction,
                    certificate_type,
                    reason,
                    effective_on,
                    stated_last_day: shown,
                    policy_months: None,
                };
                let Validity { last_day, refresh_from, gap_months, rule } = term.validity();
                let name =
                    format!("{} for {certificate_type}, {reason}, {jurisdiction}, showing {shown:?}", &row["id"]);
                assert_eq!(rule.map(|rule| rule.id.as_str()), Some(&row["id"]), "{name}: it is the closest rule");
                let answered = End { last_day: last_day.map(|(day, _)| day), gap_months, refresh_from };
                assert_eq!(answered, end_by(row, shown), "{name}");
            }
        }
    });
}

#[test]
fn some_ends_by_hand() {
    let end = |form: &str, shown: Option<&str>| {
        let certificate_type: CertificateType = form.parse().unwrap();
        let term = Term {
            jurisdiction: certificate_type.state().unwrap(),
            certificate_type,
            reason: certificate_type.law().reasons[0],
            effective_on: day("2026-03-10"),
            stated_last_day: shown.map(day),
            policy_months: None,
        };
        let validity = term.validity();
        let last_day = validity.last_day.map(|(day, _)| day.to_string()).unwrap_or_else(|| "no end".to_owned());
        (last_day, validity.gap_months, validity.refresh_from.map(|day| day.to_string()))
    };
    let no_end = || "no end".to_owned();
    assert_eq!(end("US-OH-STEC-B", None), (no_end(), None, None));
    assert_eq!(end("US-FL-DR-13", None), ("2026-12-31".into(), None, None));
    assert_eq!(
        end("US-FL-DR-13", Some("2027-12-31")),
        ("2027-12-31".into(), None, None),
        "handed out late in the year before"
    );
    assert_eq!(
        end("US-FL-DR-13", Some("2033-06-30")),
        ("2027-12-31".into(), None, None),
        "each certificate covers one year, whatever is typed"
    );
    assert_eq!(end("US-CO-DR-5002", None), ("2027-12-31".into(), None, None));
    assert_eq!(end("US-CT-RESALE-CERTIFICATE", None), ("2029-03-10".into(), None, None));
    assert_eq!(end("US-WA-RESELLER-PERMIT", Some("2028-12-31")), ("2028-12-31".into(), None, None));
    assert_eq!(end("US-AZ-5000A", Some("2033-06-30")), ("2030-03-10".into(), None, Some("2027-03-10".into())));
    assert_eq!(end("US-KS-ST-28A", None), (no_end(), Some(12), None));
    assert_eq!(end("US-IL-CRT-61", None), (no_end(), None, Some("2029-03-10".into())));
    assert_eq!(end("US-MI-3372", None), (no_end(), Some(12), None));
    assert_eq!(end("US-MI-3372", Some("2033-06-30")), ("2030-03-10".into(), None, None));
    assert_eq!(end("US-LA-R-1064", None), ("2027-03-10".into(), None, None));
    assert_eq!(end("US-LA-RSC-RESALE", None), ("2029-03-10".into(), None, None));
    assert_eq!(end("US-TX-01-924", None), ("2027-12-31".into(), None, None));
}

#[test]
fn colorados_licenses_end_with_each_odd_year() {
    let end = |signed: &str| {
        let term = Term {
            jurisdiction: state("US-CO"),
            certificate_type: "US-CO-DR-5002".parse().unwrap(),
            reason: Reason::Resale,
            effective_on: day(signed),
            stated_last_day: None,
            policy_months: None,
        };
        term.validity().last_day.map(|(day, _)| day)
    };
    assert_eq!(end("2026-12-31"), Some(december_31(2027)));
    assert_eq!(end("2027-01-01"), Some(december_31(2027)));
    assert_eq!(end("2027-12-31"), Some(december_31(2027)));
}

// jurisdictions.csv

/// An approved certificate for one state, of the first months of 2026.
fn on_file(form: CertificateType, of: Jurisdiction, reason: Reason, number_of: Jurisdiction) -> OnFile {
    let line = CertificateJurisdiction {
        jurisdiction: of,
        reason,
        explanation: None,
        number: Some("1".to_owned()),
        issued_by: Some(number_of),
        effective_on: march_10(2026),
        expires_on: None,
        active: true,
        number_verified_at: None,
        identification_type: None,
        added_at: None,
    };
    OnFile {
        id: CertificateId(Uuid::from_u128(1)),
        certificate_type: form,
        review: Review::Verified,
        received_on: march_10(2026),
        lines: vec![line],
    }
}

fn answer(of: Jurisdiction, on_file: &[OnFile]) -> exemption::Answer {
    let question = Question { jurisdiction: of, on: day("2026-05-01"), reason: None };
    let circumstances = Circumstances { window_days: 60, policy: Arc::default(), purchases: BTreeMap::new() };
    exemption::answer(question, on_file, &circumstances)
}

fn outcome_of(answer: &exemption::Answer, rule: Rule) -> Option<Outcome> {
    answer.explanation.iter().find(|step| step.rule == rule).map(|step| step.outcome)
}

fn another_than(of: Jurisdiction) -> Jurisdiction {
    state(if of.code() == "US-TX" { "US-OH" } else { "US-TX" })
}

#[test]
fn every_row_of_jurisdictions_says_whether_there_is_a_tax() {
    walk("jurisdictions.csv", "code", |row| {
        let of = state(&row["code"]);
        let answer = answer(of, &[]);
        let proposal =
            propose(&[Wish { jurisdiction: of, reason: Reason::Resale }], &Numbers::default(), &Policy::default());
        let taxes = &row["general_sales_tax"] == "yes";
        assert_eq!(answer.exempt, !taxes, "{of}");
        assert_eq!(answer.status, if taxes { Standing::None } else { Standing::NotTaxed }, "{of}");
        assert_eq!(outcome_of(&answer, Rule::OnFile), taxes.then_some(Outcome::Fail), "{of}");
        assert_eq!(proposal.states[0].outcome == documents::Outcome::NothingNeeded, !taxes, "{of}");
        if !taxes {
            assert_eq!(proposal.documents, [], "{of}");
            assert!(answer.explanation[0].sentence.starts_with(&row["tax_note"]), "{of}: {answer:?}");
        }
    });
}

#[test]
fn every_row_of_jurisdictions_says_which_multi_state_forms_are_accepted() {
    walk("jurisdictions.csv", "code", |row| {
        let of = state(&row["code"]);
        let f0003 = row.is_one_of("f0003", &["yes", "conditional"]);
        let uniform = row.is_one_of("mtc", &["yes", "conditional"]);
        for reason in Reason::ALL {
            let for_resale = matches!(reason, Reason::Resale | Reason::Lease);
            assert_eq!(accepts(of, CertificateType::SST, reason), f0003, "{of}, {reason}: F0003 states every reason");
            assert_eq!(accepts(of, CertificateType::MTC, reason), uniform && for_resale, "{of}, {reason}");
        }
        let taxes = &row["general_sales_tax"] == "yes";
        let others_only = &row["multi_state_for"] == "registered_elsewhere";
        let own_only = !others_only && &row["in_state_registration"] != "no";
        for (form, column) in [(CertificateType::SST, "f0003"), (CertificateType::MTC, "mtc")] {
            for number_of in [of, another_than(of)] {
                let expected = match &row[column] {
                    "no" => row.failure(),
                    _ if others_only && number_of == of => row.failure(),
                    "yes" => Outcome::Pass,
                    _ if own_only && number_of != of && column == "mtc" && &row["out_of_state_number"] != "no" => {
                        row.failure()
                    }
                    _ => Outcome::Warn,
                };
                let answer = answer(of, &[on_file(form, of, Reason::Resale, number_of)]);
                let name = format!("{of}: {form} with a number of {number_of}");
                assert_eq!(outcome_of(&answer, Rule::Form), taxes.then_some(expected), "{name}");
            }
        }
    });
}

#[test]
fn every_row_of_jurisdictions_says_what_the_number_of_another_state_is_worth() {
    walk("jurisdictions.csv", "code", |row| {
        let of = state(&row["code"]);
        let expected = match &row["out_of_state_number"] {
            "not_applicable" => None,
            _ if &row["general_sales_tax"] == "no" => None,
            "yes" => Some(Outcome::Pass),
            "no" => Some(row.failure()),
            _ => Some(Outcome::Warn),
        };
        let given = |reason, number_of| answer(of, &[on_file(CertificateType::OTHER, of, reason, number_of)]);
        assert_eq!(outcome_of(&given(Reason::Resale, another_than(of)), Rule::Number), expected, "{of}");
        assert_eq!(outcome_of(&given(Reason::Resale, of), Rule::Number), None, "{of}: its own number");
        assert_eq!(outcome_of(&given(Reason::FederalGov, another_than(of)), Rule::Number), None, "{of}: no reseller");
    });
}

#[test]
fn every_row_of_jurisdictions_says_with_which_numbers_f0003_is_proposed() {
    let others: Vec<_> = CertificateType::all().filter(|form| *form != CertificateType::SST).collect();
    let policy = Policy { refused_forms: others, ..Policy::default() };
    walk("jurisdictions.csv", "code", |row| {
        let of = state(&row["code"]);
        let takes = |numbers: Numbers| {
            let proposal = propose(&[Wish { jurisdiction: of, reason: Reason::Resale }], &numbers, &policy);
            proposal.states[0].outcome == documents::Outcome::Covered
        };
        let with = |state| Numbers { states: [state].into(), ..Numbers::default() };
        let accepted = row.is_one_of("f0003", &["yes", "conditional"]);
        let of_another = row.is_one_of("out_of_state_number", &["yes", "conditional"]);
        let without = &row["f0003_without_number"] == "yes";
        let foreign = &row["f0003_foreign_tax_id"] == "yes";
        assert_eq!(takes(with(of)), &row["f0003"] == "yes", "{of}: its own number");
        assert_eq!(takes(with(another_than(of))), accepted && (of_another || without), "{of}: the number of another");
        assert_eq!(takes(Numbers { federal: true, ..Numbers::default() }), accepted, "{of}: the federal number");
        assert_eq!(
            takes(Numbers { foreign: true, ..Numbers::default() }),
            accepted && (foreign || without),
            "{of}: abroad"
        );
        assert_eq!(takes(Numbers::default()), accepted && without, "{of}: no number");
    });
}

// forms.csv

#[test]
fn every_row_of_forms_is_accepted_where_it_says_and_nowhere_else() {
    let jurisdictions = rows("jurisdictions.csv");
    walk("forms.csv", "id", |row| {
        let form: CertificateType = row["id"].parse().unwrap();
        let reasons = row.list("reasons");
        for (place, reason) in jurisdictions.iter().flat_map(|place| Reason::ALL.map(|reason| (place, reason))) {
            let in_place = match &row["id"] {
                "US-SST" => place.is_one_of("f0003", &["yes", "conditional"]),
                "US-MTC" => place.is_one_of("mtc", &["yes", "conditional"]),
                _ => row["jurisdiction"] == place["code"],
            };
            // Leasing is stated as resale where a form has no box for it.
            let stated = reasons.contains(&reason.code()) || reason == Reason::Lease && reasons.contains(&"RESALE");
            assert_eq!(
                accepts(state(&place["code"]), form, reason),
                in_place && stated,
                "{form}, {}, {reason}",
                &place["code"]
            );
        }
    });
}

/// A certificate on which nobody wrote anything.
fn empty(form: CertificateType, of: Jurisdiction, reason: Reason) -> Certificate {
    let mut line = on_file(form, of, reason, of).lines.remove(0);
    (line.number, line.issued_by) = (None, None);
    let business = Business {
        legal_name: String::new(),
        address: Address::default(),
        country: None,
        business_type: BusinessType::Other,
        contact_name: String::new(),
        contact_email: String::new(),
        contact_phone: None,
    };
    let now = "2026-03-10T12:00:00Z".parse().unwrap();
    Certificate {
        id: CertificateId(Uuid::from_u128(1)),
        account_id: AccountId(Uuid::from_u128(2)),
        livemode: false,
        customer_id: CustomerId(Uuid::from_u128(3)),
        request_id: None,
        certificate_type: form,
        review: Review::Pending,
        document_id: None,
        business,
        signer: Signer { name: String::new(), title: String::new(), signature: None },
        jurisdictions: vec![line],
        coverage: None,
        certificate_number: None,
        created_at: now,
        updated_at: now,
    }
}

#[test]
fn every_row_of_forms_is_asked_for_what_it_requires() {
    walk("forms.csv", "id", |row| {
        let form: CertificateType = row["id"].parse().unwrap();
        let of = form.state().unwrap_or(state("US-KY"));
        let reason = form.law().reasons[0];
        let findings = completeness::findings(&empty(form, of, reason), &Policy::default(), march_10(2026));
        let found = |code: &str, field: &str| findings.iter().any(|f| f.code == code && f.field == field);
        let required = row.list("required").into_iter().filter(|field| *field != "unknown");
        let to_see: Vec<_> = completeness::to_see_on_document(form).into_iter().map(Field::word).collect();
        for field in required.clone() {
            let asked = match field {
                "buyer_name" | "buyer_address" | "buyer_phone" | "signer_name" | "signer_title" | "document" => {
                    found("field_missing", field)
                }
                "number" => found("number_missing", &format!("number-{of}")),
                "expires_on" => found("last_day_missing", &format!("expires_on-{of}")) && to_see.contains(&field),
                "business_type" | "reason" | "number_issuer" | "signed_on" => true, // the wizard lets nobody pass without
                seen_only => to_see.contains(&seen_only),
            };
            assert!(asked, "{form}: {field} is not asked for: {findings:?}");
        }
        let missing = findings.iter().filter(|finding| finding.code == "field_missing");
        for field in missing.map(|finding| finding.field.as_str()).chain(to_see) {
            assert!(
                required.clone().any(|required| required == field),
                "{form}: {field} is asked for and not required"
            );
        }
    });
}
