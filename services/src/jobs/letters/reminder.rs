//! The mail that asks once more; the first, the later ones and the last have their own words.

use domain::ReminderStage;

use super::{Draft, Matter, parts::Part};
use crate::Result;

pub(super) fn draft(matter: &Matter<'_>) -> Result<Draft> {
    let link = matter.services.request_link(&matter.request)?;
    let (subject, sentence) = match matter.mail.stage.unwrap_or(ReminderStage::Further) {
        ReminderStage::First => ("reminder-subject-first", "reminder-first"),
        ReminderStage::Further => ("reminder-subject-further", "reminder-further"),
        ReminderStage::Last => ("reminder-subject-last", "reminder-last"),
    };
    let day = |at| matter.words.day(matter.account.day(at));
    let variables = [
        ("merchant", matter.merchant()),
        ("asked", day(matter.request.created_at).into()),
        ("until", day(matter.request.expires_at).into()),
    ];
    let mut parts =
        vec![Part::Text(matter.words.tell(sentence, variables)), Part::Text(matter.of_merchant("mail-why"))];
    parts.extend(matter.message());
    parts.push(matter.answer_here(&link));
    parts.extend(matter.compare());
    parts.push(matter.questions());
    let stop = format!("{link}/reminders");
    let mut below = matter.otherwise(&link);
    below.push(Part::Link {
        sentence: matter.words.say("reminder-stop"),
        label: matter.words.say("reminder-stop-link"),
        link: stop.clone(),
    });
    let to_buyer = matter.mail.recipient == matter.request.recipient;
    let because = if to_buyer { "mail-because" } else { "delegation-because" };
    below.push(Part::Text(matter.of_merchant(because)));
    let draft = matter.to_buyer(matter.subject(subject), parts, below);
    Ok(Draft { unsubscribe: Some(stop), ..draft })
}
