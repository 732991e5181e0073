//! What a state's own form asks for.

use domain::{Reason, certificate_type::Field, wizard::Line};
use serde::Serialize;

use super::{Row, address_lines, buyer_address, day, issuer, kind, phone, row};
use crate::{Certificate, Purchase};

/// What stands where a form wants an answer and there is none.
const NOT_STATED: &str = "Not stated";

/// Some rows under a heading.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    title: &'static str,
    rows: Vec<Row>,
}

/// What a state's own form asks for, or, where nobody knows that, all that is known.
pub(super) fn sections(certificate: &Certificate) -> Vec<Section> {
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

/// How the document asks for a field, and the answer; nothing for what stands beside the signature.
fn field_row(certificate: &Certificate, field: Field) -> Option<(&'static str, Vec<String>)> {
    let (business, details) = (&certificate.business, &certificate.details);
    let given = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    Some(match field {
        Field::SellerName => ("Name of seller", vec![certificate.seller.name.clone()]),
        Field::SellerAddress => ("Address of seller", address_lines(&certificate.seller.address)),
        Field::BuyerName => ("Name of purchaser", vec![business.legal_name.clone()]),
        Field::BuyerAddress => ("Address of purchaser", buyer_address(business)),
        Field::BuyerPhone => ("Telephone", phone(certificate).into_iter().cloned().collect()),
        Field::BusinessType => ("Type of business", vec![business.business_type.label().to_owned()]),
        Field::BusinessDescription => ("Description of the business", given(&details.business_description)),
        Field::PropertyDescription => ("Goods or services purchased", given(&details.property_description)),
        Field::Number => {
            ("Registration, permit or exemption number", by_state(certificate, |line| number(certificate, line)))
        }
        Field::NumberIssuer => {
            ("Number issued by", by_state(certificate, |line| issuer(certificate, line).map(str::to_owned)))
        }
        Field::Reason => ("Reason for exemption", by_state(certificate, |line| Some(reason(line.reason)))),
        Field::ReasonDetail => ("Particulars of the reason", particulars(certificate)),
        Field::PurchaseKind => ("Kind of certificate", vec![kind(&details.purchase)]),
        Field::InvoiceNumber => ("Invoice or purchase order", invoice(certificate)),
        Field::ExpiresOn => ("Valid until", details.expires_on.map(day).into_iter().collect()),
        Field::Document => ("To be attached", when_asked(certificate, "A copy of what the state issued")),
        Field::PaymentType => ("How the purchase is paid", given(&details.payment)),
        Field::FederalNumber => ("Federal employer identification number", given(&details.federal_number)),
        Field::Signature | Field::SignerName | Field::SignerTitle | Field::SignedOn => return None,
    })
}

/// A number, and who issued it where that is not the state itself and the form has no place of its own to say so.
fn number(certificate: &Certificate, line: &Line) -> Option<String> {
    let number = line.number.clone()?;
    let says_issuer = certificate.form.law().required.iter().flatten().any(|field| *field == Field::NumberIssuer);
    let issuer = issuer(certificate, line).filter(|name| !says_issuer && *name != line.jurisdiction.name());
    Some(match issuer {
        Some(issuer) => format!("{number} (issued by {issuer})"),
        None => number,
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

fn invoice(certificate: &Certificate) -> Vec<String> {
    match &certificate.details.purchase {
        Purchase::Single(invoice) => vec![invoice.clone()],
        Purchase::Blanket => when_asked(certificate, "None: all purchases are covered"),
    }
}

/// What the signer said of the reason; most reasons need nothing said.
fn particulars(certificate: &Certificate) -> Vec<String> {
    let said = by_state(certificate, |line| line.explanation.clone());
    let nothing_needed = certificate.lines.iter().all(|line| line.reason.law().detail.is_none());
    if said.is_empty() && nothing_needed { when_asked(certificate, "None needed") } else { said }
}

/// A sentence in place of an answer; where nobody knows what the form asks for, there is no need of one.
fn when_asked(certificate: &Certificate, sentence: &str) -> Vec<String> {
    certificate.form.law().required.iter().map(|_| sentence.to_owned()).collect()
}

fn reason(reason: Reason) -> String {
    format!("{} – {}", reason.label(), reason.in_words())
}
