//! All requests, newest first.

use domain::{MailStatus, RequestId, RequestStatus, Role};
use leptos::prelude::*;
use services::{
    Error, Page, customers,
    requests::{self, ListFilter, RequestDetails},
    sessions::Staff,
};

use crate::{
    components::desk::{Badge, Day, DeskPage, Pages, Part, ROWS, in_words, of_customer, state_names},
    context, paths,
};

/// The list of requests, of all or of one status.
#[component]
pub(crate) fn List() -> impl IntoView {
    let (services, filter) = (context::services(), filter());
    context::load_for_staff(move |staff| async move {
        let filter = filter?;
        let page = requests::list(&services, &staff.actor, filter).await?;
        let of = match filter.customer {
            Some(customer) => Some(customers::find(&services, &staff.actor, customer).await?),
            None => None,
        };
        let newest = filter.after.map(|_| address(ListFilter { after: None, ..filter }));
        let older = page.next_cursor.map(|cursor| address(ListFilter { after: Some(cursor), ..filter }));
        let may_ask = staff.user.role >= Role::Sales;
        Ok(view! {
            <DeskPage title="Requests" staff=staff.clone() part=Part::Requests>
                <div class="page-head">
                    <h1>"Requests"</h1>
                    {may_ask.then(|| view! { <div class="actions"><a class="button" href=paths::NEW_REQUEST>"New request"</a></div> })}
                    {of.map(of_customer)}
                </div>
                <Filter current=filter/>
                {rows(page, filter, &staff)}
                <Pages newest older/>
            </DeskPage>
        })
    })
}

fn filter() -> Result<ListFilter, Error> {
    let (status, after) = (context::query_as("status")?, context::query_as("after")?);
    Ok(ListFilter { status, after, customer: context::query_as("customer")?, limit: ROWS })
}

fn address(filter: ListFilter) -> String {
    let customer = filter.customer.map(|customer| format!("customer={customer}"));
    let status = filter.status.map(|status| format!("status={status}"));
    let after = filter.after.map(|after| format!("after={after}"));
    let query = [customer, status, after].into_iter().flatten().collect::<Vec<_>>().join("&");
    if query.is_empty() { paths::REQUESTS.to_owned() } else { format!("{}?{query}", paths::REQUESTS) }
}

#[component]
fn Filter(current: ListFilter) -> impl IntoView {
    let link = |status: Option<RequestStatus>| {
        let label = status.map_or_else(|| "All".to_owned(), |status| in_words(status.word()));
        let address = address(ListFilter { status, after: None, ..current });
        view! { <a href=address aria-current=(status == current.status).then_some("page")>{label}</a> }
    };
    let statuses = RequestStatus::ALL.iter().copied().map(Some);
    view! { <nav class="filter" aria-label="Status">{[None].into_iter().chain(statuses).map(link).collect_view()}</nav> }
}

fn rows(page: Page<RequestDetails, RequestId>, filter: ListFilter, staff: &Staff) -> AnyView {
    if page.rows.is_empty() {
        return view! { <Nothing filter/> }.into_any();
    }
    let rows = page.rows.into_iter().map(|details| view! { <Row details staff=staff.clone()/> }).collect_view();
    view! {
        <table class="rows">
            <caption class="visually-hidden">"Requests, newest first"</caption>
            <thead>
                <tr>
                    <th scope="col">"Customer"</th>
                    <th scope="col">"States"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">"E-mail"</th>
                    <th scope="col">"Created"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(details: RequestDetails, staff: Staff) -> impl IntoView {
    let RequestDetails { request, customer, .. } = details;
    let states = if request.jurisdictions.is_empty() {
        "Any".to_owned()
    } else {
        state_names(request.jurisdictions.iter().copied())
    };
    view! {
        <tr>
            <th scope="row">
                <a href=paths::request(request.id)>{customer.name}</a> <small class="code">{request.code()}</small>
            </th>
            <td data-label="States">{states}</td>
            <td data-label="Status"><Badge word=request.status.word()/></td>
            <td data-label="E-mail">{mail(request.email_status)}</td>
            <td data-label="Created"><Day day=staff.account.day(request.created_at)/></td>
        </tr>
    }
}

/// A word is enough where all is well; what needs a look gets the badge.
fn mail(status: Option<MailStatus>) -> AnyView {
    match status {
        Some(MailStatus::Bounced) => view! { <Badge word=MailStatus::Bounced.word()/> }.into_any(),
        Some(status) => in_words(status.word()).into_any(),
        None => "Link only".into_any(),
    }
}

#[component]
fn Nothing(filter: ListFilter) -> impl IntoView {
    let (heading, advice) = match filter.status {
        _ if filter.after.is_some() => ("No older requests".to_owned(), "These were all of them."),
        None => (
            "No requests yet".to_owned(),
            "Ask a customer for a certificate: it takes their e-mail address and a minute.",
        ),
        Some(RequestStatus::Pending) => {
            ("No pending requests".to_owned(), "No buyer is asked for a certificate at the moment.")
        }
        Some(RequestStatus::Fulfilled) => {
            ("No fulfilled requests".to_owned(), "A request is listed here once its buyer has submitted a certificate.")
        }
        Some(RequestStatus::Canceled) => {
            ("No canceled requests".to_owned(), "A request is listed here once you withdraw it.")
        }
        Some(RequestStatus::Invalid) => {
            ("No invalid requests".to_owned(), "A request is listed here when nobody answered it in time.")
        }
    };
    view! { <div class="empty"><h2>{heading}</h2><p>{advice}</p></div> }
}
