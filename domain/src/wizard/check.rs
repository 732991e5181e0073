//! When the answers of a page are good.

use chrono::{Days, NaiveDate};

use super::{
    Business, BusinessAnswers, BusinessType, Details, DetailsAnswers, DocumentChoice, DocumentSource, Draft, Drawing,
    Line, NumbersAnswers, Page, Plan, PlannedDocument, SubmittedDocument, UploadAnswers, WhyAnswers,
    missing_numbers::missing_numbers,
    numbers::{line, other_questions, spare_numbers},
    plan::{asks_for_detail, detail_questions},
};
use crate::{
    CertificateType, Invalid, Jurisdiction, Problem, Reason,
    certificate_type::Field,
    customer::Address,
    invalid::{Reader, Variant},
    law::documents::Wish,
    listed,
};

pub(super) fn business(draft: &Draft) -> Result<Business, Invalid> {
    let nothing = BusinessAnswers::default();
    let typed = draft.business.as_ref().unwrap_or(&nothing);
    let mut read = Reader::default();
    let business = Business {
        legal_name: read.line("legal_name", &typed.legal_name, "Enter the legal name of your business."),
        address: address(&mut read, typed),
        country: (typed.state == Address::ABROAD).then(|| read.line("country", &typed.country, "Enter the country.")),
        business_type: business_type(&mut read, &typed.business_type),
        contact_name: read.line("contact_name", &typed.contact_name, "Enter the name of a person we can contact."),
        contact_email: read.email("contact_email", &typed.contact_email),
        contact_phone: read.optional_line("contact_phone", &typed.contact_phone),
    };
    read.finish(business)
}

fn address(read: &mut Reader, typed: &BusinessAnswers) -> Address {
    let address = Address {
        line1: read.line("line1", &typed.line1, "Enter the street and number."),
        line2: read.optional_line("line2", &typed.line2).unwrap_or_default(),
        city: read.line("city", &typed.city, "Enter the city."),
        state: read.line("state", &typed.state, "Select the state, or “Outside the United States”."),
        postal_code: read.line("postal_code", &typed.postal_code, "Enter the ZIP code."),
    };
    address.check(read, "Select the state from the list.");
    address
}

fn business_type(read: &mut Reader, typed: &str) -> BusinessType {
    typed.parse().unwrap_or_else(|_| {
        let problem = if typed.is_empty() { Problem::Missing } else { Problem::Incorrect };
        read.0.add("business_type", problem, "Select the type of your business.");
        BusinessType::Other
    })
}

pub(super) fn places(draft: &Draft) -> Result<Vec<Jurisdiction>, Invalid> {
    let mut places = Vec::new();
    for code in draft.places.iter().flat_map(|typed| &typed.jurisdictions) {
        match code.parse::<Jurisdiction>() {
            Ok(place) => places.push(place),
            Err(_) => {
                return Err(Invalid::one("jurisdictions", Problem::Incorrect, "Select the states from the list."));
            }
        }
    }
    places.sort();
    places.dedup();
    if places.is_empty() {
        return Err(Invalid::one("jurisdictions", Problem::Missing, "Select at least one state."));
    }
    Ok(places)
}

/// Each state with its reason, in the order of the states; as far as both are answered well.
pub(super) fn why(draft: &Draft) -> Result<Vec<(Jurisdiction, Reason)>, Invalid> {
    let nothing = WhyAnswers::default();
    let typed = draft.why.as_ref().unwrap_or(&nothing);
    let mut read = Reader::default();
    let chosen = places(draft)?;
    let for_all = reason(&mut read, "reason", &typed.reason);
    let of_state = |place: Jurisdiction| match typed.states.get(place.code()).map(String::as_str) {
        None | Some("") => for_all,
        Some(own) => reason(&mut read, &field("reason", place), own),
    };
    let reasons: Vec<_> = chosen.iter().copied().map(of_state).collect();
    read.finish(chosen.into_iter().zip(reasons).collect())
}

