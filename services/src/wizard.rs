//! The buyer's walk: load, save a page, submit.

mod correction;
mod made;
mod submission;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Account, Certificate, CertificateRequest, CertificateType, Customer, Document, DocumentId, EventKind, Invalid,
    Language, Policy, RequestStatus, Review,
    wizard::{Answers, BusinessAnswers, Draft, NumbersAnswers, Page, Plan, Terms},
};

pub use self::{
    correction::{Corrected, Correction, asked_about, correct, correction},
    made::{preview, unsigned_pdf},
    submission::{Moment, Submitted, consent, submit},
};
use crate::{
    Actor, Error, Result, Services, documents,
    documents::Received,
    events::{self, About},
    invitations, store,
    store::{Tx, certificates::Filter, requests::First},
};

/// Everything that the wizard's pages show.
#[derive(Debug, Clone)]
pub struct Wizard {
    /// Who asks.
    pub account: Account,
    /// Today, where it is.
    pub today: NaiveDate,
    /// What is asked; its status as of now.
    pub request: CertificateRequest,
    /// Who is asked.
    pub customer: Customer,
    /// What was answered so far; last time's answers where a certificate is renewed.
    pub draft: Draft,
    /// Whether anything was answered in this request itself.
    pub is_begun: bool,
    /// The certificate that is renewed.
    pub renewed: Option<Certificate>,
    /// The customer's newest certificate that nobody turned down: what is not answered yet is filled in from it.
    pub earlier: Option<Certificate>,
    /// Whether the buyer opened the request itself, at its home, so that no mail brought it.
    pub from_home: bool,
    /// What the merchant takes.
    pub policy: Policy,
    /// What its terms make of the answers: derived when the walk is loaded, and once.
    pub plan: Plan,
    /// The files that the draft and the certificates name.
    pub documents: Vec<Document>,
    /// What the walk came to, once it is over.
    pub certificates: Vec<Certificate>,
}

impl Wizard {
    /// The first page without good answers: where the link opens.
    pub fn first_unanswered(&self) -> Page {
        self.draft.first_unanswered(&self.plan)
    }

    /// The page before one. Whoever opened the request itself is not told who asks for what.
    pub fn before(&self, page: Page) -> Option<Page> {
        self.draft.before(page, &self.plan).filter(|before| !self.from_home || *before != Page::Welcome)
    }

    /// What the merchant decided beforehand.
    fn terms(&self) -> Terms<'_> {
        Terms { policy: &self.policy, certificate_type: self.request.certificate_type, today: self.today }
    }

    /// For whoever changed the answers, or what is asked for.
    fn plan_again(&mut self) {
        self.plan = self.draft.plan(self.terms());
    }

    /// Whether this page is the first one that the buyer of a renewal sees: nothing was answered yet, but last time.
    pub fn arrives_at(&self, page: Page) -> bool {
        self.renewed.is_some() && !self.is_begun && page == self.first_unanswered()
    }

    /// Until when a device that submitted it, or opened the receipt's link, shows the receipt at least.
    pub fn receipt_until(&self) -> DateTime<Utc> {
        let submitted = self.certificates.first().map_or(self.request.updated_at, |first| first.created_at);
        submitted + invitations::RECEIPT_LASTS
    }

    /// What the page of the business begins with, and the certificate that it comes from, if one does.
    pub fn known_business(&self) -> (BusinessAnswers, Option<&Certificate>) {
        match (&self.draft.business, &self.earlier) {
            (Some(answered), _) => (answered.clone(), None),
            (None, Some(earlier)) => (BusinessAnswers::from_business(&earlier.business), Some(earlier)),
            (None, None) => (BusinessAnswers::from_customer(&self.customer, &self.request.recipient), None),
        }
    }

    /// The same for the page of the numbers.
    pub fn known_numbers(&self) -> (NumbersAnswers, Option<&Certificate>) {
        let known = || {
            let earlier = self.earlier.as_ref()?;
            let numbers = NumbersAnswers::from_certificate(earlier, |reason| self.draft.asks_same_number(reason));
            (numbers != NumbersAnswers::default()).then_some((numbers, Some(earlier)))
        };
        match &self.draft.numbers {
            Some(answered) => (answered.clone(), None),
            None => known().unwrap_or_default(),
        }
    }

    /// The file that was uploaded in place of a form.
    pub fn document(&self, form: CertificateType) -> Option<&Document> {
        let id = self.draft.uploads.get(form.id())?.document_id?;
        self.documents.iter().find(|document| document.id == id)
    }
}

