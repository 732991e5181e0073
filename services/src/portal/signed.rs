//! Links that a storefront signs by itself: JWT by HS256, ten minutes, one use (RFC 8725: one algorithm, `aud`, one key
//! for one purpose).

use chrono::Duration;
use domain::{Account, AccountId, Customer, NewCustomer, PortalSession, Storefront};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, dangerous::insecure_decode_claims, decode};
use serde::Deserialize;

use super::{
    BadEntry, Entered,
    sessions::{begin, entered, insert},
};
use crate::{Actor, Error, Result, Services, World, customers, secrets::sha256, store, storefront::spell};

/// Whom a signed link must name as its audience.
pub const AUDIENCE: &str = "certlane-portal";

/// How old a link may be.
const OLDEST: i64 = 600;

/// How far the storefront's clock may be ahead of ours.
const AHEAD: i64 = 60;

/// Longer than any link that a storefront signs.
const LONGEST: usize = 8_000;

/// What a storefront says of its customer.
#[derive(Debug, Deserialize)]
struct Said {
    sub: Option<Number>,
    customer: Option<Number>,
    /// Numbers of JWT may have fractions.
    iat: f64,
    exp: Option<f64>,
    jti: String,
    name: Option<String>,
    email: Option<String>,
    return_url: Option<String>,
}

/// The merchant's own number for a customer, which some storefronts write as a number.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Number {
    Text(String),
    Whole(u64),
}

impl Number {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
        }
    }
}

/// A link with a good signature, young and not used.
struct Verified {
    account: Account,
    storefront: Storefront,
    /// The program, in the mode of the secret that signed.
    certlane: Actor,
    said: Said,
    reference: String,
    token_hash: Vec<u8>,
}

/// Whose buyer a link would let in. It takes a form to be let in: what fetches links must not use them up.
pub async fn look(services: &Services, token: &str) -> Result<std::result::Result<Account, BadEntry>> {
    let verified = match verify(services, token).await? {
        Ok(verified) => verified,
        Err(bad) => return Ok(Err(bad)),
    };
    let known = customers::find_by_reference(services, &verified.certlane, &verified.reference).await?;
    let welcome = known.is_some() || verified.new_customer().is_some();
    Ok(if welcome { Ok(verified.account) } else { Err(BadEntry::Unknown(Box::new(verified.account))) })
}

/// Lets a storefront's customer in, once.
pub async fn enter(services: &Services, token: &str) -> Result<std::result::Result<Entered, BadEntry>> {
    let verified = match verify(services, token).await? {
        Ok(verified) => verified,
        Err(bad) => return Ok(Err(bad)),
    };
    let Some(customer) = customer(services, &verified).await? else {
        return Ok(Err(BadEntry::Unknown(Box::new(verified.account))));
    };
    let Verified { account, storefront, certlane, said, token_hash, .. } = verified;
    // An address that is not listed is left out: the buyer can still come in.
    let return_url = said.return_url.and_then(|url| storefront.return_url(&url).ok());
    let session = PortalSession { return_url, ..begin(services, &certlane, customer.id) };
    let kept_until = session.created_at + Duration::seconds(OLDEST + AHEAD);
    let mut tx = services.store.write().await?;
    if !store::storefronts::use_token(&mut tx, account.id, certlane.livemode(), &token_hash, kept_until).await? {
        return Ok(Err(BadEntry::Used(Box::new(account))));
    }
    insert(services, &mut tx, &session, "By a link of the storefront".to_owned()).await?;
    tx.commit().await?;
    Ok(Ok(entered(services, &session)?))
}

async fn verify(services: &Services, token: &str) -> Result<std::result::Result<Verified, BadEntry>> {
    let Some(issuer) = issuer(token) else { return Ok(Err(BadEntry::Damaged)) };
    let now = services.clock.now();
    let mut tx = services.store.read().await?;
    let Some(account) = store::accounts::find(&mut tx, issuer).await? else { return Ok(Err(BadEntry::Damaged)) };
    let secrets = store::storefronts::secrets(&mut tx, issuer, now).await?;
    let read_by = |secret: &store::storefronts::Secret| {
        let said = read(token, issuer, &spell(&services.secrets, issuer, secret)?)?;
        Some((said, secret.livemode))
    };
    let Some((said, livemode)) = secrets.iter().find_map(read_by) else { return Ok(Err(BadEntry::Damaged)) };
    let Some(reference) = said.reference() else { return Ok(Err(BadEntry::Damaged)) };
    if !said.is_fresh(now.timestamp() as f64) {
        return Ok(Err(BadEntry::Over(Box::new(account))));
    }
    let token_hash = sha256(&said.jti);
    if store::storefronts::is_used(&mut tx, issuer, livemode, &token_hash).await? {
        return Ok(Err(BadEntry::Used(Box::new(account))));
    }
    let storefront = store::storefronts::find(&mut tx, issuer).await?;
    let certlane = Actor::certlane(World::of(&account, livemode));
    Ok(Ok(Verified { account, storefront, certlane, said, reference, token_hash }))
}

