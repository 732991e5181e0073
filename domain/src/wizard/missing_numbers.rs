//! Which numbers are missing, said where one answer mends the most.

use super::{
    Draft, Plan,
    check::field,
    numbers::{NumberQuestion, Takes, home, line, other_questions, questions},
};
use crate::{
    Invalid, Jurisdiction, Problem, Reason,
    invalid::Variant,
    law::documents::{Outcome, Wish},
    listed,
};

/// A state that no number was given for.
struct Missing {
    wish: Wish,
    takes: Takes,
}

/// Notes what is missing. Where the number of the buyer's home serves several states, one error asks for it; `shown` says
/// which inputs the page has.
pub(super) fn missing_numbers(invalid: &mut Invalid, draft: &Draft, plan: &Plan, shown: impl Fn(&str) -> bool) {
    let missing: Vec<_> = missing(draft, plan).filter(|missing| invalid.of(&missing.field()).is_none()).collect();
    let home = serving_home(draft).filter(|home| shown(&field("number", *home)));
    let (served, others): (Vec<_>, Vec<_>) = missing.into_iter().partition(|missing| missing.is_served_by(home));
    let home_itself = others.iter().find(|missing| home == Some(missing.wish.jurisdiction));
    let states: Vec<_> = served.iter().map(|missing| missing.wish.jurisdiction).collect();
    let by_home = home.filter(|_| states.len() > usize::from(home_itself.is_none()));
    if let Some(home) = by_home {
        let own_only = home_itself.is_some_and(|missing| !missing.takes.other_state && !missing.takes.federal);
        serves_others(invalid, home, &states, own_only);
    }
    let alone = if by_home.is_none() { served } else { Vec::new() };
    let others = others.iter().filter(|missing| by_home != Some(missing.wish.jurisdiction));
    let mut rest: Vec<_> = alone.iter().chain(others).collect();
    rest.sort_by_key(|missing| missing.wish.jurisdiction);
    for missing in rest {
        missing.note(invalid, Instead::of(missing, home, draft, &shown));
    }
}

/// The states that need a number and have none that they take. A diplomat has one card for all of them.
fn missing(draft: &Draft, plan: &Plan) -> impl Iterator<Item = Missing> {
    let questions = questions(draft);
    let needs = |wish: &Wish| wish.reason != Reason::ForeignDiplomat && wish.reason.needed_number().is_some();
    draft.wishes().into_iter().filter(needs).filter_map(move |wish| {
        let question = questions.iter().find(|question| question.state == wish.jurisdiction);
        let takes = question.map(|question| question.takes).unwrap_or_default();
        if takes.needed && line(draft, wish).number.is_none() {
            return Some(Missing { wish, takes });
        }
        // It has a number by which no document counts there: only its own will do.
        let refused = plan.other(wish.jurisdiction).is_some_and(|other| other.outcome == Outcome::NumberNeeded);
        refused.then_some(Missing { wish, takes: Takes { needed: true, ..Takes::default() } })
    })
}

/// The buyer's home, where its number is asked for as a seller's, which other states may take.
fn serving_home(draft: &Draft) -> Option<Jurisdiction> {
    let serves = |question: &NumberQuestion| Some(question.state) == home(draft) && question.for_resale;
    questions(draft).into_iter().find(serves).map(|question| question.state)
}

/// Asks for the number of the buyer's home once; `own_only` where the home itself takes no other.
fn serves_others(invalid: &mut Invalid, home: Jurisdiction, states: &[Jurisdiction], own_only: bool) {
    let name = home.name();
    let (variant, without) = match own_only {
        true => {
            let without = format!("No other number will do in {name}: if you have none, go back and untick it.");
            (Variant::ServesOthersAlone, without)
        }
        false => (Variant::ServesOthers, "If you have none, enter a number of another state on this page.".to_owned()),
    };
    let names: Vec<_> = states.iter().map(|state| state.name()).collect();
    let accept = if let [_] = states { "accepts" } else { "accept" };
    let sentence = format!("Enter your {name} number. {} {accept} it too. {without}", listed(&names));
    let codes: Vec<_> = states.iter().map(|state| state.code()).collect();
    let home = field("number", home);
    invalid.add_variant(home, Problem::Missing, variant, sentence);
    if let Some(added) = invalid.0.last_mut() {
        added.value = Some(codes.join(", "));
    }
}

impl Missing {
    fn field(&self) -> String {
        field("number", self.wish.jurisdiction)
    }

    fn is_served_by(&self, home: Option<Jurisdiction>) -> bool {
        self.takes.other_state && home.is_some_and(|home| home != self.wish.jurisdiction)
    }

    fn note(&self, invalid: &mut Invalid, instead: Instead) {
        let state = self.wish.jurisdiction.name();
        let number = match self.wish.reason.needed_number() {
            Some(needed) if !self.wish.reason.is_resale() => format!("{needed} for {state}"),
            _ => format!("{state} number"),
        };
        let (variant, rest) = match instead {
            Instead::Home(home) => (Some(Variant::OrHome), format!(", or your {} number above.", home.name())),
            Instead::OtherState => (Some(Variant::OrOtherState), ", or the number of another state below.".to_owned()),
            Instead::Federal => (Some(Variant::OrFederal), ", or your federal number below.".to_owned()),
            Instead::Nothing => {
                let rest = format!(". No other number will do there: if you have none, go back and untick {state}.");
                (Some(Variant::OwnOnly), rest)
            }
            Instead::NotHere => (None, ".".to_owned()),
        };
        invalid.add(self.field(), Problem::Missing, format!("Enter your {number}{rest}"));
        if let Some(added) = invalid.0.last_mut() {
            added.variant = variant;
            added.value = if let Instead::Home(home) = instead { Some(home.code().to_owned()) } else { None };
        }
    }
}

/// What will do instead of a state's own number.
#[derive(Clone, Copy)]
enum Instead {
    /// The number of the buyer's home, which is asked for above.
    Home(Jurisdiction),
    /// The number of another state.
    OtherState,
    /// The federal number.
    Federal,
    /// No other.
    Nothing,
    /// Another one, for which this page does not ask.
    NotHere,
}

impl Instead {
    fn of(missing: &Missing, home: Option<Jurisdiction>, draft: &Draft, shown: impl Fn(&str) -> bool) -> Self {
        let (takes, asked) = (missing.takes, other_questions(draft));
        match home.filter(|_| missing.is_served_by(home)) {
            Some(home) => Self::Home(home),
            None if takes.other_state && asked.other_state && shown("other_number") => Self::OtherState,
            None if takes.federal && asked.federal && shown("federal") => Self::Federal,
            None if takes.other_state || takes.federal => Self::NotHere,
            None => Self::Nothing,
        }
    }
}
