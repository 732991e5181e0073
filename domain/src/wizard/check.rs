//! When the answers of a step are good.

use chrono::NaiveDate;

use super::{
    Business, BusinessAnswers, BusinessType, DocumentAnswers, DocumentStatement, Draft, Line, Signer, StateAnswers,
    WhyAnswers,
};
use crate::{CertificateType, Invalid, Jurisdiction, Problem, Reason, customer::Address, invalid::Reader};

pub(super) fn business(draft: &Draft) -> Result<Business, Invalid> {
    let nothing = BusinessAnswers::default();
    let typed = draft.business.as_ref().unwrap_or(&nothing);
    let mut read = Reader::default();
    let business = Business {
        legal_name: read.line("legal_name", &typed.legal_name, "Enter the legal name of your business."),
        address: address(&mut read, typed),
        business_type: business_type(&mut read, &typed.business_type),
        contact_name: read.line("contact_name", &typed.contact_name, "Enter the name of a person we can ask."),
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

pub(super) fn why(draft: &Draft) -> Result<Vec<Line>, Invalid> {
    let nothing = WhyAnswers::default();
    let typed = draft.why.as_ref().unwrap_or(&nothing);
    let mut read = Reader::default();
    let chosen = places(draft)?;
    let for_all = reason(&mut read, "reason", &typed.reason, "Select why you are exempt.");
    let other_in =
        |place: &Jurisdiction| typed.states.get(place.code()).is_some_and(|state| state.reason == Reason::Other.code());
    let explanation = if for_all == Reason::Other || chosen.iter().any(other_in) {
        read.line("explanation", &typed.explanation, "Explain the other reason in a few words.")
    } else {
        String::new()
    };
    let lines = chosen.into_iter().map(|place| line(&mut read, place, typed, for_all, &explanation)).collect();
    read.finish(lines)
}

fn reason(read: &mut Reader, field: &str, typed: &str, please: &str) -> Reason {
    typed.parse().unwrap_or_else(|_| {
        read.0.add(field, if typed.is_empty() { Problem::Missing } else { Problem::Incorrect }, please);
        // Asks for nothing more: one problem is enough.
        Reason::DirectMail
    })
}

fn line(read: &mut Reader, place: Jurisdiction, typed: &WhyAnswers, for_all: Reason, explanation: &str) -> Line {
    let nothing = StateAnswers::default();
    let state = typed.states.get(place.code()).unwrap_or(&nothing);
    let reason = match state.reason.as_str() {
        "" => for_all,
        own => reason(read, &field("reason", place), own, "Select a reason from the list."),
    };
    let number = read.optional_line(&field("number", place), &state.number);
    if let Some(needed) = reason.needed_number()
        && place.has_general_sales_tax()
        && number.is_none()
        && read.0.of(&field("number", place)).is_none()
    {
        let sentence =
            format!("Enter your {needed} for {}. If another state issued it, select that state too.", place.name());
        read.0.add(field("number", place), Problem::Missing, sentence);
    }
    let issuer = issuer(read, place, &state.issued_by);
    let explanation = (reason == Reason::Other).then(|| explanation.to_owned());
    Line { jurisdiction: place, reason, explanation, issued_by: number.as_ref().map(|_| issuer), number }
}

fn issuer(read: &mut Reader, place: Jurisdiction, typed: &str) -> Jurisdiction {
    match typed {
        "" => place,
        code => code.parse().unwrap_or_else(|_| {
            read.0.add(
                field("issued_by", place),
                Problem::Incorrect,
                "Select the state that issued the number from the list.",
            );
            place
        }),
    }
}

/// The name of a question that is asked once a state, as `number-US-OH`.
fn field(question: &str, place: Jurisdiction) -> String {
    format!("{question}-{place}")
}

pub(super) fn document(draft: &Draft) -> Result<DocumentStatement, Invalid> {
    let nothing = DocumentAnswers::default();
    let typed = draft.document.as_ref().unwrap_or(&nothing);
    let mut invalid = Invalid::default();
    if typed.document_id.is_none() {
        invalid.add("file", Problem::Missing, "Select a file with your certificate.");
    }
    let certificate_type = match typed.certificate_type_id.as_str() {
        "" => CertificateType::OTHER,
        id => id.parse().unwrap_or_else(|_| {
            invalid.add("certificate_type_id", Problem::Incorrect, "Select the kind of document from the list.");
            CertificateType::OTHER
        }),
    };
    let signed_on = date(&mut invalid, "signed_on", &typed.signed_on);
    let expires_on = date(&mut invalid, "expires_on", &typed.expires_on);
    if let (Some(first), Some(last)) = (signed_on, expires_on)
        && last < first
    {
        invalid.add(
            "expires_on",
            Problem::Incorrect,
            "The last day must not be before the day of signing. Check both dates.",
        );
    }
    let document_id = typed.document_id.unwrap_or(crate::DocumentId(uuid::Uuid::nil()));
    invalid.or(DocumentStatement { document_id, certificate_type, signed_on, expires_on })
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

pub(super) fn signer(draft: &Draft) -> Result<Signer, Invalid> {
    let typed = draft.sign.clone().unwrap_or_default();
    let mut read = Reader::default();
    let signer = Signer {
        name: read.line("name", &typed.name, "Enter your full name."),
        title: read.line("title", &typed.title, "Enter your title or role, like Accounts payable manager."),
    };
    if !typed.agreed {
        read.0.add(
            "agreed",
            Problem::Missing,
            "Tick the box to confirm that the answers are true and that you may give them.",
        );
    }
    read.finish(signer)
}
