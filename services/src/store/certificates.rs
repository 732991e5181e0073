use chrono::{DateTime, Utc};
use domain::{
    AccountId, Certificate, CertificateId, CertificateJurisdiction, CertificateType, Coverage, CustomerId, DocumentId,
    Jurisdiction, RequestId, Review,
    wizard::{Business, Signer},
};
use sqlx::{QueryBuilder, types::Json};

use super::{Tx, Window, certificate_jurisdictions, on, parsed, push_list, push_windows};
use crate::Actor;

#[derive(sqlx::FromRow)]
struct Row {
    id: CertificateId,
    account_id: AccountId,
    livemode: bool,
    customer_id: CustomerId,
    request_id: Option<RequestId>,
    certificate_type_id: String,
    review: Review,
    document_id: Option<DocumentId>,
    business: Json<Business>,
    signer: Json<Signer>,
    coverage: Option<Coverage>,
    certificate_number: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Row {
    fn with(self, jurisdictions: Vec<CertificateJurisdiction>) -> sqlx::Result<Certificate> {
        Ok(Certificate {
            id: self.id,
            account_id: self.account_id,
            livemode: self.livemode,
            customer_id: self.customer_id,
            request_id: self.request_id,
            certificate_type: parsed("certificate_type_id", &self.certificate_type_id)?,
            review: self.review,
            document_id: self.document_id,
            business: self.business.0,
            signer: self.signer.0,
            jurisdictions,
            coverage: self.coverage,
            certificate_number: self.certificate_number,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

macro_rules! columns {
    () => {
        "id, account_id, livemode, customer_id, request_id, certificate_type_id, review, document_id, business, signer, \
         coverage, certificate_number, created_at, updated_at"
    };
}

pub(crate) async fn insert(tx: &mut Tx, certificate: &Certificate) -> sqlx::Result<()> {
    on!(&mut *tx, |conn| sqlx::query(concat!(
        "insert into certificates (",
        columns!(),
        ", look_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $13)"
    ))
    .bind(certificate.id)
    .bind(certificate.account_id)
    .bind(certificate.livemode)
    .bind(certificate.customer_id)
    .bind(certificate.request_id)
    .bind(certificate.certificate_type.id())
    .bind(certificate.review)
    .bind(certificate.document_id)
    .bind(Json(&certificate.business))
    .bind(Json(&certificate.signer))
    .bind(certificate.coverage)
    .bind(&certificate.certificate_number)
    .bind(certificate.created_at)
    .bind(certificate.updated_at)
    .execute(conn)
    .await
    .map(drop))?;
    for line in &certificate.jurisdictions {
        certificate_jurisdictions::insert(tx, certificate, line).await?;
    }
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: CertificateId) -> sqlx::Result<Option<Certificate>> {
    find_with(tx, actor, id, " and deleted_at is null").await
}

/// The same, and also one that was deleted: for what happened to it before.
pub(crate) async fn find_even_deleted(
    tx: &mut Tx,
    actor: &Actor,
    id: CertificateId,
) -> sqlx::Result<Option<Certificate>> {
    find_with(tx, actor, id, "").await
}

/// One that is not deleted, kept as read until the transaction ends.
pub(crate) async fn find_for_update(
    tx: &mut Tx,
    actor: &Actor,
    id: CertificateId,
) -> sqlx::Result<Option<Certificate>> {
    let held = format!(" and deleted_at is null{}", tx.for_update());
    find_with(tx, actor, id, &held).await
}

async fn find_with(
    tx: &mut Tx,
    actor: &Actor,
    id: CertificateId,
    condition: &str,
) -> sqlx::Result<Option<Certificate>> {
    let row: Option<Row> = on!(&mut *tx, |conn| {
        let mut query = QueryBuilder::new(concat!("select ", columns!(), " from certificates where account_id = "));
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and id = ").push_bind(id).push(condition);
        query.build_query_as().fetch_optional(conn).await
    })?;
    Ok(with_jurisdictions(tx, actor, row.into_iter().collect()).await?.pop())
}

/// The certificates that came of a request, in the order of their making.
pub(crate) async fn of_request(tx: &mut Tx, actor: &Actor, request: RequestId) -> sqlx::Result<Vec<Certificate>> {
    let rows: Vec<Row> = on!(&mut *tx, |conn| {
        sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from certificates where account_id = $1 and livemode = $2 and request_id = $3 and deleted_at is null order by id"
    ))
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .fetch_all(conn)
    .await
    })?;
    with_jurisdictions(tx, actor, rows).await
}

/// What a list may be narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter {
    pub(crate) customer: Option<CustomerId>,
    pub(crate) jurisdiction: Option<Jurisdiction>,
    pub(crate) certificate_type: Option<CertificateType>,
    pub(crate) reviews: Option<&'static [Review]>,
    pub(crate) created: Window,
    pub(crate) updated: Window,
    pub(crate) before: Option<CertificateId>,
}

/// Newest first.
pub(crate) async fn list(tx: &mut Tx, actor: &Actor, filter: &Filter, limit: i64) -> sqlx::Result<Vec<Certificate>> {
    let rows: Vec<Row> = on!(&mut *tx, |conn| {
        let mut query = QueryBuilder::new(concat!("select ", columns!(), " from "));
        if let Some(state) = filter.jurisdiction {
            // "cross": the state leads, in the order of its certificates, and no certificate of others is looked at.
            query.push("(select certificate_id from certificate_jurisdictions where jurisdiction = ");
            query.push_bind(state.code()).push(" and account_id = ").push_bind(actor.account());
            query.push(") lines cross join ");
        }
        query.push("certificates where account_id = ").push_bind(actor.account());
        query.push(" and livemode = ").push_bind(actor.livemode()).push(" and deleted_at is null");
        if filter.jurisdiction.is_some() {
            query.push(" and id = certificate_id");
        }
        if let Some(customer) = filter.customer {
            query.push(" and customer_id = ").push_bind(customer);
        }
        if let Some(kind) = filter.certificate_type {
            query.push(" and certificate_type_id = ").push_bind(kind.id());
        }
        if let Some(reviews) = filter.reviews {
            query.push(" and review in ");
            push_list!(query, reviews.iter().copied());
        }
        push_windows!(query, actor, filter.created, filter.updated);
        if let Some(before) = filter.before {
            query.push(" and id < ").push_bind(before);
        }
        let order = if filter.jurisdiction.is_some() { "certificate_id" } else { "id" };
        query.push(" order by ").push(order).push(" desc limit ").push_bind(limit);
        query.build_query_as().fetch_all(conn).await
    })?;
    with_jurisdictions(tx, actor, rows).await
}

/// The certificate that a document is of.
pub(crate) async fn find_by_document(
    tx: &mut Tx,
    account: AccountId,
    document: DocumentId,
) -> sqlx::Result<Option<(CertificateId, CustomerId)>> {
    on!(tx, |conn| sqlx::query_as(
        "select id, customer_id from certificates
         where account_id = $1 and document_id = $2 and deleted_at is null limit 1"
    )
    .bind(account)
    .bind(document)
    .fetch_optional(conn)
    .await)
}

/// Notes that something about a certificate changed; the sweep looks at it again.
pub(crate) async fn touch(
    tx: &mut Tx,
    actor: &Actor,
    certificate: CertificateId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificates set updated_at = $1, look_at = $1 where account_id = $2 and livemode = $3 and id = $4"
    )
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(certificate)
    .execute(conn)
    .await
    .map(drop))
}

