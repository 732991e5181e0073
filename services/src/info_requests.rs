//! A reviewer asks the buyer about a certificate that came in; [`wizard::correct`](crate::wizard::correct) answers.

use domain::{
    Certificate, CertificateId, EventKind, InfoField, InfoRequest, MailKind, NewInfoRequest, Refusal, RequestId, Role,
    wizard::{Draft, Terms},
};

use crate::{
    Actor, Error, Result, Services, documents,
    events::{self, About},
    jobs, store,
    store::{Tx, mails::NewMail},
};

/// What a reviewer may ask about a certificate, and what was asked already.
#[derive(Debug, Clone, Default)]
pub struct Askable {
    /// What can be asked; nothing where the buyer has no link by which to answer.
    pub fields: Vec<InfoField>,
    /// What the buyer was asked and has not answered yet.
    pub asked: Option<InfoRequest>,
}

/// What may be asked about a certificate.
pub async fn askable(services: &Services, actor: &Actor, certificate: &Certificate) -> Result<Askable> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let asked = store::info_requests::find(&mut tx, actor, certificate.id).await?;
    let fields = possible(services, &mut tx, actor, certificate).await?.unwrap_or_default();
    Ok(Askable { fields, asked })
}

/// None: it did not come by a request, so no link leads its buyer back to it.
async fn possible(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    certificate: &Certificate,
) -> Result<Option<Vec<InfoField>>> {
    let Some(request) = certificate.request_id else { return Ok(None) };
    let walked: Draft = store::drafts::find(tx, actor, request).await?.unwrap_or_default();
    let now = services.clock.now_for(actor);
    let policy = store::policies::at(tx, actor.account(), now).await?.policy;
    let today = store::accounts::find(tx, actor.account()).await?.ok_or(Error::NotFound)?.day(now);
    let terms = Terms { policy: &policy, certificate_type: Some(certificate.certificate_type), today };
    Ok(Some(InfoField::of(certificate, walked.source_of(certificate, terms))))
}

/// Asks: the review waits for the buyer, who gets a mail with the reason and a link to a page with these fields alone.
pub async fn ask(services: &Services, actor: &Actor, id: CertificateId, typed: &NewInfoRequest) -> Result<()> {
    actor.require(Role::Reviewer)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let mut certificate = store::certificates::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let before = certificate.review;
    certificate.ask(now)?;
    let request = certificate.request_id.ok_or(Refusal::NoRequest)?;
    let possible = possible(services, &mut tx, actor, &certificate).await?.unwrap_or_default();
    let (fields, reason) = typed.check(&possible)?;
    drop_file(services, &mut tx, actor, id).await?;
    if !store::certificates::update_review(&mut tx, actor, &certificate, before).await? {
        return Err(Refusal::NotReviewable.into());
    }
    let asked = InfoRequest { certificate_id: id, fields, reason, document_id: None, asked_at: now };
    store::info_requests::save(&mut tx, actor, &asked).await?;
    let about = About::request(certificate.customer_id, request).and_certificate(id);
    let note = Some(format!("{}: {}", in_words(&asked.fields), asked.reason));
    events::record(services, &mut tx, actor, EventKind::CertificateNeedsInfo, about, note, now).await?;
    tell(services, &mut tx, actor, request, &certificate, &asked).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(())
}

/// In the transaction in which a question ends without its answer: the file that the buyer has sent, and will not sign
/// any more, is given up. Comes before the review changes, by which the question is found.
pub(crate) async fn drop_file(services: &Services, tx: &mut Tx, actor: &Actor, id: CertificateId) -> Result<()> {
    let Some(asked) = store::info_requests::find(tx, actor, id).await? else { return Ok(()) };
    let Some(file) = asked.document_id else { return Ok(()) };
    store::info_requests::save(tx, actor, &InfoRequest { document_id: None, ..asked }).await?;
    documents::give_up(services, tx, actor, file).await
}

/// Fields as the desk reads them, in a row.
pub(crate) fn in_words(fields: &[InfoField]) -> String {
    fields.iter().map(|field| field.label()).collect::<Vec<_>>().join(", ")
}

/// What the note of the mail says: which fields, and why. One that an earlier version wrote is all reason.
pub(crate) fn read_note(note: &str) -> (Vec<InfoField>, String) {
    serde_json::from_str(note).unwrap_or_else(|_| (vec![], note.to_owned()))
}

/// The mail to whom the certificate names, in the language in which it was answered.
async fn tell(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    request: RequestId,
    certificate: &Certificate,
    asked: &InfoRequest,
) -> Result<()> {
    let found = store::requests::find(tx, actor, request).await?.ok_or(Error::NotFound)?;
    let business = &certificate.business;
    let mail = NewMail {
        recipient_name: Some(business.contact_name.clone()),
        note: Some(serde_json::to_string(&(&asked.fields, &asked.reason)).map_err(Error::internal)?),
        language: found.language,
        ..NewMail::new(MailKind::NeedsInfo, &business.contact_email)
    };
    jobs::enqueue_mail(services, tx, actor, request, &mail).await
}