/// The same, with what the reasons need besides and what the merchant says to them.
pub(super) fn reasons(draft: &Draft, plan: &Plan) -> Result<(), Invalid> {
    let reasons = why(draft)?;
    let mut read = Reader::default();
    if reasons.iter().any(|(_, reason)| *reason == Reason::Other) {
        let typed = draft.why.as_ref().map(|why| why.explanation.clone()).unwrap_or_default();
        read.line("explanation", &typed, "Explain the other reason in a few words.");
    }
    for Wish { jurisdiction, reason } in &plan.refused {
        let sentence = format!(
            "The seller does not accept “{}” in {}. Select another reason there, or go back and untick the state.",
            reason.label(),
            jurisdiction.name()
        );
        read.0.add(field("reason", *jurisdiction), Problem::Incorrect, sentence);
    }
    read.finish(())
}

/// What the reason `OTHER` is, in the buyer's words.
pub(super) fn explanation(draft: &Draft) -> String {
    draft.why.as_ref().map(|why| why.explanation.trim().to_owned()).unwrap_or_default()
}

fn reason(read: &mut Reader, field: &str, typed: &str) -> Reason {
    typed.parse().unwrap_or_else(|_| {
        match typed {
            "" => read.0.add(field, Problem::Missing, "Select why you are exempt."),
            _ => read.0.add_variant(field, Problem::Incorrect, Variant::NotListed, "Select a reason from the list."),
        }
        // Asks for nothing more: one problem is enough.
        Reason::DirectMail
    })
}

/// `shown` says which inputs the page has: an error stands by one of these.
pub(super) fn numbers(draft: &Draft, plan: &Plan, shown: impl Fn(&str) -> bool) -> Result<(), Invalid> {
    let nothing = NumbersAnswers::default();
    let typed = draft.numbers.as_ref().unwrap_or(&nothing);
    let mut read = Reader::default();
    for (code, number) in &typed.states {
        read.optional_line(&format!("number-{code}"), number);
    }
    read.optional_line("federal", &typed.federal);
    read.optional_line("foreign", &typed.foreign);
    read.optional_line("card", &typed.card);
    other_number(&mut read, draft, typed);
    missing_numbers(&mut read.0, draft, plan, shown);
    if other_questions(draft).card && typed.card.trim().is_empty() {
        let please = "Enter the number on the tax exemption card of the U.S. Department of State.";
        read.0.add("card", Problem::Missing, please);
    }
    read.finish(())
}

/// The number of a state of which none is asked for: both the state and the number, or neither.
fn other_number(read: &mut Reader, draft: &Draft, typed: &NumbersAnswers) {
    let number = read.optional_line("other_number", &typed.other_number);
    if !other_questions(draft).other_state {
        return;
    }
    match (typed.other_state.is_empty(), number) {
        (true, Some(_)) => {
            read.0.add("other_state", Problem::Missing, "Select the state that issued the number.");
        }
        (false, _) if typed.other_state.parse::<Jurisdiction>().is_err() => {
            read.0.add("other_state", Problem::Incorrect, "Select the state that issued the number from the list.");
        }
        (false, None) if read.0.of("other_number").is_none() => {
            read.0.add("other_number", Problem::Missing, "Enter the number that this state issued to you.");
        }
        _ => {}
    }
}

/// The name of a question that is asked once a state, as `number-US-OH`.
pub(super) fn field(question: &str, place: Jurisdiction) -> String {
    format!("{question}-{place}")
}

pub(super) fn documents(plan: &Plan) -> Result<(), Invalid> {
    let mut invalid = Invalid::default();
    if plan.documents.is_empty() {
        invalid.add(
            "documents",
            Problem::Missing,
            "There is nothing to send for these states and reasons. Change the states or the reason, or say that you are not exempt.",
        );
    }
    for document in plan.documents.iter().filter(|document| document.choice.is_none()) {
        let please = format!("Select how you want to send this document: {}.", document.form.title());
        invalid.add(format!("choice-{}", document.form), Problem::Missing, please);
    }
    invalid.or(())
}

/// West of the merchant it is still yesterday; east of it some buyers have tomorrow's date.
const TODAY_ELSEWHERE: Days = Days::new(1);

