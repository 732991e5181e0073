//! Mails that did not leave: all of them where no mail server is configured, and those of test mode.

mod links;
mod show;

use leptos::prelude::*;
use services::{
    outbox::{self, OutboxMail},
    sessions::Staff,
};

pub(crate) use self::show::Show;
use crate::{
    components::desk::{DeskPage, Moment, Part},
    context, paths,
};

/// The list of mails, newest first.
#[component]
pub(crate) fn List() -> impl IntoView {
    let services = context::services();
    context::load_for_staff(move |staff| async move {
        let mails = outbox::list(&services, &staff.actor).await?;
        let why = if !staff.actor.livemode() {
            "Mails of test mode do not leave: Certlane keeps them here."
        } else if services.settings.smtp_url.is_some() {
            "Live mails leave by the mail server. Those of test mode are kept: switch to test mode to read them."
        } else {
            "No mail server is configured, so Certlane keeps each mail here instead of sending it."
        };
        Ok(view! {
            <DeskPage title="Outbox" staff=staff.clone() part=Part::Outbox>
                <div class="page-head"><h1>"Outbox"</h1><p>{why}</p></div>
                {rows(mails, &staff)}
            </DeskPage>
        })
    })
}

fn rows(mails: Vec<OutboxMail>, staff: &Staff) -> AnyView {
    if mails.is_empty() {
        return view! { <div class="empty"><h2>"No mail yet"</h2><p>"Each mail that Certlane keeps is listed here."</p></div> }.into_any();
    }
    let row = |mail: OutboxMail| {
        let account = staff.account.clone();
        view! {
            <tr>
                <th scope="row"><a href=paths::mail(mail.id)>{mail.subject}</a></th>
                <td data-label="To">{mail.to}</td>
                <td data-label="Written">{mail.date.map(|at| view! { <Moment at account/> })}</td>
            </tr>
        }
    };
    view! {
        <table class="rows">
            <caption class="visually-hidden">"Mails, newest first"</caption>
            <thead><tr><th scope="col">"Subject"</th><th scope="col">"To"</th><th scope="col">"Written"</th></tr></thead>
            <tbody>{mails.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
