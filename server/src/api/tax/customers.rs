//! Customers.

use axum::{Json, extract::State, http::StatusCode};
use domain::{Customer, FaxNumber, NewCustomer, customer::Address};
use serde::{Deserialize, Serialize};
use services::{Error, Services, customers};

use super::{
    Caller,
    body::{Body, Object},
    error::{Problem, or},
    extract::Path,
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
            livemode: customer.livemode,
        }
    }
}