/// The checked answers about one uploaded document.
pub(super) fn upload(draft: &Draft, plan: &Plan, form: CertificateType) -> Result<SubmittedDocument, Invalid> {
    let nothing = UploadAnswers::default();
    let typed = draft.uploads.get(form.id()).unwrap_or(&nothing);
    let mut invalid = Invalid::default();
    let certificate_type = match typed.certificate_type_id.as_str() {
        "" => CertificateType::OTHER,
        id => id.parse().unwrap_or_else(|_| {
            invalid.add("certificate_type_id", Problem::Incorrect, "Select the kind of document from the list.");
            CertificateType::OTHER
        }),
    };
    let states: Vec<_> =
        plan.uploaded().filter(|document| document.form == form).flat_map(|document| document.states.clone()).collect();
    if states.is_empty() {
        invalid.add("states", Problem::Missing, "Select the states that this document covers.");
    }
    if form == CertificateType::OTHER && !plan.uncovered.is_empty() {
        let names: Vec<_> = plan.uncovered.iter().map(|state| state.name()).collect();
        let sentence = format!(
            "Nothing covers {} yet: select what this document covers, or go back and untick it.",
            listed(&names)
        );
        invalid.add("states", Problem::Missing, sentence);
    }
    let signed_on = date(&mut invalid, "signed_on", &typed.signed_on);
    if signed_on.is_some_and(|day| day > plan.today + TODAY_ELSEWHERE) {
        let sentence = "This day has not come yet. Enter the day of signing as the document shows it.";
        invalid.add_variant("signed_on", Problem::Incorrect, Variant::ToCome, sentence);
    }
    let expires_on = date(&mut invalid, "expires_on", &typed.expires_on);
    if let (Some(first), Some(last)) = (signed_on, expires_on)
        && last < first
    {
        invalid.add(
            "expires_on",
            Problem::Incorrect,
            "The expiration date must not be before the date signed. Check both dates.",
        );
    }
    let Some(document_id) = typed.document_id else {
        invalid.add("file", Problem::Missing, "Select a file with your certificate.");
        return Err(invalid);
    };
    let wishes = draft.wishes();
    let lines = wishes.into_iter().filter(|wish| states.contains(&wish.jurisdiction)).map(|wish| line(draft, wish));
    let source = DocumentSource::Uploaded { document_id, signed_on, expires_on };
    invalid.or(SubmittedDocument { certificate_type, lines: lines.collect(), source })
}

/// One document of the plan, whose pages were checked before.
pub(super) fn submitted(
    draft: &Draft,
    plan: &Plan,
    document: &PlannedDocument,
) -> Result<SubmittedDocument, (Page, Invalid)> {
    if document.choice == Some(DocumentChoice::Upload) {
        return upload(draft, plan, document.form).map_err(|invalid| (Page::Upload(document.form), invalid));
    }
    let wishes = draft.wishes().into_iter().filter(|wish| document.states.contains(&wish.jurisdiction));
    let details = details(draft, plan).map_err(|invalid| (Page::Details, invalid))?;
    Ok(completed(draft, &details, document.form, wishes))
}

/// A document that is completed here, with what its form wants to know besides.
pub(super) fn completed(
    draft: &Draft,
    details: &Details,
    form: CertificateType,
    wishes: impl Iterator<Item = Wish>,
) -> SubmittedDocument {
    let with_detail = |wish: Wish| {
        let line = line(draft, wish);
        let detail = details.reason_detail.clone().filter(|_| asks_for_detail(wish.reason));
        Line { explanation: line.explanation.or(detail), ..line }
    };
    let expires_on = details.expires_on.filter(|_| form.asks_for(Field::ExpiresOn));
    let lines = wishes.map(with_detail).collect();
    SubmittedDocument { certificate_type: form, lines, source: DocumentSource::Completed { expires_on } }
}

