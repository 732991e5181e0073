//! Customers: create, read, list, change, archive.

use axum::{Json, extract::State, http::StatusCode};
use domain::{Customer, CustomerChange, CustomerId, FaxNumber, NewCustomer, customer::Address};
use serde::{Deserialize, Deserializer, Serialize};
use services::{Error, Page, Services, customers, customers::Selection};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::describe::texts::{self, Email, FilledLine, Line},
    Caller, Instant,
    body::{Body, Judge, Judged, Object},
    error::{Problem, Problems, or},
    extract::{Path, Query, page_limit},
    filter::page_cursor,
    instant,
};

/// Add a customer.
#[utoipa::path(post, path = "/customers", request_body = CreateCustomer, responses(
    (status = 201, body = CustomerResponse),
    (status = 409, description = "DUPLICATE_CUSTOMER"),
))]
pub(super) async fn create_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Judged(body): Judged<CreateCustomer>,
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
///
/// An archived one too: audits need it.
#[utoipa::path(get, path = "/customers/{customer_id}", responses((status = 200, body = CustomerResponse)))]
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
#[utoipa::path(get, path = "/customers", params(ListQuery), responses((status = 200, body = CustomerList)))]
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
///
/// Null clears a field; `address` is changed as a whole. `PATCH` does the same.
#[utoipa::path(post, path = "/customers/{customer_id}", request_body = UpdateCustomer, responses(
    (status = 200, body = CustomerResponse),
    (status = 409, description = "DUPLICATE_CUSTOMER, CUSTOMER_ARCHIVED"),
))]
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

/// Change what is given, by PATCH.
///
/// The same as `POST`, for clients that know no other method for it.
#[utoipa::path(patch, path = "/customers/{customer_id}", request_body = UpdateCustomer, responses(
    (status = 200, body = CustomerResponse),
    (status = 409, description = "DUPLICATE_CUSTOMER, CUSTOMER_ARCHIVED"),
))]
pub(super) async fn patch_customer(
    services: State<Services>,
    caller: Caller,
    id: Path,
    body: Body<UpdateCustomer>,
) -> Result<Json<CustomerResponse>, Problem> {
    update_customer(services, caller, id, body).await
}

/// Put a customer away: its open requests are canceled. Doing it twice is fine.
///
/// Its requests and certificates stay, with `"customer": null`. Its `reference_customer_id` is free again.
#[utoipa::path(delete, path = "/customers/{customer_id}", responses((status = 200, body = CustomerResponse)))]
pub(super) async fn archive_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<CustomerResponse>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_customer())?;
    let customer = customers::archive(&services, &actor, id).await.map_err(|error| or(error, Problem::no_customer))?;
    Ok(Json(customer.into()))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Your own number, letter by letter.
    #[param(example = "30117")]
    reference_customer_id: Option<String>,
    /// The whole address, in capitals or not.
    #[param(example = "ap@riverside.example")]
    email: Option<String>,
    /// The beginning of the name.
    #[param(example = "river")]
    name: Option<String>,
    /// How many rows a page has.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 10)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(inline, value_type = Option<CustomerId>)]
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
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "tax@riverside.example" }))]
pub(super) struct UpdateCustomer {
    /// Its name. It cannot be cleared.
    #[serde(default)]
    #[schema(value_type = FilledLine)]
    name: Patch<String>,
    /// Where requests go. It cannot be cleared.
    #[serde(default)]
    #[schema(value_type = Email)]
    email: Patch<String>,
    /// Where letters are faxed to.
    #[serde(default)]
    #[schema(value_type = Option<FaxNumber>)]
    fax_number: Patch<String>,
    /// What your own system says; Certlane decides by certificates.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    is_tax_exempt: Patch<bool>,
    /// Your own number for it, which may be used once.
    #[serde(default)]
    #[schema(value_type = Option<Line>)]
    reference_customer_id: Patch<String>,
    /// Where it is: the whole address.
    #[serde(default)]
    #[schema(value_type = Option<AddressBody>)]
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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Riverside Cafe LLC", "email": "ap@riverside.example",
    "address": { "line1": "12 River St", "city": "Cincinnati", "state": "US-OH", "postal_code": "45202" },
}))]
pub(super) struct CreateCustomer {
    /// Its name.
    #[schema(required, value_type = FilledLine)]
    name: Option<String>,
    /// Where requests go unless one says otherwise.
    #[schema(required, value_type = Email)]
    email: Option<String>,
    /// Where letters are faxed to.
    #[schema(value_type = Option<FaxNumber>)]
    fax_number: Option<String>,
    /// What your own system says; Certlane decides by certificates and only keeps it.
    is_tax_exempt: Option<bool>,
    /// Your own number for it, which may be used once.
    #[schema(value_type = Option<Line>)]
    reference_customer_id: Option<String>,
    /// Where it is; fills in the buyer's first page.
    #[schema(value_type = Option<AddressBody>)]
    address: Option<Object<AddressBody>>,
}

/// Every part may be missing or null.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressBody {
    /// Street and number.
    #[schema(value_type = Option<Line>)]
    line1: Option<String>,
    /// Suite, floor, building.
    #[schema(value_type = Option<Line>)]
    line2: Option<String>,
    /// City.
    #[schema(value_type = Option<Line>)]
    city: Option<String>,
    /// A state's code such as `US-OH`, or `ABROAD`.
    #[schema(schema_with = texts::state)]
    state: Option<String>,
    /// ZIP code, or a foreign postal code.
    #[schema(value_type = Option<Line>)]
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

impl Judge for CreateCustomer {
    fn judge(self) -> Option<Problem> {
        NewCustomer::from(self).check().err().map(|invalid| inside_address(invalid.into()).into())
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

#[derive(Serialize, ToSchema)]
#[schema(as = Customer)]
pub(super) struct CustomerResponse {
    id: CustomerId,
    #[schema(example = "tax.customer")]
    object: &'static str,
    name: String,
    email: String,
    #[schema(required)]
    fax_number: Option<FaxNumber>,
    is_tax_exempt: bool,
    /// Your own number for it.
    #[schema(required)]
    reference_customer_id: Option<String>,
    #[schema(schema_with = texts::address)]
    address: Address,
    created_at: Instant,
    updated_at: Instant,
    /// When you put it away; left out for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    archived_at: Option<Instant>,
    livemode: bool,
}

impl From<Customer> for CustomerResponse {
    fn from(customer: Customer) -> Self {
        Self {
            id: customer.id,
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
#[derive(Serialize, ToSchema)]
pub(super) struct CustomerList {
    #[schema(example = "list")]
    object: &'static str,
    customers: Vec<CustomerResponse>,
    has_more: bool,
    /// Left out on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_cursor: Option<CustomerId>,
    /// The id of the last row; left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_customer_id: Option<CustomerId>,
}

impl From<Page<Customer, CustomerId>> for CustomerList {
    fn from(page: Page<Customer, CustomerId>) -> Self {
        Self {
            object: "list",
            has_more: page.next_cursor.is_some(),
            next_cursor: page.next_cursor,
            last_customer_id: page.rows.last().map(|customer| customer.id),
            customers: page.rows.into_iter().map(Into::into).collect(),
        }
    }
}
