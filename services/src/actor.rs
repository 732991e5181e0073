//! Who is asking. An [`Actor`] comes out of a session, an API key, an invitation or a visit to the
//! buyer's home, and from nowhere else.

use domain::{AccountId, ApiKeyId, CustomerId, Permission, RequestId, Role, UserId};
use uuid::Uuid;

use crate::{Error, Result, World};

/// Somebody who was recognized, for one account and one mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    world: World,
    who: Who,
    /// The claim on an idempotency key under which this call works: what it changes says so in the same transaction.
    claim: Option<Uuid>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    User(UserId, Role),
    ApiKey(ApiKeyId, Permission),
    Buyer(RequestId),
    Visitor(CustomerId),
    Certlane,
}

impl Actor {
    pub(crate) fn user(world: World, id: UserId, role: Role) -> Self {
        Self { world, who: Who::User(id, role), claim: None }
    }

    pub(crate) fn api_key(world: World, id: ApiKeyId, permission: Permission) -> Self {
        Self { world, who: Who::ApiKey(id, permission), claim: None }
    }

    pub(crate) fn buyer(world: World, request: RequestId) -> Self {
        Self { world, who: Who::Buyer(request), claim: None }
    }

    pub(crate) fn visitor(world: World, customer: CustomerId) -> Self {
        Self { world, who: Who::Visitor(customer), claim: None }
    }

    /// The program itself: jobs and sweeps.
    pub(crate) fn certlane(world: World) -> Self {
        Self { world, who: Who::Certlane, claim: None }
    }

    /// Its rows, and the clock that they go by.
    pub(crate) fn world(&self) -> World {
        self.world
    }

    /// The tenant.
    pub fn account(&self) -> AccountId {
        self.world.account()
    }

    /// Whether it is about live rows; test rows are a world of their own.
    pub fn livemode(&self) -> bool {
        self.world.livemode()
    }

    /// The same, under a claim on an idempotency key.
    pub(crate) fn under(self, claim: Uuid) -> Self {
        Self { claim: Some(claim), ..self }
    }

    /// The claim on an idempotency key under which it works.
    pub(crate) fn claim(&self) -> Option<Uuid> {
        self.claim
    }

    /// The API key, if it is one, and what it may do.
    pub fn key(&self) -> Option<(ApiKeyId, Permission)> {
        match self.who {
            Who::ApiKey(id, permission) => Some((id, permission)),
            _ => None,
        }
    }

    /// Passes staff of this role or a higher one, API keys that may do it, and the program itself; never a buyer.
    pub(crate) fn require(&self, role: Role) -> Result<()> {
        let needed = if role == Role::Viewer { Permission::Read } else { Permission::Full };
        self.require_either(role, needed)
    }

    /// The same for what is done about requests, which keys may be made for that do nothing else.
    pub(crate) fn require_for_requests(&self) -> Result<()> {
        self.require_either(Role::Sales, Permission::Requests)
    }

    /// Passes whoever may hold a buyer's link: staff, and keys that could ask the buyer themselves.
    pub(crate) fn require_for_links(&self) -> Result<()> {
        self.require_either(Role::Viewer, Permission::Requests)
    }

    fn require_either(&self, role: Role, permission: Permission) -> Result<()> {
        match self.who {
            Who::User(_, held) if held >= role => Ok(()),
            Who::ApiKey(_, held) if held >= permission => Ok(()),
            Who::ApiKey(_, held) => Err(Error::KeyForbidden { held, needed: permission }),
            Who::Certlane => Ok(()),
            Who::User(..) | Who::Buyer(_) | Who::Visitor(_) => Err(Error::Forbidden),
        }
    }

    /// The one request that a buyer may answer.
    pub(crate) fn request(&self) -> Result<RequestId> {
        match self.who {
            Who::Buyer(request) => Ok(request),
            _ => Err(Error::Forbidden),
        }
    }

    /// The one customer whose rows a visitor of the buyer's home may see.
    pub(crate) fn customer(&self) -> Result<CustomerId> {
        match self.who {
            Who::Visitor(customer) => Ok(customer),
            _ => Err(Error::Forbidden),
        }
    }

    /// The actor as an event keeps it.
    pub(crate) fn name(&self) -> String {
        match self.who {
            Who::User(id, _) => id.to_string(),
            Who::ApiKey(id, _) => id.to_string(),
            Who::Buyer(_) | Who::Visitor(_) => "buyer".to_owned(),
            Who::Certlane => "certlane".to_owned(),
        }
    }
}

/// The person who runs the program: whoever has a shell on the machine may make accounts and keys.
#[derive(Debug, Clone, Copy)]
pub struct Operator(());

impl Operator {
    /// Only the command line calls this.
    pub fn at_the_console() -> Self {
        Self(())
    }
}
