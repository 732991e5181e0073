//! What a state says to a document: whether it takes it, from whom, and under which condition.

use super::Source;
use crate::{
    CertificateType, Jurisdiction, Reason,
    certificate_type::Audience,
    jurisdiction::{Answer, JurisdictionLaw},
    reason::OnMtc,
};

/// Something that stands against a document in a state, or makes somebody look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// A word for programs, as `form_not_accepted`.
    pub code: &'static str,
    /// Whether the state does not take it; else somebody has to look whether it does.
    pub refused: bool,
    /// In a sentence.
    pub sentence: String,
    /// Where the rule comes from; none: nobody said which document it is.
    pub source: Option<&'static Source>,
}

/// Whether a state accepts a document for a reason, from some buyer at least.
pub fn accepts(state: Jurisdiction, form: CertificateType, reason: Reason) -> bool {
    let yes = |answer| matches!(answer, Answer::Yes | Answer::Conditional);
    let accepted = match form {
        CertificateType::SST => yes(state.law().f0003),
        CertificateType::MTC => yes(state.law().mtc) && matches!(reason.law().mtc, OnMtc::Yes | OnMtc::Lessor),
        own => own.state() == Some(state),
    };
    accepted && form.covers(reason)
}

/// What stands against a document in a state, for this reason and with a number of this state, if there is one.
pub fn objection(
    state: Jurisdiction,
    form: CertificateType,
    reason: Reason,
    issuer: Option<Jurisdiction>,
) -> Option<Objection> {
    if form == CertificateType::OTHER {
        let sentence =
            format!("Nobody said which form it is: only the document shows whether {} accepts it.", state.in_text());
        return Some(Objection { code: "form_unknown", refused: false, sentence, source: None });
    }
    refusal(state, form, reason, issuer).or_else(|| condition(state, form))
}

fn refusal(
    state: Jurisdiction,
    form: CertificateType,
    reason: Reason,
    issuer: Option<Jurisdiction>,
) -> Option<Objection> {
    let refused = |sentence, source| Some(Objection { code: "form_not_accepted", refused: true, sentence, source });
    let (law, own) = (state.law(), Some(&form.law().source));
    if !form.covers(reason) {
        return refused(format!("{} cannot state “{}”.", form.title(), reason.label()), own);
    }
    let in_text = || form.in_text(state);
    if !accepts(state, form, reason) {
        return refused(format!("{} does not accept {}.", law.name, in_text()), Some(&law.source));
    }
    let registered_here = issuer? == state;
    if !is_meant_for(state, form, registered_here) {
        let with = if registered_here { "without" } else { "with" };
        let sentence = format!("{} takes {} only from buyers {with} a number of its own.", law.name, in_text());
        return refused(sentence, if form.state().is_some() { own } else { Some(&law.source) });
    }
    // Where no other state's number will do on any document, the rule about numbers says so.
    if !registered_here && wants_own_number(state, form) && law.out_of_state_number != Answer::No {
        let condition = law.mtc_condition.as_deref().unwrap_or_default();
        let sentence = format!("{} takes {} only with a number of its own. {condition}", law.name, in_text());
        return refused(sentence.trim_end().to_owned(), Some(&law.source));
    }
    None
}

fn condition(state: Jurisdiction, form: CertificateType) -> Option<Objection> {
    let (law, own) = (state.law(), form.law());
    let looked_at = |code, sentence, source| Some(Objection { code, refused: false, sentence, source: Some(source) });
    if own.audience == Audience::Special {
        let note = own.audience_note.as_deref().unwrap_or_default();
        let sentence = format!("{} accepts {} in special cases. {note}", law.name, form.in_text(state));
        return looked_at("form_special", sentence, &own.source);
    }
    let condition = multi_state_condition(form, law)?;
    let sentence = format!("{} accepts {} under a condition. {condition}", law.name, form.in_text(state));
    looked_at("form_under_condition", sentence, &law.source)
}

/// The condition under which a state takes a multi-state form.
fn multi_state_condition(form: CertificateType, law: &'static JurisdictionLaw) -> Option<&'static str> {
    let (answer, condition) = match form {
        CertificateType::SST => (law.f0003, &law.f0003_condition),
        CertificateType::MTC => (law.mtc, &law.mtc_condition),
        _ => return None,
    };
    condition.as_deref().filter(|_| answer == Answer::Conditional)
}

/// Whether a document is meant for buyers to whom the state has given a number, or for those to whom it has not.
pub(crate) fn is_meant_for(state: Jurisdiction, form: CertificateType, registered_here: bool) -> bool {
    match form.law().audience {
        Audience::RegisteredHere => registered_here,
        Audience::RegisteredElsewhere => !registered_here,
        Audience::Everyone | Audience::Special => !(registered_here && is_for_others(state, form)),
    }
}

/// Where the uniform form is bound to a condition and so is registration, only the state's own number is safe.
pub(crate) fn wants_own_number(state: Jurisdiction, form: CertificateType) -> bool {
    let law = state.law();
    let safe = law.mtc == Answer::Yes || law.in_state_registration == Answer::No;
    form == CertificateType::MTC && !safe && !is_for_others(state, form)
}

/// Whether a state takes the multi-state forms only from buyers to whom it has given no number.
fn is_for_others(state: Jurisdiction, form: CertificateType) -> bool {
    form.state().is_none() && state.law().multi_state_for == Audience::RegisteredElsewhere
}
