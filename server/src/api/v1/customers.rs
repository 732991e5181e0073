//! Customers: made, read, listed, changed.

use axum::{Json, extract::State, http::StatusCode};
use domain::{AccountId, Customer, CustomerChange, CustomerId, NewCustomer, customer::Address};
use serde::{Deserialize, Serialize};
use services::{Error, Services, customers, customers::Selection};

use super::{
    Caller, Success,
    body::{Body, Object},
    extract::{Path, Query},
    page_limit, unix, wrong_cursor,
};
use crate::api::problem::{Problem, or};

/// Add a customer.
pub(super) async fn create_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<CustomerBody>,
) -> Result<(StatusCode, Json<Success<CustomerResponse>>), Problem> {
    body.check_name()?;
    let made = customers::create(&services, &actor, &body.into()).await.map_err(in_our_words)?;
    Ok((StatusCode::CREATED, Json(Success { data: made.into(), message: "Successfully created customer." })))
}

/// Read a customer.
pub(super) async fn find_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<Success<CustomerResponse>>, Problem> {
    let found = customers::find(&services, &actor, known(&id)?).await;
    let data = found.map_err(|error| or(error, Problem::no_such_customer))?.into();
    Ok(Json(Success { data, message: "Successfully fetched customer." }))
}

/// Customers that are not archived, newest first.
pub(super) async fn list_customers(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<Success<CustomerList>>, Problem> {
    let limit = page_limit(query.limit.as_deref())?;
    let after = query.cursor.as_deref().map(|text| CustomerId::read(text).ok_or_else(|| wrong_cursor(text)));
    let wanted = Selection { reference: query.external_id, after: after.transpose()?, limit, ..Selection::default() };
    let page = customers::select(&services, &actor, &wanted).await?;
    let data = CustomerList {
        cursor: page.next_cursor.map(|id| id.0.to_string()),
        customers: page.rows.into_iter().map(Into::into).collect(),
    };
    Ok(Json(Success { data, message: "Successfully fetched customers." }))
}

/// Change what is given; the rest stays.
pub(super) async fn update_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<CustomerBody>,
) -> Result<Json<Success<CustomerResponse>>, Problem> {
    let id = known(&id)?;
    body.check_name()?;
    let changed = customers::update(&services, &actor, id, &body.into()).await.map_err(in_our_words);
    let data = changed.map_err(|error| or(error, Problem::no_such_customer))?.into();
    Ok(Json(Success { data, message: "Successfully updated customer." }))
}

fn known(id: &str) -> Result<CustomerId, Problem> {
    CustomerId::read(id).ok_or_else(Problem::no_such_customer)
}

/// The body's names for what is wrong.
fn in_our_words(error: Error) -> Error {
    let Error::Invalid(mut invalid) = error else { return error };
    for wrong in &mut invalid.0 {
        match wrong.field.as_str() {
            "reference_customer_id" => wrong.field = "external_id".to_owned(),
            "state" => {
                wrong.field = "shipping_address.state".to_owned();
                wrong.sentence = "Give the code of a state, like CA.".to_owned();
            }
            "line1" | "line2" | "city" | "postal_code" | "country" => {
                wrong.field = format!("shipping_address.{}", wrong.field);
            }
            _ => {}
        }
    }
    Error::Invalid(invalid)
}

/// What narrows the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// Not looked at: the key says whose customers they are.
    #[serde(rename = "corporation_id")]
    _corporation_id: Option<String>,
    /// The merchant's own number, letter by letter.
    external_id: Option<String>,
    /// How many on a page, 1 to 100; 10 unless given.
    limit: Option<String>,
    /// The `cursor` of the page before.
    cursor: Option<String>,
}

/// A customer that is to be made, or what changes about one; null is the same as left out.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CustomerBody {
    /// Not looked at: the key says whose customer it is.
    #[serde(rename = "corporation_id")]
    _corporation_id: Option<String>,
    /// The name, of 3 characters at least.
    name: Option<String>,
    /// The e-mail address; needed, since certificates are asked for by mail.
    email: Option<String>,
    /// The merchant's own number for it; `/tax` calls it `reference_customer_id`.
    external_id: Option<String>,
    /// Its tax or registration number.
    business_identification_number: Option<String>,
    /// Where it is.
    shipping_address: Option<Object<AddressBody>>,
}

