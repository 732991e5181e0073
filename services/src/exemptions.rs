//! The question: is this buyer exempt there, on that day, for that reason, and why? With what is known now, or with what
//! was known on an earlier day.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Account, CertificateId, Circumstances, CustomerId, EventKind, Jurisdiction, Policy, Reason, Review, Role,
    SnapshotId,
    exemption::{Answer, OnFile, Question, answer},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Actor, Error, Operator, Result, Services,
    store::{
        self, Tx,
        on_file::{Filed, Said},
        snapshots::NewSnapshot,
    },
};

/// A question about a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// Who buys.
    pub customer: CustomerId,
    /// Where.
    pub jurisdiction: Jurisdiction,
    /// The day of the sale; none: today, where the merchant is.
    pub on: Option<NaiveDate>,
    /// Why the purchase would be exempt; none: whatever the certificate says.
    pub reason: Option<Reason>,
}

/// An answer as it is given and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// `tax.exemption`.
    pub object: &'static str,
    /// Who buys.
    pub customer_id: CustomerId,
    /// The answer itself.
    #[serde(flatten)]
    pub answer: Answer,
    /// The day whose knowledge it rests on; none: what was known when it was given.
    pub known_on: Option<NaiveDate>,
    /// The version of the merchant's policy that it rests on.
    pub policy_version: i32,
    /// Live rows and test rows never meet.
    pub livemode: bool,
    /// Finds the same answer again. It is made of all the rest, which is why it comes last.
    #[serde(skip)]
    pub snapshot_id: SnapshotId,
    /// All of it as JSON, as it is given and kept: long answers are written once.
    #[serde(skip)]
    pub json: String,
}

/// An answer found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// All of it as JSON, letter by letter as it was given.
    pub json: String,
    /// When it was given for the first time.
    pub answered_at: DateTime<Utc>,
}

/// How many questions one call may hold.
pub const AT_ONCE: usize = 1_000;

/// Answers questions and keeps the answers. The customers must be the actor's own, which [`crate::customers::resolve`]
/// makes sure of; one of somebody else has nothing on file.
pub async fn check(
    services: &Services,
    actor: &Actor,
    asks: &[Ask],
    known_on: Option<NaiveDate>,
) -> Result<Vec<Answered>> {
    actor.require(Role::Viewer)?;
    let now = services.clock.now_for(actor);
    // Certificates and purchases come by one statement, and nothing else changes so fast: no transaction is needed.
    let mut tx = services.store.read_once().await?;
    let knowledge = Knowledge::load(&mut tx, actor, Wanted::of(asks), known_on, now).await?;
    let answered = asks.iter().map(|ask| knowledge.answered(actor, *ask)).collect::<Result<Vec<_>>>()?;
    keep(services, tx, actor, &answered, now).await?;
    Ok(answered)
}

/// The answers of today for every state that a certificate of the customer names.
pub async fn overview(services: &Services, actor: &Actor, customer: CustomerId) -> Result<Vec<Answer>> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let wanted = Wanted { customers: vec![customer], jurisdictions: None };
    let knowledge = Knowledge::load(&mut tx, actor, wanted, None, services.clock.now_for(actor)).await?;
    let mut states: Vec<_> =
        knowledge.on_file(customer).iter().flat_map(|file| &file.lines).map(|line| line.jurisdiction).collect();
    states.sort();
    states.dedup();
    let ask = |jurisdiction| Ask { customer, jurisdiction, on: None, reason: None };
    Ok(states.into_iter().map(|state| knowledge.answer(ask(state))).collect())
}

/// An answer that was given before.
pub async fn find_snapshot(services: &Services, actor: &Actor, id: SnapshotId) -> Result<Snapshot> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let (json, answered_at) = store::snapshots::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    Ok(Snapshot { json, answered_at })
}

