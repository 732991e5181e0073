//! The buyer's walk: load, save a step, submit.

use domain::{
    Account, Certificate, CertificateId, CertificateJurisdiction, CertificateRequest, Customer, Document, EventKind,
    Invalid, RequestStatus, Review,
    law::completeness::approved_by_policy,
    wizard::{Answers, DocumentAnswers, Draft, Line, SignAnswers, Step, Submission},
};

use crate::{
    Actor, Error, Result, Services, documents,
    documents::Received,
    events::{self, About},
    jobs, store,
    store::{Tx, requests::First},
};

/// Everything that the wizard's pages show.
#[derive(Debug, Clone)]
pub struct Wizard {
    /// Who asks.
    pub account: Account,
    /// What is asked; its status as of now.
    pub request: CertificateRequest,
    /// Who is asked.
    pub customer: Customer,
    /// What was answered so far.
    pub draft: Draft,
    /// The file that was uploaded last, if any.
    pub document: Option<Document>,
}

/// What a submission came to.
#[derive(Debug)]
pub enum Submitted {
    /// There is a certificate: made now, or by the same click a moment before.
    Done(CertificateId),
    /// An earlier step needs another look.
    Incomplete(Step, Invalid),
}

/// Loads the walk of the buyer's request, whatever has become of it.
pub async fn load(services: &Services, actor: &Actor) -> Result<Wizard> {
    let id = actor.request()?;
    let mut tx = services.store.read().await?;
    let request = store::requests::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let request = CertificateRequest { status: request.status_at(services.clock.now()), ..request };
    let account = store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)?;
    let customer = store::customers::find(&mut tx, actor, request.customer_id).await?.ok_or(Error::NotFound)?;
    let draft = store::drafts::find(&mut tx, actor, id).await?;
    let document = match draft.document_id() {
        Some(document) => store::documents::find(&mut tx, actor, document).await?,
        None => None,
    };
    Ok(Wizard { account, request, customer, draft, document })
}

/// Keeps the answers of a step, right or wrong, and then says what is wrong with them.
pub async fn save_step(services: &Services, actor: &Actor, step: Step, answers: Answers) -> Result<()> {
    let id = actor.request()?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    request.open(now)?;
    let draft = keep(&mut tx, services, actor, &request, answers).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(draft.check(step)?)
}

/// Keeps the answers of the document's step, and the file that came with them if it is a good one. The answers are kept
/// even where the file is not taken. Whatever ends badly leaves no document.
pub async fn save_document(
    services: &Services,
    actor: &Actor,
    received: Result<Option<Received>>,
    typed: DocumentAnswers,
) -> Result<()> {
    let stored = match received {
        Ok(Some(received)) => documents::store(services, actor, received).await.map(Some),
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    let document_id = stored.as_ref().ok().copied().flatten();
    let answers = Answers::Document(DocumentAnswers { document_id, ..typed });
    let saved = save_step(services, actor, Step::Document, answers).await;
    if let (Some(id), Err(error)) = (document_id, &saved)
        && !matches!(error, Error::Invalid(_))
    {
        documents::remove(services, actor.account(), id).await?; // it was stored, and the request ended meanwhile
    }
    stored.and(saved)
}

/// Submits: the request becomes fulfilled and the certificate exists, in one transaction, exactly once.
pub async fn submit(services: &Services, actor: &Actor, sign: SignAnswers) -> Result<Submitted> {
    let id = actor.request()?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    if let (RequestStatus::Fulfilled, Some(certificate)) = (request.status, request.certificate_id) {
        return Ok(Submitted::Done(certificate)); // the second of two clicks
    }
    request.open(now)?;
    let draft = keep(&mut tx, services, actor, &request, Answers::Sign(sign)).await?;
    let submission = match draft.complete() {
        Ok(submission) => submission,
        Err((step, invalid)) => {
            tx.commit().await?; // what was typed is kept
            return Ok(Submitted::Incomplete(step, invalid));
        }
    };
    let account = store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)?;
    let mut certificate = certificate(services, &account, &request, submission);
    let policy = store::policies::at(&mut tx, actor.account(), now).await?;
    let approved = approved_by_policy(&certificate, &policy.policy, account.day(now));
    if approved {
        certificate.approve(now)?;
    }
    store::certificates::insert(&mut tx, &certificate).await?;
    if !store::requests::end(&mut tx, actor, id, RequestStatus::Fulfilled, Some(certificate.id), now).await? {
        return Err(Error::Unavailable("The request")); // it ended in between; the next try will say how
    }
    let about = About::request(request.customer_id, id).and_certificate(certificate.id);
    events::record(services, &mut tx, actor, EventKind::RequestFulfilled, about, None, now).await?;
    jobs::enqueue_receipt(services, &mut tx, actor, &request).await?;
    events::record(services, &mut tx, actor, EventKind::CertificateCreated, about, None, now).await?;
    if approved {
        let certlane = Actor::certlane(actor.account(), actor.livemode());
        let note = Some(format!("By version {} of the policy", policy.version));
        events::record(services, &mut tx, &certlane, EventKind::CertificateVerified, about, note, now).await?;
    }
    tx.commit().await?;
    Ok(Submitted::Done(certificate.id))
}

async fn keep(
    tx: &mut Tx,
    services: &Services,
    actor: &Actor,
    request: &CertificateRequest,
    answers: Answers,
) -> Result<Draft> {
    let now = services.clock.now();
    let about = About::request(request.customer_id, request.id);
    // Whoever answers has opened the request, with or without the script that says so.
    if store::requests::note_first(tx, actor, request.id, First::Opening, now).await? {
        events::record(services, tx, actor, EventKind::RequestOpened, about, None, now).await?;
    }
    if store::requests::note_first(tx, actor, request.id, First::Answer, now).await? {
        events::record(services, tx, actor, EventKind::RequestStarted, about, None, now).await?;
    }
    let mut draft = store::drafts::find(tx, actor, request.id).await?;
    let earlier = draft.document_id();
    draft.keep(answers);
    if let Some(document) = draft.document_id()
        && earlier != Some(document)
    {
        documents::take(services, tx, actor, document).await?;
        if let Some(earlier) = earlier {
            documents::give_up(services, tx, actor, earlier).await?;
        }
    }
    store::drafts::save(tx, actor, request.id, &draft, now).await?;
    Ok(draft)
}

/// It holds from the day that the document shows, or from today where it shows none.
fn certificate(
    services: &Services,
    account: &Account,
    request: &CertificateRequest,
    submission: Submission,
) -> Certificate {
    let now = services.clock.now();
    let Submission { business, lines, document, signer } = submission;
    let effective_on = document.signed_on.unwrap_or_else(|| account.day(now));
    let jurisdiction = |line: Line| CertificateJurisdiction {
        jurisdiction: line.jurisdiction,
        reason: line.reason,
        explanation: line.explanation,
        number: line.number,
        issued_by: line.issued_by,
        effective_on,
        expires_on: document.expires_on,
        active: true,
        number_verified_at: None,
    };
    Certificate {
        id: CertificateId(services.clock.uuid()),
        account_id: request.account_id,
        livemode: request.livemode,
        customer_id: request.customer_id,
        request_id: Some(request.id),
        certificate_type: document.certificate_type,
        review: Review::Pending,
        document_id: Some(document.document_id),
        business,
        signer,
        jurisdictions: lines.into_iter().map(jurisdiction).collect(),
        created_at: now,
        updated_at: now,
    }
}
