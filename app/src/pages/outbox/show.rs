//! One mail, both parts of it.

use domain::MailId;
use leptos::prelude::*;
use services::outbox::{self, OutboxMail};

use super::links::{Piece, pieces};
use crate::{
    components::desk::{Crumb, DeskPage, Fact, Facts, Moment, Part},
    context, paths,
};

/// The page of a mail.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let (services, id) = (context::services(), context::param::<MailId>("id"));
    context::load_for_staff(move |staff| async move {
        let OutboxMail { id, from, to, subject, date, text, html } = outbox::find(&services, &staff.actor, id?).await?;
        let ours = services.settings.url("/");
        let account = staff.account.clone();
        Ok(view! {
            <DeskPage title=format!("Mail to {to}") staff part=Part::Outbox>
                <Crumb href=paths::OUTBOX label="Outbox"/>
                <div class="page-head"><h1>{subject}</h1></div>
                <section class="box">
                    <h2 class="visually-hidden">"Headers"</h2>
                    <Facts>
                        <Fact term="From">{from}</Fact>
                        <Fact term="To">{to}</Fact>
                        {date.map(|at| view! { <Fact term="Date"><Moment at account/></Fact> })}
                    </Facts>
                </section>
                {(!html.is_empty()).then(|| view! { <HtmlPart id/> })}
                <section class="section"><h2>"Text part"</h2><pre class="box">{linked(&text, &ours)}</pre></section>
            </DeskPage>
        })
    })
}

/// Locked up: its own address forbids it all but its own looks, and its links open beside this page.
#[component]
fn HtmlPart(id: MailId) -> impl IntoView {
    view! {
        <section class="section">
            <h2>"HTML part"</h2>
            <div class="document">
                <iframe
                    src=paths::mail_html(id)
                    title="HTML part of the mail"
                    sandbox="allow-popups allow-popups-to-escape-sandbox"
                ></iframe>
            </div>
        </section>
    }
}

fn linked(text: &str, ours: &str) -> impl IntoView + use<> {
    let show = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.to_owned().into_any(),
        Piece::Link(link) => view! { <a href=link.to_owned()>{link.to_owned()}</a> }.into_any(),
    };
    pieces(text, ours).into_iter().map(show).collect_view()
}
