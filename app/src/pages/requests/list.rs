//! All requests, newest first.

use domain::{MailStatus, RequestStatus, Role};
use leptos::prelude::*;
use services::{
    Error,
    requests::{self, ListFilter, RequestDetails},
    sessions::Staff,
};

use crate::{
    components::desk::{
        AddressHint, Badge, Day, Part, in_words,
        list::{ListPage, Listing, Place, ROWS, Rows, narrowed_to},
        state_names,
    },
    context, paths,
};

/// The list of requests, of all, of one status or of one customer.
#[component]
pub(crate) fn List() -> impl IntoView {
    let (services, filter) = (context::services(), filter());
    context::load_for_staff(move |staff| async move {
        let filter = filter?;
        let of = narrowed_to(&services, &staff, filter.customer).await?;
        let page = requests::list(&services, &staff.actor, filter).await?;
        let place = Place::new(&listing(filter, filter.status), filter.after, page.next_cursor);
        let rows = Rows {
            columns: &["Customer", "States", "Status", "E-mail", "Created"],
            rows: page.rows.into_iter().map(|details| row(details, &staff)).collect(),
            nothing: nothing(filter.status),
        };
        let action = (staff.user.role >= Role::Sales).then_some(("New request", paths::NEW_REQUEST));
        Ok(view! {
            <ListPage staff=staff.clone() part=Part::Requests place rows action of>
                <AddressHint account=staff.account/>
                <Filter current=filter/>
            </ListPage>
        })
    })
}

fn filter() -> Result<ListFilter, Error> {
    let (status, after) = (context::query_as("status")?, context::query_as("after")?);
    Ok(ListFilter { status, after, customer: context::query_as("customer")?, limit: ROWS, ..ListFilter::default() })
}

/// The list of the same customer, of a status.
fn listing(filter: ListFilter, status: Option<RequestStatus>) -> Listing {
    Listing::of(paths::REQUESTS).with("customer", filter.customer).with("status", status)
}

#[component]
fn Filter(current: ListFilter) -> impl IntoView {
    let link = |status: Option<RequestStatus>| {
        let label = status.map_or_else(|| "All".to_owned(), |status| in_words(status.word()));
        let address = listing(current, status).address();
        view! { <a href=address aria-current=(status == current.status).then_some("page")>{label}</a> }
    };
    let statuses = RequestStatus::ALL.iter().copied().map(Some);
    view! { <nav class="filter" aria-label="Status">{[None].into_iter().chain(statuses).map(link).collect_view()}</nav> }
}

fn row(details: RequestDetails, staff: &Staff) -> AnyView {
    let RequestDetails { request, customer, .. } = details;
    let states = state_names(request.jurisdictions.iter().copied());
    let states = if states.is_empty() { "Any".to_owned() } else { states };
    view! {
        <tr>
            <th scope="row">
                <a href=paths::request(request.id)>{customer.name}</a> <small class="code">{request.code()}</small>
            </th>
            <td data-label="States">{states}</td>
            <td data-label="Status"><Badge word=request.status.word()/></td>
            <td data-label="E-mail"><span class="nowrap">{mail(request.email_status)}</span></td>
            <td data-label="Created"><Day day=staff.account.day(request.created_at)/></td>
        </tr>
    }
    .into_any()
}

/// A word is enough where all is well; what needs a look gets the badge.
fn mail(status: Option<MailStatus>) -> AnyView {
    match status {
        Some(MailStatus::Bounced) => view! { <Badge word=MailStatus::Bounced.word()/> }.into_any(),
        Some(status) => in_words(status.word()).into_any(),
        None => "Link only".into_any(),
    }
}

fn nothing(status: Option<RequestStatus>) -> (String, &'static str) {
    let (heading, advice) = match status {
        None => ("No requests yet", "Ask a customer for a certificate: it takes their e-mail address and a minute."),
        Some(RequestStatus::Pending) => ("No pending requests", "No buyer is asked for a certificate at the moment."),
        Some(RequestStatus::Fulfilled) => {
            ("No fulfilled requests", "A request is listed here once its buyer has submitted a certificate.")
        }
        Some(RequestStatus::Canceled) => ("No canceled requests", "A request is listed here once you withdraw it."),
        Some(RequestStatus::Invalid) => {
            ("No invalid requests", "A request is listed here when nobody answered it in time.")
        }
    };
    (heading.to_owned(), advice)
}
