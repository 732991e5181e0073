//! Purchases: they keep certificates alive where a state wants one every twelve months.

use axum::{Json, extract::State};
use domain::CustomerId;
use serde::{Deserialize, Serialize};
use services::{
    Services,
    purchases::{self, AT_ONCE, NewPurchase},
};

use super::{
    Caller,
    body::{Body, Object},
    date,
    error::{Problem, or},
    extract::Path,
    given, jurisdiction,
};

/// Report purchases of a customer; the same one twice counts once.
pub(super) async fn record_purchases(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(customer): Path,
    Body(body): Body<RecordPurchases>,
) -> Result<Json<RecordedResponse>, Problem> {
    let customer: CustomerId = customer.parse().map_err(|_| Problem::no_customer())?;
    let typed = body.purchases.ok_or_else(|| {
        Problem::missing(format!("purchases: it is missing; report 1 to {AT_ONCE} purchases, each an object."))
    })?;
    if typed.is_empty() || typed.len() > AT_ONCE {
        return Err(Problem::incorrect(format!(
            "purchases: report 1 to {AT_ONCE} purchases; here are {}.",
            typed.len()
        )));
    }
    let read = |(place, purchase): (usize, &Object<TypedPurchase>)| {
        purchase.0.read().map_err(|problem| problem.of(&format!("purchases[{place}].")))
    };
    let new: Vec<_> = typed.iter().enumerate().map(read).collect::<Result<_, _>>()?;
    let recorded = purchases::record(&services, &actor, customer, &new).await;
    let recorded = recorded.map_err(|error| or(error, Problem::no_customer))?;
    Ok(Json(RecordedResponse { object: "tax.purchases", customer_id: customer, recorded }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordPurchases {
    purchases: Option<Vec<Object<TypedPurchase>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedPurchase {
    jurisdiction: Option<String>,
    purchased_on: Option<String>,
}

impl TypedPurchase {
    fn read(&self) -> Result<NewPurchase, Problem> {
        let jurisdiction = jurisdiction(self.jurisdiction.as_deref())?;
        let Some(day) = given(self.purchased_on.as_deref()) else {
            return Err(Problem::missing("purchased_on: say on which day, as 2026-05-01."));
        };
        Ok(NewPurchase { jurisdiction, purchased_on: date("purchased_on", day)? })
    }
}

#[derive(Serialize)]
pub(super) struct RecordedResponse {
    object: &'static str,
    customer_id: CustomerId,
    recorded: usize,
}
