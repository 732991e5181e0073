//! One certificate: the paper beside what the buyer stated.

use chrono::{DateTime, Utc};
use domain::{Certificate, CertificateId, Jurisdiction, Review, Role, request::request_code};
use leptos::prelude::*;
use services::{
    certificates::{self, CertificateDetails},
    info_requests,
    sessions::Staff,
};

use super::{
    duration::Duration,
    findings::Findings,
    info_request::InfoRequest,
    paper::{FileBox, Paper},
    states::States,
};
use crate::{
    components::{
        desk::{Badge, Crumb, DeskPage, Fact, Facts, Moment, Notice, Part, address_lines},
        form::{ErrorSummary, Typed},
    },
    context, paths,
};

/// The page of a certificate.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let (services, id, typed) = (context::services(), context::param::<CertificateId>("id"), Typed::here());
    let (approved, just_asked) = (context::query("approved").is_some(), context::query("asked").is_some());
    let looked_up = context::query_as::<Jurisdiction>("looked_up").ok().flatten();
    context::load_for_staff(move |staff| async move {
        let details = certificates::find(&services, &staff.actor, id?).await?;
        let document = certificates::document(&services, &staff.actor, &details.certificate).await?;
        let askable = info_requests::askable(&services, &staff.actor, &details.certificate).await?;
        let status = details.status();
        let CertificateDetails { certificate, customer, .. } = details.clone();
        let waits = matches!(certificate.review, Review::Pending | Review::NeedsInfo);
        let may_review = staff.user.role >= Role::Reviewer;
        let may_renew = staff.user.role >= Role::Sales && !waits;
        let may_approve = waits && may_review;
        let noted = looked_up.filter(|state| is_looked_up(&certificate, *state));
        let noted = noted.map(|state| format!("Noted: the number for {} was looked up.", state.in_text()));
        Ok(view! {
            <DeskPage
                title=format!("Certificate of {}", customer.name)
                staff=staff.clone()
                part=Part::Certificates
                typed=typed.clone()
            >
                <Crumb href=paths::CERTIFICATES label="Certificates"/>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                {(approved && certificate.review == Review::Verified).then(|| view! { <Notice text="Certificate approved."/> })}
                {(just_asked && askable.asked.is_some()).then(|| view! { <Notice text="The buyer was asked, by e-mail."/> })}
                {noted.map(|text| view! { <Notice text/> })}
                <div class="page-head">
                    <h1>{customer.name.clone()}</h1>
                    <Badge word=status.word()/>
                    {may_approve.then(|| view! { <Approve id=certificate.id seen=certificate.updated_at/> })}
                    <p>
                        "Certificate of " <a href=paths::customer(customer.id)>{customer.name}</a>
                        {may_renew.then(|| view! { " · " <a href=paths::ask_to_renew(customer.id, certificate.id)>"Ask for a renewal"</a> })}
                    </p>
                </div>
                <div class="columns">
                    <Paper id=certificate.id document=document.clone()/>
                    <div>
                        <InfoRequest
                            id=certificate.id
                            typed=typed.clone()
                            askable
                            may_ask=waits && may_review
                            account=staff.account.clone()
                        />
                        <Findings details=details.clone() may_verify=may_review/>
                        <States details=details.clone()/>
                        <Duration details/>
                        <Stated certificate staff/>
                        {document.map(|document| view! { <FileBox document/> })}
                    </div>
                </div>
            </DeskPage>
        })
    })
}

fn is_looked_up(certificate: &Certificate, state: Jurisdiction) -> bool {
    let mut lines = certificate.jurisdictions.iter();
    lines.any(|line| line.jurisdiction == state && line.number_verified_at.is_some())
}

#[component]
fn Approve(
    id: CertificateId,
    /// In which state it is shown.
    seen: DateTime<Utc>,
) -> impl IntoView {
    view! {
        <form class="actions" method="post" action=paths::approval(id)>
            <input type="hidden" name="seen" value=seen.to_rfc3339()/>
            <button class="button" id="seen" type="submit">"Approve"</button>
        </form>
    }
}

/// Who the buyer is and who vouches for it, in their own words.
#[component]
fn Stated(certificate: Certificate, staff: Staff) -> impl IntoView {
    let (business, signer) = (certificate.business, certificate.signer);
    let address: Vec<_> = address_lines(&business.address).into_iter().chain(business.country).collect();
    let contact = [Some(business.contact_name), Some(business.contact_email), business.contact_phone];
    let contact = contact.into_iter().flatten().collect::<Vec<_>>().join("\n");
    let request = certificate.request_id.map(|id| {
        view! { <Fact term="Request"><a class="code" href=paths::request(id)>{request_code(id)}</a></Fact> }
    });
    view! {
        <section class="box">
            <h2>"What the buyer stated"</h2>
            <Facts>
                <Fact term="Document">{certificate.certificate_type.title()}</Fact>
                <Fact term="Legal name">{business.legal_name}</Fact>
                <Fact term="Address"><span class="lines">{address.join("\n")}</span></Fact>
                <Fact term="Type of business">{business.business_type.label()}</Fact>
                <Fact term="Contact"><span class="lines">{contact}</span></Fact>
                <Fact term="Signed by">
                    {signer.name} ", " {signer.title} <br/> <Moment at=certificate.created_at account=staff.account/>
                </Fact>
                {request}
            </Facts>
        </section>
    }
}
