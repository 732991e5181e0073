//! Where each state stands on the map of tiles: the common layout in which each is one square beside its neighbours.

use domain::Jurisdiction;
use leptos::prelude::*;
use messages::Words;

use crate::islands::{Found, StateFinder, Tile};

/// The rows from north to south; a blank is water, or another country.
const ROWS: [&str; 8] = [
    "AK .. .. .. .. .. .. .. .. .. .. ME",
    ".. .. .. .. .. .. .. .. .. .. VT NH",
    ".. WA ID MT ND MN IL WI MI NY RI MA",
    ".. OR NV WY SD IA IN OH PA NJ CT ..",
    ".. CA UT CO NE MO KY WV VA MD DE ..",
    ".. .. AZ NM KS AR TN NC SC DC .. ..",
    ".. .. .. .. OK LA MS AL GA .. .. ..",
    "HI .. .. .. TX .. .. .. .. FL .. PR",
];

/// The search and the map, for a form with a box for each state.
#[component]
pub(crate) fn FindStates(words: Words) -> impl IntoView {
    let found = Found {
        none: words.say("where-found-none"),
        one: words.say("where-found-one"),
        many: words.tell("where-found-many", [("count", Found::COUNT.into())]),
    };
    view! { <StateFinder label=words.say("where-find") tiles=tiles() found/> }
}

/// The tiles of the map.
fn tiles() -> Vec<Tile> {
    let row = |(row, line): (usize, &str)| {
        let tile = |(column, short): (usize, &str)| {
            let state: Jurisdiction = format!("US-{short}").parse().ok()?;
            Some(Tile { code: state.code().to_owned(), short: short.to_owned(), column: column as u8, row: row as u8 })
        };
        line.split(' ').enumerate().filter_map(tile).collect::<Vec<_>>()
    };
    ROWS.iter().copied().enumerate().flat_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_one_tile() {
        let mut codes: Vec<_> = tiles().into_iter().map(|tile| tile.code).collect();
        codes.sort();
        let mut wanted: Vec<_> =
            Jurisdiction::all().filter(|state| !state.is_territory()).map(|state| state.code().to_owned()).collect();
        wanted.push("US-PR".into());
        wanted.sort();
        wanted.dedup();
        assert_eq!(codes, wanted);
    }
}