/// Loads the walk of the buyer's request, whatever has become of it.
pub async fn load(services: &Services, actor: &Actor) -> Result<Wizard> {
    let id = actor.request()?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.read().await?;
    let request = store::requests::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let request = CertificateRequest { status: request.status_at(now), ..request };
    let account = store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)?;
    let customer = store::customers::find(&mut tx, actor, request.customer_id).await?.ok_or(Error::NotFound)?;
    let renewed = renewed(&mut tx, actor, &request).await?;
    let answered = store::drafts::find(&mut tx, actor, id).await?;
    let is_begun = answered.is_some();
    let draft = begin_with(&mut tx, actor, &request, answered, renewed.as_ref()).await?;
    let mut documents = Vec::new();
    let certificates = match request.status {
        RequestStatus::Fulfilled => store::certificates::of_request(&mut tx, actor, id).await?,
        _ => Vec::new(),
    };
    let made = certificates.iter().filter_map(|certificate| certificate.document_id);
    for document in draft.document_ids().chain(made).collect::<BTreeSet<_>>() {
        documents.extend(store::documents::find(&mut tx, actor, document).await?);
    }
    let policy = store::policies::at(&mut tx, actor.account(), now).await?.policy;
    let today = account.day(now);
    let plan = draft.plan(Terms { policy: &policy, certificate_type: request.certificate_type, today });
    let earlier = earlier(&mut tx, actor, &request, &draft).await?;
    let from_home = store::events::is_created_by(&mut tx, actor, id, &actor.name()).await?;
    Ok(Wizard {
        account,
        today,
        request,
        customer,
        draft,
        is_begun,
        renewed,
        earlier,
        from_home,
        policy,
        plan,
        documents,
        certificates,
    })
}

/// The certificate that a request renews.
async fn renewed(tx: &mut Tx, actor: &Actor, request: &CertificateRequest) -> Result<Option<Certificate>> {
    match request.renews_certificate_id {
        Some(id) => Ok(store::certificates::find(tx, actor, id).await?),
        None => Ok(None),
    }
}

/// What was answered so far. A renewal begins with last time's answers; who opened the request has begun by that.
async fn begin_with(
    tx: &mut Tx,
    actor: &Actor,
    request: &CertificateRequest,
    answered: Option<Draft>,
    renewed: Option<&Certificate>,
) -> Result<Draft> {
    if let Some(answered) = answered {
        return Ok(answered);
    }
    let Some(renewed) = renewed else {
        let started = store::events::is_created_by(tx, actor, request.id, &actor.name()).await?;
        return Ok(Draft { started, ..Draft::default() });
    };
    let earlier = match renewed.request_id {
        Some(request) => store::drafts::find(tx, actor, request).await?,
        None => None,
    };
    Ok(Draft::renewing(renewed, earlier.as_ref()))
}

/// How many certificates are looked through for one that nobody turned down.
const LOOKED_THROUGH: i64 = 10;

/// The customer's newest certificate that nobody turned down, while there is something to fill in from it.
async fn earlier(
    tx: &mut Tx,
    actor: &Actor,
    request: &CertificateRequest,
    draft: &Draft,
) -> Result<Option<Certificate>> {
    let open = request.status == RequestStatus::Pending;
    if !open || (draft.business.is_some() && draft.numbers.is_some()) {
        return Ok(None);
    }
    let of_customer = Filter { customer: Some(request.customer_id), ..Filter::default() };
    let newest = store::certificates::list(tx, actor, &of_customer, LOOKED_THROUGH).await?;
    let good = |certificate: &Certificate| !matches!(certificate.review, Review::Failed | Review::Revoked);
    Ok(newest.into_iter().find(good))
}

/// The buyer's link as a picture, for the camera of a phone.
pub async fn phone_code(services: &Services, actor: &Actor) -> Result<String> {
    let wizard = load(services, actor).await?;
    wizard.request.open(services.clock.now_for(actor))?;
    // The short link: the other one has so many squares that cameras find it hard to read.
    forms::qr_svg(&services.short_link(&wizard.request)).map_err(Error::internal)
}

/// A fresh download URL of a document that the buyer signed or sent, good for an hour. What is not submitted yet waits
/// for the virus scan.
pub async fn download(services: &Services, actor: &Actor, document: DocumentId) -> Result<String> {
    let wizard = load(services, actor).await?;
    let is_meant = |known: &&Document| known.id == document;
    let document = wizard.documents.iter().find(is_meant).ok_or(Error::NotFound)?;
    let stem = submitted_stem(&wizard, document).or_else(|| uploaded_stem(&wizard, document)).ok_or(Error::NotFound)?;
    services.storage.presign(document, &stem, services.clock.now()).await
}

