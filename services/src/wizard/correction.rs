//! The buyer corrects what a reviewer asked about, and signs again. What nobody asked about stays as it is.

use std::collections::BTreeSet;

use domain::{
    Certificate, CertificateId, DocumentId, EventKind, InfoField, InfoRequest, Invalid, Problem, Refusal, Review,
    wizard::{Draft, SignAnswers, Signature, Submission, correction_inputs},
};
use messages::Words;

use super::{
    Wizard, load,
    submission::{LONGEST_USER_AGENT, Moment, declaration, store_documents},
};
use crate::{
    Actor, Error, Result, Services, documents,
    documents::Received,
    events::{self, About},
    info_requests, jobs, store,
    store::Tx,
};

/// What the page of a correction shows.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The walk, whose draft has the answers of this certificate alone.
    pub wizard: Wizard,
    /// The certificate as it came in.
    pub certificate: Certificate,
    /// What is asked about it.
    pub asked: InfoRequest,
}

impl Correction {
    /// The names of the form's inputs.
    pub fn inputs(&self) -> BTreeSet<String> {
        correction_inputs(&self.asked.fields, &self.certificate)
    }

    /// The sentence that the signer agrees to; where the name itself is corrected, it cannot name the business.
    pub fn consent(&self, words: Words) -> String {
        let named =
            (!self.asked.fields.contains(&InfoField::LegalName)).then_some(&*self.certificate.business.legal_name);
        let signs = self.wizard.plan.completed().next().is_some();
        declaration(words, signs, named.unwrap_or(&words.say("sign-consent-named-here")))
    }

    /// What a form says that was made from this question, so that a later one is told from it.
    pub fn seen(&self) -> String {
        self.asked.asked_at.timestamp_micros().to_string()
    }
}

/// The certificate of the buyer's request that is asked about, if there is one: where the link leads then.
pub fn asked_about(wizard: &Wizard) -> Option<CertificateId> {
    let mut certificates = wizard.certificates.iter();
    certificates.find(|certificate| certificate.review == Review::NeedsInfo).map(|certificate| certificate.id)
}

/// Loads the correction of a certificate of the buyer's request.
pub async fn correction(services: &Services, actor: &Actor, id: CertificateId) -> Result<Correction> {
    let mut wizard = load(services, actor).await?;
    let found = wizard.certificates.iter().find(|certificate| certificate.id == id);
    let certificate = found.cloned().ok_or(Error::NotFound)?;
    let mut tx = services.store.read().await?;
    let asked = store::info_requests::find(&mut tx, actor, id).await?.ok_or(Refusal::NothingAsked)?;
    if let Some(file) = asked.document_id {
        wizard.documents.extend(store::documents::find(&mut tx, actor, file).await?);
    }
    wizard.request.certificate_type = Some(certificate.certificate_type); // this document again, and no other
    wizard.draft = Draft::correcting(&certificate, &wizard.draft);
    wizard.plan_again();
    Ok(Correction { wizard, certificate, asked })
}

/// The form of a correction as it came in.
pub struct Corrected<T> {
    /// What was typed into an input of a name.
    pub typed: T,
    /// The file, where one came.
    pub file: Result<Option<Received>>,
    /// The signature.
    pub sign: SignAnswers,
    /// What the form said that it was made from ([`Correction::seen`]).
    pub seen: String,
    /// The moment of signing.
    pub moment: Moment,
}

/// Corrects a certificate: what was asked about is replaced, a document that was completed here is made and signed anew,
/// and a reviewer has to look again. A good file is kept even where an answer has to be mended first.
pub async fn correct<T>(services: &Services, actor: &Actor, id: CertificateId, form: Corrected<T>) -> Result<()>
where
    T: Fn(&str) -> String + Send + Sync,
{
    let mut correction = correction(services, actor, id).await?;
    if form.seen != correction.seen() {
        let sentence = "The question has changed since this page was shown. Read it again, then answer.";
        return Err(Invalid::one("asked", Problem::Changed, sentence).into());
    }
    if let Some(received) = form.file?.filter(|_| correction.asked.fields.contains(&InfoField::File)) {
        correction.asked.document_id = Some(keep_file(services, actor, id, received).await?);
    }
    let (certificate, consent) = (correction.certificate.clone(), correction.consent(Words(form.moment.language)));
    let (inputs, file) = (correction.inputs(), correction.asked.document_id);
    correction.wizard.draft.correct(&certificate, &inputs, file, &form.typed);
    correction.wizard.draft.sign = Some(form.sign);
    correction.wizard.plan_again();
    let wizard = &correction.wizard;
    let submission = wizard.draft.corrected(certificate.certificate_type, &inputs, &wizard.plan)?;
    let signature = Signature {
        drawing: submission.drawing.clone(),
        consent,
        signed_at: services.clock.now_for(actor),
        ip: form.moment.ip,
        user_agent: form.moment.user_agent.chars().take(LONGEST_USER_AGENT).collect(),
    };
    let made = store_documents(services, actor, &correction.wizard, &submission, &signature).await?;
    let made = made.into_iter().next().flatten();
    let ended = end(services, actor, &correction, &submission, &signature, made, &form.typed).await;
    if ended.is_err()
        && let Some(made) = made
    {
        documents::remove(services, actor.account(), made).await?;
    }
    ended
}

