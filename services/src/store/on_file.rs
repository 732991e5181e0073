//! What the question about an exemption needs of certificates and purchases.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CertificateId, CertificateJurisdiction, CertificateType, CustomerId, Jurisdiction, Reason, Review};
use serde::Deserialize;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Tx, bulk::rows, on, push_list};
use crate::Actor;

/// A certificate with one of its jurisdictions; all null where it has none of those asked for.
#[derive(Deserialize)]
struct CertificateRow {
    id: Uuid,
    customer: Uuid,
    certificate_type: CertificateType,
    review: Review,
    created_at: DateTime<Utc>,
    jurisdiction: Option<Jurisdiction>,
    reason: Option<Reason>,
    explanation: Option<String>,
    number: Option<String>,
    issued_by: Option<Jurisdiction>,
    effective_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    active: u8,
    number_verified_at: Option<DateTime<Utc>>,
}

/// A certificate as the question sees it.
pub(crate) struct Filed {
    pub(crate) id: CertificateId,
    pub(crate) customer: CustomerId,
    pub(crate) certificate_type: CertificateType,
    pub(crate) review: Review,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) lines: Vec<CertificateJurisdiction>,
}

/// All certificates of several customers that had come in by an instant, newest first, by one query; each with its lines
/// in all states or in some.
pub(crate) async fn certificates(
    tx: &mut Tx,
    actor: &Actor,
    customers: &[CustomerId],
    jurisdictions: Option<&[Jurisdiction]>,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Vec<Filed>> {
    if customers.is_empty() {
        return Ok(vec![]);
    }
    let select = tx.select_bulk(&format!(
        "{}, {}, c.certificate_type_id, c.review, c.created_at, l.jurisdiction, l.reason, l.explanation, l.number, \
         l.issued_by, l.effective_on, l.expires_on, case when l.active then 1 else 0 end, l.number_verified_at",
        tx.bulk_id("c.id"),
        tx.bulk_id("c.customer_id"),
    ));
    let text = on!(tx, |conn| {
        let mut query = QueryBuilder::new(select);
        query.push(" from certificates c left join certificate_jurisdictions l on l.certificate_id = c.id");
        if let Some(jurisdictions) = jurisdictions {
            query.push(" and l.jurisdiction in ");
            push_list!(query, jurisdictions.iter().map(|jurisdiction| jurisdiction.code()));
        }
        query.push(" where c.account_id = ").push_bind(actor.account());
        query.push(" and c.livemode = ").push_bind(actor.livemode());
        query.push(" and c.created_at <= ").push_bind(known_at).push(" and c.customer_id in ");
        push_list!(query, customers.iter().copied());
        query.build_query_scalar().fetch_one(conn).await
    })?;
    Ok(gathered(rows(text)?))
}

fn gathered(mut rows: Vec<CertificateRow>) -> Vec<Filed> {
    rows.sort_by_key(|row| (std::cmp::Reverse(row.id), row.jurisdiction));
    let mut filed: Vec<Filed> = Vec::new();
    for row in rows {
        let id = CertificateId(row.id);
        if filed.last().is_none_or(|last| last.id != id) {
            filed.push(Filed {
                id,
                customer: CustomerId(row.customer),
                certificate_type: row.certificate_type,
                review: row.review,
                created_at: row.created_at,
                lines: vec![],
            });
        }
        if let (Some(last), Some(line)) = (filed.last_mut(), row.line()) {
            last.lines.push(line);
        }
    }
    filed
}

impl CertificateRow {
    fn line(self) -> Option<CertificateJurisdiction> {
        Some(CertificateJurisdiction {
            jurisdiction: self.jurisdiction?,
            reason: self.reason?,
            explanation: self.explanation,
            number: self.number,
            issued_by: self.issued_by,
            effective_on: self.effective_on?,
            expires_on: self.expires_on,
            active: self.active != 0,
            number_verified_at: self.number_verified_at,
        })
    }
}

/// The purchases of several customers as they were known at an instant, in the order of time; in all states or in some.
/// The days of a state come as one text: a row for each day costs three times as much.
pub(crate) async fn purchases(
    tx: &mut Tx,
    actor: &Actor,
    customers: &[CustomerId],
    jurisdictions: Option<&[Jurisdiction]>,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Vec<(CustomerId, Jurisdiction, Vec<NaiveDate>)>> {
    if customers.is_empty() {
        return Ok(vec![]);
    }
    let select = tx.select_bulk(&format!("{}, jurisdiction, days", tx.bulk_id("customer_id")));
    let text = on!(tx, |conn| {
        let mut query = QueryBuilder::new(select);
        query.push(" from (select customer_id, jurisdiction, string_agg(cast(purchased_on as text), ',') as days");
        query.push(" from purchases where account_id = ").push_bind(actor.account());
        query.push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and created_at <= ").push_bind(known_at).push(" and customer_id in ");
        push_list!(query, customers.iter().copied());
        if let Some(jurisdictions) = jurisdictions {
            query.push(" and jurisdiction in ");
            push_list!(query, jurisdictions.iter().map(|jurisdiction| jurisdiction.code()));
        }
        query.push(" group by customer_id, jurisdiction) as purchases_of_states");
        query.build_query_scalar().fetch_one(conn).await
    })?;
    let states: Vec<(Uuid, Jurisdiction, String)> = rows(text)?;
    states.into_iter().map(|(customer, state, days)| Ok((CustomerId(customer), state, in_order(&days)?))).collect()
}

fn in_order(days: &str) -> sqlx::Result<Vec<NaiveDate>> {
    let days = days.split(',').map(str::parse).collect::<Result<Vec<NaiveDate>, _>>();
    let mut days = days.map_err(|error| sqlx::Error::Decode(error.into()))?;
    days.sort();
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_in_the_order_of_time_whatever_order_the_database_gives_them_in() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let days = in_order("2025-03-30,2024-12-31,2025-03-01").unwrap();
        assert_eq!(days, [day("2024-12-31"), day("2025-03-01"), day("2025-03-30")]);
        assert!(in_order("2025-03-30,").is_err());
    }
}
