//! Answers about exemptions, as they are described: they are written and kept as text by `services`.
#![expect(dead_code, reason = "describes what services::exemptions writes")]

use chrono::NaiveDate;
use domain::{
    CertificateId, CustomerId, Jurisdiction, Reason, SnapshotId,
    exemption::{Outcome, Rule, Standing},
    law::Confidence,
};
use utoipa::ToSchema;

/// Whether a buyer is exempt, and why.
#[derive(ToSchema)]
pub(in crate::api) struct Exemption {
    #[schema(example = "tax.exemption")]
    object: String,
    customer_id: CustomerId,
    /// Whether no tax is to be charged.
    exempt: bool,
    status: Standing,
    /// The certificate that decides; where none makes exempt, the one that comes closest.
    #[schema(required)]
    certificate_id: Option<CertificateId>,
    jurisdiction: Jurisdiction,
    /// The day of the sale.
    on: NaiveDate,
    /// The reason that was asked for.
    #[schema(required)]
    reason: Option<Reason>,
    /// The first day for which the answer is the same by this certificate.
    #[schema(required)]
    valid_from: Option<NaiveDate>,
    /// The last such day; null: no end is known.
    #[schema(required)]
    valid_until: Option<NaiveDate>,
    /// Rule by rule.
    explanation: Vec<ExemptionStep>,
    /// Every certificate of the customer, newest first.
    certificates_considered: Vec<ConsideredCertificate>,
    /// What would make the buyer exempt; null where it is.
    #[schema(required)]
    missing: Option<String>,
    /// The day whose knowledge the answer rests on; null: what was known when it was given.
    #[schema(required)]
    known_on: Option<NaiveDate>,
    /// The version of your policy that it rests on.
    policy_version: i32,
    livemode: bool,
    /// Finds the same answer again.
    snapshot_id: SnapshotId,
}

/// How one rule came out.
#[derive(ToSchema)]
struct ExemptionStep {
    rule: Rule,
    outcome: Outcome,
    /// Why, for a person.
    sentence: String,
    /// Where the rule comes from; null for what is on file and what you decided.
    #[schema(required)]
    source: Option<Source>,
}

/// Where a rule comes from.
#[derive(ToSchema)]
struct Source {
    /// The page, form, rule or statute.
    title: String,
    /// Where to read it.
    #[schema(required, format = Uri)]
    url: Option<String>,
    /// The month in which it was looked up.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$", example = "2026-10")]
    as_of: String,
    confidence: Confidence,
}

/// What became of one certificate.
#[derive(ToSchema)]
struct ConsideredCertificate {
    certificate_id: CertificateId,
    /// Whether it makes the buyer exempt.
    exempt: bool,
    /// The first rule that it does not pass.
    #[schema(required)]
    rule: Option<Rule>,
    /// Why, for a person.
    sentence: String,
}

/// The answers to several questions, in their order.
#[derive(ToSchema)]
pub(in crate::api) struct ExemptionList {
    #[schema(example = "list")]
    object: String,
    exemptions: Vec<Exemption>,
}

/// An answer that was given before.
#[derive(ToSchema)]
pub(in crate::api) struct Snapshot {
    #[serde(flatten)]
    answer: Exemption,
    /// When it was given for the first time.
    #[schema(format = DateTime)]
    answered_at: String,
}
