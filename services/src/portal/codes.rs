//! Coming in by a code that is mailed: nobody hears which addresses are known.

use chrono::Duration;
use domain::{
    Account, AccountId, CustomerId, Invalid, Language, PortalCodeId, PortalSession, Problem,
    invalid::{Variant, is_email},
};

use super::{
    Entered,
    sessions::{begin, entered, insert},
};
use crate::{
    Actor, Error, Result, Services, World, jobs,
    secrets::{Secrets, sha256},
    store,
    store::portal_codes::Code,
};

/// How long a code counts.
const LIFETIME: Duration = Duration::minutes(10);

/// How often a code may be tried.
const MOST_TRIES: i32 = 5;

/// How many digits a code has.
const DIGITS: usize = 8;

/// A code that was asked for, as the page that takes it shows it.
#[derive(Debug, Clone)]
pub struct AskedCode {
    /// Whose buyers come in here.
    pub account: Account,
    /// Where the code was mailed to, if the address is known.
    pub email: String,
}

/// Whose buyers come in here.
pub async fn merchant(services: &Services, account: AccountId) -> Result<Account> {
    let mut tx = services.store.read_once().await?;
    store::accounts::find(&mut tx, account).await?.ok_or(Error::NotFound)
}

/// Asks for a code. Whether the address is known decides the job that mails it, so the answer tells nobody, nor does
/// the time that it takes.
pub async fn ask_code(
    services: &Services,
    account: AccountId,
    email: &str,
    language: Language,
) -> Result<PortalCodeId> {
    let email = checked(email)?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    store::accounts::find(&mut tx, account).await?.ok_or(Error::NotFound)?;
    let code = Code {
        id: PortalCodeId(services.clock.uuid()),
        account_id: account,
        email,
        language,
        key_id: services.secrets.current().id.clone(),
        created_at: now,
        expires_at: now + LIFETIME,
    };
    store::portal_codes::insert(&mut tx, &code).await?;
    jobs::enqueue_portal_code(services, &mut tx, account, code.id).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(code.id)
}

fn checked(email: &str) -> std::result::Result<String, Invalid> {
    let email = email.trim().to_lowercase();
    if email.is_empty() {
        return Err(Invalid::one("email", Problem::Missing, "Enter your e-mail address."));
    }
    if !is_email(&email) {
        let sentence = "Enter a complete e-mail address, like name@example.com.";
        return Err(Invalid::one("email", Problem::Email, sentence));
    }
    Ok(email)
}

/// A code that was asked for, used or not.
pub async fn find_code(services: &Services, id: PortalCodeId) -> Result<AskedCode> {
    let mut tx = services.store.read().await?;
    let code = store::portal_codes::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let account = store::accounts::find(&mut tx, code.account_id).await?.ok_or(Error::NotFound)?;
    Ok(AskedCode { account, email: code.email })
}

/// Lets in whoever knows the code. Each try of a whole code counts, before it is looked at.
pub async fn enter_by_code(services: &Services, id: PortalCodeId, typed: &str) -> Result<Entered> {
    let typed = whole(typed)?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let Some(code) = store::portal_codes::count_try(&mut tx, id, MOST_TRIES, now).await? else {
        return Err(over().into());
    };
    let customers = store::portal_codes::customers_of(&mut tx, code.account_id, &code.email).await?;
    let right = digits(&services.secrets, &code).is_some_and(|digits| sha256(&digits) == sha256(&typed));
    let Some(customer) = customers.first().filter(|_| right) else {
        tx.commit().await?; // the try counts
        return Err(wrong().into());
    };
    store::portal_codes::use_up(&mut tx, &code, now).await?;
    let session = session(services, &code, *customer);
    insert(services, &mut tx, &session, format!("By a code mailed to {}", code.email)).await?;
    tx.commit().await?;
    entered(services, &session)
}

/// The digits as typed, whatever stands between them.
fn whole(typed: &str) -> std::result::Result<String, Invalid> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let mut invalid = Invalid::default();
    if digits.is_empty() {
        invalid.add("code", Problem::Missing, "Enter the code from the e-mail.");
    } else if digits.len() != DIGITS {
        let sentence = "Enter the eight digits of the code.";
        invalid.add_variant("code", Problem::Incorrect, Variant::WrongLength, sentence);
    }
    invalid.or(digits)
}

fn session(services: &Services, code: &Code, customer: CustomerId) -> PortalSession {
    let visitor = Actor::visitor(World::live(code.account_id), customer);
    PortalSession { email: Some(code.email.clone()), ..begin(services, &visitor, customer) }
}

/// The code of a row: eight digits that nobody can tell without the secret key. Nothing that could be guessed back is stored.
fn digits(secrets: &Secrets, code: &Code) -> Option<String> {
    let bytes = secrets.find(&code.key_id)?.derive(&format!("certlane:portal-code:{}", code.id));
    let number = bytes.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    Some(format!("{:0DIGITS$}", number % 10_u64.pow(DIGITS as u32)))
}

fn wrong() -> Invalid {
    let sentence = "This is not the code of the newest e-mail. Compare each digit.";
    Invalid::one("code", Problem::Incorrect, sentence)
}

fn over() -> Invalid {
    let sentence = "This code does not count any more: it was used, tried too often, or is too old. Ask for a new one.";
    Invalid::one("code", Problem::Changed, sentence)
}

/// What the mail with a code says, and in which language.
pub(crate) struct Letterable {
    pub(crate) account: Account,
    pub(crate) email: String,
    pub(crate) language: Language,
    pub(crate) digits: String,
}

/// What to mail for a code; none where nobody is to get one: it is too old, or no customer has the address.
pub(crate) async fn letterable(services: &Services, id: PortalCodeId) -> Result<Option<Letterable>> {
    let mut tx = services.store.read().await?;
    let Some(code) = store::portal_codes::find(&mut tx, id).await? else { return Ok(None) };
    let account = store::accounts::find(&mut tx, code.account_id).await?.ok_or(Error::NotFound)?;
    let known = !store::portal_codes::customers_of(&mut tx, code.account_id, &code.email).await?.is_empty();
    let wanted = known && code.expires_at > services.clock.now();
    let digits = digits(&services.secrets, &code).filter(|_| wanted);
    Ok(digits.map(|digits| Letterable { account, email: code.email, language: code.language, digits }))
}
