//! What the buyer stated, and what it is worth on a day.

mod ending;

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use self::ending::Told;
use crate::{
    AccountId, CertificateId, CertificateType, Coverage, CustomerId, DocumentId, IdentificationType, Jurisdiction,
    Policy, Reason, Refusal, RequestId,
    law::{Recurrence, Term, Validity},
    request::{letters_and_digits, request_code},
    wizard::{Business, Signer},
    words::words,
};

words! {
    /// Where the merchant's review is; stored.
    Review {
        /// There is no document yet.
        NotReady = "not_ready",
        /// A person has to look.
        Pending = "pending",
        /// Approved.
        Verified = "verified",
        /// The buyer has to add something.
        NeedsInfo = "needs_info",
        /// Rejected.
        Failed = "failed",
        /// Approved once, withdrawn since.
        Revoked = "revoked",
    }
}

words! {
    /// What a certificate is on a day; derived, never stored, in the order from best to worst.
    CertificateStatus {
        /// Valid and in effect.
        Active = "active",
        /// Valid, and soon at its end.
        Expiring = "expiring",
        /// The buyer has to add something.
        NeedsInfo = "needs_info",
        /// Under review, or not in effect yet.
        Processing = "processing",
        /// Its last day has passed.
        Expired = "expired",
        /// Rejected, revoked or deactivated.
        Invalid = "invalid",
    }
}

impl CertificateStatus {
    /// The reviews with which a certificate can have this status on some day.
    pub fn possible_reviews(self) -> &'static [Review] {
        match self {
            Self::Active | Self::Expiring | Self::Expired => &[Review::Verified],
            Self::NeedsInfo => &[Review::NeedsInfo],
            Self::Processing => &[Review::NotReady, Review::Pending, Review::Verified],
            Self::Invalid => Review::ALL, // switched off in its states
        }
    }
}

/// A certificate of exemption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its id, `cert_…`.
    pub id: CertificateId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Live rows and test rows never meet.
    pub livemode: bool,
    /// Who gave it.
    pub customer_id: CustomerId,
    /// The request that it answers.
    pub request_id: Option<RequestId>,
    /// Which document it is.
    pub certificate_type: CertificateType,
    /// Where the review is.
    pub review: Review,
    /// The document, once there is one.
    pub document_id: Option<DocumentId>,
    /// The buyer, as the buyer wrote it.
    pub business: Business,
    /// Who submitted it and how.
    pub signer: Signer,
    /// One entry a state, by code.
    pub jurisdictions: Vec<CertificateJurisdiction>,
    /// How far it reaches, where whoever filed it said so.
    pub coverage: Option<Coverage>,
    /// The number that the authority gave the certificate itself.
    pub certificate_number: Option<String>,
    /// When it was submitted.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a certificate says for one jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateJurisdiction {
    /// Where.
    pub jurisdiction: Jurisdiction,
    /// Why the purchase is exempt there.
    pub reason: Reason,
    /// The explanation that `OTHER` needs.
    pub explanation: Option<String>,
    /// The number that proves it, as permit or registration.
    pub number: Option<String>,
    /// The state that issued the number.
    pub issued_by: Option<Jurisdiction>,
    /// The first day on which it holds.
    pub effective_on: NaiveDate,
    /// The last day on which it holds; none: no end is known.
    pub expires_on: Option<NaiveDate>,
    /// False once a person has switched it off.
    pub active: bool,
    /// When a person looked the number up with the state, as some states want; none: nobody did.
    pub number_verified_at: Option<DateTime<Utc>>,
    /// What kind of number it is, where whoever filed it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identification_type: Option<IdentificationType>,
    /// When the state was added; none: it came with the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_at: Option<DateTime<Utc>>,
}

/// What the worth of a certificate depends on besides itself and the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstances {
    /// How many days before its end it counts as expiring.
    pub window_days: i32,
    /// What the merchant decided.
    pub policy: Arc<Policy>,
    /// What the customer has bought where, in the order of time; states without an entry: nothing was reported.
    pub purchases: BTreeMap<Jurisdiction, Vec<NaiveDate>>,
}

