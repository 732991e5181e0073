//! One endpoint: how it is, what was sent to it, and what can be done with it.

use domain::{
    Role, WebhookDeliveryId, WebhookEndpointId,
    webhook::{DeliveryStatus, EndpointStatus},
};
use leptos::prelude::*;
use services::{
    webhooks,
    webhooks::deliveries::{self, ListFilter},
};

use super::{
    fields::Fresh,
    sent::Sent,
    settings::{Change, Danger, Facts, Secret},
};
use crate::{
    components::{
        desk::{Crumb, DeskPage, Notice, Part, list::ROWS},
        form::{ErrorSummary, Typed},
    },
    context::{self, FreshWebhookSecret},
    paths,
};

/// The page of an endpoint. Who may not change it reads it.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let (services, typed) = (context::services(), Typed::here());
    let (id, done) = (context::param::<WebhookEndpointId>("id"), done());
    let (status, after) =
        (context::query_as::<DeliveryStatus>("status"), context::query_as::<WebhookDeliveryId>("after"));
    let fresh = context::extension::<FreshWebhookSecret>();
    context::load_for_staff(move |staff| async move {
        let details = webhooks::find(&services, &staff.actor, id?).await?;
        let (endpoint, status, after) = (details.endpoint.clone(), status?, after?);
        let filter = ListFilter { endpoint: endpoint.id, status, after, limit: ROWS };
        let page = deliveries::list(&services, &staff.actor, filter).await?;
        let may_change = staff.user.role >= Role::Admin;
        let is_enabled = endpoint.status == EndpointStatus::Enabled;
        Ok(view! {
            <DeskPage title="Webhook endpoint" staff=staff.clone() part=Part::Webhooks typed=typed.clone()>
                <Crumb href=paths::WEBHOOKS label="Webhooks"/>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                {fresh.map(|fresh| view! { <Fresh fresh/> })}
                {done.map(|text| view! { <Notice text/> })}
                <div class="page-head"><h1 class="anywhere">{endpoint.url.clone()}</h1></div>
                <div class="columns">
                    <div>
                        <Facts endpoint=endpoint.clone() account=staff.account.clone() may_change/>
                        <Sent endpoint=endpoint.id page filter staff=staff.clone() may_replay=may_change && is_enabled typed=typed.clone()/>
                    </div>
                    {may_change.then(|| view! {
                        <div>
                            <Secret details staff=staff.clone() typed=typed.clone()/>
                            <Change endpoint=endpoint.clone() typed/>
                            <Danger id=endpoint.id/>
                        </div>
                    })}
                </div>
            </DeskPage>
        })
    })
}

/// What was just done.
fn done() -> Option<String> {
    let replayed = context::query("replayed").and_then(|count| count.parse::<u64>().ok());
    let said = match replayed {
        Some(0) => "There was nothing to send again in this range.".to_owned(),
        Some(1) => "One webhook is sent again.".to_owned(),
        Some(several) => format!("{several} webhooks are sent again."),
        None => match context::query("done")?.as_str() {
            "saved" => "Saved.".to_owned(),
            "enabled" => "Events are sent from now on. Send again what failed, if your program needs it.".to_owned(),
            "disabled" => "Nothing more is sent.".to_owned(),
            "test" => "The test is on its way. Reload the page to see what became of it.".to_owned(),
            _ => return None,
        },
    };
    Some(said)
}