/// The same question from the console, about a customer of any account.
pub async fn check_at_console(
    services: &Services,
    _: &Operator,
    ask: Ask,
    known_on: Option<NaiveDate>,
) -> Result<Answered> {
    let actor = {
        let mut tx = services.store.read().await?;
        let customer = store::customers::find_in_any_account(&mut tx, ask.customer).await?.ok_or(Error::NotFound)?;
        Actor::certlane(store::clocks::world(&mut tx, customer.account_id, customer.livemode).await?)
    };
    check(services, &actor, &[ask], known_on).await?.pop().ok_or(Error::NotFound)
}

/// Keeps the answers that are not kept yet, so that the same question again does not wait for the database's writer.
async fn keep(services: &Services, mut tx: Tx, actor: &Actor, answered: &[Answered], now: DateTime<Utc>) -> Result<()> {
    let ids: Vec<_> = answered.iter().map(|answered| answered.snapshot_id).collect();
    let present = store::snapshots::present(&mut tx, actor, &ids).await?;
    drop(tx);
    let missing: BTreeMap<_, _> = answered
        .iter()
        .filter(|answered| !present.contains(&answered.snapshot_id))
        .map(|answered| (answered.snapshot_id, answered))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let snapshots: Vec<_> = missing.into_values().map(NewSnapshot::of).collect();
    let mut tx = services.store.write().await?;
    store::snapshots::insert(&mut tx, actor, &snapshots, now).await?;
    Ok(tx.commit().await?)
}

impl<'a> NewSnapshot<'a> {
    fn of(answered: &'a Answered) -> Self {
        Self { id: answered.snapshot_id, customer: answered.customer_id, answer: &answered.json }
    }
}

/// Whose certificates, in which states; no states: all of them.
struct Wanted {
    customers: Vec<CustomerId>,
    jurisdictions: Option<Vec<Jurisdiction>>,
}

impl Wanted {
    fn known_at(&self, known_at: DateTime<Utc>) -> store::on_file::Wanted<'_> {
        let Self { customers, jurisdictions } = self;
        store::on_file::Wanted { customers, jurisdictions: jurisdictions.as_deref(), known_at }
    }

    fn of(asks: &[Ask]) -> Self {
        let mut customers: Vec<_> = asks.iter().map(|ask| ask.customer).collect();
        customers.sort();
        customers.dedup();
        let mut jurisdictions: Vec<_> = asks.iter().map(|ask| ask.jurisdiction).collect();
        jurisdictions.sort();
        jurisdictions.dedup();
        Self { customers, jurisdictions: Some(jurisdictions) }
    }
}

/// Everything that answers rest on.
struct Knowledge {
    account: Account,
    today: NaiveDate,
    known_on: Option<NaiveDate>,
    policy_version: i32,
    policy: Arc<Policy>,
    on_file: HashMap<CustomerId, Vec<OnFile>>,
    circumstances: HashMap<CustomerId, Circumstances>,
}

impl Knowledge {
    async fn load(
        tx: &mut Tx,
        actor: &Actor,
        wanted: Wanted,
        known_on: Option<NaiveDate>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let account = store::accounts::find(tx, actor.account()).await?.ok_or(Error::NotFound)?;
        let known_at = known_at(&account, known_on, now)?;
        let policy = store::policies::at(tx, actor.account(), known_at).await?;
        let filed = store::on_file::find(tx, actor, wanted.known_at(known_at)).await?;
        let past = match known_on {
            Some(_) => Some(Past::of(store::events::of_certificates(tx, actor, &wanted.customers, known_at).await?)),
            None => None,
        };
        let mut on_file: HashMap<CustomerId, Vec<OnFile>> = HashMap::new();
        for filed in filed.certificates {
            let customer = filed.customer;
            on_file.entry(customer).or_default().push(as_known(filed, &account, past.as_ref(), known_at));
        }
        let mut knowledge = Self {
            today: account.day(now),
            account,
            known_on,
            policy_version: policy.version,
            policy: Arc::new(policy.policy),
            on_file,
            circumstances: HashMap::new(),
        };
        knowledge.note(filed.purchases);
        Ok(knowledge)
    }

    fn note(&mut self, purchases: Vec<(CustomerId, Jurisdiction, Vec<NaiveDate>)>) {
        for (customer, jurisdiction, purchases) in purchases {
            let blank = self.circumstances_without_purchases();
            let circumstances = self.circumstances.entry(customer).or_insert(blank);
            circumstances.purchases.insert(jurisdiction, purchases);
        }
    }

