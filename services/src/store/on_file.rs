//! What the question about an exemption needs of certificates and purchases.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CertificateId, CertificateJurisdiction, CertificateType, CustomerId, Jurisdiction, Reason, Review};
use serde::Deserialize;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Tx, bulk::rows, on, push_list};
use crate::Actor;

/// The certificates of the wanted customers, each beside its lines in the wanted states.
macro_rules! push_certificates {
    ($query:expr, $select:expr, $actor:expr, $wanted:expr) => {
        $query
            .push($select)
            .push(" from certificates c left join certificate_jurisdictions l on l.certificate_id = c.id")
            .push(" and (l.added_at is null or l.added_at <= ")
            .push_bind($wanted.known_at)
            .push(")");
        if let Some(jurisdictions) = $wanted.jurisdictions {
            $query.push(" and l.jurisdiction in ");
            push_list!($query, jurisdictions.iter().map(|jurisdiction| jurisdiction.code()));
        }
        $query.push(" where c.account_id = ").push_bind($actor.account());
        $query.push(" and c.livemode = ").push_bind($actor.livemode());
        $query.push(" and (c.deleted_at is null or c.deleted_at > ").push_bind($wanted.known_at).push(")");
        $query.push(" and c.created_at <= ").push_bind($wanted.known_at).push(" and c.customer_id in ");
        push_list!($query, $wanted.customers.iter().copied());
    };
}

/// The days of the wanted customers' purchases in the wanted states.
macro_rules! push_purchases {
    ($query:expr, $select:expr, $actor:expr, $wanted:expr) => {
        $query.push($select);
        $query.push(" from (select customer_id, jurisdiction, string_agg(cast(purchased_on as text), ',') as days");
        $query.push(" from purchases where account_id = ").push_bind($actor.account());
        $query.push(" and livemode = ").push_bind($actor.livemode());
        $query.push(" and created_at <= ").push_bind($wanted.known_at).push(" and customer_id in ");
        push_list!($query, $wanted.customers.iter().copied());
        if let Some(jurisdictions) = $wanted.jurisdictions {
            $query.push(" and jurisdiction in ");
            push_list!($query, jurisdictions.iter().map(|jurisdiction| jurisdiction.code()));
        }
        $query.push(" group by customer_id, jurisdiction) as purchases_of_states");
    };
}

/// A certificate with one of its jurisdictions. Of one that has none of those asked for there is nothing but its id.
#[derive(Deserialize)]
struct CertificateRow {
    id: Uuid,
    customer: Uuid,
    #[serde(default)]
    certificate_type: Option<CertificateType>,
    #[serde(default)]
    review: Option<Review>,
    #[serde(default)]
    created_at: Option<DateTime<Utc>>,
    #[serde(default)]
    jurisdiction: Option<Jurisdiction>,
    #[serde(default)]
    reason: Option<Reason>,
    #[serde(default)]
    explanation: Option<String>,
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    issued_by: Option<Jurisdiction>,
    #[serde(default)]
    effective_on: Option<NaiveDate>,
    #[serde(default)]
    expires_on: Option<NaiveDate>,
    #[serde(default)]
    active: u8,
    #[serde(default)]
    number_verified_at: Option<DateTime<Utc>>,
}

/// A certificate as the question sees it.
pub(crate) struct Filed {
    pub(crate) id: CertificateId,
    pub(crate) customer: CustomerId,
    /// None: it says nothing of the states that are asked for.
    pub(crate) said: Option<Said>,
}

/// What a certificate says of the states that are asked for.
pub(crate) struct Said {
    pub(crate) certificate_type: CertificateType,
    pub(crate) review: Review,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) lines: Vec<CertificateJurisdiction>,
}

/// What is on file: certificates, newest first, and purchases by customer and state, in the order of time.
pub(crate) struct OnFile {
    pub(crate) certificates: Vec<Filed>,
    pub(crate) purchases: Vec<(CustomerId, Jurisdiction, Vec<NaiveDate>)>,
}