/// The newest certificates of several customers together.
pub(crate) async fn of_customers(
    tx: &mut Tx,
    actor: &Actor,
    customers: &[CustomerId],
    limit: i64,
) -> sqlx::Result<Vec<Certificate>> {
    if customers.is_empty() {
        return Ok(vec![]);
    }
    let rows: Vec<Row> = on!(&mut *tx, |conn| {
        // "materialized": SQLite would rather walk through all customers' certificates than sort those of a few.
        let mut query = QueryBuilder::new("with found as materialized (select * from certificates where account_id = ");
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and deleted_at is null and customer_id in ");
        push_list!(query, customers.iter().copied());
        query.push(concat!(") select ", columns!(), " from found order by id desc limit ")).push_bind(limit);
        query.build_query_as().fetch_all(conn).await
    })?;
    with_jurisdictions(tx, actor, rows).await
}

/// The certificates of these rows, in their order; the jurisdictions of all of them come by one query.
async fn with_jurisdictions(tx: &mut Tx, actor: &Actor, rows: Vec<Row>) -> sqlx::Result<Vec<Certificate>> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let mut lines = certificate_jurisdictions::of(tx, actor, rows.iter().map(|row| row.id)).await?;
    rows.into_iter()
        .map(|row| {
            let lines = lines.remove(&row.id).unwrap_or_default();
            row.with(lines)
        })
        .collect()
}

/// Stores a decision, where the review is still what the decision was made on. False: somebody else decided first.
pub(crate) async fn update_review(
    tx: &mut Tx,
    actor: &Actor,
    certificate: &Certificate,
    from: Review,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update certificates set review = $1, updated_at = $2, look_at = $2
         where account_id = $3 and livemode = $4 and id = $5 and review = $6 and deleted_at is null"
    )
    .bind(certificate.review)
    .bind(certificate.updated_at)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(certificate.id)
    .bind(from)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Stores what the buyer corrected, where it is still asked for. False: somebody decided first, or it was the second of
/// two clicks. A number that changed has to be looked up again.
pub(crate) async fn correct(tx: &mut Tx, actor: &Actor, certificate: &Certificate) -> sqlx::Result<bool> {
    let done = on!(&mut *tx, |conn| sqlx::query(
        "update certificates set review = $1, document_id = $2, business = $3, signer = $4, updated_at = $5,
         look_at = $5
         where account_id = $6 and livemode = $7 and id = $8 and review = $9 and deleted_at is null"
    )
    .bind(certificate.review)
    .bind(certificate.document_id)
    .bind(Json(&certificate.business))
    .bind(Json(&certificate.signer))
    .bind(certificate.updated_at)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(certificate.id)
    .bind(Review::NeedsInfo)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    for line in &certificate.jurisdictions {
        certificate_jurisdictions::update(tx, actor, certificate.id, line).await?;
    }
    Ok(done == 1)
}
