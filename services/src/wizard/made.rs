//! The documents that are completed here: set as PDF, previewed before they are signed.

use chrono::{DateTime, Utc};
use domain::{
    Account, CertificateType, DocumentId,
    wizard::{Details, Signature, Submission, SubmittedDocument},
};

use super::{Wizard, load};
use crate::{Actor, Error, Result, Services};

/// A document as it would be signed now: a picture (SVG) with all its pages.
pub async fn preview(services: &Services, actor: &Actor, form: CertificateType) -> Result<String> {
    let certificate = unsigned(services, actor, form).await?;
    set(move || forms::preview(&certificate)).await
}

/// The same as a PDF, which says that it is not signed.
pub async fn unsigned_pdf(services: &Services, actor: &Actor, form: CertificateType) -> Result<Vec<u8>> {
    let certificate = unsigned(services, actor, form).await?;
    set(move || forms::certificate(&certificate)).await.map(|pdf| pdf.bytes)
}

async fn unsigned(services: &Services, actor: &Actor, form: CertificateType) -> Result<forms::Certificate> {
    let wizard = load(services, actor).await?;
    let unsigned = wizard.draft.unsigned(&wizard.plan).map_err(|(_, invalid)| Error::from(invalid))?;
    let document = unsigned.documents.into_iter().find(|document| document.certificate_type == form);
    Ok(forms::Certificate {
        form,
        seller: seller(&wizard.account),
        business: unsigned.business,
        lines: document.ok_or(Error::NotFound)?.lines,
        details: details(unsigned.details),
        signing: forms::Signing::Preview,
        reference: wizard.request.code(),
        at: services.clock.now(),
    })
}

/// One document of a submission, signed: a PDF.
pub(super) async fn certificate(
    wizard: &Wizard,
    submission: &Submission,
    document: &SubmittedDocument,
    signature: &Signature,
    id: DocumentId,
) -> Result<forms::Pdf> {
    let certificate = forms::Certificate {
        form: document.certificate_type,
        seller: seller(&wizard.account),
        business: submission.unsigned.business.clone(),
        lines: document.lines.clone(),
        details: details(submission.unsigned.details.clone()),
        signing: forms::Signing::Signed(Box::new(signed(&wizard.account, submission, signature, id))),
        reference: wizard.request.code(),
        at: signature.signed_at,
    };
    set(move || forms::certificate(&certificate)).await
}

fn signed(account: &Account, submission: &Submission, signature: &Signature, id: DocumentId) -> forms::Signed {
    let drawn = signature.drawing.as_ref().map(|drawing| forms::Signature::Drawn(drawing.strokes().to_vec()));
    forms::Signed {
        name: submission.name.clone(),
        title: submission.title.clone(),
        signature: drawn.unwrap_or(forms::Signature::Typed),
        on: account.day(signature.signed_at),
        evidence: forms::Evidence {
            consent: signature.consent.clone(),
            local_time: local_time(account, signature.signed_at),
            ip_address: signature.ip.clone(),
            user_agent: signature.user_agent.clone(),
            document_id: id.to_string(),
        },
    }
}

fn local_time(account: &Account, at: DateTime<Utc>) -> String {
    account.local(at).format("%B %-d, %Y, %-I:%M %p %Z").to_string()
}

fn seller(account: &Account) -> forms::Party {
    forms::Party { name: account.name.clone(), address: account.address.clone() }
}

fn details(details: Details) -> forms::Details {
    forms::Details {
        business_description: details.business_description,
        property_description: details.property_description,
        federal_number: details.federal_number,
        foreign_number: details
            .foreign_number
            .map(|number| forms::ForeignNumber { number, country: "outside the United States".to_owned() }),
        ..forms::Details::default()
    }
}

/// Typesetting computes for some milliseconds: not on the threads that serve.
async fn set<T: Send + 'static>(
    work: impl FnOnce() -> std::result::Result<T, forms::Error> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?.map_err(Error::internal)
}
