//! The mail that confirms what was submitted.

use std::collections::BTreeSet;

use domain::{Certificate, CertificateType, Review};

use super::{
    Draft, Matter,
    parts::{Paper, Part},
};
use crate::Result;

pub(super) fn draft(matter: &Matter<'_>) -> Result<Draft> {
    let words = matter.words;
    let (link, until) = matter.services.receipt_link(&matter.certlane, &matter.request)?;
    let submitted: BTreeSet<_> = matter.certificates.iter().flat_map(|certificate| certificate.states()).collect();
    let states = matter.states(&Vec::from_iter(submitted)).unwrap_or_default();
    let business = matter.certificates.first().map(|certificate| certificate.business.clone());
    let contact = business.as_ref().map(|business| business.contact_email.clone());
    let accepted = matter.certificates.iter().all(|certificate| certificate.review == Review::Verified);
    let next = if accepted { "receipt-accepted" } else { "receipt-review" };
    let next = words.tell(next, [("merchant", matter.merchant()), ("contact", contact.unwrap_or_default().into())]);
    let until = words.day(matter.account.day(until));
    let parts = vec![
        Part::Text(words.tell("receipt-submitted", [("merchant", matter.merchant()), ("states", states.into())])),
        Part::Code {
            label: words.say("receipt-reference"),
            code: matter.request.code(),
            hint: words.say("receipt-reference-hint"),
        },
        Part::Papers { says: words.say("receipt-documents"), papers: papers(matter) },
        Part::Text(next),
        Part::Button {
            before: words.say("receipt-read-here"),
            label: words.say("receipt-read"),
            after: words.tell("receipt-until", [("day", until.into())]),
            spelled: words.say("mail-spelled"),
            link,
        },
        matter.questions(),
    ];
    let below = vec![Part::Text(matter.of_merchant("receipt-because"))];
    let draft = matter.to_buyer(matter.subject("receipt-subject"), parts, below);
    let signer = business.map(|business| business.legal_name);
    Ok(Draft { to: matter.mail.recipient_name.clone().or(signer).or(draft.to), ..draft })
}

/// What was submitted, by the names that the receipt's page has.
fn papers(matter: &Matter<'_>) -> Vec<Paper> {
    let title = |form: CertificateType| match form {
        CertificateType::OTHER => matter.words.say("documents-other-title"),
        form => form.title(),
    };
    let paper = |certificate: &Certificate| {
        let document = matter.documents.iter().find(|document| Some(document.id) == certificate.document_id)?;
        Some(Paper { title: title(certificate.certificate_type), sha256: document.sha256.clone() })
    };
    matter.certificates.iter().filter_map(paper).collect()
}