/// What the file of a submitted document is called.
fn submitted_stem(wizard: &Wizard, document: &Document) -> Option<String> {
    let mut sent = wizard.certificates.iter();
    sent.find(|certificate| certificate.document_id == Some(document.id)).map(Certificate::file_stem)
}

/// The same for one that was uploaded and is not submitted yet.
fn uploaded_stem(wizard: &Wizard, document: &Document) -> Option<String> {
    let uploaded = wizard.draft.uploads.iter().find(|(_, upload)| upload.document_id == Some(document.id));
    let form: CertificateType = uploaded.filter(|_| !document.is_held())?.0.parse().ok()?;
    Some(form.file_stem(&wizard.request.code()))
}

/// The answers of one page as they came in.
#[derive(Debug, Clone)]
pub struct Posted {
    /// What was typed.
    pub answers: Answers,
    /// What the form said that it was made from ([`Draft::seen`]); empty: it does not say.
    pub seen: String,
    /// The language that the buyer reads.
    pub language: Language,
}

/// Keeps the answers of a page, right or wrong, and then says what is wrong with them. The page that comes next.
///
/// Answers to a page that somebody changed meanwhile are not kept: the error has both values.
pub async fn save(services: &Services, actor: &Actor, posted: Posted) -> Result<Page> {
    let id = actor.request()?;
    let page = posted.answers.page();
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    request.open(services.clock.now_for(actor))?;
    let draft = keep(&mut tx, services, actor, &request, posted).await?;
    let now = services.clock.now_for(actor);
    let policy = store::policies::at(&mut tx, actor.account(), now).await?.policy;
    let today = store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)?.day(now);
    tx.commit().await?;
    services.job_added.notify_one();
    let plan = draft.plan(Terms { policy: &policy, certificate_type: request.certificate_type, today });
    draft.check(page, &plan)?;
    Ok(draft.after(page, &plan))
}

/// Keeps the answers about an uploaded document, and the file that came with them if it is a good one. The answers are
/// kept even where the file is not taken. Whatever ends badly leaves no document.
pub async fn save_document(
    services: &Services,
    actor: &Actor,
    received: Result<Option<Received>>,
    mut posted: Posted,
) -> Result<Page> {
    let stored = match received {
        Ok(Some(received)) => documents::store(services, actor, received).await.map(Some),
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    let document_id = stored.as_ref().ok().copied().flatten();
    if let Answers::Upload(_, upload) = &mut posted.answers {
        upload.document_id = document_id;
    }
    let saved = save(services, actor, posted).await;
    if let (Some(id), Err(_)) = (document_id, &saved) {
        documents::remove(services, actor.account(), id).await?; // nothing where the draft has taken it
    }
    stored.and(saved)
}

async fn keep(
    tx: &mut Tx,
    services: &Services,
    actor: &Actor,
    request: &CertificateRequest,
    posted: Posted,
) -> Result<Draft> {
    let now = services.clock.now_for(actor);
    note_firsts(tx, services, actor, request).await?;
    store::requests::set_language(tx, actor, request.id, posted.language).await?;
    let answered = store::drafts::find(tx, actor, request.id).await?;
    let renewed = renewed(tx, actor, request).await?;
    let mut draft = begin_with(tx, actor, request, answered, renewed.as_ref()).await?;
    let before = draft.clone();
    let page = posted.answers.page();
    draft.keep(posted.answers);
    if !posted.seen.is_empty() && posted.seen != before.seen(page) {
        unchanged(before.changed_elsewhere(&draft, page))?;
    }
    for taken in draft.document_ids().filter(|id| !before.document_ids().any(|earlier| earlier == *id)) {
        documents::take(services, tx, actor, taken).await?;
    }
    for given_up in before.document_ids().filter(|id| !draft.document_ids().any(|kept| kept == *id)) {
        documents::give_up(services, tx, actor, given_up).await?;
    }
    store::drafts::save(tx, actor, request.id, &draft, now).await?;
    Ok(draft)
}

fn unchanged(changed: Invalid) -> Result<()> {
    Ok(changed.or(())?)
}

/// Whoever answers has opened the request, with or without the script that says so.
async fn note_firsts(tx: &mut Tx, services: &Services, actor: &Actor, request: &CertificateRequest) -> Result<()> {
    let now = services.clock.now_for(actor);
    let about = About::request(request.customer_id, request.id);
    for (first, event) in [(First::Opening, EventKind::RequestOpened), (First::Answer, EventKind::RequestStarted)] {
        if store::requests::note_first(tx, actor, request.id, first, now).await? {
            events::record(services, tx, actor, event, about, None, now).await?;
        }
    }
    Ok(())
}
