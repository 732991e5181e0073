//! What a certificate is worth in a state today, in the buyer's words.

use chrono::Duration;
use domain::{CertificateJurisdiction, CertificateStatus, Review};
use messages::Words;
use services::certificates::CertificateDetails;

/// The status in a word or two.
pub(super) fn word(words: Words, status: CertificateStatus) -> String {
    words.say(match status {
        CertificateStatus::Active => "portal-status-active",
        CertificateStatus::Expiring => "portal-status-expiring",
        CertificateStatus::NeedsInfo => "portal-status-needs-info",
        CertificateStatus::Processing => "portal-status-processing",
        CertificateStatus::Expired => "portal-status-expired",
        CertificateStatus::Invalid => "portal-status-invalid",
    })
}

/// What follows from it for the buyer, with the day that matters.
pub(super) fn meaning(
    words: Words,
    merchant: &str,
    details: &CertificateDetails,
    line: &CertificateJurisdiction,
) -> String {
    let last_day = details.last_day_in(line);
    let on = |id: &str, day| words.tell(id, [("day", words.day(day).into())]);
    let of_merchant = |id: &str| words.tell(id, [("merchant", merchant.into())]);
    let window = Duration::days(details.circumstances.window_days.into());
    match (details.status_in(line), last_day) {
        (CertificateStatus::Active, Some(day)) => on("portal-valid-until", day),
        (CertificateStatus::Active, None) => words.say("portal-valid-without-end"),
        (CertificateStatus::Expiring, Some(day)) if day - details.today <= window => on("portal-expiring-until", day),
        (CertificateStatus::Expiring, _) => words.say("portal-expiring-soon"),
        (CertificateStatus::NeedsInfo, _) => of_merchant("portal-needs-info"),
        (CertificateStatus::Processing, _) if details.certificate.review == Review::Verified => {
            on("portal-from", line.effective_on)
        }
        (CertificateStatus::Processing, _) => of_merchant("portal-processing"),
        (CertificateStatus::Expired, Some(day)) => on("portal-expired-on", day),
        (CertificateStatus::Expired, None) => words.say("portal-expired"),
        (CertificateStatus::Invalid, _) => of_merchant("portal-invalid"),
    }
}
