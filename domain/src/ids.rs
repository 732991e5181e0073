//! Ids that say what they are: a prefix and a UUID, as in `cert_req_0199f0a2-…`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

/// A text that is not an id of the wanted kind. Faces answer it as "not found".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id of a {0}")]
pub struct NotAnId(&'static str);

macro_rules! id {
    ($(#[doc = $doc:literal])* $name:ident, $prefix:literal, $what:literal) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id that a text names, with its prefix or by the UUID alone, as some dialects write it.
            pub fn read(text: &str) -> Option<Self> {
                text.parse().or_else(|_| format!(concat!($prefix, "_{}"), text).parse()).ok()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let id = text.strip_prefix(concat!($prefix, "_")).and_then(|uuid| Uuid::try_parse(uuid).ok());
                // One spelling per id: what is printed is what is read.
                id.map(Self).filter(|id| id.to_string() == text).ok_or(NotAnId($what))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }

        #[cfg(feature = "utoipa")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                crate::described::id($prefix, concat!($($doc),*))
            }
        }

        #[cfg(feature = "utoipa")]
        impl utoipa::ToSchema for $name {}
    };
}

id!(/** A merchant, the tenant. */ AccountId, "acct", "merchant");
id!(/** A person of the merchant's staff. */ UserId, "user", "user");
id!(/** A key of the API. */ ApiKeyId, "key", "key");
id!(/** A buyer of the merchant. */ CustomerId, "cust", "customer");
id!(/** One ask for a certificate. */ RequestId, "cert_req", "certificate request");
id!(/** What the buyer stated and sent. */ CertificateId, "cert", "certificate");
id!(/** A stored file. */ DocumentId, "file", "file");
id!(/** Something that happened. */ EventId, "evt", "event");
id!(/** An answer about an exemption, kept for an audit. */ SnapshotId, "snap", "snapshot");
id!(/** A mail, sent or to be sent. */ MailId, "mail", "mail");
id!(/** A buyer's visit to its home. */ PortalSessionId, "portal", "portal session");
id!(/** A code that was asked for to sign in to the home. */ PortalCodeId, "code", "sign-in code");
id!(/** Where webhooks go. */ WebhookEndpointId, "whe", "webhook endpoint");
id!(/** An event on its way to an endpoint. */ WebhookDeliveryId, "whd", "webhook delivery");
id!(/** One try of a delivery. */ WebhookAttemptId, "wha", "webhook attempt");
id!(/** Work for after the commit. */ JobId, "job", "job");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_prints() {
        let id = RequestId(Uuid::from_u128(0x0199_f0a2_0000_7000_8000_0000_0000_0001));
        assert_eq!(id.to_string(), "cert_req_0199f0a2-0000-7000-8000-000000000001");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn an_id_may_come_without_its_prefix_where_a_dialect_leaves_it_out() {
        let id = CertificateId(Uuid::from_u128(0x0199_f0a2_0000_7000_8000_0000_0000_0001));
        assert_eq!(CertificateId::read(&id.to_string()), Some(id));
        assert_eq!(CertificateId::read(&id.0.to_string()), Some(id));
        for text in ["", "cert_", "0199F0A2-0000-7000-8000-000000000001", &CustomerId(id.0).to_string()] {
            assert_eq!(CertificateId::read(text), None, "{text}");
        }
    }

    #[test]
    fn another_spelling_or_kind_is_no_id() {
        let hex = "0199f0a2-0000-7000-8000-000000000001";
        for text in [
            format!("cert_{hex}"),
            format!("cert_req_{}", hex.to_uppercase()),
            format!("cert_req_{}", hex.replace('-', "")),
            format!("cert_req_{{{hex}}}"),
            hex.to_owned(),
            String::new(),
        ] {
            assert!(text.parse::<RequestId>().is_err(), "{text}");
        }
    }
}
