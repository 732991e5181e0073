//! Events on demand, in test mode: the rows that one is about are made, and then it happens to them as it does in real life.
//! So everything that follows from it follows: statuses, mails, webhooks.

mod buyer;
mod certificate;
mod filing;

use domain::{
    AccountId, Customer, CustomerChange, CustomerId, EventKind, Language, NewCustomer, NewRequest, Refusal, RequestId,
    customer::Address, handover::NewDelegation,
};

use crate::{
    Actor, Result, Services,
    events::{self, About},
    feed::{self, Shown},
    handover, jobs, portal, reminders, requests, store,
    test_clock::require_test,
    world::Dial,
};

/// An address that is nobody's, of a buyer whose mail arrives.
const BUYER: &str = "buyer@certlane.test";

/// The same of one whose mail is refused.
const BOUNCES: &str = "bounce@certlane.test";

/// Whoever makes an event happen, and where.
struct Stage<'a> {
    services: &'a Services,
    /// Whoever asked for it.
    actor: &'a Actor,
}

/// Lets an event of a kind happen to a customer who is made for it, and shows it.
pub async fn make(services: &Services, actor: &Actor, kind: EventKind) -> Result<Shown> {
    actor.require(domain::Role::Admin)?;
    require_test(actor)?;
    let stage = Stage { services, actor };
    let customer = stage.customer(BUYER).await?;
    stage.play(kind, &customer).await?;
    stage.send_mails().await;
    feed::newest(services, actor, kind, customer.id).await
}

impl Stage<'_> {
    async fn play(&self, kind: EventKind, customer: &Customer) -> Result<()> {
        match kind.word().split('.').next().unwrap_or_default() {
            "customer" | "portal" => self.customers(kind, customer).await,
            "request" => self.requests(kind, customer.id).await,
            _ => self.certificates(kind, customer.id).await,
        }
    }

    async fn customers(&self, kind: EventKind, customer: &Customer) -> Result<()> {
        let (services, actor, id) = (self.services, self.actor, customer.id);
        match kind {
            EventKind::CustomerUpdated => {
                let change =
                    CustomerChange { name: Some("Example Diner Inc.".to_owned()), ..CustomerChange::default() };
                crate::customers::update(services, actor, id, &change).await.map(drop)
            }
            EventKind::CustomerArchived => crate::customers::archive(services, actor, id).await.map(drop),
            EventKind::PortalEntered => portal::enter_as_example(services, actor, id).await,
            _ => Ok(()), // that there is one is the event
        }
    }

    async fn requests(&self, kind: EventKind, customer: CustomerId) -> Result<()> {
        let (services, actor) = (self.services, self.actor);
        let recipient = if kind == EventKind::RequestBounced { BOUNCES } else { BUYER };
        let id = self.ask(customer, recipient).await?;
        self.send_mails().await;
        let buyer = self.buyer(id);
        match kind {
            EventKind::RequestCreated | EventKind::RequestSent | EventKind::RequestBounced => Ok(()),
            EventKind::RequestResent => {
                requests::resend(services, actor, id, "accounting@certlane.test").await.map(drop)
            }
            EventKind::RequestExtended => requests::extend(services, actor, id, "60").await.map(drop),
            EventKind::RequestOpened => requests::mark_opened(services, &buyer).await,
            EventKind::RequestStarted => self.begin(id).await,
            EventKind::RequestWrongPerson => {
                requests::report_wrong_person(services, &buyer, "Please ask accounting.").await
            }
            EventKind::RequestDelegated => self.pass_on(id, "colleague@certlane.test").await,
            EventKind::RequestDelegationBounced => self.pass_on(id, BOUNCES).await,
            EventKind::RequestReminded => reminders::remind(services, actor, id).await.map(drop),
            EventKind::RequestReminderBounced => self.remind_who_is_gone(id).await,
            EventKind::RequestRemindersStopped => reminders::stop(services, actor, id).await,
            EventKind::RequestDeclined => handover::decline(services, &buyer, "own_use", "").await,
            EventKind::RequestCanceled => requests::cancel(services, actor, id).await.map(drop),
            EventKind::RequestExpired => self.expire(id).await,
            EventKind::RequestMailBounced => self.answer(id, BOUNCES).await,
            _ => self.answer(id, BUYER).await, // fulfilled, and its receipt
        }
    }

    /// A customer as an example.
    async fn customer(&self, email: &str) -> Result<Customer> {
        let address = Address {
            line1: "12 Water Street".to_owned(),
            city: "Cincinnati".to_owned(),
            state: "US-OH".to_owned(),
            postal_code: "45202".to_owned(),
            ..Address::default()
        };
        let (name, email) = ("Example Diner LLC".to_owned(), email.to_owned());
        crate::customers::create(
            self.services,
            self.actor,
            &NewCustomer { name, email, address, ..NewCustomer::default() },
        )
        .await
    }

    /// A request for Ohio and Kentucky, by mail.
    async fn ask(&self, customer: CustomerId, recipient: &str) -> Result<RequestId> {
        let new = NewRequest {
            recipient: recipient.to_owned(),
            jurisdictions: vec!["US-OH".to_owned(), "US-KY".to_owned()],
            reasons: vec!["RESALE".to_owned()],
            ..NewRequest::default()
        };
        Ok(requests::trigger(self.services, self.actor, customer, &new).await?.request.id)
    }

    fn buyer(&self, request: RequestId) -> Actor {
        Actor::buyer(self.actor.world(), request)
    }

    async fn pass_on(&self, request: RequestId, email: &str) -> Result<()> {
        let typed = NewDelegation { name: "Kim".to_owned(), email: email.to_owned(), note: String::new() };
        handover::delegate(self.services, &self.buyer(request), &typed, Language::English).await
    }

    /// The address worked for the invitation, and does not any more.
    async fn remind_who_is_gone(&self, request: RequestId) -> Result<()> {
        let mut tx = self.services.store.write().await?;
        store::mails::readdress(&mut tx, self.actor, request, BOUNCES).await?;
        tx.commit().await?;
        reminders::remind(self.services, self.actor, request).await.map(drop)
    }

    /// Its time is up now, and the sweep comes by.
    async fn expire(&self, request: RequestId) -> Result<()> {
        let now = self.services.clock.now_for(self.actor);
        let mut tx = self.services.store.write().await?;
        if !store::requests::extend(&mut tx, self.actor, request, now, now).await? {
            return Err(Refusal::RequestInvalid.into());
        }
        tx.commit().await?;
        requests::expire_overdue(self.services, &Dial::of(self.actor.world(), self.services.clock.now()))
            .await
            .map(drop)
    }

    async fn send_mails(&self) {
        let account: AccountId = self.actor.account();
        jobs::send_test_mails(self.services, account).await;
    }

    /// Records an event about rows that are there, where what causes it cannot be staged.
    async fn record(&self, kind: EventKind, about: About, note: &str) -> Result<()> {
        let certlane = Actor::certlane(self.actor.world());
        let now = self.services.clock.now_for(&certlane);
        let mut tx = self.services.store.write().await?;
        events::record(self.services, &mut tx, &certlane, kind, about, Some(note.to_owned()), now).await?;
        Ok(tx.commit().await?)
    }
}
