//! Names inside a sentence.

/// `Ohio`, `Kentucky and Ohio`, `Indiana, Kentucky and Ohio`.
pub fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_name_is_joined_by_a_word() {
        assert_eq!(listed::<&str>(&[]), "");
        assert_eq!(listed(&["Ohio"]), "Ohio");
        assert_eq!(listed(&["Kentucky", "Ohio"]), "Kentucky and Ohio");
        assert_eq!(listed(&["Indiana".to_owned(), "Kentucky".into(), "Ohio".into()]), "Indiana, Kentucky and Ohio");
    }
}
