//! Customers: made, read, listed, changed.

use axum::{Json, extract::State, http::StatusCode};
use domain::{AccountId, Customer, CustomerChange, CustomerId, NewCustomer, customer::Address};
use serde::{Deserialize, Serialize};
use services::{Error, Services, customers, customers::Selection};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::describe::texts::{
        CommendaAccountId, CommendaCustomerId, CommendaName, CountryCode, Email, EmailOrNull, Line, NameOrNull,
    },
    Caller, Success,
    body::{Body, Judge, Judged, Object},
    extract::{Path, Query, page_limit},
    unix, wrong_cursor,
};
use crate::api::problem::{Problem, or};

type CustomerAnswer = Success<CustomerResponse>;
type CustomersAnswer = Success<CustomerList>;

/// Add a customer.
#[utoipa::path(post, path = "/customers", request_body = CreateCustomer, responses(
    (status = 201, description = "Successfully created customer.", body = CustomerAnswer),
    (status = 409, description = "DUPLICATE_CUSTOMER"),
))]
pub(super) async fn create_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Judged(body): Judged<CreateCustomer>,
) -> Result<(StatusCode, Json<CustomerAnswer>), Problem> {
    if let Err(name) = check_name(body.name.as_deref()) {
        return Err(body.judge().unwrap_or(name));
    }
    let made = customers::create(&services, &actor, &body.into()).await.map_err(in_our_words)?;
    Ok((StatusCode::CREATED, Json(Success { data: made.into(), message: "Successfully created customer." })))
}

/// Read a customer.
#[utoipa::path(get, path = "/customers/{customer_id}", responses(
    (status = 200, description = "Successfully fetched customer.", body = CustomerAnswer),
))]
pub(super) async fn find_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<CustomerAnswer>, Problem> {
    let found = customers::find(&services, &actor, known(&id)?).await;
    let data = found.map_err(|error| or(error, Problem::no_such_customer))?.into();
    Ok(Json(Success { data, message: "Successfully fetched customer." }))
}

/// Customers that are not archived, newest first.
#[utoipa::path(get, path = "/customers", params(ListQuery), responses(
    (status = 200, description = "Successfully fetched customers.", body = CustomersAnswer),
))]
pub(super) async fn list_customers(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<CustomersAnswer>, Problem> {
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
#[utoipa::path(post, path = "/customers/{customer_id}", request_body = UpdateCustomer, responses(
    (status = 200, description = "Successfully updated customer.", body = CustomerAnswer),
    (status = 409, description = "DUPLICATE_CUSTOMER, CUSTOMER_ARCHIVED"),
))]
pub(super) async fn update_customer(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<UpdateCustomer>,
) -> Result<Json<CustomerAnswer>, Problem> {
    let id = known(&id)?;
    check_name(body.name.as_deref())?;
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

/// Commenda's names have three letters; elsewhere two will do.
fn check_name(name: Option<&str>) -> Result<(), Problem> {
    if name.is_none_or(|name| name.trim().chars().count() >= 3) {
        return Ok(());
    }
    Err(Problem::in_body("INCORRECT_TYPE", "name", "Give a name of 3 characters at least."))
}

/// What narrows the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Not looked at: the key says whose customers they are.
    #[serde(rename = "corporation_id")]
    #[param(example = "c2710df6-c6cf-4cd0-aa38-63faa44f16bc")]
    _corporation_id: Option<String>,
    /// Your own number, letter by letter.
    #[param(example = "30117")]
    external_id: Option<String>,
    /// How many rows a page has.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 10)]
    limit: Option<String>,
    /// The `cursor` of the page before.
    #[param(inline, value_type = Option<CommendaCustomerId>)]
    cursor: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaCreateCustomer, example = json!({
    "name": "Riverside Cafe LLC", "email": "ap@riverside.example", "business_identification_number": "12-3456789",
    "shipping_address": {
        "line1": "12 River St", "city": "Cincinnati", "state": "OH", "postal_code": "45202", "country": "US",
    },
}))]
pub(super) struct CreateCustomer {
    /// Not looked at: the key says whose customer it is.
    #[serde(rename = "corporation_id")]
    _corporation_id: Option<String>,
    /// Its name.
    #[schema(required, value_type = CommendaName)]
    name: Option<String>,
    /// Needed, since certificates are asked for by mail.
    #[schema(required, value_type = Email)]
    email: Option<String>,
    /// Your own number for it, which may be used once; `/tax` calls it `reference_customer_id`.
    #[schema(value_type = Option<Line>)]
    external_id: Option<String>,
    /// Its tax or registration number.
    #[schema(value_type = Option<Line>)]
    business_identification_number: Option<String>,
    /// Where it is.
    #[schema(value_type = Option<AddressBody>)]
    shipping_address: Option<Object<AddressBody>>,
}

