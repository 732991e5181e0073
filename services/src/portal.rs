//! The buyer's home: who visits, what is on file, and what can be done from there.

mod codes;
mod home;
mod sessions;
mod signed;

use chrono::Duration;
use domain::{Account, Customer, Language, PortalSession};

pub use self::{
    codes::{AskedCode, ask_code, enter_by_code, find_code, merchant},
    home::{Home, add_states, download_url, go_on, home, renew},
    sessions::{Created, NewSession, choose_customer, create, customers_to_choose, open, recognize, sign_out},
    signed::{AUDIENCE, enter, look},
};
pub(crate) use self::{
    codes::{Letterable, letterable},
    sessions::{enter_as_example, forget_expired},
};
use crate::Actor;

/// How long a visit lasts, and a link that the API makes.
pub const VISIT: Duration = Duration::hours(1);

/// Somebody who visits the buyer's home.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Proof for the actions.
    pub actor: Actor,
    /// Whose buyer it is.
    pub account: Account,
    /// Who visits.
    pub customer: Customer,
    /// The visit.
    pub session: PortalSession,
}

/// Whose browser it is.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Somebody who may see a customer's rows.
    Here(Box<Visit>),
    /// Somebody whose visit to this merchant's buyers has ended by itself.
    Over(Box<Account>),
    /// Somebody who has signed out.
    SignedOut(Box<Account>),
}

/// What the browser gets for a good link or code.
#[derive(Debug)]
pub struct Entered {
    /// The value of the cookie.
    pub cookie: String,
    /// The language that the storefront speaks with the visitor.
    pub language: Option<Language>,
}

/// Why a link opens nothing.
#[derive(Debug)]
pub enum BadEntry {
    /// Cut short, changed, or signed by nobody we know.
    Damaged,
    /// Signed well, and too old, or ended by signing out.
    Over(Box<Account>),
    /// Signed well, and used before.
    Used(Box<Account>),
    /// Signed well, for a customer that this merchant does not have.
    Unknown(Box<Account>),
}
