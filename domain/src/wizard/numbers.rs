//! Which numbers to ask for, and which number a state gets.

use super::{Draft, Line, NumbersAnswers, check};
use crate::{
    Jurisdiction, Reason,
    jurisdiction::Answer,
    law::documents::{Numbers, Wish},
};

/// One number to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberQuestion {
    /// The state that issues it.
    pub state: Jurisdiction,
    /// Whether the buyer wants to be exempt there; else it is its home, whose number serves other states.
    pub wanted: bool,
    /// Which number will do there.
    pub takes: Takes,
}

/// Which numbers a state takes for a reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Takes {
    /// Without any number the certificate does not count.
    pub needed: bool,
    /// The number of another state will do.
    pub other_state: bool,
    /// The federal number will do.
    pub federal: bool,
    /// A number of another country will do.
    pub foreign: bool,
}

impl Takes {
    fn of(Wish { jurisdiction, reason }: Wish) -> Self {
        let law = jurisdiction.law();
        if !law.general_sales_tax || reason.needed_number().is_none() {
            return Self::default();
        }
        if !reason.is_resale() {
            // One permit or card, whichever state asks for it.
            return Self { needed: true, other_state: true, ..Self::default() };
        }
        let by_sst = matches!(law.f0003, Answer::Yes | Answer::Conditional);
        Self {
            needed: !(by_sst && law.f0003_without_number == Answer::Yes),
            other_state: matches!(law.out_of_state_number, Answer::Yes | Answer::Conditional),
            federal: by_sst || law.federal_number,
            foreign: by_sst && law.f0003_foreign_tax_id,
        }
    }
}

/// The numbers to ask for: home first, then the states in which the buyer wants to be exempt.
pub fn questions(draft: &Draft) -> Vec<NumberQuestion> {
    let wishes = draft.wishes();
    let wanted = wishes.iter().filter(|wish| wish.jurisdiction.has_general_sales_tax());
    let mut questions: Vec<_> =
        wanted.map(|wish| NumberQuestion { state: wish.jurisdiction, wanted: true, takes: Takes::of(*wish) }).collect();
    let Some(home) = home(draft).filter(|home| home.has_general_sales_tax()) else { return questions };
    let serves_others = questions.iter().any(|question| question.takes.other_state);
    if serves_others && !questions.iter().any(|question| question.state == home) {
        questions.insert(0, NumberQuestion { state: home, wanted: false, takes: Takes::default() });
    }
    questions.sort_by_key(|question| question.state != home);
    questions
}

/// The state of the buyer's address.
pub fn home(draft: &Draft) -> Option<Jurisdiction> {
    draft.business.as_ref()?.state.parse().ok()
}

impl Draft {
    /// The states and reasons as far as they are answered well.
    pub fn wishes(&self) -> Vec<Wish> {
        check::why(self)
            .unwrap_or_default()
            .into_iter()
            .map(|(jurisdiction, reason)| Wish { jurisdiction, reason })
            .collect()
    }

    /// The numbers that the buyer has.
    pub fn numbers(&self) -> Numbers {
        let nothing = NumbersAnswers::default();
        let typed = self.numbers.as_ref().unwrap_or(&nothing);
        Numbers {
            states: given(typed).map(|(state, _)| state).collect(),
            federal: !typed.federal.trim().is_empty(),
            foreign: !typed.foreign.trim().is_empty(),
        }
    }
}

/// The numbers that were typed, by the state that issued them.
fn given(typed: &NumbersAnswers) -> impl Iterator<Item = (Jurisdiction, String)> {
    let number = |(code, number): (&String, &String)| {
        let number = number.trim();
        Some((code.parse().ok()?, (!number.is_empty()).then(|| number.to_owned())?))
    };
    typed.states.iter().filter_map(number)
}

/// A state with the best number that it takes: its own, then that of the buyer's home, of any other state, the federal
/// one, that of another country (F0003, section 3, has the same order).
pub(super) fn line(draft: &Draft, Wish { jurisdiction, reason }: Wish) -> Line {
    let nothing = NumbersAnswers::default();
    let typed = draft.numbers.as_ref().unwrap_or(&nothing);
    let takes = Takes::of(Wish { jurisdiction, reason });
    let of = |state: Jurisdiction| given(typed).find(|(issuer, _)| *issuer == state);
    let elsewhere = || home(draft).and_then(of).or_else(|| given(typed).next());
    let bare = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let found = of(jurisdiction)
        .or_else(|| elsewhere().filter(|_| takes.other_state))
        .map(|(issuer, number)| (Some(issuer), number))
        .or_else(|| bare(&typed.federal).filter(|_| takes.federal).map(|number| (None, number)))
        .or_else(|| bare(&typed.foreign).filter(|_| takes.foreign).map(|number| (None, number)));
    let explanation = (reason == Reason::Other).then(|| check::explanation(draft));
    let (issued_by, number) = found.map_or((None, None), |(issuer, number)| (issuer, Some(number)));
    Line { jurisdiction, reason, explanation, number, issued_by }
}
