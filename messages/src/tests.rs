use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use fluent_bundle::FluentResource;

use super::*;

/// The messages of a language with the names of their variables.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(language)).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        FluentResource::try_new(text.clone()).unwrap();
        let mut id = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) =
                line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                id = name.to_owned();
                assert!(found.insert(id.clone(), BTreeSet::new()).is_none(), "{language}: {id} stands twice");
            }
            let variables = line.match_indices("{ $").chain(line.match_indices("{$"));
            for (place, opening) in variables {
                let name: String =
                    line[place + opening.len()..].chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
                found.get_mut(&id).unwrap().insert(name);
            }
        }
    }
    found
}

/// All string literals of the house that can be ids.
fn literals(dir: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            literals(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(path).unwrap();
            let literals = text.split('"').map(str::to_owned);
            found.extend(literals.filter(|text| text.starts_with(|c: char| c.is_ascii_lowercase())));
        }
    }
}

/// Ids whose end is looked up: in a table of the law, or in the list of problems.
const MADE_UP: [&str; 6] = ["month-", "info-field-", "reason-", "business-type-", "error-", "file-"];

#[test]
fn both_languages_say_the_same() {
    let (english, spanish) = (messages("en"), messages("es"));
    for (id, variables) in &english {
        assert_eq!(spanish.get(id), Some(variables), "{id} in Spanish");
    }
    for id in spanish.keys().filter(|id| !id.starts_with("error-") && !id.starts_with("file-")) {
        assert!(english.contains_key(id), "{id} in English");
    }
}

#[test]
fn every_message_is_wanted_somewhere() {
    let mut known = BTreeSet::new();
    for room in ["app/src", "services/src", "server/src", "messages/src"] {
        literals(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(room), &mut known);
    }
    for id in messages("en").keys().filter(|id| !MADE_UP.iter().any(|prefix| id.starts_with(prefix))) {
        assert!(known.contains(id), "nobody says {id}");
    }
}

#[test]
fn days_moments_and_lists() {
    let day = NaiveDate::from_ymd_opt(2026, 7, 10).unwrap();
    let words = [Words(Language::English), Words(Language::Spanish)];
    assert_eq!(words.map(|words| words.day(day)), ["July 10, 2026", "10 de julio de 2026"]);
    let evening = day.and_hms_opt(21, 7, 0).unwrap().and_local_timezone(chrono::Utc).unwrap();
    assert_eq!(
        words.map(|words| words.moment(&evening)),
        ["July 10, 2026 at 9:07 PM UTC", "10 de julio de 2026, 9:07 p. m. UTC"]
    );
    let morning = day.and_hms_opt(0, 30, 0).unwrap().and_local_timezone(chrono::Utc).unwrap();
    assert_eq!(words[0].moment(&morning), "July 10, 2026 at 12:30 AM UTC");
    let states = ["Ohio", "Texas", "Utah"];
    assert_eq!(words.map(|words| words.list(&states)), ["Ohio, Texas and Utah", "Ohio, Texas y Utah"]);
    assert_eq!(words[1].list(&["Ohio"]), "Ohio");
}
