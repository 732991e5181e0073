//! What proves a signature, and every answer that was given.

use super::{Row, address_lines, buyer_address, day, kind, phone, row};
use crate::{Certificate, Purchase, Signature, Signed, Signing};

/// What proves the signature.
pub(super) fn evidence(certificate: &Certificate) -> Option<Vec<Row>> {
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
pub(super) fn answers(certificate: &Certificate) -> Vec<Row> {
    let (business, details) = (&certificate.business, &certificate.details);
    let foreign = details.foreign_number.as_ref().map(|foreign| format!("{} ({})", foreign.number, foreign.country));
    let rows = [
        ("Seller", Some([vec![certificate.seller.name.clone()], address_lines(&certificate.seller.address)].concat())),
        ("Purchaser", Some([vec![business.legal_name.clone()], buyer_address(business)].concat())),
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
        ("Other numbers", spare_numbers(certificate)),
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

fn spare_numbers(certificate: &Certificate) -> Option<Vec<String>> {
    let spare = certificate.details.spare_numbers.iter();
    let lines: Vec<_> = spare.map(|(state, number)| format!("{}: {number}", state.name())).collect();
    (!lines.is_empty()).then_some(lines)
}

fn one_line(text: &Option<String>) -> Option<Vec<String>> {
    text.clone().map(|text| vec![text])
}

fn contact(certificate: &Certificate) -> Vec<String> {
    let business = &certificate.business;
    let lines = [Some(&business.contact_name), Some(&business.contact_email), phone(certificate)];
    lines.into_iter().flatten().filter(|line| !line.is_empty()).cloned().collect()
}
