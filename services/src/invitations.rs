//! The signed link of a request: made, opened, and exchanged for a cookie.

use chrono::{DateTime, Duration, Utc};
use domain::{
    Account, CertificateRequest, RequestId, RequestStatus,
    request::{letters_and_digits, normal_code},
};

use crate::{
    Actor, Error, Result, Services, World,
    secrets::Key,
    store,
    tokens::{Claims, Purpose, Rejected},
};

/// A link that was opened well: what the browser gets instead of it.
#[derive(Debug)]
pub struct Opened {
    /// The request that it is about.
    pub request: RequestId,
    /// The value of the cookie.
    pub cookie: String,
    /// When the cookie ends.
    pub expires_at: DateTime<Utc>,
}

/// Why a link opens nothing.
#[derive(Debug)]
pub enum BadLink {
    /// Cut short, changed, or never made by us.
    Damaged,
    /// Too old, or replaced by a newer one; the merchant can send another.
    Over(Box<Account>),
}

/// How long a browser is recognized without opening the link again.
const COOKIE_DAYS: i64 = 1;

/// How long the link of a receipt shows it, and the device that submitted it: until the next year's books are closed.
pub(crate) const RECEIPT_LASTS: Duration = Duration::days(400);

impl Services {
    /// The link that lets a buyer answer a request.
    pub(crate) fn request_link(&self, request: &CertificateRequest) -> Result<String> {
        self.link_until(request, request.expires_at)
    }

    /// The same for people who type it from paper: the request's code and eight letters and digits that only we know.
    pub(crate) fn short_link(&self, request: &CertificateRequest) -> String {
        let secret = short_secret(self.secrets.current(), request);
        self.settings.url(&format!("/l/{}-{secret}", request.code()))
    }

    /// The same link for a request that was answered, and how long it shows the receipt.
    pub(crate) fn receipt_link(&self, actor: &Actor, request: &CertificateRequest) -> Result<(String, DateTime<Utc>)> {
        let until = request.expires_at.max(self.clock.now_for(actor) + RECEIPT_LASTS);
        Ok((self.link_until(request, until)?, until))
    }

    fn link_until(&self, request: &CertificateRequest, until: DateTime<Utc>) -> Result<String> {
        // A token counts whole seconds: one more, or it would end before the request does.
        let until = until + Duration::seconds(1);
        let token =
            self.secrets.sign(Purpose::Invitation, request.account_id, request.id, request.generation, until)?;
        Ok(self.settings.url(&format!("/i/{token}")))
    }
}

/// Opens a link. Nothing changes by it: mail scanners open links too.
pub async fn open(services: &Services, token: &str) -> Result<std::result::Result<Opened, BadLink>> {
    match read(services, token).await? {
        Ok((request, _)) => cookie_of(services, &request).map(Ok),
        Err(problem) => Ok(Err(problem)),
    }
}

/// Opens a link that was typed or scanned from paper. Nothing changes by it either.
pub async fn open_short(services: &Services, typed: &str) -> Result<std::result::Result<Opened, BadLink>> {
    let typed = normal_code(typed);
    let Some((code, secret)) = typed.split_at_checked(SHORT) else { return Ok(Err(BadLink::Damaged)) };
    let mut tx = services.store.read().await?;
    let found = store::requests::find_by_code(&mut tx, &with_dash(code)).await?;
    let is_meant = |request: &CertificateRequest| {
        services.secrets.all().any(|key| short_secret(key, request).replace('-', "") == secret)
    };
    let Some(request) = found.into_iter().find(is_meant) else { return Ok(Err(BadLink::Damaged)) };
    let account = store::accounts::find(&mut tx, request.account_id).await?;
    let Some(account) = account else { return Ok(Err(BadLink::Damaged)) };
    let now = World::of(&account, request.livemode).shows(services.clock.now());
    if request.expires_at > now {
        cookie_of(services, &request).map(Ok)
    } else {
        Ok(Err(BadLink::Over(Box::new(account))))
    }
}