pub(super) fn details(draft: &Draft, plan: &Plan) -> Result<Details, Invalid> {
    let nothing = DetailsAnswers::default();
    let typed = draft.details.as_ref().unwrap_or(&nothing);
    let mut read = Reader::default();
    let mut details = Details::default();
    for field in detail_questions(draft, plan) {
        match field {
            Field::BusinessDescription => {
                let please = "Describe what your business does, in a few words.";
                details.business_description =
                    Some(read.line("business_description", &typed.business_description, please));
            }
            Field::PropertyDescription => {
                let please = "Describe what you buy from this seller, in a few words.";
                details.property_description =
                    Some(read.line("property_description", &typed.property_description, please));
            }
            Field::ReasonDetail => details.reason_detail = reason_detail(&mut read, draft, &typed.reason_detail),
            Field::FederalNumber => {
                let please = "Enter your federal employer identification number, like 12-3456789.";
                details.federal_number = Some(read.line("federal_number", &typed.federal_number, please));
            }
            Field::PaymentType => {
                let please = "Enter how the purchases are paid, like by check of the organization.";
                details.payment = Some(read.line("payment", &typed.payment, please));
            }
            Field::ExpiresOn => details.expires_on = last_day(&mut read, &typed.expires_on, plan.today),
            _ => {
                details.phone = Some(read.line("phone", &typed.phone, "Enter a phone number of your business."));
            }
        }
    }
    let (numbers, asked) = (draft.numbers.clone().unwrap_or_default(), other_questions(draft));
    let given =
        |number: String, asked: bool| Some(number.trim().to_owned()).filter(|number| asked && !number.is_empty());
    details.federal_number = details.federal_number.or_else(|| given(numbers.federal, asked.federal));
    details.foreign_number = given(numbers.foreign, asked.foreign);
    details.spare_numbers = spare_numbers(draft);
    read.finish(details)
}

/// The last day of a certificate that is signed today.
fn last_day(read: &mut Reader, typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    if typed.trim().is_empty() {
        let please = "Enter the expiration date of the certificate, like 2027-04-30.";
        read.0.add("expires_on", Problem::Missing, please);
    }
    let day = date(&mut read.0, "expires_on", typed);
    if day.is_some_and(|day| day < today) {
        let sentence = "This day has passed. Enter an expiration date that is still to come.";
        read.0.add_variant("expires_on", Problem::Incorrect, Variant::Past, sentence);
    }
    day
}

/// Who is a part of a government or a tribe says which; for others the detail may be empty.
fn reason_detail(read: &mut Reader, draft: &Draft, typed: &str) -> Option<String> {
    let is_public = |reason| matches!(reason, Reason::FederalGov | Reason::StateLocalGov | Reason::TribalGov);
    if draft.wishes().iter().any(|wish| is_public(wish.reason)) {
        return Some(read.line("reason_detail", typed, "Enter the name of the agency, department or tribe."));
    }
    read.optional_line("reason_detail", typed)
}

fn date(invalid: &mut Invalid, field: &str, typed: &str) -> Option<NaiveDate> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let date = typed.parse::<NaiveDate>().ok().filter(|date| (1950..2200).contains(&chrono::Datelike::year(date)));
    if date.is_none() {
        invalid.add(
            field,
            Problem::Incorrect,
            "Enter a real date as year, month, day, like 2027-04-30, or leave it empty.",
        );
    }
    date
}

pub(super) fn signer(draft: &Draft) -> Result<(String, String, Option<Drawing>), Invalid> {
    let typed = draft.sign.clone().unwrap_or_default();
    let mut read = Reader::default();
    let name = read.line("name", &typed.name, "Enter your full name.");
    let title = read.line("title", &typed.title, "Enter your title or role, like Accounts payable manager.");
    let drawing = match typed.drawing.trim() {
        "" => None,
        strokes => strokes.parse().map_err(|_| ()).map(Some).unwrap_or_else(|()| {
            let please =
                "The drawn signature could not be read. Draw it again, or clear it: your typed name is enough.";
            read.0.add("drawing", Problem::Incorrect, please);
            None
        }),
    };
    if !typed.agreed {
        read.0.add(
            "agreed",
            Problem::Missing,
            "Tick the box to confirm that the answers are true and that you may give them.",
        );
    }
    read.finish((name, title, drawing))
}
