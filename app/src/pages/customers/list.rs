//! All customers, newest first.

use domain::{CustomerId, Role};
use leptos::prelude::*;
use services::{
    certificates::{self, OnFile},
    customers::{self, ListFilter},
    sessions::Staff,
};

use crate::{
    components::desk::{
        Badge, Day, Part,
        list::{FindCustomer, ListPage, Listing, Place, ROWS, Rows, customer_head, email_cell},
        state_names,
    },
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
        let listing = Listing::of(paths::CUSTOMERS).with("q", Some(&text));
        let place = Place::new(&listing, filter.after, page.next_cursor);
        let found = certificates::on_file(&services, &staff.actor, page.rows).await?;
        let rows = Rows {
            columns: &["Customer", "E-mail", "Best certificate", "Added"],
            rows: found.into_iter().map(|found| row(found, &staff)).collect(),
            nothing: nothing(&text),
        };
        let action = (staff.user.role >= Role::Sales).then_some(("Add a customer", paths::NEW_REQUEST));
        Ok(view! {
            <ListPage staff part=Part::Customers place rows action>
                <FindCustomer action=paths::CUSTOMERS text=text.clone()/>
            </ListPage>
        })
    })
}

fn nothing(text: &str) -> (String, &'static str) {
    match text {
        "" => ("No customers yet".into(), "A customer is added with its first request, or by the API."),
        text => {
            (format!("No customer matches “{text}”"), "Try a part of the name, of the e-mail address or of the number.")
        }
    }
}

fn row(OnFile { customer, best }: OnFile, staff: &Staff) -> AnyView {
    let best = match best {
        Some(best) => {
            view! { <Badge word=best.status().word()/> " " <small>{state_names(best.certificate.states())}</small> }
                .into_any()
        }
        None => "None".into_any(),
    };
    view! {
        <tr>
            {customer_head(&customer)}
            {email_cell(&customer)}
            <td data-label="Certificate">{best}</td>
            <td data-label="Added"><Day day=staff.account.day(customer.created_at)/></td>
        </tr>
    }
    .into_any()
}