    fn circumstances_without_purchases(&self) -> Circumstances {
        Circumstances {
            window_days: self.account.expiring_window_days,
            policy: self.policy.clone(),
            purchases: BTreeMap::new(),
        }
    }

    fn on_file(&self, customer: CustomerId) -> &[OnFile] {
        self.on_file.get(&customer).map(Vec::as_slice).unwrap_or_default()
    }

    fn answer(&self, ask: Ask) -> Answer {
        let question =
            Question { jurisdiction: ask.jurisdiction, on: ask.on.unwrap_or(self.today), reason: ask.reason };
        let on_file = self.on_file(ask.customer);
        match self.circumstances.get(&ask.customer) {
            Some(circumstances) => answer(question, on_file, circumstances),
            None => answer(question, on_file, &self.circumstances_without_purchases()),
        }
    }

    fn answered(&self, actor: &Actor, ask: Ask) -> Result<Answered> {
        let mut answered = Answered {
            object: "tax.exemption",
            customer_id: ask.customer,
            answer: self.answer(ask),
            known_on: self.known_on,
            policy_version: self.policy_version,
            livemode: actor.livemode(),
            snapshot_id: SnapshotId(uuid::Uuid::nil()),
            json: String::new(),
        };
        let mut json = serde_json::to_string(&answered).map_err(Error::internal)?;
        answered.snapshot_id = snapshot_id(actor, &json);
        json.pop(); // the closing brace
        json.push_str(&format!(",\"snapshot_id\":\"{}\"}}", answered.snapshot_id));
        answered.json = json;
        Ok(answered)
    }
}

/// The instant by whose knowledge questions are answered. A day that has not come yet has none: its answer would change.
fn known_at(account: &Account, known_on: Option<NaiveDate>, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let Some(day) = known_on else { return Ok(now) };
    account.has_come("known_on", day, now)?;
    Ok(account.end_of(day).min(now))
}

/// The account is part of what is digested: the same words of another tenant are another answer.
fn snapshot_id(actor: &Actor, answer: &str) -> SnapshotId {
    let digest =
        Sha256::new().chain_update(actor.account().to_string()).chain_update("\n").chain_update(answer).finalize();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    SnapshotId(uuid::Builder::from_custom_bytes(id).into_uuid())
}

/// What was so in the past: the events tell it.
#[derive(Default)]
struct Past {
    reviews: HashMap<CertificateId, Review>,
    /// Where certificates were switched off or on again.
    active: HashMap<(CertificateId, Jurisdiction), bool>,
}

impl Past {
    fn of(events: Vec<(CertificateId, EventKind, Option<String>)>) -> Self {
        let mut past = Self::default();
        for (certificate, kind, note) in events {
            past.reviews.extend(kind.review().map(|review| (certificate, review)));
            let active = match kind {
                EventKind::CertificateJurisdictionActivated => true,
                EventKind::CertificateJurisdictionDeactivated => false,
                _ => continue,
            };
            let state = note.and_then(|code| code.parse().ok());
            past.active.extend(state.map(|state| ((certificate, state), active)));
        }
        past
    }
}

/// A certificate as it was known: the review of then, its states on or off as then, and no number looked up later.
fn as_known(filed: Filed, account: &Account, past: Option<&Past>, known_at: DateTime<Utc>) -> OnFile {
    let Some(Said { certificate_type, review, created_at, mut lines }) = filed.said else {
        return OnFile::silent(filed.id);
    };
    let review = match past {
        Some(past) => past.reviews.get(&filed.id).copied().unwrap_or(Review::Pending),
        None => review,
    };
    for line in &mut lines {
        if let Some(past) = past {
            line.active = past.active.get(&(filed.id, line.jurisdiction)).copied().unwrap_or(true);
        }
        line.number_verified_at = line.number_verified_at.filter(|at| *at <= known_at);
    }
    OnFile { id: filed.id, certificate_type, review, received_on: account.day(created_at), lines }
}
