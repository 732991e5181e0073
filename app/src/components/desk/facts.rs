//! Names and values, one below the other.

use std::collections::BTreeSet;

use domain::{Jurisdiction, customer::Address, listed};
use leptos::prelude::*;

/// A list of [`Fact`]s.
#[component]
pub(crate) fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One name and its value.
#[component]
pub(crate) fn Fact(term: &'static str, children: Children) -> impl IntoView {
    view! { <div><dt>{term}</dt><dd>{children()}</dd></div> }
}

/// `California, Ohio and Texas`: all of them, by name.
pub(crate) fn all_states(states: impl IntoIterator<Item = Jurisdiction>) -> String {
    let states: BTreeSet<_> = states.into_iter().collect();
    listed(&states.into_iter().map(Jurisdiction::name).collect::<Vec<_>>())
}

/// `California and Ohio`, by name; with many, as many as a row bears: `Alabama, Arizona, Arkansas and 20 more`.
pub(crate) fn state_names(states: impl IntoIterator<Item = Jurisdiction>) -> String {
    const MOST: usize = 4;
    let states: BTreeSet<_> = states.into_iter().collect();
    let names: Vec<_> = states.into_iter().map(Jurisdiction::name).collect();
    if names.len() <= MOST {
        return listed(&names);
    }
    let (first, rest) = names.split_at(MOST - 1);
    format!("{} and {} more", first.join(", "), rest.len())
}

/// The lines of an address that are known.
pub(crate) fn address_lines(address: &Address) -> Vec<String> {
    let Address { line1, line2, city, state, postal_code } = address;
    let state = match state.parse::<Jurisdiction>() {
        Ok(state) => state.postal_code().to_owned(),
        Err(_) if state == Address::ABROAD => String::new(),
        Err(_) => state.clone(),
    };
    let region = format!("{state} {postal_code}").trim().to_owned();
    let town = [city.clone(), region].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    [line1.clone(), line2.clone(), town].into_iter().filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_states_are_cut_short() {
        assert_eq!(state_names(Jurisdiction::all().take(2)), "Alabama and Alaska");
        assert_eq!(state_names(["US-OH", "US-KY"].map(|code| code.parse().unwrap())), "Kentucky and Ohio");
        assert_eq!(state_names(Jurisdiction::all()), "Alabama, Alaska, American Samoa and 53 more");
    }

    #[test]
    fn an_address_shows_what_is_known_of_it() {
        let columbus = Address {
            city: "Columbus".into(),
            state: "US-OH".into(),
            postal_code: "43215".into(),
            ..Address::default()
        };
        assert_eq!(address_lines(&columbus), ["Columbus, OH 43215"]);
        let abroad = Address { line1: "1 Main".into(), state: Address::ABROAD.into(), ..Address::default() };
        assert_eq!(address_lines(&abroad), ["1 Main"]);
        assert!(address_lines(&Address::default()).is_empty());
    }
}
