//! The words of the tables as sentences say them.

use domain::{
    certificate_type::{Audience, CompletedBy, ESignature},
    jurisdiction::{Answer, DropShip, Issuer, JurisdictionLaw, SstMembership},
    law::{Authority, Confidence, RuleCheck},
};

use crate::components::text;

/// The short answer of a table's cell.
pub(super) fn short(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "Yes",
        Answer::Conditional => "With a condition",
        Answer::No => "No",
        Answer::Unknown => "Not known",
        Answer::NotApplicable => "Does not apply",
    }
}

/// A short answer with what stands behind it.
pub(super) fn with_note(answer: &str, note: Option<&String>) -> String {
    match note {
        Some(note) => format!("{answer}. {note}"),
        None => answer.to_owned(),
    }
}

/// Its part in the Streamlined agreement.
pub(super) fn membership(law: &JurisdictionLaw) -> String {
    let member = match law.sst {
        SstMembership::Full => "Full member",
        SstMembership::Associate => "Associate member",
        SstMembership::None => return "Not a member".to_owned(),
    };
    match law.sst_since {
        Some(day) => format!("{member} since {}{}", text::day(day), doubt(law.sst_since_confidence)),
        None => member.to_owned(),
    }
}

/// What is less well founded than the row that it stands in.
pub(super) fn doubt(confidence: Option<Confidence>) -> &'static str {
    match confidence {
        Some(Confidence::Medium | Confidence::Low) => " (not fully confirmed)",
        Some(Confidence::High) | None => "",
    }
}

/// Who makes the document that the seller keeps.
pub(super) fn issuer(issuer: Issuer) -> &'static str {
    match issuer {
        Issuer::Purchaser => "The buyer fills in a form",
        Issuer::State => "The state issues a permit, license or certificate",
        Issuer::None => "Nobody: there is no sales tax",
    }
}

/// Whose number will do for a drop shipment.
pub(super) fn drop_ship(policy: DropShip) -> &'static str {
    match policy {
        DropShip::HomeStateOk => "The number of the reseller's home state will do",
        DropShip::InStateRequired => "The reseller needs a number of this state",
        DropShip::CheckRequired => "It depends: ask the state",
        DropShip::NotApplicable => "Does not apply",
    }
}

/// For which buyers a form is meant.
pub(super) fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Everyone => "Everyone who has the reason",
        Audience::RegisteredHere => "Buyers with a number of this state",
        Audience::RegisteredElsewhere => "Buyers without a number of this state",
        Audience::Special => "A case of its own: a person has to choose it",
    }
}

/// Who makes the document.
pub(super) fn completed_by(by: CompletedBy) -> &'static str {
    match by {
        CompletedBy::Buyer => "The buyer fills it in",
        CompletedBy::State => "The state issues it; the buyer hands on a copy",
    }
}

/// Whether a signature on a screen is accepted.
pub(super) fn e_signature(answer: ESignature) -> &'static str {
    match answer {
        ESignature::Yes => "Accepted",
        ESignature::NotNeeded => "No signature is needed",
        ESignature::Unknown => "Nothing says whether it is accepted",
        ESignature::NotApplicable => "Does not apply",
    }
}

/// What a rule rests on.
pub(super) fn authority(authority: Authority) -> &'static str {
    match authority {
        Authority::Statute => "By statute.",
        Authority::Regulation => "By regulation.",
        Authority::AgencyGuidance => "By guidance of the tax agency.",
        Authority::AgencyPractice => "By practice of the tax agency.",
        Authority::FormText => "By the text of the form.",
        Authority::NoneFound => "Nothing was found that sets an end.",
        Authority::GeneralKnowledge => "From general knowledge.",
    }
}

/// What a rule is about.
pub(super) fn check(check: RuleCheck) -> &'static str {
    match check {
        RuleCheck::ReceivedWithin => "When it has to come in",
        RuleCheck::VerifyNumber => "Looking the number up",
        RuleCheck::ReasonStated => "Stating the reason",
        RuleCheck::Complete => "Completeness",
        RuleCheck::Gap => "Time without purchases",
        RuleCheck::IssuerMayDiffer => "Another state's number",
        RuleCheck::ESignature => "Signature",
        RuleCheck::Retention => "Keeping it",
        RuleCheck::Policy => "To know",
    }
}