/// Everything may be left out, and null is the same as that.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaUpdateCustomer, example = json!({ "email": "tax@riverside.example" }))]
pub(super) struct UpdateCustomer {
    /// Not looked at: the key says whose customer it is.
    #[serde(rename = "corporation_id")]
    _corporation_id: Option<String>,
    /// Its name. It cannot be cleared.
    #[schema(required = false, value_type = NameOrNull)]
    name: Option<String>,
    /// Where requests go. It cannot be cleared.
    #[schema(required = false, value_type = EmailOrNull)]
    email: Option<String>,
    /// Your own number for it; an empty text clears it.
    #[schema(value_type = Option<Line>)]
    external_id: Option<String>,
    /// Its tax or registration number; an empty text clears it.
    #[schema(value_type = Option<Line>)]
    business_identification_number: Option<String>,
    /// Where it is: the whole address.
    #[schema(value_type = Option<AddressBody>)]
    shipping_address: Option<Object<AddressBody>>,
}

/// An address. Outside the United States the state is not kept.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaAddressBody)]
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
    /// The state's code, as `CA`; in another country anything.
    state: Option<String>,
    /// ZIP code, or a foreign postal code.
    #[schema(value_type = Option<Line>)]
    postal_code: Option<String>,
    /// The country's code; the United States unless given.
    #[schema(value_type = Option<CountryCode>)]
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

impl Judge for CreateCustomer {
    fn judge(self) -> Option<Problem> {
        let name = check_name(self.name.as_deref()).err();
        let rest = NewCustomer::from(self).check().err().map(|invalid| Problem::from(in_our_words(invalid.into())));
        Problem::all(name.into_iter().chain(rest).collect())
    }
}

impl From<CreateCustomer> for NewCustomer {
    fn from(body: CreateCustomer) -> Self {
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

impl From<UpdateCustomer> for CustomerChange {
    fn from(body: UpdateCustomer) -> Self {
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
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaCustomer, example = json!({
    "id": "01a1fd0a-d678-7469-b35c-134210db4eed", "corporation_id": "c2710df6-c6cf-4cd0-aa38-63faa44f16bc",
    "name": "Riverside Cafe LLC", "email": "ap@riverside.example", "external_id": "30117",
    "business_identification_number": "12-3456789", "created_at": 1704067200,
    "shipping_address": {
        "line1": "12 River St", "line2": "", "city": "Cincinnati", "state": "OH", "postal_code": "45202",
        "country": "US",
    },
}))]
pub(super) struct CustomerResponse {
    #[schema(value_type = CommendaCustomerId)]
    id: String,
    #[schema(value_type = CommendaAccountId)]
    corporation_id: String,
    name: String,
    email: String,
    /// Your own number for it.
    #[schema(required)]
    external_id: Option<String>,
    /// Its tax or registration number.
    #[schema(required)]
    business_identification_number: Option<String>,
    /// Where it is; null: nobody has said so.
    #[schema(required)]
    shipping_address: Option<AddressResponse>,
    /// When it was added, in seconds since 1970.
    created_at: i64,
}

/// Parts that are not known are empty.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaAddress)]
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
    /// The country's code; null abroad, where nobody has said which.
    #[schema(required, value_type = Option<CountryCode>)]
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
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaCustomerList)]
pub(super) struct CustomerList {
    /// The customers, newest first.
    customers: Vec<CustomerResponse>,
    /// Where the next page begins; left out on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, value_type = CommendaCustomerId)]
    cursor: Option<String>,
}
