//! What the lists of the desk have in common: one page at a time, newest first.

use domain::{Customer, CustomerId};
use leptos::prelude::*;
use services::{Services, customers, sessions::Staff};

use super::{DeskPage, Part};
use crate::paths;

/// How many rows a list shows at once.
pub(crate) const ROWS: usize = 25;

/// The address of a list, with what narrows it.
#[derive(Debug, Clone)]
pub(crate) struct Listing {
    path: &'static str,
    query: Vec<(&'static str, String)>,
}

impl Listing {
    /// The whole list.
    pub fn of(path: &'static str) -> Self {
        Self { path, query: Vec::new() }
    }

    /// The same, narrowed by a parameter where it has a value.
    pub fn with(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name, value.to_string())).filter(|(_, value)| !value.is_empty()));
        self
    }

    /// The address as a link has it.
    pub fn address(&self) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
        if query.is_empty() { self.path.to_owned() } else { format!("{}?{query}", self.path) }
    }
}

/// Where in a list one is.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The first page, where this is a later one.
    newest: Option<String>,
    /// The next page, where there is one.
    older: Option<String>,
}

impl Place {
    /// The page after a row, and the row after which the next one begins.
    pub fn new<Id: ToString>(listing: &Listing, after: Option<Id>, next: Option<Id>) -> Self {
        let newest = after.map(|_| listing.address());
        let older = next.map(|next| listing.clone().with("after", Some(next)).address());
        Self { newest, older }
    }
}

/// The rows of a page and what they are called.
pub(crate) struct Rows {
    /// The heads of the columns.
    pub columns: &'static [&'static str],
    /// One `tr` each.
    pub rows: Vec<AnyView>,
    /// A heading and an advice, where the list is empty.
    pub nothing: (String, &'static str),
}

/// A page of the desk with a list; what finds or narrows its rows stands above them.
#[component]
pub(crate) fn ListPage(
    staff: Staff,
    part: Part,
    place: Place,
    rows: Rows,
    /// What a button on top does, and where it leads.
    #[prop(default = None)]
    action: Option<(&'static str, &'static str)>,
    /// Whose rows these are, where they are of one customer.
    #[prop(default = None)]
    of: Option<Customer>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let action = action.map(|(label, href)| {
        view! { <div class="actions"><a class="button" href=href>{label}</a></div> }
    });
    let of = of.map(|customer| view! { <p>"Of " <a href=paths::customer(customer.id)>{customer.name}</a> " only"</p> });
    view! {
        <DeskPage title=part.label() staff part>
            <div class="page-head"><h1>{part.label()}</h1>{action}{of}</div>
            {children.map(|children| children())}
            {table(part, &place, rows)}
            <Pages place/>
        </DeskPage>
    }
    .into_any()
}

fn table(part: Part, place: &Place, Rows { columns, rows, nothing }: Rows) -> AnyView {
    if rows.is_empty() && place.older.is_some() {
        let heading = format!("None among these {}", part.label().to_lowercase());
        return view! { <Nothing heading advice="There are older ones to look at."/> }.into_any();
    }
    if rows.is_empty() && place.newest.is_some() {
        let heading = format!("No older {}", part.label().to_lowercase());
        return view! { <Nothing heading advice="These were all of them."/> }.into_any();
    }
    if rows.is_empty() {
        return view! { <Nothing heading=nothing.0 advice=nothing.1/> }.into_any();
    }
    let head = columns.iter().map(|column| view! { <th scope="col">{*column}</th> }).collect_view();
    view! {
        <table class="rows">
            <caption class="visually-hidden">{part.label()} ", newest first"</caption>
            <thead><tr>{head}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Nothing(heading: String, advice: &'static str) -> impl IntoView {
    view! { <div class="empty" role="status"><h2>{heading}</h2><p>{advice}</p></div> }
}

/// The ways to the other pages of a list, where there are any.
#[component]
fn Pages(place: Place) -> impl IntoView {
    let Place { newest, older } = place;
    let link = |label: &'static str, href: String| view! { <a class="button secondary" href=href>{label}</a> };
    (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="pages actions" aria-label="Pages">
                {newest.map(|href| link("Newest", href))} {older.map(|href| link("Older", href))}
            </nav>
        }
    })
}

/// Finds customers by a text.
#[component]
pub(crate) fn FindCustomer(action: &'static str, text: String) -> impl IntoView {
    view! {
        <form class="search" method="get" action=action role="search">
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

/// The head of a customer's row.
pub(crate) fn customer_head(customer: &Customer) -> AnyView {
    let number = customer.reference_customer_id.clone().map(|number| view! { <small>"Customer " {number}</small> });
    view! { <th scope="row"><a href=paths::customer(customer.id)>{customer.name.clone()}</a> " " {number}</th> }
        .into_any()
}

/// The address of a customer in its row; where there is no room, it breaks before the `@`.
pub(crate) fn email_cell(customer: &Customer) -> AnyView {
    let place = customer.email.find('@').unwrap_or(0);
    let (local, domain) = customer.email.split_at(place);
    let (local, domain) = (local.to_owned(), domain.to_owned());
    view! { <td data-label="E-mail">{local}<wbr/>{domain}</td> }.into_any()
}

/// The customer to whom a list is narrowed; one of another account is not found.
pub(crate) async fn narrowed_to(
    services: &Services,
    staff: &Staff,
    customer: Option<CustomerId>,
) -> services::Result<Option<Customer>> {
    match customer {
        Some(customer) => customers::find(services, &staff.actor, customer).await.map(Some),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_narrows_the_list() {
        let list = Listing::of("/customers");
        assert_eq!(list.address(), "/customers");
        assert_eq!(list.clone().with("q", Some("")).with("after", None::<String>).address(), "/customers");
        assert_eq!(list.with("q", Some("a & b")).with("after", Some(7)).address(), "/customers?q=a+%26+b&after=7");
    }
}
