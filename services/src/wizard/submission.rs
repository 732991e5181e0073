//! The end of the walk: documents are signed and stored, and the request becomes certificates.

use domain::{
    Certificate, CertificateId, CertificateJurisdiction, CertificateRequest, DocumentId, EventKind, InfoField, Invalid,
    Language, RequestStatus, Review,
    law::completeness::approved_by_policy,
    wizard::{Answers, DocumentSource, Line, Page, SignAnswers, Signature, Signer, Submission, SubmittedDocument},
};

use messages::Words;

use super::{Correction, Posted, Wizard, keep, load, made};
use crate::{
    Actor, Error, Result, Services, documents,
    events::{self, About},
    jobs, store,
    store::Tx,
};

/// How much of a browser's name is kept: longer ones are no names.
pub(super) const LONGEST_USER_AGENT: usize = 300;

/// What is known of the moment of signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The language in which the signer read what it agrees to.
    pub language: Language,
    /// The address of the network that the form came from.
    pub ip: String,
    /// The browser, as it calls itself.
    pub user_agent: String,
}

/// The sentence that the signer agrees to: the page shows it, and it is kept as evidence.
pub fn consent(wizard: &Wizard, words: Words) -> String {
    let business = wizard.draft.business.as_ref().map(|business| business.legal_name.trim().to_owned());
    let signs = wizard.plan.completed().next().is_some();
    declaration(words, signs, &business.filter(|name| !name.is_empty()).unwrap_or_else(|| wizard.customer.name.clone()))
}

/// The same for a business of a name; who only sends files signs nothing here.
pub(super) fn declaration(words: Words, signs: bool, business: &str) -> String {
    words.tell(if signs { "sign-consent" } else { "sign-consent-upload" }, [("business", business.into())])
}

/// What a submission came to.
#[derive(Debug)]
pub enum Submitted {
    /// There are certificates: made now, or by the same click a moment before.
    Done,
    /// A page needs another look.
    Incomplete(Page, Invalid),
}

/// Submits: the request becomes fulfilled and its certificates exist, in one transaction, exactly once.
///
/// The documents that are completed here are set and stored before, since no network is used in a transaction. Where
/// the answers changed meanwhile, or somebody else was faster, they are removed again.
pub async fn submit(
    services: &Services,
    actor: &Actor,
    sign: SignAnswers,
    seen: &str,
    moment: Moment,
) -> Result<Submitted> {
    let posted = Posted { answers: Answers::Sign(sign), seen: String::new(), language: moment.language };
    let Some(wizard) = begin(services, actor, posted, seen).await? else {
        return Ok(Submitted::Done); // the second of two clicks
    };
    let submission = match wizard.draft.complete(&wizard.plan) {
        Ok(submission) => submission,
        Err((page, invalid)) => return Ok(Submitted::Incomplete(page, invalid)),
    };
    let signature = Signature {
        drawing: submission.drawing.clone(),
        consent: consent(&wizard, Words(moment.language)),
        signed_at: services.clock.now_for(actor),
        ip: moment.ip,
        user_agent: moment.user_agent.chars().take(LONGEST_USER_AGENT).collect(),
    };
    let stored = store_documents(services, actor, &wizard, &submission, &signature).await?;
    let ended = end(services, actor, &wizard, &submission, &signature, &stored).await;
    if !matches!(ended, Ok(true)) {
        for id in stored.iter().flatten() {
            documents::remove(services, actor.account(), *id).await?;
        }
    }
    ended.map(|_| Submitted::Done)
}

/// Keeps the signature's answers. None: the request is fulfilled already.
async fn begin(services: &Services, actor: &Actor, posted: Posted, seen: &str) -> Result<Option<Wizard>> {
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, actor.request()?).await?.ok_or(Error::NotFound)?;
    if request.status == RequestStatus::Fulfilled {
        tx.commit().await?;
        return Ok(None);
    }
    request.open(services.clock.now_for(actor))?;
    let draft = keep(&mut tx, services, actor, &request, posted).await?;
    tx.commit().await?; // what was typed is kept, whatever is wrong
    services.job_added.notify_one();
    draft.is_what_was_seen(seen)?;
    // What is signed is what was looked at just now, whatever others have answered since.
    Ok(Some(Wizard { draft, ..load(services, actor).await? }))
}

