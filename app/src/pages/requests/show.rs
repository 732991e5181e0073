//! One request: what was asked, how far it is, and what can still be done.

use std::collections::BTreeSet;

use domain::{
    CertificateRequest, DeliveryMethod, EndedBecause, Event, EventKind, MailStatus, RequestId, RequestStatus, Role,
    listed,
};
use leptos::prelude::*;
use services::{
    certificates::{self, CertificateDetails},
    reminders,
    requests::{self, RequestDetails},
    sessions::Staff,
};

use super::{reminders::RemindersBox, timeline::TimelineBox};
use crate::{
    components::{
        desk::{Badge, Crumb, Day, DeskPage, Fact, Facts, Moment, Notice, Part, all_states},
        form::{ErrorSummary, Typed},
    },
    context,
    islands::CopyButton,
    paths,
};

/// The page of a request.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let (services, id, typed) = (context::services(), context::param::<RequestId>("id"), Typed::here());
    let (created, canceled) = (context::query("created").is_some(), context::query("canceled").is_some());
    let (reminded, stopped) = (context::query("reminded").is_some(), context::query("stopped").is_some());
    context::load_for_staff(move |staff| async move {
        let details = requests::find(&services, &staff.actor, id?).await?;
        let timeline = requests::timeline(&services, &staff.actor, details.request.id).await?;
        let outlook = reminders::outlook(&services, &staff.actor, details.request.id).await?;
        let declined = why_declined(&details.request, &timeline.events);
        let certificates = certificates::of_request(&services, &staff.actor, details.request.id).await?;
        let RequestDetails { request, customer, link, .. } = details;
        let (pending, may_ask) = (request.status == RequestStatus::Pending, staff.user.role >= Role::Sales);
        let kept = services.settings.smtp_url.is_none();
        let bounced = pending && request.email_status == Some(MailStatus::Bounced);
        let again = may_ask && (bounced || matches!(request.status, RequestStatus::Canceled | RequestStatus::Invalid));
        Ok(view! {
            <DeskPage
                title=format!("Request {}, {}", request.code(), customer.name)
                staff=staff.clone()
                part=Part::Requests
                typed=typed.clone()
            >
                <Crumb href=paths::REQUESTS label="Requests"/>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                {(created && pending).then(|| view! { <Notice text=what_next(&request)/> })}
                {canceled.then(|| view! { <Notice text="Request canceled. The link does not work any more."/> })}
                {reminded.then(|| view! { <Notice text="The reminder is on its way."/> })}
                {stopped.then(|| view! { <Notice text="Nobody is reminded of this request any more. It stays open."/> })}
                <div class="page-head">
                    <h1>{customer.name.clone()}</h1>
                    <Badge word=request.status.word()/>
                    {again.then(|| view! { <div class="actions"><a class="button" href=paths::ask(customer.id)>"Ask again"</a></div> })}
                    <p>
                        "Request " <span class="code">{request.code()}</span> " to "
                        <a href=paths::customer(customer.id)>{customer.name.clone()}</a>
                    </p>
                </div>
                <div class="columns">
                    <div>
                        {declined.map(|why| view! { <DeclinedBox why/> })}
                        {link.filter(|_| pending).map(|link| view! { <LinkBox link request=request.clone() staff=staff.clone()/> })}
                        {(!certificates.is_empty()).then(|| view! { <Received certificates asked=request.clone() staff=staff.clone()/> })}
                        <Asked request=request.clone() mail_error=timeline.mail_error kept staff=staff.clone()/>
                    </div>
                    <div>
                        <TimelineBox request=request.clone() events=timeline.events staff=staff.clone()/>
                        {pending.then(|| view! { <RemindersBox id=request.id outlook may_ask staff/> })}
                        {(pending && may_ask).then(|| view! { <CancelBox id=request.id/> })}
                    </div>
                </div>
            </DeskPage>
        })
    })
}

/// What the buyer said, where it ended the request by it.
fn why_declined(request: &CertificateRequest, events: &[Event]) -> Option<String> {
    let declined = request.ended_because.is_some_and(EndedBecause::is_answer);
    let said = events.iter().rev().find(|event| event.kind == EventKind::RequestDeclined);
    said.filter(|_| declined).and_then(|event| event.note.clone())
}

#[component]
fn DeclinedBox(why: String) -> impl IntoView {
    view! {
        <section class="box">
            <h2>"Declined by the buyer"</h2>
            <p>"The buyer gives no certificate, and says why:"</p>
            <blockquote class="lines">{why}</blockquote>
        </section>
    }
}

fn what_next(request: &CertificateRequest) -> String {
    match request.delivery_method {
        DeliveryMethod::Email => format!("Request created. The e-mail to {} is on its way.", request.recipient),
        DeliveryMethod::Download => {
            "Request created. Copy the link, or download the letter, and pass it on to the buyer.".to_owned()
        }
        DeliveryMethod::Fax => format!("Request created. The fax to {} is on its way.", fax_number(request)),
    }
}

fn fax_number(request: &CertificateRequest) -> String {
    request.fax_number.as_ref().map(ToString::to_string).unwrap_or_default()
}

