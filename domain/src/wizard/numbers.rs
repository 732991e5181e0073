//! Which numbers to ask for, and which number a state gets.

use super::{Draft, Line, NumbersAnswers, check};
use crate::{
    Certificate, Jurisdiction, Reason,
    customer::Address,
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
    /// Whether the number is that of a seller; else it is a permit or registration for another reason.
    pub for_resale: bool,
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

/// The questions besides those by state, each asked once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OtherQuestions {
    /// The number of a state of which none is asked for, with that state.
    pub other_state: bool,
    /// The federal number.
    pub federal: bool,
    /// A number of another country.
    pub foreign: bool,
    /// The number on a diplomat's card.
    pub card: bool,
}

impl Takes {
    fn of(Wish { jurisdiction, reason }: Wish) -> Self {
        let law = jurisdiction.law();
        if !law.general_sales_tax || reason.needed_number().is_none() {
            return Self::default();
        }
        if !reason.is_resale() {
            // A direct pay permit holds in the state that issued it.
            return Self { needed: true, ..Self::default() };
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

/// The numbers to ask for: home first, then the states in which the buyer wants to be exempt. A diplomat's card is no
/// state's.
pub fn questions(draft: &Draft) -> Vec<NumberQuestion> {
    let wishes = draft.wishes();
    let by_state = |wish: &&Wish| wish.jurisdiction.has_general_sales_tax() && wish.reason != Reason::ForeignDiplomat;
    let question = |wish: &Wish| NumberQuestion {
        state: wish.jurisdiction,
        wanted: true,
        for_resale: wish.reason.is_resale(),
        takes: Takes::of(*wish),
    };
    let mut questions: Vec<_> = wishes.iter().filter(by_state).map(question).collect();
    let Some(home) = home(draft).filter(|home| home.has_general_sales_tax()) else { return questions };
    let serves_others = questions.iter().any(|question| question.takes.other_state);
    if serves_others && !questions.iter().any(|question| question.state == home) {
        let takes = Takes::default();
        questions.insert(0, NumberQuestion { state: home, wanted: false, for_resale: true, takes });
    }
    questions.sort_by_key(|question| question.state != home);
    questions
}

/// What to ask for besides: another state's number where one will do and the buyer's home has not given one.
pub fn other_questions(draft: &Draft) -> OtherQuestions {
    let wishes = draft.wishes();
    let any = |takes: fn(&Takes) -> bool| wishes.iter().any(|wish| takes(&Takes::of(*wish)));
    let home = home(draft);
    let of_home = asked_numbers(draft).iter().any(|(question, _)| Some(question.state) == home && question.for_resale);
    let card = |wish: &Wish| wish.reason == Reason::ForeignDiplomat && wish.jurisdiction.has_general_sales_tax();
    OtherQuestions {
        other_state: any(|takes| takes.other_state) && !of_home,
        federal: any(|takes| takes.federal),
        foreign: any(|takes| takes.foreign) && home.is_none(),
        card: wishes.iter().any(card),
    }
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

    /// The numbers that the buyer has, as far as they are asked for.
    pub fn numbers(&self) -> Numbers {
        let asked = other_questions(self);
        let typed = self.numbers.clone().unwrap_or_default();
        let of_states = asked_numbers(self).into_iter().map(|(question, _)| question.state);
        Numbers {
            states: of_states.chain(other_number(self).map(|(issuer, _)| issuer)).collect(),
            federal: asked.federal && !typed.federal.trim().is_empty(),
            foreign: asked.foreign && !typed.foreign.trim().is_empty(),
        }
    }
}

/// The numbers that were typed for states that are still asked for: what the buyer cannot see any more is no answer.
fn asked_numbers(draft: &Draft) -> Vec<(NumberQuestion, String)> {
    let typed = draft.numbers.as_ref();
    let number = |question: NumberQuestion| Some((question, bare(typed?.states.get(question.state.code())?)?));
    questions(draft).into_iter().filter_map(number).collect()
}

/// The number of a state of which none is asked for, while that question is asked.
fn other_number(draft: &Draft) -> Option<(Jurisdiction, String)> {
    let typed = draft.numbers.as_ref().filter(|_| other_questions(draft).other_state)?;
    Some((typed.other_state.parse().ok()?, bare(&typed.other_number)?))
}

fn bare(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A state with the best number that it takes: its own, then that of the buyer's home, of any other state, the federal
/// one, that of another country (F0003, section 3, has the same order).
pub(super) fn line(draft: &Draft, Wish { jurisdiction, reason }: Wish) -> Line {
    let (takes, typed) = (Takes::of(Wish { jurisdiction, reason }), draft.numbers.clone().unwrap_or_default());
    let other = OtherQuestions { card: reason == Reason::ForeignDiplomat, ..other_questions(draft) };
    let nobodys = |number: &str, taken: bool| bare(number).filter(|_| taken).map(|number| (None, number));
    let found = state_number(draft, jurisdiction, takes)
        .map(|(issuer, number)| (Some(issuer), number))
        .or_else(|| nobodys(&typed.card, other.card))
        .or_else(|| nobodys(&typed.federal, takes.federal))
        .or_else(|| nobodys(&typed.foreign, takes.foreign && other.foreign));
    let explanation = (reason == Reason::Other).then(|| check::explanation(draft));
    let (issued_by, number) = found.map_or((None, None), |(issuer, number)| (issuer, Some(number)));
    Line { jurisdiction, reason, explanation, number, issued_by }
}

/// The state's own number, else another one's that it takes: only what proves a resale serves in another state.
fn state_number(draft: &Draft, state: Jurisdiction, takes: Takes) -> Option<(Jurisdiction, String)> {
    let (asked, other) = (asked_numbers(draft), other_number(draft));
    let own = asked.iter().find(|(question, _)| question.state == state);
    let elsewhere = asked.iter().find(|(question, _)| takes.other_state && question.for_resale); // home is the first
    let of_state = own.or(elsewhere).map(|(question, number)| (question.state, number.clone()));
    of_state.or_else(|| other.filter(|(issuer, _)| takes.other_state || *issuer == state))
}

/// The numbers of states that no line says: nobody is asked for something that then stands nowhere.
pub(super) fn spare_numbers(draft: &Draft) -> Vec<(Jurisdiction, String)> {
    let lines: Vec<_> = draft.wishes().into_iter().map(|wish| line(draft, wish)).collect();
    let is_said = |state: Jurisdiction, number: &str| {
        lines.iter().any(|line| line.issued_by == Some(state) && line.number.as_deref() == Some(number))
    };
    let of_states = asked_numbers(draft).into_iter().map(|(question, number)| (question.state, number));
    of_states.chain(other_number(draft)).filter(|(state, number)| !is_said(*state, number)).collect()
}

/// Last time's numbers: what the certificate says, and besides what its walk was told. A certificate does not say what a
/// number is that no state issued; the walk does.
pub(super) fn last_time(certificate: &Certificate, walked: Option<NumbersAnswers>) -> NumbersAnswers {
    let abroad = certificate.business.address.state == Address::ABROAD;
    let mut numbers = walked.unwrap_or_default();
    let is_asked = |state: Jurisdiction| {
        certificate.business.address.state == state.code() || certificate.states().any(|claimed| claimed == state)
    };
    for line in &certificate.jurisdictions {
        let Some(number) = line.number.clone() else { continue };
        if line.issued_by != Some(line.jurisdiction) {
            numbers.states.remove(line.jurisdiction.code());
        }
        match line.issued_by {
            Some(issuer) if is_asked(issuer) => drop(numbers.states.insert(issuer.code().to_owned(), number)),
            Some(issuer) => (numbers.other_state, numbers.other_number) = (issuer.code().to_owned(), number),
            None if line.reason == Reason::ForeignDiplomat => numbers.card = number,
            None if number == numbers.foreign.trim() || number == numbers.federal.trim() => {}
            None if abroad => numbers.foreign = number,
            None => numbers.federal = number,
        }
    }
    numbers
}