/// The new document of each one that was completed here, stored but not taken yet.
pub(super) async fn store_documents(
    services: &Services,
    actor: &Actor,
    wizard: &Wizard,
    submission: &Submission,
    signature: &Signature,
) -> Result<Vec<Option<DocumentId>>> {
    let mut stored = Vec::new();
    for document in &submission.unsigned.documents {
        stored.push(match document.source {
            DocumentSource::Uploaded { .. } => None,
            DocumentSource::Completed { .. } => {
                let id = DocumentId(services.clock.uuid());
                let pdf = made::certificate(wizard, submission, document, signature, id).await?;
                let name = format!("{}.pdf", document.certificate_type.file_stem(&wizard.request.code()));
                documents::store_made(services, actor, id, name, &pdf).await?;
                Some(id)
            }
        });
    }
    Ok(stored)
}

/// The one transaction. False: somebody else was faster.
async fn end(
    services: &Services,
    actor: &Actor,
    wizard: &Wizard,
    submission: &Submission,
    signature: &Signature,
    stored: &[Option<DocumentId>],
) -> Result<bool> {
    let now = signature.signed_at;
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, wizard.request.id).await?.ok_or(Error::NotFound)?;
    if request.status == RequestStatus::Fulfilled {
        tx.commit().await?;
        return Ok(false);
    }
    request.open(now)?;
    let stored_draft = store::drafts::find(&mut tx, actor, request.id).await?.unwrap_or_default();
    stored_draft.is_what_was_seen(&wizard.draft.seen(Page::Check))?; // another window may just have changed an answer
    store::drafts::save(&mut tx, actor, request.id, &wizard.draft, now).await?; // with this one's signature
    let mut certificates = Vec::new();
    for (document, stored) in submission.unsigned.documents.iter().zip(stored) {
        if let Some(id) = stored {
            documents::take(services, &mut tx, actor, *id).await?;
        }
        certificates.push(certificate(services, wizard, submission, document, signature, *stored));
    }
    let first = certificates.first().map(|certificate| certificate.id);
    if !store::requests::end(&mut tx, actor, request.id, RequestStatus::Fulfilled, first, now).await? {
        return Ok(false);
    }
    let about = About::request(request.customer_id, request.id);
    let about = first.map_or(about, |first| about.and_certificate(first));
    events::record(services, &mut tx, actor, EventKind::RequestFulfilled, about, None, now).await?;
    for certificate in &mut certificates {
        insert(services, &mut tx, actor, wizard, certificate).await?;
    }
    give_up_the_rest(services, &mut tx, actor, wizard).await?;
    jobs::enqueue_receipt(services, &mut tx, actor, &request).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(true)
}

/// Files that the buyer sent and then did not submit, since another way was chosen, are not kept.
async fn give_up_the_rest(services: &Services, tx: &mut Tx, actor: &Actor, wizard: &Wizard) -> Result<()> {
    for file in wizard.draft.document_ids() {
        documents::give_up(services, tx, actor, file).await?; // nothing where a certificate refers to it
    }
    Ok(())
}

/// Inserts a certificate, which the merchant's policy may approve at once.
async fn insert(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    wizard: &Wizard,
    certificate: &mut Certificate,
) -> Result<()> {
    let now = certificate.created_at;
    let policy = store::policies::at(tx, actor.account(), now).await?;
    let held = match certificate.document_id {
        Some(document) => documents::submitted(tx, actor, document).await?.is_held(),
        None => false,
    };
    let approved = !held && approved_by_policy(certificate, &policy.policy, wizard.account.day(now));
    if approved {
        certificate.approve(now)?;
    }
    store::certificates::insert(tx, certificate).await?;
    let about = About::request(wizard.request.customer_id, wizard.request.id).and_certificate(certificate.id);
    events::record(services, tx, actor, EventKind::CertificateCreated, about, None, now).await?;
    if approved {
        let certlane = Actor::certlane(actor.world());
        let note = Some(format!("By version {} of the policy", policy.version));
        events::record(services, tx, &certlane, EventKind::CertificateVerified, about, note, now).await?;
    }
    Ok(())
}

