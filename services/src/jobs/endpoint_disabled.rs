//! The e-mail that tells the owner that an endpoint of webhooks was given up.

use askama::Template;
use domain::{
    AccountId, MailId, User, WebhookEndpoint, WebhookEndpointId,
    webhook::{DisabledBecause, EndpointStatus},
};

use super::Failure;
use crate::{
    Actor, Error, Result, Services,
    mailer::{Letter, Sending},
    store,
};

/// Mails each owner, as long as the endpoint is disabled. A second copy does no harm, so whatever is not certain is tried
/// again.
pub(super) async fn tell(
    services: &Services,
    account: AccountId,
    id: WebhookEndpointId,
) -> std::result::Result<(), Failure> {
    let Some((endpoint, owners)) = load(services, account, id).await? else { return Ok(()) };
    for owner in owners {
        match services.mailer.send(&letter(services, &endpoint, &owner)?).await {
            Sending::Sent => {}
            Sending::Refused(answer) => {
                tracing::warn!(endpoint = %id, answer, "the mail about the endpoint {id} was refused");
            }
            Sending::NotTaken(error) | Sending::Unknown(error) => return Err(Failure::Retry(error)),
        }
    }
    Ok(())
}

async fn load(
    services: &Services,
    account: AccountId,
    id: WebhookEndpointId,
) -> Result<Option<(WebhookEndpoint, Vec<User>)>> {
    let mut tx = services.store.read().await?;
    for livemode in [true, false] {
        let certlane = Actor::certlane(store::clocks::world(&mut tx, account, livemode).await?);
        let endpoint = store::webhooks::find(&mut tx, &certlane, id).await?;
        if let Some(endpoint) = endpoint.filter(|endpoint| endpoint.status == EndpointStatus::Disabled) {
            let owners = store::users::owners(&mut tx, account).await?;
            return Ok(Some((endpoint, owners.iter().map(store::users::Credentials::user).collect())));
        }
    }
    Ok(None)
}

#[derive(Template)]
#[template(path = "endpoint_disabled.txt", escape = "none")]
struct Text<'a>(&'a Said);

#[derive(Template)]
#[template(path = "endpoint_disabled.html")]
struct Html<'a>(&'a Said);

/// What both parts of the mail say.
struct Said {
    subject: &'static str,
    why: &'static str,
    url: String,
    mode: &'static str,
    page: String,
}

fn letter(services: &Services, endpoint: &WebhookEndpoint, owner: &User) -> Result<Letter> {
    let why = match endpoint.disabled_because {
        Some(DisabledBecause::Gone) => "It answered 410, which says that it is gone for good.",
        _ => "For five days it took none of the webhooks that were sent to it.",
    };
    let said = Said {
        subject: "A webhook endpoint was disabled",
        why,
        url: endpoint.url.clone(),
        mode: if endpoint.livemode { "live" } else { "test" },
        page: services.settings.url(&format!("/settings/webhooks/{}", endpoint.id)),
    };
    let host = services.settings.base_url.host_str().unwrap_or("localhost");
    Ok(Letter {
        id: MailId(endpoint.id.0),
        account: endpoint.account_id,
        livemode: endpoint.livemode,
        to: owner.email.clone(),
        from_name: "Certlane".to_owned(),
        reply_to: owner.email.clone(),
        subject: said.subject.to_owned(),
        text: Text(&said).render().map_err(Error::internal)?,
        html: Html(&said).render().map_err(Error::internal)?,
        was_tried: false,
        date: services.clock.now(),
        attachment: None,
        unsubscribe: None,
        message_id: format!("<{}.{}.{}@{host}>", endpoint.id, endpoint.updated_at.timestamp(), owner.id),
    })
}
