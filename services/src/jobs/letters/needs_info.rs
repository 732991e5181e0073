//! The mail that asks the buyer for what the merchant misses. Its note has the reason and the fields, a line each.

use super::{Draft, Matter, parts::Part};
use crate::Result;

pub(super) fn draft(matter: &Matter<'_>) -> Result<Draft> {
    let words = matter.words;
    let (link, _) = matter.services.receipt_link(&matter.request)?;
    let text = matter.mail.note.clone().unwrap_or_default();
    let parts = vec![
        Part::Text(matter.of_merchant("needs-info-asks")),
        Part::Quote { says: matter.of_merchant("mail-writes"), text },
        Part::Button {
            before: words.say("needs-info-here"),
            label: words.say("needs-info-open"),
            after: words.say("needs-info-after"),
            spelled: words.say("mail-spelled"),
            link,
        },
        Part::Code {
            label: words.say("mail-code"),
            code: matter.request.code(),
            hint: words.tell("mail-code-compare", [("contact", matter.contact())]),
        },
        matter.questions(),
    ];
    let below = vec![Part::Text(matter.of_merchant("receipt-because"))];
    Ok(matter.to_buyer(matter.subject("needs-info-subject"), parts, below))
}