/// Stores a file and notes it with the question; the one before it is given up.
async fn keep_file(services: &Services, actor: &Actor, id: CertificateId, received: Received) -> Result<DocumentId> {
    let file = documents::store(services, actor, received).await?;
    let kept = async {
        let mut tx = services.store.write().await?;
        store::requests::find_for_update(&mut tx, actor, actor.request()?).await?.ok_or(Error::NotFound)?;
        let asked = store::info_requests::find(&mut tx, actor, id).await?.ok_or(Refusal::NothingAsked)?;
        documents::take(services, &mut tx, actor, file).await?;
        let before = asked.document_id;
        store::info_requests::save(&mut tx, actor, &InfoRequest { document_id: Some(file), ..asked }).await?;
        if let Some(before) = before {
            documents::give_up(services, &mut tx, actor, before).await?;
        }
        tx.commit().await?;
        services.job_added.notify_one();
        Ok(file)
    };
    let kept = kept.await;
    if kept.is_err() {
        documents::remove(services, actor.account(), file).await?;
    }
    kept
}

/// The one transaction.
async fn end(
    services: &Services,
    actor: &Actor,
    correction: &Correction,
    submission: &Submission,
    signature: &Signature,
    made: Option<DocumentId>,
    typed: impl Fn(&str) -> String,
) -> Result<()> {
    let (now, before) = (signature.signed_at, &correction.certificate);
    let mut tx = services.store.write().await?;
    let request = actor.request()?;
    let request = store::requests::find_for_update(&mut tx, actor, request).await?.ok_or(Error::NotFound)?;
    if store::info_requests::find(&mut tx, actor, before.id).await?.as_ref() != Some(&correction.asked) {
        return Err(Refusal::NothingAsked.into());
    }
    if let Some(made) = made {
        documents::take(services, &mut tx, actor, made).await?;
    }
    let certificate = super::submission::corrected(services, correction, submission, signature, made);
    if let Some(document) = certificate.document_id {
        documents::submitted(&mut tx, actor, document).await?;
    }
    if !store::certificates::correct(&mut tx, actor, &certificate).await? {
        return Err(Refusal::NothingAsked.into());
    }
    update_walk(&mut tx, actor, correction, typed, &certificate).await?;
    let about = About::request(before.customer_id, request.id).and_certificate(before.id);
    let note = Some(note(correction, &certificate));
    events::record(services, &mut tx, actor, EventKind::CertificateCorrected, about, note, now).await?;
    jobs::enqueue_receipt(services, &mut tx, actor, &request).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(())
}

/// The walk's own answers follow, since the receipt and the next renewal read them.
async fn update_walk(
    tx: &mut Tx,
    actor: &Actor,
    correction: &Correction,
    typed: impl Fn(&str) -> String,
    certificate: &Certificate,
) -> Result<()> {
    let request = actor.request()?;
    let mut walked = store::drafts::find(tx, actor, request).await?.unwrap_or_default();
    let file = correction.asked.document_id;
    walked.correct(&correction.certificate, &correction.inputs(), file, typed);
    walked.sign.clone_from(&correction.wizard.draft.sign);
    Ok(store::drafts::save(tx, actor, request, &walked, certificate.updated_at).await?)
}

/// What was corrected; a document that was replaced is kept, and found by its id.
fn note(correction: &Correction, certificate: &Certificate) -> String {
    let fields = info_requests::in_words(&correction.asked.fields);
    match correction.certificate.document_id {
        Some(before) if certificate.document_id != Some(before) => {
            format!("{fields}. The document before is kept as {before}.")
        }
        _ => fields,
    }
}
