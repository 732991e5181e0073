//! Customers: create, read, list, change, archive.

use axum::{Json, extract::State, http::StatusCode};
use domain::{Customer, CustomerChange, CustomerId, FaxNumber, NewCustomer, customer::Address};
use serde::{Deserialize, Deserializer, Serialize};
use services::{Error, Page, Services, customers, customers::Selection};

use super::{
    Caller,
    body::{Body, Object},
    error::{Problem, Problems, or},
    extract::{Path, Query},
    filter::{page_cursor, page_limit},
    instant,
};

/// Add a customer.
pub(super) async fn create_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<CreateCustomer>,
) -> Result<(StatusCode, Json<CustomerResponse>), Problem> {
    let customer = customers::create(&services, &actor, &body.into()).await.map_err(inside_address)?;
    Ok((StatusCode::CREATED, Json(customer.into())))
}

/// The body's names: what is wrong in the address lies in `address`.
fn inside_address(error: Error) -> Error {
    let Error::Invalid(mut invalid) = error else { return error };
    for wrong in &mut invalid.0 {
        if ["line1", "line2", "city", "state", "postal_code"].contains(&wrong.field.as_str()) {
            wrong.field = format!("address.{}", wrong.field);
        }
    }
    Error::Invalid(invalid)
}

/// Read a customer.
pub(super) async fn find_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<CustomerResponse>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_customer())?;
    let customer = customers::find(&services, &actor, id).await.map_err(|error| or(error, Problem::no_customer))?;
    Ok(Json(customer.into()))
}

/// Customers that are not archived, newest first.
pub(super) async fn list_customers(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<CustomerList>, Problem> {
    let mut problems = Problems::default();
    let limit = problems.read(page_limit(query.limit.as_deref()));
    let after = problems.read(page_cursor(query.cursor.as_deref()));
    problems.end()?;
    let ListQuery { reference_customer_id, email, name, .. } = query;
    let wanted = Selection { reference: reference_customer_id, email, name_prefix: name, after, limit };
    Ok(Json(customers::select(&services, &actor, &wanted).await?.into()))
}

/// Change what is given; the rest stays.
pub(super) async fn update_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<UpdateCustomer>,
) -> Result<Json<CustomerResponse>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_customer())?;
    let changed = customers::update(&services, &actor, id, &body.into()).await.map_err(inside_address);
    Ok(Json(changed.map_err(|error| or(error, Problem::no_customer))?.into()))
}

/// Put a customer away: its open requests are canceled. Doing it twice is fine.
pub(super) async fn archive_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<CustomerResponse>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_customer())?;
    let customer = customers::archive(&services, &actor, id).await.map_err(|error| or(error, Problem::no_customer))?;
    Ok(Json(customer.into()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    reference_customer_id: Option<String>,
    email: Option<String>,
    name: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// A field that may be left out, which leaves the value as it is; null clears it.
#[derive(Default)]
enum Patch<T> {
    #[default]
    Keep,
    Set(Option<T>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::Set)
    }
}

impl<T: Default> Patch<T> {
    /// What it changes to, if it does.
    fn change(self) -> Option<T> {
        match self {
            Self::Keep => None,
            Self::Set(value) => Some(value.unwrap_or_default()),
        }
    }
}

/// Everything may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct UpdateCustomer {
    name: Patch<String>,
    email: Patch<String>,
    fax_number: Patch<String>,
    is_tax_exempt: Patch<bool>,
    reference_customer_id: Patch<String>,
    address: Patch<Object<AddressBody>>,
}

impl From<UpdateCustomer> for CustomerChange {
    fn from(body: UpdateCustomer) -> Self {
        let address = body.address.change().map(|address| address.0.into());
        Self {
            name: body.name.change(),
            email: body.email.change(),
            fax_number: body.fax_number.change(),
            is_tax_exempt: body.is_tax_exempt.change(),
            reference_customer_id: body.reference_customer_id.change(),
            country: address.as_ref().map(|_| String::new()), // another address, of a country that is not said
            address,
            business_identification_number: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateCustomer {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    fax_number: Option<String>,
    #[serde(default)]
    is_tax_exempt: Option<bool>,
    #[serde(default)]
    reference_customer_id: Option<String>,
    #[serde(default)]
    address: Option<Object<AddressBody>>,
}

/// Every part may be missing or null.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AddressBody {
    line1: Option<String>,
    line2: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
}

impl From<AddressBody> for Address {
    fn from(body: AddressBody) -> Self {
        Self {
            line1: body.line1.unwrap_or_default(),
            line2: body.line2.unwrap_or_default(),
            city: body.city.unwrap_or_default(),
            state: body.state.unwrap_or_default(),
            postal_code: body.postal_code.unwrap_or_default(),
        }
    }
}

impl From<CreateCustomer> for NewCustomer {
    fn from(body: CreateCustomer) -> Self {
        Self {
            name: body.name.unwrap_or_default(),
            email: body.email.unwrap_or_default(),
            fax_number: body.fax_number.unwrap_or_default(),
            reference_customer_id: body.reference_customer_id.unwrap_or_default(),
            is_tax_exempt: body.is_tax_exempt.unwrap_or_default(),
            address: body.address.map(|address| address.0.into()).unwrap_or_default(),
            ..Self::default()
        }
    }
}

#[derive(Serialize)]
pub(super) struct CustomerResponse {
    id: String,
    object: &'static str,
    name: String,
    email: String,
    fax_number: Option<FaxNumber>,
    is_tax_exempt: bool,
    reference_customer_id: Option<String>,
    address: Address,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_at: Option<String>,
    livemode: bool,
}

impl From<Customer> for CustomerResponse {
    fn from(customer: Customer) -> Self {
        Self {
            id: customer.id.to_string(),
            object: "tax.customer",
            name: customer.name,
            email: customer.email,
            fax_number: customer.fax_number,
            is_tax_exempt: customer.is_tax_exempt,
            reference_customer_id: customer.reference_customer_id,
            address: customer.address,
            created_at: instant(customer.created_at),
            updated_at: instant(customer.updated_at),
            archived_at: customer.archived_at.map(instant),
            livemode: customer.livemode,
        }
    }
}

/// Numeral's list of customers, whose cursor has a name of its own there; ours is beside it.
#[derive(Serialize)]
pub(super) struct CustomerList {
    object: &'static str,
    customers: Vec<CustomerResponse>,
    has_more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_customer_id: Option<String>,
}

impl From<Page<Customer, CustomerId>> for CustomerList {
    fn from(page: Page<Customer, CustomerId>) -> Self {
        Self {
            object: "list",
            has_more: page.next_cursor.is_some(),
            next_cursor: page.next_cursor.map(|id| id.to_string()),
            last_customer_id: page.rows.last().map(|customer| customer.id.to_string()),
            customers: page.rows.into_iter().map(Into::into).collect(),
        }
    }
}
