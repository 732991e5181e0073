//! Signed links and cookies: JWT with one pinned algorithm (RFC 8725: `typ` and `aud` per purpose, `kid` for rotation).

use chrono::{DateTime, Utc};
use domain::AccountId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, secrets::Secrets};

/// What a token is for; one made for a purpose is good for no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The link of the e-mail.
    Invitation,
    /// The cookie that the link is exchanged for.
    Wizard,
    /// The first link of a member of the staff: sets the password.
    SetUp,
    /// A link that signs in; only the demo makes it.
    SignIn,
    /// The link that a storefront gets for one of its customers.
    PortalLink,
    /// The cookie of a visit to the buyer's home.
    Portal,
}

impl Purpose {
    fn typ(self) -> &'static str {
        match self {
            Self::Invitation => "invitation+jwt",
            Self::Wizard => "wizard+jwt",
            Self::SetUp => "set-up+jwt",
            Self::SignIn => "sign-in+jwt",
            Self::PortalLink => "portal-link+jwt",
            Self::Portal => "portal+jwt",
        }
    }

    fn audience(self) -> &'static str {
        match self {
            Self::Invitation => "certlane:invitation",
            Self::Wizard => "certlane:wizard",
            Self::SetUp => "certlane:set-up",
            Self::SignIn => "certlane:sign-in",
            Self::PortalLink => "certlane:portal-link",
            Self::Portal => "certlane:portal",
        }
    }
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    aud: String,
    /// Whom or what it is about: a request or a user.
    pub(crate) sub: String,
    /// The tenant, so that the store is asked inside it.
    pub(crate) account: AccountId,
    /// Tokens of an earlier generation are dead.
    pub(crate) generation: i32,
    /// Seconds since 1970.
    pub(crate) exp: i64,
}

/// Why a token is not good.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// Not ours, changed, or made for something else.
    Damaged,
    /// Ours and whole, and too old.
    Expired(Claims),
}

impl Secrets {
    /// Signs with the current key.
    pub(crate) fn sign(
        &self,
        purpose: Purpose,
        account: AccountId,
        subject: impl ToString,
        generation: i32,
        expires_at: DateTime<Utc>,
    ) -> Result<String> {
        let key = self.current();
        let header =
            Header { typ: Some(purpose.typ().to_owned()), kid: Some(key.id.clone()), ..Header::new(Algorithm::HS256) };
        let (aud, sub) = (purpose.audience().to_owned(), subject.to_string());
        let claims = Claims { aud, sub, account, generation, exp: expires_at.timestamp() };
        encode(&header, &claims, &EncodingKey::from_secret(&key.derive(purpose.audience()))).map_err(Error::internal)
    }

    /// Reads a token that must be for this purpose.
    pub(crate) fn read(
        &self,
        purpose: Purpose,
        token: &str,
        now: DateTime<Utc>,
    ) -> std::result::Result<Claims, Rejected> {
        let header = decode_header(token).map_err(|_| Rejected::Damaged)?;
        if header.typ.as_deref() != Some(purpose.typ()) {
            return Err(Rejected::Damaged);
        }
        let key = header.kid.and_then(|id| self.find(&id)).ok_or(Rejected::Damaged)?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[purpose.audience()]);
        validation.validate_exp = false; // by our own clock, below
        let secret = DecodingKey::from_secret(&key.derive(purpose.audience()));
        let claims = decode::<Claims>(token, &secret, &validation).map_err(|_| Rejected::Damaged)?.claims;
        if claims.exp <= now.timestamp() { Err(Rejected::Expired(claims)) } else { Ok(claims) }
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
    use uuid::Uuid;

    use super::*;
    use crate::{Clock, SystemTime};

    fn secrets() -> Secrets {
        let dir = tempfile::tempdir().unwrap();
        Secrets::load_or_create(&dir.path().join("secret.key"), &Clock::new(SystemTime)).unwrap()
    }

    fn noon() -> DateTime<Utc> {
        "2026-07-10T12:00:00Z".parse().unwrap()
    }

    fn account() -> AccountId {
        AccountId(Uuid::from_u128(1))
    }

    #[test]
    fn a_token_lives_until_its_second() {
        let secrets = secrets();
        let token = secrets.sign(Purpose::Invitation, account(), "cert_req_1", 3, noon()).unwrap();
        let before = secrets.read(Purpose::Invitation, &token, noon() - chrono::Duration::seconds(1)).unwrap();
        assert_eq!((before.sub.as_str(), before.generation), ("cert_req_1", 3));
        assert!(
            matches!(secrets.read(Purpose::Invitation, &token, noon()), Err(Rejected::Expired(claims)) if claims == before)
        );
    }

    #[test]
    fn a_token_is_good_for_one_purpose_and_one_key() {
        let secrets = secrets();
        let token = secrets.sign(Purpose::Invitation, account(), "x", 1, noon()).unwrap();
        let earlier = noon() - chrono::Duration::days(1);
        for purpose in [Purpose::Wizard, Purpose::SetUp, Purpose::SignIn, Purpose::PortalLink, Purpose::Portal] {
            assert_eq!(secrets.read(purpose, &token, earlier), Err(Rejected::Damaged));
        }
        assert_eq!(self::secrets().read(Purpose::Invitation, &token, earlier), Err(Rejected::Damaged));
    }

    #[test]
    fn forgeries_are_damaged_and_never_panic() {
        let secrets = secrets();
        let good = secrets.sign(Purpose::Invitation, account(), "x", 1, noon()).unwrap();
        let [header, payload, signature]: [&str; 3] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
        let kid = &secrets.current().id;
        let none = |alg: &str| BASE64.encode(format!(r#"{{"alg":"{alg}","typ":"invitation+jwt","kid":"{kid}"}}"#));
        let mut forgeries = vec![
            String::new(),
            "..".to_owned(),
            "a.b.c.d".to_owned(),
            format!("{header}.{payload}."),
            format!("{header}.{payload}.{signature}="),
            format!("{header}.{payload}.{}", &signature[..20]),
            format!("{header}.{payload}.{signature}.{signature}"),
        ];
        forgeries.extend(["none", "None", "nOnE", "HS512", "RS256"].map(|alg| format!("{}.{payload}.", none(alg))));
        for exp in ["-1", "9223372036854775808", "1.5", r#""soon""#, "null"] {
            let claims = format!(
                r#"{{"aud":"certlane:invitation","sub":"x","account":"{}","generation":1,"exp":{exp}}}"#,
                account()
            );
            forgeries.push(format!("{header}.{}.{signature}", BASE64.encode(claims)));
        }
        // Each single character changed, the padding bits of the last one included.
        for place in 0..good.len() {
            let mut changed = good.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            forgeries.push(String::from_utf8(changed).unwrap());
        }
        for token in forgeries.iter().filter(|token| **token != good) {
            let read = secrets.read(Purpose::Invitation, token, noon() - chrono::Duration::days(1));
            assert_eq!(read, Err(Rejected::Damaged), "{token}");
        }
    }
}
