//! A status as a coloured word.

use leptos::prelude::*;

/// A status; the colour follows from the word, which is one of `domain`'s.
#[component]
pub(crate) fn Badge(word: &'static str) -> impl IntoView {
    view! { <span class="badge" data-status=word>{in_words(word)}</span> }
}

/// `needs_info` as people read it: `Needs info`.
pub(crate) fn in_words(word: &str) -> String {
    let mut letters = word.chars().map(|letter| if letter == '_' { ' ' } else { letter });
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_out() {
        assert_eq!(["pending", "needs_info", ""].map(in_words), ["Pending", "Needs info", ""]);
    }
}
