//! The languages that a buyer can be spoken to in.

use crate::words::words;

words! {
    /// A language of the buyer's pages and mails; the word is its BCP 47 tag.
    Language {
        /// English.
        English = "en",
        /// Spanish.
        Spanish = "es",
    }
}

impl Language {
    /// The language's own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
        }
    }

    /// The first language of an `Accept-Language` header that we speak, by its weights; English where there is none.
    pub fn of_header(header: &str) -> Self {
        let wish = |part: &str| {
            let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
            let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse().ok());
            let primary = tag.trim().split('-').next()?.to_ascii_lowercase();
            Some((primary.parse::<Self>().ok()?, weight.filter(|weight: &f32| *weight > 0.0)?))
        };
        let best = |best: Option<(Self, f32)>, wish: (Self, f32)| match best {
            Some(best) if best.1 >= wish.1 => Some(best),
            _ => Some(wish),
        };
        header.split(',').take(20).filter_map(wish).fold(None, best).map_or(Self::English, |(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_says_which_language_it_prefers() {
        for (header, language) in [
            ("", Language::English),
            ("es", Language::Spanish),
            ("es-MX,es;q=0.9,en;q=0.8", Language::Spanish),
            ("en-US,en;q=0.9,es;q=0.8", Language::English),
            ("fr-FR, es;q=0.4, en;q=0.3", Language::Spanish),
            ("de", Language::English),
            ("en;q=0.2,es;q=0.7", Language::Spanish),
            ("es;q=0", Language::English),
            (";;;,q=,es;q=nonsense", Language::English),
        ] {
            assert_eq!(Language::of_header(header), language, "{header:?}");
        }
    }
}