/// What to look for: whose, in which states (none: all), and what had come in by an instant.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) customers: &'a [CustomerId],
    pub(crate) jurisdictions: Option<&'a [Jurisdiction]>,
    pub(crate) known_at: DateTime<Utc>,
}

/// All that is on file of several customers, by one query: certificates with their lines in the wanted states, perhaps
/// none, and purchases there.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, wanted: Wanted<'_>) -> sqlx::Result<OnFile> {
    if wanted.customers.is_empty() {
        return Ok(OnFile { certificates: vec![], purchases: vec![] });
    }
    let (certificates, purchases) = (select_certificates(tx), select_purchases(tx));
    let (certificates, purchases): (String, String) = on!(tx, |conn| {
        let mut query = QueryBuilder::new("select (");
        push_certificates!(query, certificates, actor, wanted);
        query.push("), (");
        push_purchases!(query, purchases, actor, wanted);
        query.push(")").build_query_as().fetch_one(conn).await
    })?;
    Ok(OnFile { certificates: gathered(rows(certificates)?), purchases: by_state(purchases)? })
}

/// The purchases alone.
pub(crate) async fn find_purchases(
    tx: &mut Tx,
    actor: &Actor,
    wanted: Wanted<'_>,
) -> sqlx::Result<Vec<(CustomerId, Jurisdiction, Vec<NaiveDate>)>> {
    if wanted.customers.is_empty() {
        return Ok(vec![]);
    }
    let select = select_purchases(tx);
    let text = on!(tx, |conn| {
        let mut query = QueryBuilder::new("");
        push_purchases!(query, select, actor, wanted);
        query.build_query_scalar().fetch_one(conn).await
    })?;
    by_state(text)
}

/// Most certificates say nothing of the states that are asked for, and of those the id alone is read.
fn select_certificates(tx: &Tx) -> String {
    let id = format!("{}, {}", tx.bulk_id("c.id"), tx.bulk_id("c.customer_id"));
    let whole = "c.certificate_type_id, c.review, c.created_at, l.jurisdiction, l.reason, l.explanation, l.number, \
                 l.issued_by, l.effective_on, l.expires_on, case when l.active then 1 else 0 end, l.number_verified_at";
    tx.select_bulk_rows(&format!(
        "case when l.jurisdiction is null then {} else {} end",
        tx.bulk_row(&id),
        tx.bulk_row(&format!("{id}, {whole}"))
    ))
}

/// The days of a state come as one text: a customer may buy every day.
fn select_purchases(tx: &Tx) -> String {
    tx.select_bulk(&format!("{}, jurisdiction, days", tx.bulk_id("customer_id")))
}

fn gathered(mut rows: Vec<CertificateRow>) -> Vec<Filed> {
    rows.sort_by_key(|row| (std::cmp::Reverse(row.id), row.jurisdiction));
    let mut filed: Vec<Filed> = Vec::new();
    for row in rows {
        let id = CertificateId(row.id);
        if filed.last().is_none_or(|last| last.id != id) {
            filed.push(Filed { id, customer: CustomerId(row.customer), said: row.said() });
        }
        if let (Some(Said { lines, .. }), Some(line)) =
            (filed.last_mut().and_then(|last| last.said.as_mut()), row.line())
        {
            lines.push(line);
        }
    }
    filed
}

impl CertificateRow {
    fn said(&self) -> Option<Said> {
        Some(Said {
            certificate_type: self.certificate_type?,
            review: self.review?,
            created_at: self.created_at?,
            lines: vec![],
        })
    }

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
            identification_type: None, // no rule asks for these two
            added_at: None,
        })
    }
}

fn by_state(text: String) -> sqlx::Result<Vec<(CustomerId, Jurisdiction, Vec<NaiveDate>)>> {
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