/// Whose secrets to try: what an unread token says of itself, which proves nothing yet.
fn issuer(token: &str) -> Option<AccountId> {
    #[derive(Deserialize)]
    struct Issuer {
        iss: AccountId,
    }
    (token.len() <= LONGEST).then(|| insecure_decode_claims::<Issuer>(token).ok())?.map(|claims| claims.iss)
}

/// What a token says, if this secret has signed it.
fn read(token: &str, issuer: AccountId, secret: &str) -> Option<Said> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[issuer]);
    validation.set_required_spec_claims(&["aud", "iss"]);
    validation.validate_exp = false; // by our own clock, in `is_fresh`
    let read = decode::<Said>(token, &DecodingKey::from_secret(secret.as_bytes()), &validation).ok()?;
    let typ = read.header.typ.as_deref().unwrap_or("JWT");
    (typ.eq_ignore_ascii_case("JWT") && read.header.crit.is_none()).then_some(read.claims)
}

impl Said {
    /// The merchant's number for the customer; `customer` where the `sub` is a person of it.
    fn reference(&self) -> Option<String> {
        let reference = self.customer.as_ref().or(self.sub.as_ref())?.text();
        (!reference.trim().is_empty() && !self.jti.is_empty()).then_some(reference)
    }

    fn is_fresh(&self, now: f64) -> bool {
        let age = now - self.iat;
        let ended = self.exp.is_some_and(|exp| now >= exp);
        age >= -(AHEAD as f64) && age <= OLDEST as f64 && !ended
    }
}

/// The customer that a link names; where the merchant wants that, a new one.
async fn customer(services: &Services, verified: &Verified) -> Result<Option<Customer>> {
    let Verified { certlane, reference, .. } = verified;
    if let Some(known) = customers::find_by_reference(services, certlane, reference).await? {
        return Ok(Some(known));
    }
    let Some(new) = verified.new_customer() else { return Ok(None) };
    match customers::create(services, certlane, &new).await {
        Ok(customer) => Ok(Some(customer)),
        // Another window was faster.
        Err(Error::Refused(_)) => customers::find_by_reference(services, certlane, reference).await,
        Err(error) => Err(error),
    }
}

impl Verified {
    /// The customer that the link brings with it, where the merchant wants that.
    fn new_customer(&self) -> Option<NewCustomer> {
        let (Some(name), Some(email), true) = (&self.said.name, &self.said.email, self.storefront.adds_customers)
        else {
            return None;
        };
        let new = NewCustomer {
            name: name.clone(),
            email: email.clone(),
            reference_customer_id: self.reference.clone(),
            ..NewCustomer::default()
        };
        new.check().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(iat: f64, exp: Option<f64>) -> Said {
        let sub = Some(Number::Whole(20_506));
        Said { sub, customer: None, iat, exp, jti: "1".into(), name: None, email: None, return_url: None }
    }

    #[test]
    fn a_link_counts_for_ten_minutes_and_bears_a_clock_that_is_ahead() {
        for (iat, exp, fresh) in [
            (1_000.0, None, true),
            (400.0, None, true),
            (399.9, None, false),
            (1_060.0, None, true),
            (1_060.5, None, false),
            (900.0, Some(1_001.0), true),
            (900.0, Some(1_000.0), false),
            (f64::NAN, None, false),
            (f64::NEG_INFINITY, None, false),
        ] {
            assert_eq!(said(iat, exp).is_fresh(1_000.0), fresh, "{iat} {exp:?}");
        }
    }

    #[test]
    fn the_customer_goes_before_the_subject() {
        let link = said(0.0, None);
        assert_eq!(link.reference().as_deref(), Some("20506"));
        let link = Said { customer: Some(Number::Text("A-7".into())), ..link };
        assert_eq!(link.reference().as_deref(), Some("A-7"));
        assert_eq!(Said { jti: String::new(), ..link }.reference(), None);
    }
}
