//! A certificate in the words that its templates print.

mod evidence;
mod multistate;
mod own;

use chrono::NaiveDate;
use domain::{
    CertificateType, Reason,
    certificate_type::Field,
    customer::Address,
    wizard::{Business, Line},
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Certificate, Details, Purchase, Signature, Signing};

/// A question and its answer.
#[derive(Debug, Serialize)]
struct Row {
    label: &'static str,
    /// The lines of the answer.
    value: Vec<String>,
    /// Whether it needs the whole width.
    wide: bool,
}

/// Everything that `certificate.typ` reads.
pub(crate) fn certificate(certificate: &Certificate) -> Value {
    let form = certificate.form;
    json!({
        "template": template(form),
        "title": title(form),
        "place": place(form),
        "carries": carries(form),
        "reference": certificate.reference,
        "seller": party(&certificate.seller.name, &certificate.seller.address),
        "livemode": certificate.livemode,
        "buyer": json!({ "name": certificate.business.legal_name, "address": buyer_address(&certificate.business) }),
        "buyer_phone": phone(certificate),
        "states": multistate::states(certificate),
        "business_types": multistate::business_types(certificate.business.business_type),
        "engaged": multistate::engaged(certificate),
        "reasons": multistate::reasons(&certificate.lines),
        "lines": certificate.lines.iter().map(|of_state| line(certificate, of_state)).collect::<Vec<_>>(),
        "notes": multistate::notes(&certificate.lines),
        "details": details(certificate),
        "sections": own::sections(certificate),
        "signature": signature(certificate),
        "evidence": evidence::evidence(certificate),
        "answers": evidence::answers(certificate),
    })
}

fn template(form: CertificateType) -> &'static str {
    match form {
        CertificateType::SST => "sst",
        CertificateType::MTC => "mtc",
        _ => "state",
    }
}

fn title(form: CertificateType) -> String {
    match form {
        CertificateType::OTHER => "Certificate of Exemption".to_owned(),
        _ => form.name().to_owned(),
    }
}

fn place(form: CertificateType) -> &'static str {
    match form.state() {
        Some(state) => state.name(),
        None if form == CertificateType::OTHER => "",
        None => "Multistate",
    }
}

/// Whose data elements it carries: `SSTGB Form F0003 (Revised 12/21/2021)`.
fn carries(form: CertificateType) -> String {
    if form == CertificateType::OTHER {
        return "Carries what the purchaser states; it follows no form of a state.".to_owned();
    }
    let law = form.law();
    let whose = match (form.state(), &law.form) {
        (Some(state), Some(number)) => format!("{} Form {number}", state.name()),
        (Some(state), None) => format!("the {} {}", state.name(), form.name()),
        (None, _) => law.source.title.clone(),
    };
    let remarks: Vec<String> = law.revision.as_deref().map(revision).into_iter().chain(read_in(form)).collect();
    let whose = format!("{whose}{}", beside(&remarks.join("; ")));
    match law.required {
        Some(_) => format!("Carries the data elements of {whose}."),
        None => format!("In place of {whose}; carries all data that were given."),
    }
}

/// A remark in brackets, or after a comma where it has brackets of its own.
fn beside(remark: &str) -> String {
    match remark {
        "" => String::new(),
        remark if remark.contains('(') => format!(", {remark}"),
        remark => format!(" ({remark})"),
    }
}

fn revision(revision: &str) -> String {
    match revision.starts_with(|first: char| first.is_ascii_digit()) {
        true => format!("Revised {revision}"),
        false => revision.to_owned(),
    }
}

/// Says so where the elements were read in another revision than the current one.
fn read_in(form: CertificateType) -> Option<String> {
    form.law().read_in.as_ref().map(|read_in| format!("elements as in {read_in}"))
}

fn party(name: &str, address: &Address) -> Value {
    json!({ "name": name, "address": address_lines(address) })
}