/// It holds from the day that the document shows, or from today where it shows none or is signed here.
fn certificate(
    services: &Services,
    wizard: &Wizard,
    submission: &Submission,
    document: &SubmittedDocument,
    signature: &Signature,
    made: Option<DocumentId>,
) -> Certificate {
    let CertificateRequest { id, account_id, livemode, customer_id, .. } = wizard.request;
    let now = signature.signed_at;
    let (uploaded, signed_on, expires_on) = match document.source {
        DocumentSource::Completed { expires_on } => (None, None, expires_on),
        DocumentSource::Uploaded { document_id, signed_on, expires_on } => (Some(document_id), signed_on, expires_on),
    };
    let effective_on = signed_on.unwrap_or_else(|| wizard.account.day(now));
    let jurisdiction = |line: &Line| CertificateJurisdiction {
        jurisdiction: line.jurisdiction,
        reason: line.reason,
        explanation: line.explanation.clone(),
        number: line.number.clone(),
        issued_by: line.issued_by,
        effective_on,
        expires_on,
        active: true,
        number_verified_at: None,
        identification_type: None,
        added_at: None,
    };
    let signer =
        Signer { name: submission.name.clone(), title: submission.title.clone(), signature: Some(signature.clone()) };
    Certificate {
        id: CertificateId(services.clock.uuid()),
        account_id,
        livemode,
        customer_id,
        request_id: Some(id),
        certificate_type: document.certificate_type,
        review: Review::Pending,
        document_id: made.or(uploaded),
        business: submission.unsigned.business.clone(),
        signer,
        jurisdictions: document.lines.iter().map(jurisdiction).collect(),
        coverage: None,
        certificate_number: None,
        created_at: now,
        updated_at: now,
    }
}

/// A certificate with what was corrected in place of what it said. A number that stays was looked up already.
pub(super) fn corrected(
    services: &Services,
    correction: &Correction,
    submission: &Submission,
    signature: &Signature,
    made: Option<DocumentId>,
) -> Certificate {
    let before = &correction.certificate;
    let Some(document) = submission.unsigned.documents.first() else { return before.clone() };
    let new = certificate(services, &correction.wizard, submission, document, signature, made);
    let line = |line: CertificateJurisdiction| {
        let earlier = before.jurisdictions.iter().find(|earlier| earlier.jurisdiction == line.jurisdiction);
        let same_number = earlier.filter(|earlier| earlier.number == line.number);
        let number_verified_at = same_number.and_then(|earlier| earlier.number_verified_at);
        let active = earlier.is_none_or(|earlier| earlier.active);
        // An uploaded document holds from the day that it shows, or from the day on which it came.
        let kept = earlier.filter(|_| made.is_none() && !correction.asked.fields.contains(&InfoField::Dates));
        let (effective_on, expires_on) =
            kept.map_or((line.effective_on, line.expires_on), |kept| (kept.effective_on, kept.expires_on));
        let identification_type = same_number.and_then(|earlier| earlier.identification_type);
        let added_at = earlier.and_then(|earlier| earlier.added_at);
        CertificateJurisdiction {
            number_verified_at,
            identification_type,
            added_at,
            active,
            effective_on,
            expires_on,
            ..line
        }
    };
    let jurisdictions = new.jurisdictions.into_iter().map(line).collect();
    Certificate {
        id: before.id,
        created_at: before.created_at,
        coverage: before.coverage,
        certificate_number: before.certificate_number.clone(),
        jurisdictions,
        ..new
    }
}
