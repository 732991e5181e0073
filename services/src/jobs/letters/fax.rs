//! The mail to a fax gateway: the letter that it faxes, and a line for gateways that print the mail too.

use super::{AttachedPdf, Letter, Matter, cover_letters, parts::Part};
use crate::Result;

pub(super) async fn letter(matter: &Matter<'_>) -> Result<Letter> {
    let parts = vec![Part::Text(matter.of_merchant("fax-follows")), matter.questions()];
    let draft = matter.to_buyer(matter.subject("invitation-subject"), parts, vec![]);
    let pdf = cover_letters::set(matter.services, &matter.account, &matter.customer, &matter.request).await?;
    let attachment = Some(AttachedPdf { file_name: cover_letters::file_name(&matter.request), bytes: pdf.bytes });
    Ok(Letter { attachment, ..matter.set(draft)? })
}
