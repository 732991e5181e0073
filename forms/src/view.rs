//! A certificate in the words that its templates print.

use chrono::NaiveDate;
use domain::{
    CertificateType, Jurisdiction, Reason,
    certificate_type::Field,
    customer::Address,
    jurisdiction::Answer,
    wizard::{BusinessType, Line},
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Certificate, Purchase, Signature, Signed, Signing};

/// What stands where a form wants an answer and there is none.
const NOT_STATED: &str = "Not stated";

/// A question and its answer.
#[derive(Debug, Serialize)]
struct Row {
    label: &'static str,
    /// The lines of the answer.
    value: Vec<String>,
    /// Whether it needs the whole width.
    wide: bool,
}

/// Some rows under a heading.
#[derive(Debug, Serialize)]
struct Section {
    title: &'static str,
    rows: Vec<Row>,
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
        "buyer": party(&certificate.business.legal_name, &certificate.business.address),
        "buyer_phone": certificate.business.contact_phone,
        "states": states(certificate),
        "business_types": business_types(certificate.business.business_type),
        "engaged": engaged(certificate),
        "reasons": reasons(&certificate.lines),
        "lines": certificate.lines.iter().map(line).collect::<Vec<_>>(),
        "notes": notes(&certificate.lines),
        "details": details(certificate),
        "sections": sections(certificate),
        "signature": signature(certificate),
        "evidence": evidence(certificate),
        "answers": answers(certificate),
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
        _ => form.name().replace(" - ", " – "),
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
    match remarks.is_empty() {
        true => format!("Carries the data elements of {whose}."),
        false => format!("Carries the data elements of {whose} ({}).", remarks.join("; ")),
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

/// The states that accept the Streamlined certificate, and those claimed besides, each with whether it is claimed.
fn states(certificate: &Certificate) -> Vec<Value> {
    let claimed = |state: &Jurisdiction| certificate.lines.iter().any(|line| line.jurisdiction == *state);
    let accepts = |state: &Jurisdiction| matches!(state.law().f0003, Answer::Yes | Answer::Conditional);
    let shown = Jurisdiction::all().filter(|state| accepts(state) || claimed(state));
    shown.map(|state| json!({ "name": state.name(), "code": state.postal_code(), "chosen": claimed(&state) })).collect()
}

fn business_types(chosen: BusinessType) -> Vec<Value> {
    let one = |kind: BusinessType| json!({ "number": kind.word(), "label": kind.label(), "chosen": kind == chosen });
    BusinessType::ALL.iter().copied().map(one).collect()
}

/// The boxes of the uniform resale certificate, and what stands beside the last one.
fn engaged(certificate: &Certificate) -> Value {
    const BOXES: [&str; 5] = ["Wholesaler", "Retailer", "Manufacturer", "Seller", "Lessor"];
    let business_type = certificate.business.business_type;
    let stated = certificate.details.engaged_as.as_deref().unwrap_or(match business_type {
        BusinessType::Wholesale => "Wholesaler",
        BusinessType::Retail => "Retailer",
        BusinessType::Manufacturing => "Manufacturer",
        BusinessType::Rental => "Lessor",
        other => other.label(),
    });
    let chosen = BOXES.into_iter().find(|label| label.eq_ignore_ascii_case(stated.trim()));
    let boxes: Vec<Value> =
        BOXES.into_iter().map(|label| json!({ "label": label, "chosen": chosen == Some(label) })).collect();
    json!({ "boxes": boxes, "other": if chosen.is_none() { Some(stated) } else { None } })
}

/// The letters of F0003, each with whether a line has it and what has to be said besides, where all its lines agree.
fn reasons(lines: &[Line]) -> Vec<Value> {
    let mut letters: Vec<Reason> = Reason::ALL.into_iter().filter(|reason| *reason != Reason::Lease).collect();
    letters.sort_by_key(|reason| &reason.law().f0003);
    letters.into_iter().map(|reason| letter(reason, lines)).collect()
}

fn letter(reason: Reason, lines: &[Line]) -> Value {
    let letter = &reason.law().f0003;
    let mine: Vec<&Line> = lines.iter().filter(|line| line.reason.law().f0003 == *letter).collect();
    let mut said: Vec<String> = mine.iter().filter_map(|line| line.explanation.clone()).collect();
    said.dedup();
    let detail = match (said.as_slice(), mine.as_slice()) {
        ([one], _) => Some(one.clone()),
        ([], [line]) => line.number.clone().map(|number| format!("No. {number}")),
        ([], []) => None,
        _ => Some("by state, below".to_owned()),
    };
    json!({ "letter": letter, "label": reason.label(), "chosen": !mine.is_empty(), "detail": detail })
}

fn line(line: &Line) -> Value {
    let elsewhere = line.issued_by.filter(|issuer| *issuer != line.jurisdiction);
    json!({
        "state": line.jurisdiction.name(),
        "code": line.jurisdiction.postal_code(),
        "letter": line.reason.law().f0003,
        "reason": line.reason.label(),
        "explanation": line.explanation,
        "number": line.number,
        "issuer": line.issued_by.map(Jurisdiction::name),
        "elsewhere": elsewhere.map(Jurisdiction::name),
        "note": line.jurisdiction.law().mtc_condition,
    })
}

/// The remarks on the states of the uniform resale certificate, in the order of its lines.
fn notes(lines: &[Line]) -> Vec<Value> {
    let noted =
        lines.iter().filter_map(|line| Some((line.jurisdiction, line.jurisdiction.law().mtc_condition.as_ref()?)));
    noted.map(|(state, note)| json!({ "state": state.name(), "note": note })).collect()
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

/// What a state's own form asks for, or, where nobody knows that, all that is known.
fn sections(certificate: &Certificate) -> Vec<Section> {
    use Field as F;
    const SECTIONS: [(&str, &[Field]); 5] = [
        ("Seller", &[F::SellerName, F::SellerAddress]),
        ("Purchaser", &[F::BuyerName, F::BuyerAddress, F::BuyerPhone, F::FederalNumber]),
        ("The purchaser’s business", &[F::BusinessType, F::BusinessDescription]),
        ("What is purchased", &[F::PropertyDescription, F::PurchaseKind, F::InvoiceNumber, F::PaymentType]),
        ("Exemption", &[F::Reason, F::ReasonDetail, F::Number, F::NumberIssuer, F::ExpiresOn, F::Document]),
    ];
    let sections = SECTIONS.into_iter().map(|(title, fields)| Section {
        title,
        rows: side_by_side(fields.iter().filter_map(|field| asked_row(certificate, *field)).collect()),
    });
    sections.filter(|section| !section.rows.is_empty()).collect()
}

/// Short rows stand in pairs; one without a neighbour takes the whole width.
fn side_by_side(mut rows: Vec<Row>) -> Vec<Row> {
    let mut place = 0;
    while place < rows.len() {
        let pair = !rows[place].wide && rows.get(place + 1).is_some_and(|next| !next.wide);
        rows[place].wide = !pair;
        place += if pair { 2 } else { 1 };
    }
    rows
}

fn asked_row(certificate: &Certificate, field: Field) -> Option<Row> {
    let asked = certificate.form.law().required.as_ref().map(|required| required.contains(&field));
    if asked == Some(false) {
        return None;
    }
    let (label, value) = field_row(certificate, field)?;
    match value.iter().all(String::is_empty) {
        true if asked.is_none() => None,
        true => Some(row(label, vec![NOT_STATED.to_owned()])),
        false => Some(row(label, value)),
    }
}

fn row(label: &'static str, value: Vec<String>) -> Row {
    let wide = value.iter().any(|line| line.chars().count() > 60);
    Row { label, value, wide }
}

/// How the document asks for a field, and the answer; nothing for what stands beside the signature.
fn field_row(certificate: &Certificate, field: Field) -> Option<(&'static str, Vec<String>)> {
    let (business, details) = (&certificate.business, &certificate.details);
    let given = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    Some(match field {
        Field::SellerName => ("Name of seller", vec![certificate.seller.name.clone()]),
        Field::SellerAddress => ("Address of seller", address_lines(&certificate.seller.address)),
        Field::BuyerName => ("Name of purchaser", vec![business.legal_name.clone()]),
        Field::BuyerAddress => ("Address of purchaser", address_lines(&business.address)),
        Field::BuyerPhone => ("Telephone", given(&business.contact_phone)),
        Field::BusinessType => ("Type of business", vec![business.business_type.label().to_owned()]),
        Field::BusinessDescription => ("Description of the business", given(&details.business_description)),
        Field::PropertyDescription => ("Goods or services purchased", given(&details.property_description)),
        Field::Number => {
            ("Registration, permit or exemption number", by_state(certificate, |line| line.number.clone()))
        }
        Field::NumberIssuer => {
            ("Number issued by", by_state(certificate, |line| line.issued_by.map(|issuer| issuer.name().to_owned())))
        }
        Field::Reason => ("Reason for exemption", by_state(certificate, |line| Some(reason(line.reason)))),
        Field::ReasonDetail => ("Particulars of the reason", by_state(certificate, |line| line.explanation.clone())),
        Field::PurchaseKind => ("Kind of certificate", vec![kind(&details.purchase)]),
        Field::InvoiceNumber => (
            "Invoice or purchase order",
            match &details.purchase {
                Purchase::Single(invoice) => vec![invoice.clone()],
                Purchase::Blanket => vec![],
            },
        ),
        Field::ExpiresOn => ("Valid until", details.expires_on.map(day).into_iter().collect()),
        Field::Document => ("To be attached", vec!["A copy of what the state issued".to_owned()]),
        Field::PaymentType => ("How the purchase is paid", given(&details.payment)),
        Field::FederalNumber => ("Federal employer identification number", given(&details.federal_number)),
        Field::Signature | Field::SignerName | Field::SignerTitle | Field::SignedOn => return None,
    })
}

/// An answer that a state of its own may have: one line for all, or one a state where there are several.
fn by_state(certificate: &Certificate, answer: impl Fn(&Line) -> Option<String>) -> Vec<String> {
    match certificate.lines.as_slice() {
        [line] => answer(line).into_iter().collect(),
        lines => {
            lines.iter().filter_map(|line| Some(format!("{}: {}", line.jurisdiction.name(), answer(line)?))).collect()
        }
    }
}

fn reason(reason: Reason) -> String {
    format!("{} – {}", reason.label(), reason.in_words())
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

/// What proves the signature.
fn evidence(certificate: &Certificate) -> Option<Vec<Row>> {
    let Signing::Signed(signed) = &certificate.signing else { return None };
    let Signed { name, title, signature, evidence, .. } = &**signed;
    let how = match signature {
        Signature::Typed => "Name typed",
        Signature::Drawn(_) => "Drawn on the screen",
    };
    let rows = [
        ("Signed by", name.as_str()),
        ("Title", title),
        ("How", how),
        ("Consent", &evidence.consent),
        ("Time (UTC)", &certificate.at.format("%Y-%m-%d %H:%M:%S UTC").to_string()),
        ("Time of the seller", &evidence.local_time),
        ("IP address", &evidence.ip_address),
        ("Browser", &evidence.user_agent),
        ("Request", &certificate.reference),
        ("Document", &evidence.document_id),
    ]
    .map(|(label, value)| row(label, vec![value.to_owned()]));
    Some(rows.into())
}

/// Every answer, whether the form asks for it or not.
fn answers(certificate: &Certificate) -> Vec<Row> {
    let (business, details) = (&certificate.business, &certificate.details);
    let foreign = details.foreign_number.as_ref().map(|foreign| format!("{} ({})", foreign.number, foreign.country));
    let rows = [
        ("Seller", Some([vec![certificate.seller.name.clone()], address_lines(&certificate.seller.address)].concat())),
        ("Purchaser", Some([vec![business.legal_name.clone()], address_lines(&business.address)].concat())),
        (
            "Type of business",
            Some(vec![format!("{} {}", business.business_type.word(), business.business_type.label())]),
        ),
        ("Contact", Some(contact(certificate))),
        ("Engaged as", one_line(&details.engaged_as)),
        ("Description of the business", one_line(&details.business_description)),
        ("Goods or services purchased", one_line(&details.property_description)),
        ("Federal number", one_line(&details.federal_number)),
        ("Foreign tax number", one_line(&foreign)),
        ("Payment", one_line(&details.payment)),
        (
            "Kind of certificate",
            Some(vec![match &details.purchase {
                Purchase::Single(invoice) => format!("{}: {invoice}", kind(&details.purchase)),
                Purchase::Blanket => kind(&details.purchase),
            }]),
        ),
        ("Valid until", details.expires_on.map(|last| vec![day(last)])),
    ];
    rows.into_iter().filter_map(|(label, value)| Some(row(label, value?))).collect()
}

fn one_line(text: &Option<String>) -> Option<Vec<String>> {
    text.clone().map(|text| vec![text])
}

fn contact(certificate: &Certificate) -> Vec<String> {
    let business = &certificate.business;
    let lines = [Some(&business.contact_name), Some(&business.contact_email), business.contact_phone.as_ref()];
    lines.into_iter().flatten().filter(|line| !line.is_empty()).cloned().collect()
}

/// `November 21, 2026`.
pub(crate) fn day(day: NaiveDate) -> String {
    day.format("%B %-d, %Y").to_string()
}