/// The letters and digits of a request's code.
const SHORT: usize = 8;

/// Forty bits that follow from a secret key: too many to guess, few enough to type.
fn short_secret(key: &Key, request: &CertificateRequest) -> String {
    let bytes = key.derive(&format!("certlane:short-link:{}:{}", request.id, request.generation));
    let [a, b, c, d, e, ..] = bytes.map(u128::from);
    letters_and_digits(a << 32 | b << 24 | c << 16 | d << 8 | e)
}

fn with_dash(code: &str) -> String {
    let (left, right) = code.split_at(SHORT / 2);
    format!("{left}-{right}")
}

/// Whoever has a good link, without a browser: for the button of a mail program.
pub(crate) async fn holder(services: &Services, token: &str) -> Result<std::result::Result<Actor, BadLink>> {
    let named = read(services, token).await?;
    Ok(named.map(|(request, account)| Actor::buyer(World::of(&account, request.livemode), request.id)))
}

async fn read(services: &Services, token: &str) -> Result<std::result::Result<(CertificateRequest, Account), BadLink>> {
    let (claims, over) = match services.secrets.read(Purpose::Invitation, token, services.clock.now()) {
        Ok(claims) => (claims, false),
        Err(Rejected::Expired(claims)) => (claims, true),
        Err(Rejected::Damaged) => return Ok(Err(BadLink::Damaged)),
    };
    let Some((request, account)) = named_by(services, &claims).await? else {
        return Ok(Err(BadLink::Damaged));
    };
    if over || request.generation != claims.generation {
        return Ok(Err(BadLink::Over(Box::new(account))));
    }
    Ok(Ok((request, account)))
}

/// A fresh cookie for the buyer who has just submitted, whose page is a receipt to be kept from now on.
pub async fn keep_receipt(services: &Services, actor: &Actor) -> Result<Opened> {
    let mut tx = services.store.read_once().await?;
    let request = store::requests::find(&mut tx, actor, actor.request()?).await?.ok_or(Error::NotFound)?;
    cookie_of(services, &request)
}

/// The cookie of a request: short while answers can be changed by it, long for a receipt, which is bookmarked.
pub(crate) fn cookie_of(services: &Services, request: &CertificateRequest) -> Result<Opened> {
    let lasts = match request.status {
        RequestStatus::Fulfilled => RECEIPT_LASTS,
        _ => Duration::days(COOKIE_DAYS),
    };
    let expires_at = services.clock.now() + lasts;
    let CertificateRequest { account_id, id, generation, .. } = *request;
    let cookie = services.secrets.sign(Purpose::Wizard, account_id, id, generation, expires_at)?;
    Ok(Opened { request: id, cookie, expires_at })
}

/// Recognizes the buyer by the cookie, for the one request that it was made for.
pub async fn recognize(services: &Services, request: RequestId, cookie: &str) -> Result<Actor> {
    let claims =
        services.secrets.read(Purpose::Wizard, cookie, services.clock.now()).map_err(|_| Error::Unauthenticated)?;
    if claims.sub != request.to_string() {
        return Err(Error::Unauthenticated);
    }
    let (found, account) = named_by(services, &claims).await?.ok_or(Error::Unauthenticated)?;
    if found.generation != claims.generation {
        return Err(Error::Unauthenticated);
    }
    Ok(Actor::buyer(World::of(&account, found.livemode), found.id))
}

async fn named_by(services: &Services, claims: &Claims) -> Result<Option<(CertificateRequest, Account)>> {
    let Ok(id) = claims.sub.parse() else { return Ok(None) };
    let mut tx = services.store.read().await?;
    let Some(request) = store::requests::find_by_link(&mut tx, claims.account, id).await? else { return Ok(None) };
    let account = store::accounts::find(&mut tx, claims.account).await?;
    Ok(account.map(|account| (request, account)))
}
