//! The buyer hands the request over: to a colleague, or back to the merchant because there is nothing to give.

use domain::{
    EndedBecause, EventKind, Language, MailKind, Refusal,
    handover::{DeclineReason, NewDelegation, check_decline, decline_in_words},
};

use crate::{
    Actor, Error, Result, Services,
    events::{self, About},
    jobs, store,
    store::mails::NewMail,
    wizard,
};

/// Sends a colleague a link to the same request; the buyer's own link stays good.
pub async fn delegate(services: &Services, actor: &Actor, typed: &NewDelegation, language: Language) -> Result<()> {
    let id = actor.request()?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    request.open(now)?;
    let earlier = store::mails::delegations(&mut tx, actor, id).await?;
    let colleague = typed.check(&earlier, now)?;
    let (about, note) = (About::request(request.customer_id, id), Some(format!("To {}", colleague.email)));
    events::record(services, &mut tx, actor, EventKind::RequestDelegated, about, note, now).await?;
    let mail = NewMail {
        recipient_name: colleague.name,
        language: Some(language),
        note: colleague.note,
        ..NewMail::new(MailKind::Delegation, colleague.email)
    };
    jobs::enqueue_mail(services, &mut tx, actor, id, &mail).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(())
}

/// The address that the buyer's request was passed on to last.
pub async fn last_delegate(services: &Services, actor: &Actor) -> Result<Option<String>> {
    let mut tx = services.store.read().await?;
    let delegations = store::mails::delegations(&mut tx, actor, actor.request()?).await?;
    Ok(delegations.into_iter().next_back().map(|(address, _)| address))
}

/// The buyer is not exempt, or needs no certificate: the request ends, and the merchant is told why. Doing it twice is
/// fine.
pub async fn decline(services: &Services, actor: &Actor, reason: &str, note: &str) -> Result<()> {
    let id = actor.request()?;
    let now = services.clock.now_for(actor);
    let offered = DeclineReason::offered(wizard::load(services, actor).await?.plan.needs_nothing());
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    if request.ended_because.is_some_and(EndedBecause::is_answer) {
        return Ok(tx.commit().await?);
    }
    request.open(now)?;
    let (reason, note) = check_decline(reason, note, offered)?;
    let why = decline_in_words(reason, note.as_deref());
    if !store::requests::decline(&mut tx, actor, id, reason.ends(), now).await? {
        return Err(Refusal::RequestInvalid.into());
    }
    let about = About::request(request.customer_id, id);
    events::record(services, &mut tx, actor, EventKind::RequestDeclined, about, Some(why.clone()), now).await?;
    let account = store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)?;
    let mail = NewMail {
        language: Some(Language::English), // as the desk
        note: Some(why),
        ..NewMail::new(MailKind::Declined, account.contact_email)
    };
    jobs::enqueue_mail(services, &mut tx, actor, id, &mail).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(())
}
