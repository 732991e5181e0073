//! Merchants: made at the console, read by their own staff.

use chrono::Duration;
use domain::{Account, AccountId, Invalid, Problem, Role, User, UserId, customer::Address, invalid::is_email};

use crate::{Actor, Error, Operator, Result, Services, store, store::conflicts_on, tokens::Purpose};

/// How long a set-up link waits for its first use.
const SET_UP_DAYS: i64 = 7;

/// A new account, its owner, and the link by which the owner sets a password.
#[derive(Debug)]
pub struct Created {
    /// The merchant.
    pub account: Account,
    /// Its owner.
    pub owner: User,
    /// Good for one use, within a week.
    pub set_up_link: String,
}

/// Makes an account and its owner.
pub async fn create(services: &Services, _: &Operator, name: &str, email: &str) -> Result<Created> {
    let (name, email) = check(name, email)?;
    let now = services.clock.now();
    let account = Account {
        id: AccountId(services.clock.uuid()),
        name: name.clone(),
        contact_email: email.clone(),
        contact_name: String::new(),
        contact_phone: String::new(),
        address: Address::default(),
        time_zone: "America/New_York".to_owned(),
        expiring_window_days: Account::EXPIRING_WINDOW_DAYS,
        profile_version: 0,
        logo: None,
        test_ahead: chrono::Duration::zero(),
        created_at: now,
    };
    let owner = User {
        id: UserId(services.clock.uuid()),
        account_id: account.id,
        name: email.clone(),
        email,
        role: Role::Owner,
    };
    let mut tx = services.store.write().await?;
    store::accounts::insert(&mut tx, &account).await?;
    store::users::insert(&mut tx, &owner, now).await.map_err(|error| {
        let taken = "This e-mail address belongs to a user already. Use another one.";
        if conflicts_on(&error, "users", "email") {
            Invalid::one("email", Problem::Incorrect, taken).into()
        } else {
            Error::from(error)
        }
    })?;
    tx.commit().await?;
    let token = services.secrets.sign(Purpose::SetUp, account.id, owner.id, 1, now + Duration::days(SET_UP_DAYS))?;
    let set_up_link = services.settings.url(&format!("/set-up/{token}"));
    Ok(Created { account, owner, set_up_link })
}

fn check(name: &str, email: &str) -> Result<(String, String)> {
    let email = email.trim().to_lowercase();
    let (name, mut invalid) = match Account::check_name(name) {
        Ok(name) => (name, Invalid::default()),
        Err(invalid) => (String::new(), invalid),
    };
    if !is_email(&email) {
        invalid.add("email", Problem::Email, "Give the owner's complete e-mail address, like name@example.com.");
    }
    Ok(invalid.or((name, email))?)
}

/// The actor's own account.
pub async fn find(services: &Services, actor: &Actor) -> Result<Account> {
    let mut tx = services.store.read().await?;
    store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)
}
