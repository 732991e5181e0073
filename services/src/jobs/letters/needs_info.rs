//! The mail that asks the buyer for what the merchant misses. Its note has the fields and the reason.

use super::{Draft, Matter, parts::Part};
use crate::{Result, info_requests};

pub(super) fn draft(matter: &Matter<'_>) -> Result<Draft> {
    let words = matter.words;
    let (link, _) = matter.services.receipt_link(&matter.certlane, &matter.request)?;
    let (fields, text) = info_requests::read_note(matter.mail.note.as_deref().unwrap_or_default());
    let items = fields.into_iter().map(|field| words.info_field(field)).collect();
    let parts = vec![
        Part::List { says: matter.of_merchant("needs-info-asks"), items },
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