#[component]
fn LinkBox(link: String, request: CertificateRequest, staff: Staff) -> impl IntoView {
    view! {
        <section class="box">
            <h2>"Link for the buyer"</h2>
            <div class="field">
                <p class="hint" id="link-hint">
                    "Whoever has it can answer. It works until " <Moment at=request.expires_at account=staff.account/> "."
                </p>
                <div class="with-button">
                    <input id="link" aria-label="Link for the buyer" aria-describedby="link-hint" readonly value=link.clone()/>
                    <CopyButton text=link field="link".to_owned()/>
                </div>
            </div>
            <p class="section">
                <a href=paths::cover_letter(request.id) download="">"Download the cover letter"</a>
                " (PDF), to mail or fax; it has the link as a QR code."
            </p>
        </section>
    }
}

/// The certificates that came, one a document, and what is still missing.
#[component]
fn Received(certificates: Vec<CertificateDetails>, asked: CertificateRequest, staff: Staff) -> impl IntoView {
    let missing = uncovered(&asked, &certificates);
    let missing = (!missing.is_empty()).then(|| {
        let may_ask = staff.user.role >= Role::Sales;
        let ask = may_ask.then(|| view! { " " <a href=paths::ask(asked.customer_id)>"Ask again"</a> });
        view! { <p class="notice warning">{format!("No certificate came for {}, which you asked for.", listed(&missing))} {ask}</p> }
    });
    let heading = if certificates.len() == 1 { "Certificate" } else { "Certificates" };
    let line = |details: CertificateDetails| {
        let (status, certificate) = (details.status(), details.certificate);
        view! {
            <p>
                <a href=paths::certificate(certificate.id)>{all_states(certificate.states())}</a>
                ", submitted on " <Day day=staff.account.day(certificate.created_at)/> " " <Badge word=status.word()/> <br/>
                <span class="hint">{certificate.certificate_type.title()}</span>
            </p>
        }
    };
    view! {
        <section class="box">
            <h2>{heading}</h2>
            {certificates.into_iter().map(line).collect_view()}
            {missing}
        </section>
    }
}

/// The states that were asked for and that the buyer left out; where there is no sales tax, nothing is missing.
fn uncovered(asked: &CertificateRequest, certificates: &[CertificateDetails]) -> Vec<String> {
    let named: BTreeSet<_> = certificates.iter().flat_map(|details| details.certificate.states()).collect();
    let asked: BTreeSet<_> = asked.jurisdictions.iter().copied().collect();
    let missing = asked.difference(&named).filter(|state| state.has_general_sales_tax());
    missing.map(|state| state.in_text()).collect()
}

#[component]
fn Asked(request: CertificateRequest, mail_error: Option<String>, kept: bool, staff: Staff) -> impl IntoView {
    let states = Some(all_states(request.jurisdictions.iter().copied())).filter(|states| !states.is_empty());
    let reasons = request.reasons.iter().map(|reason| reason.label()).collect::<Vec<_>>().join(", ");
    let reasons = if reasons.is_empty() { "The buyer chooses".to_owned() } else { reasons };
    let document = request.certificate_type.map_or_else(|| "Any document".to_owned(), |kind| kind.title());
    let delivery = match request.delivery_method {
        DeliveryMethod::Email => format!("E-mail to {}", request.recipient),
        DeliveryMethod::Download => "You pass the link on".to_owned(),
        DeliveryMethod::Fax => format!("Fax to {}", fax_number(&request)),
    };
    view! {
        <section class="box">
            <h2>"What was asked"</h2>
            <Facts>
                <Fact term="Delivery">{delivery}</Fact>
                {request.email_status.map(|status| view! { <Mail status error=mail_error kept/> })}
                <Fact term="States">{states.unwrap_or_else(|| "The buyer chooses".to_owned())}</Fact>
                <Fact term="Reason">{reasons}</Fact>
                <Fact term="Document">{document}</Fact>
                {request.message.map(|message| view! { <Fact term="Message"><span class="lines">{message}</span></Fact> })}
                <Fact term="Expires"><Day day=staff.account.day(request.expires_at)/></Fact>
            </Facts>
        </section>
    }
}

/// Where the invitation is, with the mail server's own words where it does not get through.
#[component]
fn Mail(
    status: MailStatus,
    error: Option<String>,
    /// In the outbox, because there is no mail server.
    kept: bool,
) -> impl IntoView {
    let advice = match status {
        MailStatus::Bounced => {
            Some("It did not arrive. Check the address, then ask again, or pass the link on yourself.")
        }
        MailStatus::Queued if error.is_some() => Some("It is late. Certlane keeps trying."),
        MailStatus::NotSent => Some("The request ended before it could leave."),
        MailStatus::Queued | MailStatus::Sent => None,
    };
    let in_outbox = (kept && status == MailStatus::Sent).then(|| {
        let outbox = view! { <a href=paths::OUTBOX>"outbox"</a> };
        view! { " " <span class="hint">"to the " {outbox} ": no mail server is configured"</span> }
    });
    let answer = error.map(|answer| view! { <p class="hint">"Last try: " <code>{answer}</code></p> });
    view! {
        <Fact term="E-mail">
            <Badge word=status.word()/>
            {in_outbox}
            {advice.map(|advice| view! { <p>{advice}</p> })}
            {answer}
        </Fact>
    }
}

#[component]
fn CancelBox(id: RequestId) -> impl IntoView {
    view! {
        <section class="box">
            <h2>"Cancel this request"</h2>
            <form class="form" method="post" action=paths::cancellation(id)>
                <p class="hint">"The link stops working at once. This cannot be undone."</p>
                <div class="actions"><button class="button danger" type="submit">"Cancel request"</button></div>
            </form>
        </section>
    }
}
