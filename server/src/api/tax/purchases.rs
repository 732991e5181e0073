//! Purchases: they keep certificates alive where a state wants one every twelve months.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use domain::{CustomerId, Jurisdiction};
use serde::{Deserialize, Serialize};
use services::{
    Services,
    purchases::{self, AT_ONCE, NewPurchase},
};
use utoipa::ToSchema;

use super::{
    super::describe::texts::Day,
    Caller,
    body::{self, Body, List, Object},
    date,
    error::{Problem, Problems, or},
    extract::Path,
    given, jurisdiction,
};

/// Report purchases of a customer; the same one twice counts once.
///
/// Some states let a certificate lapse after twelve months without a purchase.
#[utoipa::path(post, path = "/customers/{customer_id}/purchases", request_body = RecordPurchases, responses(
    (status = 200, body = RecordedResponse),
    (status = 409, description = "CUSTOMER_ARCHIVED"),
))]
pub(super) async fn record_purchases(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(customer): Path,
    Body(body): Body<RecordPurchases, { body::MANY }>,
) -> Result<Json<RecordedResponse>, Problem> {
    let customer: CustomerId = customer.parse().map_err(|_| Problem::no_customer())?;
    let recorded = purchases::record(&services, &actor, customer, &body.read()?).await;
    let recorded = recorded.map_err(|error| or(error, Problem::no_customer))?;
    Ok(Json(RecordedResponse { object: "tax.purchases", customer_id: customer, recorded }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "purchases": [{ "jurisdiction": "US-IA", "purchased_on": "2026-05-01" }] }))]
pub(super) struct RecordPurchases {
    /// One entry a day and state.
    #[schema(required, value_type = Vec<TypedPurchase>, min_items = 1, max_items = 1_000)]
    purchases: Option<List<Object<TypedPurchase>, AT_ONCE>>,
}

impl RecordPurchases {
    /// What cannot be read is named by its place.
    fn read(self) -> Result<Vec<NewPurchase>, Problem> {
        let typed = self.purchases.ok_or_else(|| {
            Problem::missing(format!("purchases: it is missing; report 1 to {AT_ONCE} purchases, each an object."))
        })?;
        if typed.0.is_empty() {
            return Err(Problem::incorrect(format!("purchases: report 1 to {AT_ONCE} purchases; here are 0.")));
        }
        let mut problems = Problems::default();
        let mut purchases = Vec::with_capacity(typed.0.len());
        for (place, Object(purchase)) in typed.0.iter().enumerate() {
            let at = |problem: Problem| problem.of(&format!("purchases[{place}]."));
            let state = problems.read(jurisdiction(purchase.jurisdiction.as_deref()).map(Some).map_err(at));
            let day = problems.read(purchase.day().map(Some).map_err(at));
            let purchase =
                state.zip(day).map(|(jurisdiction, purchased_on)| NewPurchase { jurisdiction, purchased_on });
            purchases.extend(purchase);
        }
        problems.end().map(|()| purchases)
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Purchase)]
struct TypedPurchase {
    /// Where.
    #[schema(required, value_type = Jurisdiction)]
    jurisdiction: Option<String>,
    /// When; today at the latest.
    #[schema(required, value_type = Day)]
    purchased_on: Option<String>,
}

impl TypedPurchase {
    fn day(&self) -> Result<NaiveDate, Problem> {
        let missing = || Problem::missing("purchased_on: say on which day, as 2026-05-01.");
        date("purchased_on", given(self.purchased_on.as_deref()).ok_or_else(missing)?)
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Recorded)]
pub(super) struct RecordedResponse {
    #[schema(example = "tax.purchases")]
    object: &'static str,
    customer_id: CustomerId,
    /// How many different ones the call had.
    recorded: usize,
}
