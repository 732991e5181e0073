use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Certificate, CertificateId, CertificateJurisdiction, IdentificationType, Jurisdiction};
use sqlx::QueryBuilder;

use super::{Tx, on, parsed, parsed_option, push_list};
use crate::Actor;

#[derive(sqlx::FromRow)]
struct Row {
    certificate_id: CertificateId,
    jurisdiction: String,
    reason: String,
    explanation: Option<String>,
    number: Option<String>,
    issued_by: Option<String>,
    effective_on: NaiveDate,
    expires_on: Option<NaiveDate>,
    active: bool,
    number_verified_at: Option<DateTime<Utc>>,
    identification_type: Option<IdentificationType>,
    added_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for CertificateJurisdiction {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            jurisdiction: parsed("jurisdiction", &row.jurisdiction)?,
            reason: parsed("reason", &row.reason)?,
            explanation: row.explanation,
            number: row.number,
            issued_by: parsed_option("issued_by", row.issued_by)?,
            effective_on: row.effective_on,
            expires_on: row.expires_on,
            active: row.active,
            number_verified_at: row.number_verified_at,
            identification_type: row.identification_type,
            added_at: row.added_at,
        })
    }
}

macro_rules! columns {
    () => {
        "certificate_id, jurisdiction, reason, explanation, number, issued_by, effective_on, expires_on, active, \
         number_verified_at, identification_type, added_at"
    };
}

pub(crate) async fn insert(tx: &mut Tx, certificate: &Certificate, line: &CertificateJurisdiction) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(concat!(
        "insert into certificate_jurisdictions (",
        columns!(),
        ", account_id, told) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'good')"
    ))
    .bind(certificate.id)
    .bind(line.jurisdiction.code())
    .bind(line.reason.code())
    .bind(&line.explanation)
    .bind(&line.number)
    .bind(line.issued_by.map(Jurisdiction::code))
    .bind(line.effective_on)
    .bind(line.expires_on)
    .bind(line.active)
    .bind(line.number_verified_at)
    .bind(line.identification_type)
    .bind(line.added_at)
    .bind(certificate.account_id)
    .execute(conn)
    .await
    .map(drop))
}

/// What several certificates say of their states, in the order of the codes.
pub(super) async fn of(
    tx: &mut Tx,
    actor: &Actor,
    certificates: impl Iterator<Item = CertificateId>,
) -> sqlx::Result<HashMap<CertificateId, Vec<CertificateJurisdiction>>> {
    let rows: Vec<Row> = on!(tx, |conn| {
        let mut query =
            QueryBuilder::new(concat!("select ", columns!(), " from certificate_jurisdictions where account_id = "));
        query.push_bind(actor.account()).push(" and certificate_id in ");
        push_list!(query, certificates);
        query.push(" order by certificate_id, jurisdiction").build_query_as().fetch_all(conn).await
    })?;
    let mut lines: HashMap<CertificateId, Vec<CertificateJurisdiction>> = HashMap::new();
    for row in rows {
        lines.entry(row.certificate_id).or_default().push(row.try_into()?);
    }
    Ok(lines)
}

/// Stores what a certificate says of one of its states; whether it counts there has a function of its own.
pub(crate) async fn update(
    tx: &mut Tx,
    actor: &Actor,
    certificate: CertificateId,
    line: &CertificateJurisdiction,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificate_jurisdictions set reason = $1, explanation = $2, number = $3, issued_by = $4,
         effective_on = $5, expires_on = $6, number_verified_at = $7,
         number_verified_by = case when $7 is null then null else number_verified_by end, identification_type = $8
         where account_id = $9 and certificate_id = $10 and jurisdiction = $11"
    )
    .bind(line.reason.code())
    .bind(&line.explanation)
    .bind(&line.number)
    .bind(line.issued_by.map(Jurisdiction::code))
    .bind(line.effective_on)
    .bind(line.expires_on)
    .bind(line.number_verified_at)
    .bind(line.identification_type)
    .bind(actor.account())
    .bind(certificate)
    .bind(line.jurisdiction.code())
    .execute(conn)
    .await
    .map(drop))
}

/// Switches a certificate on or off in a state. False: it was so before.
pub(crate) async fn set_active(
    tx: &mut Tx,
    actor: &Actor,
    certificate: CertificateId,
    jurisdiction: Jurisdiction,
    active: bool,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update certificate_jurisdictions set active = $1
         where account_id = $2 and certificate_id = $3 and jurisdiction = $4 and active <> $1"
    )
    .bind(active)
    .bind(actor.account())
    .bind(certificate)
    .bind(jurisdiction.code())
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Notes that somebody looked up the number of a state. False: there is no such state, or it was noted before.
pub(crate) async fn mark_number_verified(
    tx: &mut Tx,
    actor: &Actor,
    certificate: CertificateId,
    jurisdiction: Jurisdiction,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update certificate_jurisdictions set number_verified_at = $1, number_verified_by = $2
         where account_id = $3 and certificate_id = $4 and jurisdiction = $5 and number_verified_at is null"
    )
    .bind(now)
    .bind(actor.name())
    .bind(actor.account())
    .bind(certificate)
    .bind(jurisdiction.code())
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}