impl Circumstances {
    /// The purchases in a state; empty: nothing was reported.
    pub fn purchases_in(&self, jurisdiction: Jurisdiction) -> &[NaiveDate] {
        self.purchases.get(&jurisdiction).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Certificate {
    /// The states that it names.
    pub fn states(&self) -> impl Iterator<Item = Jurisdiction> {
        self.jurisdictions.iter().map(|line| line.jurisdiction)
    }

    /// What its file is called, without the ending.
    pub fn file_stem(&self) -> String {
        let code = self.request_id.map_or_else(|| letters_and_digits(self.id.0.as_u128()), request_code);
        self.certificate_type.file_stem(&code)
    }

    /// Whether a reviewer may approve it.
    pub fn approve(&mut self, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.review {
            Review::Pending | Review::NeedsInfo => {
                self.review = Review::Verified;
                self.updated_at = now;
                Ok(())
            }
            _ => Err(Refusal::NotReviewable),
        }
    }

    /// Whether a reviewer may reject it.
    pub fn reject(&mut self, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.review {
            Review::NotReady | Review::Pending | Review::NeedsInfo => {
                self.review = Review::Failed;
                self.updated_at = now;
                Ok(())
            }
            _ => Err(Refusal::NotReviewable),
        }
    }

    /// Whether its approval may be withdrawn.
    pub fn revoke(&mut self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.review != Review::Verified {
            return Err(Refusal::NotVerified);
        }
        self.review = Review::Revoked;
        self.updated_at = now;
        Ok(())
    }

    /// Whether the buyer may be asked about it; a second question takes the place of the first.
    pub fn ask(&mut self, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.review {
            Review::Pending | Review::NeedsInfo => {
                self.review = Review::NeedsInfo;
                self.updated_at = now;
                Ok(())
            }
            _ => Err(Refusal::NotReviewable),
        }
    }

    /// The summary on a day: the best of its jurisdictions; which state it is good for, each of them says itself.
    pub fn status_on(&self, today: NaiveDate, circumstances: &Circumstances) -> CertificateStatus {
        let status =
            |line: &CertificateJurisdiction| line.status_on(self.certificate_type, self.review, today, circumstances);
        self.jurisdictions.iter().map(status).min().unwrap_or(CertificateStatus::Processing)
    }

    /// The first day on which it holds anywhere.
    pub fn effective_on(&self) -> Option<NaiveDate> {
        self.jurisdictions.iter().map(|line| line.effective_on).min()
    }

    /// The first day on which some part of it ends, as known on a day; none where no part has an end.
    pub fn expires_on(&self, today: NaiveDate, circumstances: &Circumstances) -> Option<NaiveDate> {
        let last_day = |line: &CertificateJurisdiction| line.last_day(self.certificate_type, today, circumstances);
        self.jurisdictions.iter().filter_map(last_day).min()
    }
}

impl CertificateJurisdiction {
    /// How long it counts here: by the document, by the state's rule, by the merchant's policy; the earliest decides.
    pub fn validity(&self, form: CertificateType, policy: &Policy) -> Validity {
        let term = Term {
            jurisdiction: self.jurisdiction,
            certificate_type: form,
            reason: self.reason,
            effective_on: self.effective_on,
            stated_last_day: self.expires_on,
            policy_months: policy.max_months(self.jurisdiction),
        };
        term.validity()
    }

    /// Whether purchases keep it alive on a day; none: here it does not depend on purchases.
    pub fn recurrence_on(
        &self,
        validity: &Validity,
        day: NaiveDate,
        circumstances: &Circumstances,
    ) -> Option<Recurrence> {
        let purchases = circumstances.purchases_in(self.jurisdiction);
        Some(Recurrence::on(day, self.effective_on, validity.gap_months?, purchases))
    }

    /// Its last day here, as known on a day: by document, law and policy, and where it lapses for want of purchases.
    pub fn last_day(
        &self,
        form: CertificateType,
        today: NaiveDate,
        circumstances: &Circumstances,
    ) -> Option<NaiveDate> {
        let validity = self.validity(form, &circumstances.policy);
        let by_purchases = self.recurrence_on(&validity, today, circumstances).and_then(Recurrence::last_day);
        [validity.last_day.map(|(day, _)| day), by_purchases].into_iter().flatten().min()
    }

    /// What the certificate is worth here on a day (design: failed, revoked, deactivated → invalid; …; else active).
    pub fn status_on(
        &self,
        form: CertificateType,
        review: Review,
        today: NaiveDate,
        circumstances: &Circumstances,
    ) -> CertificateStatus {
        match review {
            Review::Failed | Review::Revoked => return CertificateStatus::Invalid,
            _ if !self.active => return CertificateStatus::Invalid,
            Review::NeedsInfo => return CertificateStatus::NeedsInfo,
            Review::NotReady | Review::Pending => return CertificateStatus::Processing,
            Review::Verified if today < self.effective_on => return CertificateStatus::Processing,
            Review::Verified => {}
        }
        let last_day = self.last_day(form, today, circumstances);
        let refresh_from = self.validity(form, &circumstances.policy).refresh_from;
        let soon = |day: NaiveDate| day - today <= Duration::days(circumstances.window_days.into());
        match last_day {
            Some(last) if last < today => CertificateStatus::Expired,
            _ if [last_day, refresh_from].into_iter().flatten().any(soon) => CertificateStatus::Expiring,
            _ => CertificateStatus::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn ohio(expires_on: Option<&str>) -> CertificateJurisdiction {
        CertificateJurisdiction {
            jurisdiction: "US-OH".parse().unwrap(),
            reason: Reason::Resale,
            explanation: None,
            number: Some("89-123456".into()),
            issued_by: None,
            effective_on: day("2026-01-01"),
            expires_on: expires_on.map(day),
            active: true,
            number_verified_at: None,
            identification_type: None,
            added_at: None,
        }
    }

    fn circumstances() -> Circumstances {
        Circumstances { window_days: 60, policy: Arc::default(), purchases: BTreeMap::new() }
    }

    fn status(line: &CertificateJurisdiction, review: Review, today: &str) -> CertificateStatus {
        line.status_on("US-OH-STEC-B".parse().unwrap(), review, day(today), &circumstances())
    }

    #[test]
    fn the_status_follows_the_day() {
        let line = ohio(Some("2026-12-31"));
        let on = |today| status(&line, Review::Verified, today);
        assert_eq!(on("2025-12-31"), CertificateStatus::Processing);
        assert_eq!(on("2026-01-01"), CertificateStatus::Active);
        assert_eq!(on("2026-10-31"), CertificateStatus::Active, "61 days before its last day");
        assert_eq!(on("2026-11-01"), CertificateStatus::Expiring, "60 days before its last day");
        assert_eq!(on("2026-12-31"), CertificateStatus::Expiring, "the last day still counts");
        assert_eq!(on("2027-01-01"), CertificateStatus::Expired);
        assert_eq!(status(&ohio(None), Review::Verified, "2099-01-01"), CertificateStatus::Active);
    }

    #[test]
    fn a_status_comes_from_no_other_review() {
        let line = ohio(Some("2026-12-31"));
        let off = CertificateJurisdiction { active: false, ..line.clone() };
        for review in Review::ALL {
            for line in [&line, &off] {
                for today in ["2025-12-31", "2026-01-01", "2026-12-01", "2027-01-01"] {
                    let status = status(line, *review, today);
                    assert!(status.possible_reviews().contains(review), "{review} {status}");
                }
            }
        }
    }

    #[test]
    fn a_decision_fits_the_review() {
        let now = "2026-07-10T12:00:00Z".parse().unwrap();
        let in_review = |review| Certificate { review, ..certificate() };
        for (review, rejected, revoked) in [
            (Review::NotReady, true, false),
            (Review::Pending, true, false),
            (Review::NeedsInfo, true, false),
            (Review::Verified, false, true),
            (Review::Failed, false, false),
            (Review::Revoked, false, false),
        ] {
            assert_eq!(in_review(review).reject(now).is_ok(), rejected, "{review}");
            assert_eq!(in_review(review).revoke(now).is_ok(), revoked, "{review}");
        }
    }

    fn certificate() -> Certificate {
        let nil = uuid::Uuid::nil();
        let at = "2026-07-10T12:00:00Z".parse().unwrap();
        Certificate {
            id: CertificateId(nil),
            account_id: AccountId(nil),
            livemode: true,
            customer_id: CustomerId(nil),
            request_id: None,
            certificate_type: CertificateType::OTHER,
            review: Review::Pending,
            document_id: None,
            business: Business {
                legal_name: "Riverside Cafe".into(),
                address: crate::customer::Address::default(),
                country: None,
                business_type: crate::wizard::BusinessType::Other,
                contact_name: String::new(),
                contact_email: "ap@riverside.example".into(),
                contact_phone: None,
            },
            signer: Signer { name: String::new(), title: String::new(), signature: None },
            jurisdictions: vec![ohio(None)],
            coverage: None,
            certificate_number: None,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn the_review_comes_before_the_day() {
        let on = |review| status(&ohio(Some("2020-01-01")), review, "2026-05-01");
        assert_eq!(on(Review::NotReady), CertificateStatus::Processing);
        assert_eq!(on(Review::Pending), CertificateStatus::Processing);
        assert_eq!(on(Review::NeedsInfo), CertificateStatus::NeedsInfo);
        assert_eq!(on(Review::Failed), CertificateStatus::Invalid);
        assert_eq!(on(Review::Revoked), CertificateStatus::Invalid);
        let off = CertificateJurisdiction { active: false, ..ohio(None) };
        assert_eq!(status(&off, Review::Verified, "2026-05-01"), CertificateStatus::Invalid);
    }
}