/// The address as an envelope shows it.
pub(crate) fn address_lines(address: &Address) -> Vec<String> {
    let state = address.state.strip_prefix("US-").unwrap_or(&address.state);
    let state = if state == Address::ABROAD { "" } else { state };
    let region =
        [state, &address.postal_code].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let place =
        [address.city.as_str(), &region].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    [&address.line1, &address.line2, &place].into_iter().filter(|line| !line.is_empty()).cloned().collect()
}

/// The same with the country, where that is another one.
fn buyer_address(business: &Business) -> Vec<String> {
    address_lines(&business.address).into_iter().chain(business.country.clone()).collect()
}

/// Where to call the buyer.
fn phone(certificate: &Certificate) -> Option<&String> {
    certificate.business.contact_phone.as_ref().or(certificate.details.phone.as_ref())
}

fn line(certificate: &Certificate, line: &Line) -> Value {
    json!({
        "state": line.jurisdiction.name(),
        "letter": line.reason.law().f0003,
        "reason": line.reason.label(),
        "explanation": line.explanation,
        "number": line.number,
        "issuer": issuer(certificate, line),
    })
}

/// Who issued the number that proves a line; numbers that no state issued are told by what else was given.
fn issuer<'a>(certificate: &'a Certificate, line: &Line) -> Option<&'a str> {
    let number = line.number.as_ref()?;
    let Details { federal_number, foreign_number, .. } = &certificate.details;
    match line.issued_by {
        Some(state) => Some(state.name()),
        None if line.reason == Reason::ForeignDiplomat => Some("U.S. Department of State"),
        None if federal_number.as_ref() == Some(number) => Some("United States"),
        None => foreign_number.as_ref().filter(|foreign| foreign.number == *number).map(|foreign| &*foreign.country),
    }
}

fn details(certificate: &Certificate) -> Value {
    let details = &certificate.details;
    let (kind, invoice) = match &details.purchase {
        Purchase::Blanket => ("blanket", None),
        Purchase::Single(invoice) => ("single", Some(invoice)),
    };
    json!({
        "business_description": details.business_description,
        "property_description": details.property_description,
        "federal_number": details.federal_number,
        "foreign_number": details.foreign_number.as_ref().map(|foreign| &foreign.number),
        "foreign_country": details.foreign_number.as_ref().map(|foreign| &foreign.country),
        "purchase": kind,
        "invoice": invoice,
        "expires_on": details.expires_on.map(day),
    })
}

fn row(label: &'static str, value: Vec<String>) -> Row {
    let wide = value.iter().any(|line| line.chars().count() > 60);
    Row { label, value, wide }
}

fn kind(purchase: &Purchase) -> String {
    match purchase {
        Purchase::Blanket => "Blanket: all purchases from this seller until it is revoked".to_owned(),
        Purchase::Single(_) => "A single purchase".to_owned(),
    }
}

/// What stands beside the signature; a form that does not ask for the name still shows the signature itself.
fn signature(certificate: &Certificate) -> Value {
    let required = certificate.form.law().required.as_ref();
    let asks = |field| required.is_none_or(|required| required.contains(&field));
    let signed = match &certificate.signing {
        Signing::Preview => None,
        Signing::Signed(signed) => Some(signed),
    };
    json!({
        "signed": signed.is_some(),
        "drawn": signed.is_some_and(|signed| matches!(signed.signature, Signature::Drawn(_))),
        "name": signed.map(|signed| &signed.name),
        "title": signed.map(|signed| &signed.title),
        "on": signed.map(|signed| day(signed.on)),
        "asks_name": asks(Field::SignerName) || certificate.form.state().is_none(),
        "asks_title": asks(Field::SignerTitle),
        "asks_day": asks(Field::SignedOn),
    })
}

/// `November 21, 2026`.
pub(crate) fn day(day: NaiveDate) -> String {
    day.format("%B %-d, %Y").to_string()
}
