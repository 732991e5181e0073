//! Who is asking. An [`Actor`] comes out of a session, an API key, an invitation or a visit to the
//! buyer's home, and from nowhere else.

use domain::{AccountId, ApiKeyId, CustomerId, RequestId, Role, UserId};

use crate::{Error, Result};

/// Somebody who was recognized, for one account and one mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    account: AccountId,
    livemode: bool,
    who: Who,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    User(UserId, Role),
    ApiKey(ApiKeyId),
    Buyer(RequestId),
    Visitor(CustomerId),
    Certlane,
}

impl Actor {
    pub(crate) fn user(account: AccountId, id: UserId, role: Role) -> Self {
        Self { account, livemode: true, who: Who::User(id, role) }
    }

    pub(crate) fn api_key(account: AccountId, livemode: bool, id: ApiKeyId) -> Self {
        Self { account, livemode, who: Who::ApiKey(id) }
    }

    pub(crate) fn buyer(account: AccountId, livemode: bool, request: RequestId) -> Self {
        Self { account, livemode, who: Who::Buyer(request) }
    }

    pub(crate) fn visitor(account: AccountId, livemode: bool, customer: CustomerId) -> Self {
        Self { account, livemode, who: Who::Visitor(customer) }
    }

    /// The program itself: jobs and sweeps.
    pub(crate) fn certlane(account: AccountId, livemode: bool) -> Self {
        Self { account, livemode, who: Who::Certlane }
    }

    /// The tenant.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Whether it is about live rows; test rows are a world of their own.
    pub fn livemode(&self) -> bool {
        self.livemode
    }

    /// Passes staff of this role or a higher one, API keys, and the program itself; never a buyer.
    pub(crate) fn require(&self, role: Role) -> Result<()> {
        match self.who {
            Who::User(_, held) if held >= role => Ok(()),
            Who::ApiKey(_) | Who::Certlane => Ok(()),
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
            Who::ApiKey(id) => id.to_string(),
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