impl CustomerBody {
    /// Commenda's names have three letters; elsewhere two will do.
    fn check_name(&self) -> Result<(), Problem> {
        let Some(name) = &self.name else { return Ok(()) };
        if name.trim().chars().count() >= 3 {
            return Ok(());
        }
        Err(Problem::in_body("INCORRECT_TYPE", "name", "Give a name of 3 characters at least."))
    }
}

/// An address. Outside the United States the state is not kept.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AddressBody {
    /// Street and number.
    line1: Option<String>,
    /// Suite, floor, building.
    line2: Option<String>,
    /// City.
    city: Option<String>,
    /// The state's code, as `CA`.
    state: Option<String>,
    /// ZIP code, or a foreign postal code.
    postal_code: Option<String>,
    /// The country's code, as `US`.
    country: Option<String>,
}

impl AddressBody {
    fn read(self) -> (Address, String) {
        let country = self.country.unwrap_or_default();
        let state = self.state.unwrap_or_default();
        let state = match country.as_str() {
            "" | "US" if state.is_empty() => state,
            "" | "US" => format!("US-{state}"),
            _ => Address::ABROAD.to_owned(),
        };
        let address = Address {
            line1: self.line1.unwrap_or_default(),
            line2: self.line2.unwrap_or_default(),
            city: self.city.unwrap_or_default(),
            state,
            postal_code: self.postal_code.unwrap_or_default(),
        };
        (address, country)
    }
}

impl From<CustomerBody> for NewCustomer {
    fn from(body: CustomerBody) -> Self {
        let (address, country) = body.shipping_address.map(|address| address.0.read()).unwrap_or_default();
        Self {
            name: body.name.unwrap_or_default(),
            email: body.email.unwrap_or_default(),
            reference_customer_id: body.external_id.unwrap_or_default(),
            business_identification_number: body.business_identification_number.unwrap_or_default(),
            address,
            country,
            ..Self::default()
        }
    }
}

impl From<CustomerBody> for CustomerChange {
    fn from(body: CustomerBody) -> Self {
        let (address, country) = body.shipping_address.map(|address| address.0.read()).unzip();
        Self {
            name: body.name,
            email: body.email,
            reference_customer_id: body.external_id,
            business_identification_number: body.business_identification_number,
            address,
            country,
            ..Self::default()
        }
    }
}

/// Commenda's customer.
#[derive(Serialize)]
pub(super) struct CustomerResponse {
    /// The customer, by a UUID; `/tax` puts `cust_` before it.
    id: String,
    /// The merchant, by a UUID.
    corporation_id: String,
    /// The name.
    name: String,
    /// The e-mail address.
    email: String,
    /// The merchant's own number for it.
    external_id: Option<String>,
    /// Its tax or registration number.
    business_identification_number: Option<String>,
    /// Where it is; null: nobody has said so.
    shipping_address: Option<AddressResponse>,
    /// When it was added, in seconds since 1970.
    created_at: i64,
}

/// An address.
#[derive(Serialize)]
struct AddressResponse {
    /// Street and number.
    line1: String,
    /// Suite, floor, building.
    line2: String,
    /// City.
    city: String,
    /// The state's code, as `CA`; empty abroad.
    state: String,
    /// ZIP code, or a foreign postal code.
    postal_code: String,
    /// The country's code, as `US`; null abroad, where nobody has said which.
    country: Option<String>,
}

impl AddressResponse {
    fn of(address: Address, country: Option<String>) -> Option<Self> {
        if address == Address::default() && country.is_none() {
            return None;
        }
        let state = address.state.strip_prefix("US-");
        let country = country.or_else(|| state.map(|_| "US".to_owned()));
        let state = state.unwrap_or_default().to_owned();
        let Address { line1, line2, city, postal_code, .. } = address;
        Some(Self { line1, line2, city, state, postal_code, country })
    }
}

impl From<Customer> for CustomerResponse {
    fn from(customer: Customer) -> Self {
        let AccountId(corporation) = customer.account_id;
        Self {
            id: customer.id.0.to_string(),
            corporation_id: corporation.to_string(),
            name: customer.name,
            email: customer.email,
            external_id: customer.reference_customer_id,
            business_identification_number: customer.business_identification_number,
            shipping_address: AddressResponse::of(customer.address, customer.country),
            created_at: unix(customer.created_at),
        }
    }
}

/// A page of customers.
#[derive(Serialize)]
pub(super) struct CustomerList {
    /// The customers, newest first.
    customers: Vec<CustomerResponse>,
    /// Where the next page begins; left out on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}
