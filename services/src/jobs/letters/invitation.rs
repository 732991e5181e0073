//! The mail that carries the link.

use super::{Draft, Matter, parts::Part};
use crate::Result;

pub(super) fn draft(matter: &Matter<'_>) -> Result<Draft> {
    let link = matter.services.request_link(&matter.request)?;
    let mut parts =
        vec![matter.asks("invitation-asks", "invitation-asks-for"), Part::Text(matter.of_merchant("mail-why"))];
    parts.extend(matter.message());
    parts.push(matter.answer_here(&link));
    parts.extend(matter.compare());
    parts.push(matter.questions());
    let mut below = matter.otherwise(&link);
    below.push(Part::Text(matter.of_merchant("mail-because")));
    Ok(matter.to_buyer(matter.subject("invitation-subject"), parts, below))
}
