//! All customers, newest first.

use domain::{CustomerId, Role};
use leptos::prelude::*;
use services::{
    certificates::{self, OnFile},
    customers::{self, ListFilter},
    sessions::Staff,
};

use crate::{
    components::desk::{Badge, Day, DeskPage, Pages, Part, ROWS, state_names},
    context, paths,
};

/// The list of customers, of all or of those that a text names.
#[component]
pub(crate) fn List() -> impl IntoView {
    let (services, text) = (context::services(), context::query("q").unwrap_or_default());
    let after = context::query_as::<CustomerId>("after");
    context::load_for_staff(move |staff| async move {
        let filter = ListFilter { text: text.clone(), after: after?, limit: ROWS };
        let page = customers::list(&services, &staff.actor, &filter).await?;
        let newest = filter.after.map(|_| address(&text, None));
        let older = page.next_cursor.map(|cursor| address(&text, Some(cursor)));
        let rows = certificates::on_file(&services, &staff.actor, page.rows).await?;
        let may_ask = staff.user.role >= Role::Sales;
        Ok(view! {
            <DeskPage title="Customers" staff=staff.clone() part=Part::Customers>
                <div class="page-head">
                    <h1>"Customers"</h1>
                    {may_ask.then(|| view! { <div class="actions"><a class="button" href=paths::NEW_REQUEST>"Add a customer"</a></div> })}
                </div>
                <Search text=text.clone()/>
                {table(rows, &filter, &staff)}
                <Pages newest older/>
            </DeskPage>
        })
    })
}

fn address(text: &str, after: Option<CustomerId>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if !text.is_empty() {
        query.append_pair("q", text);
    }
    if let Some(after) = after {
        query.append_pair("after", &after.to_string());
    }
    match query.finish() {
        query if query.is_empty() => paths::CUSTOMERS.to_owned(),
        query => format!("{}?{query}", paths::CUSTOMERS),
    }
}

#[component]
fn Search(text: String) -> impl IntoView {
    view! {
        <form class="search" method="get" action=paths::CUSTOMERS role="search">
            <div class="field">
                <label for="q">"Find a customer"</label>
                <p class="hint" id="q-hint">"Name, e-mail address or your number for it"</p>
                <div class="with-button">
                    <input type="search" id="q" name="q" value=text aria-describedby="q-hint"/>
                    <button class="button secondary" type="submit">"Find"</button>
                </div>
            </div>
        </form>
    }
}

fn table(rows: Vec<OnFile>, filter: &ListFilter, staff: &Staff) -> AnyView {
    if rows.is_empty() {
        return nothing(filter);
    }
    let rows = rows.into_iter().map(|row| view! { <Row row staff=staff.clone()/> }).collect_view();
    view! {
        <table class="rows section">
            <caption class="visually-hidden">"Customers, newest first"</caption>
            <thead>
                <tr>
                    <th scope="col">"Customer"</th>
                    <th scope="col">"E-mail"</th>
                    <th scope="col">"Best certificate"</th>
                    <th scope="col">"Added"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn nothing(filter: &ListFilter) -> AnyView {
    let (heading, advice) = match filter {
        ListFilter { after: Some(_), .. } => ("No older customers".to_owned(), "These were all of them."),
        ListFilter { text, .. } if text.is_empty() => {
            ("No customers yet".to_owned(), "A customer is added with its first request, or by the API.")
        }
        ListFilter { text, .. } => (format!("No customer matches “{text}”"), "Try a part of the name or the number."),
    };
    view! { <div class="empty section" role="status"><h2>{heading}</h2><p>{advice}</p></div> }.into_any()
}

#[component]
fn Row(row: OnFile, staff: Staff) -> impl IntoView {
    let OnFile { customer, best } = row;
    let number = customer.reference_customer_id.map(|number| view! { <small>"Customer " {number}</small> });
    let best = match best {
        Some(best) => {
            let states = state_names(best.certificate.jurisdictions.iter().map(|line| line.jurisdiction));
            view! { <Badge word=best.status().word()/> " " <small>{states}</small> }.into_any()
        }
        None => "None".into_any(),
    };
    view! {
        <tr>
            <th scope="row"><a href=paths::customer(customer.id)>{customer.name}</a> " " {number}</th>
            <td data-label="E-mail">{customer.email}</td>
            <td data-label="Certificate">{best}</td>
            <td data-label="Added"><Day day=staff.account.day(customer.created_at)/></td>
        </tr>
    }
}
