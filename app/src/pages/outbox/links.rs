//! The links in a text.

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// To be read.
    Text(&'a str),
    /// To be followed.
    Link(&'a str),
}

/// Cuts a text at the links that begin with `ours`, which ends in a slash: others are not ours to recommend.
pub(super) fn pieces<'a>(text: &'a str, ours: &str) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(ours) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(from.len());
        let link = from[..end].trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
        pieces.extend([Piece::Text(before), Piece::Link(link)]);
        rest = &from[link.len()..];
    }
    pieces.push(Piece::Text(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_links_lead_somewhere() {
        let text = "Open http://here.example/i/a.b-c.\nNot http://there.example/ or javascript:alert(1)";
        let expected = [
            Piece::Text("Open "),
            Piece::Link("http://here.example/i/a.b-c"),
            Piece::Text(".\nNot http://there.example/ or javascript:alert(1)"),
        ];
        assert_eq!(pieces(text, "http://here.example/"), expected);
    }
}
