//! The mail to a colleague, with the same link.

use super::{Draft, Matter, parts::Part};
use crate::Result;

pub(super) fn draft(matter: &Matter<'_>) -> Result<Draft> {
    let link = matter.services.request_link(&matter.request)?;
    let (words, customer) = (matter.words, matter.customer.name.as_str());
    let passed_on = [
        ("merchant", matter.merchant()),
        ("customer", customer.into()),
        ("recipient", matter.request.recipient.as_str().into()),
    ];
    let mut parts = vec![Part::Text(words.tell("delegation-passed-on", passed_on))];
    let note = matter.mail.note.clone();
    parts.extend(note.map(|text| Part::Quote { says: words.say("delegation-note"), text }));
    parts.push(matter.asks("delegation-asks", "delegation-asks-for"));
    parts.push(Part::Text(matter.of_merchant("mail-why")));
    parts.push(matter.answer_here(&link));
    parts.extend(matter.compare());
    parts.push(matter.questions());
    let mut below = matter.otherwise(&link);
    below.push(Part::Text(matter.of_merchant("delegation-because")));
    let draft = matter.to_buyer(matter.subject("delegation-subject"), parts, below);
    // The customer's name would greet somebody else.
    Ok(Draft { to: matter.mail.recipient_name.clone(), ..draft })
}
