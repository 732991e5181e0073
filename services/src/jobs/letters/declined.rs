//! The mail that tells the merchant that its buyer is not exempt, or needs no certificate.

use domain::EndedBecause;

use super::{Draft, Matter, parts::Part};

pub(super) fn draft(matter: &Matter<'_>) -> Draft {
    let (words, request) = (matter.words, &matter.request);
    let customer = || matter.customer.name.as_str().into();
    let said = words.tell("declined-said", [("customer", customer()), ("merchant", matter.merchant())]);
    let text = matter.mail.note.clone().unwrap_or_default();
    let next = words.tell("declined-next", [("recipient", request.recipient.as_str().into())]);
    let parts = vec![
        Part::Quote { says: said, text },
        Part::Text(next),
        Part::Button {
            before: words.say("declined-open-here"),
            label: words.say("declined-open"),
            after: words.say("declined-after"),
            spelled: words.say("mail-spelled"),
            link: matter.services.settings.url(&format!("/requests/{}", request.id)),
        },
    ];
    let not_needed = request.ended_because == Some(EndedBecause::NotNeeded);
    let subject = if not_needed { "not-needed-subject" } else { "declined-subject" };
    Draft {
        subject: words.tell(subject, [("customer", customer()), ("code", request.code().into())]),
        to: Some(matter.account.name.clone()),
        parts,
        below: vec![Part::Text(matter.of_merchant("declined-because"))],
        from_name: "Certlane".to_owned(),
        reply_to: request.recipient.clone(),
        unsubscribe: None,
    }
}
