//! The documents that are completed here: set as PDF, previewed before they are signed.

use chrono::{DateTime, Utc};
use domain::{
    Account, CertificateType, DocumentId,
    request::request_code,
    wizard::{Business, Details, DocumentSource, Signature, Submission, SubmittedDocument, Unsigned},
};

use super::{Wizard, load};
use crate::{Actor, Error, Result, Services};

/// A document as it would be signed now: a picture (SVG) with all its pages.
pub async fn preview(services: &Services, actor: &Actor, form: CertificateType) -> Result<String> {
    let certificate = unsigned(services, actor, form).await?;
    set(move || forms::preview(&certificate)).await
}

/// The same as a PDF, which says that it is not signed.
pub async fn unsigned_pdf(services: &Services, actor: &Actor, form: CertificateType) -> Result<(String, Vec<u8>)> {
    let certificate = unsigned(services, actor, form).await?;
    let stem = form.file_stem(&request_code(actor.request()?));
    set(move || forms::certificate(&certificate)).await.map(|pdf| (stem, pdf.bytes))
}

async fn unsigned(services: &Services, actor: &Actor, form: CertificateType) -> Result<forms::Certificate> {
    let wizard = load(services, actor).await?;
    let unsigned = wizard.draft.unsigned(&wizard.plan).map_err(|(_, invalid)| Error::from(invalid))?;
    let document = unsigned.documents.into_iter().find(|document| document.certificate_type == form);
    let document = document.ok_or(Error::NotFound)?;
    Ok(forms::Certificate {
        livemode: wizard.request.livemode,
        form,
        seller: seller(&wizard.account),
        details: details(&document, &unsigned.business, unsigned.details),
        business: unsigned.business,
        lines: document.lines,
        signing: forms::Signing::Preview,
        reference: wizard.request.code(),
        at: services.clock.now_for(actor),
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
    let Unsigned { business, details: answers, .. } = submission.unsigned.clone();
    let certificate = forms::Certificate {
        livemode: wizard.request.livemode,
        form: document.certificate_type,
        seller: seller(&wizard.account),
        details: details(document, &business, answers),
        business,
        lines: document.lines.clone(),
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

/// Every answer goes on, so that a new one does not compile until somebody says where it is printed.
fn details(document: &SubmittedDocument, business: &Business, details: Details) -> forms::Details {
    let Details {
        business_description,
        property_description,
        reason_detail: _, // stands in the lines whose reason wants it
        federal_number,
        foreign_number,
        spare_numbers,
        phone,
        payment,
        expires_on: _, // only on the document whose form asks for it
    } = details;
    let country = business.country.clone().unwrap_or_else(|| "outside the United States".to_owned());
    forms::Details {
        business_description,
        property_description,
        engaged_as: None, // as the type of the business says
        federal_number,
        foreign_number: foreign_number.map(|number| forms::ForeignNumber { number, country }),
        spare_numbers,
        phone,
        payment,
        purchase: forms::Purchase::Blanket, // a single purchase needs no certificate on file
        expires_on: match document.source {
            DocumentSource::Completed { expires_on } => expires_on,
            DocumentSource::Uploaded { .. } => None,
        },
    }
}

/// Typesetting computes for some milliseconds: not on the threads that serve.
async fn set<T: Send + 'static>(
    work: impl FnOnce() -> std::result::Result<T, forms::Error> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?.map_err(Error::internal)
}
