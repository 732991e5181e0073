//! Requests with whom they ask, by one query each: what the API and the desk show most.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use domain::{
    CertificateId, CertificateRequest, CertificateType, Customer, CustomerId, DeliveryMethod, EndedBecause, FaxNumber,
    Jurisdiction, Language, MailStatus, Reason, RequestId, RequestStatus, customer::Address,
};
use serde::Deserialize;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Tx, Window, bulk::rows, on, push_windows};
use crate::Actor;

/// A request and its customer, in the order of [`columns`].
#[derive(Deserialize)]
struct Row(RequestRow, CustomerRow);

#[derive(Deserialize)]
struct RequestRow {
    id: Uuid,
    status: RequestStatus,
    delivery_method: DeliveryMethod,
    recipient: String,
    fax_number: Option<FaxNumber>,
    jurisdictions: Vec<Jurisdiction>,
    reasons: Vec<Reason>,
    certificate_type: Option<CertificateType>,
    message: Option<String>,
    cover_letter: String,
    generation: i32,
    certificate_id: Option<Uuid>,
    email_status: Option<MailStatus>,
    language: Option<Language>,
    renews_certificate_id: Option<Uuid>,
    ended_because: Option<EndedBecause>,
    expires_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct CustomerRow {
    id: Uuid,
    name: String,
    email: String,
    fax_number: Option<FaxNumber>,
    reference_customer_id: Option<String>,
    is_tax_exempt: u8,
    address: Address,
    country: Option<String>,
    business_identification_number: Option<String>,
    created_at: DateTime<Utc>,
    archived_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
}

impl Row {
    fn read(self, actor: &Actor) -> (CertificateRequest, Customer) {
        let Self(request, customer) = self;
        let customer_id = CustomerId(customer.id);
        (request.read(actor, customer_id), customer.read(actor))
    }
}

impl RequestRow {
    fn read(self, actor: &Actor, customer_id: CustomerId) -> CertificateRequest {
        CertificateRequest {
            id: RequestId(self.id),
            account_id: actor.account(),
            livemode: actor.livemode(),
            customer_id,
            status: self.status,
            delivery_method: self.delivery_method,
            recipient: self.recipient,
            fax_number: self.fax_number,
            jurisdictions: self.jurisdictions,
            reasons: self.reasons,
            certificate_type: self.certificate_type,
            message: self.message,
            cover_letter: self.cover_letter,
            generation: self.generation,
            certificate_id: self.certificate_id.map(CertificateId),
            email_status: self.email_status,
            language: self.language,
            renews_certificate_id: self.renews_certificate_id.map(CertificateId),
            ended_because: self.ended_because,
            expires_at: self.expires_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl CustomerRow {
    fn read(self, actor: &Actor) -> Customer {
        Customer {
            id: CustomerId(self.id),
            account_id: actor.account(),
            livemode: actor.livemode(),
            name: self.name,
            email: self.email,
            fax_number: self.fax_number,
            reference_customer_id: self.reference_customer_id,
            is_tax_exempt: self.is_tax_exempt == 1,
            address: self.address,
            country: self.country,
            business_identification_number: self.business_identification_number,
            created_at: self.created_at,
            archived_at: self.archived_at,
            updated_at: self.updated_at,
        }
    }
}

/// The beginning of a query for [`Row`]s: those of the requests `r`, whose choice follows.
fn select(tx: &Tx) -> String {
    let [id, certificate, renews] = ["r.id", "r.certificate_id", "r.renews_certificate_id"].map(|id| tx.bulk_id(id));
    let [jurisdictions, reasons] = ["r.jurisdictions", "r.reasons"].map(|column| tx.bulk_json(column));
    let request = tx.bulk_row(&format!(
        "{id}, r.status, r.delivery_method, r.recipient, r.fax_number, {jurisdictions}, {reasons}, r.certificate_type_id, \
         r.message, r.cover_letter, r.generation, {certificate}, r.email_status, r.language, {renews}, r.ended_because, \
         r.expires_at, r.created_at, r.updated_at"
    ));
    let (id, address) = (tx.bulk_id("c.id"), tx.bulk_json("c.address"));
    let customer = tx.bulk_row(&format!(
        "{id}, c.name, c.email, c.fax_number, c.reference_customer_id, cast(c.is_tax_exempt as integer), {address}, \
         c.country, c.business_identification_number, c.created_at, c.archived_at, c.updated_at"
    ));
    let rows = tx.select_bulk(&format!("{request}, {customer}"));
    format!("{rows} from (select * from certificate_requests where account_id = ")
}

/// What follows the choice.
const WITH_CUSTOMERS: &str = ") r join customers c on c.id = r.customer_id";

/// A request by its id.
pub(crate) async fn find(
    tx: &mut Tx,
    actor: &Actor,
    id: RequestId,
) -> sqlx::Result<Option<(CertificateRequest, Customer)>> {
    let select = select(tx);
    let text = on!(tx, |conn| {
        let mut query = QueryBuilder::new(select);
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and id = ").push_bind(id).push(WITH_CUSTOMERS).build_query_scalar().fetch_one(conn).await
    })?;
    Ok(read(actor, text)?.pop())
}

/// What a list may be narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter {
    pub(crate) status: Option<RequestStatus>,
    pub(crate) customer: Option<CustomerId>,
    pub(crate) certificate_type: Option<CertificateType>,
    pub(crate) jurisdiction: Option<Jurisdiction>,
    pub(crate) created: Window,
    pub(crate) updated: Window,
    pub(crate) before: Option<RequestId>,
}

/// Newest first; `now` decides what is overdue, as [`CertificateRequest::status_at`] does.
pub(crate) async fn list(
    tx: &mut Tx,
    actor: &Actor,
    filter: Filter,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<(CertificateRequest, Customer)>> {
    let select = select(tx);
    let text = on!(tx, |conn| {
        let mut query = QueryBuilder::new(select);
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
        match filter.status {
            Some(RequestStatus::Pending) => {
                query.push(" and status = 'pending' and expires_at > ").push_bind(now);
            }
            Some(RequestStatus::Invalid) => {
                query
                    .push(" and (status = 'invalid' or (status = 'pending' and expires_at <= ")
                    .push_bind(now)
                    .push("))");
            }
            Some(status) => {
                query.push(" and status = ").push_bind(status);
            }
            None => {}
        }
        if let Some(customer) = filter.customer {
            query.push(" and customer_id = ").push_bind(customer);
        }
        if let Some(kind) = filter.certificate_type {
            query.push(" and certificate_type_id = ").push_bind(kind.id());
        }
        if let Some(jurisdiction) = filter.jurisdiction {
            // A list of a few codes, which both databases can write as text.
            query.push(" and cast(jurisdictions as text) like ").push_bind(format!("%\"{}\"%", jurisdiction.code()));
        }
        push_windows!(query, actor, filter.created, filter.updated);
        if let Some(before) = filter.before {
            query.push(" and id < ").push_bind(before);
        }
        query.push(" order by id desc limit ").push_bind(limit).push(WITH_CUSTOMERS);
        query.build_query_scalar().fetch_one(conn).await
    })?;
    let mut found = read(actor, text)?;
    found.sort_by_key(|(request, _)| Reverse(request.id)); // a join keeps no order
    Ok(found)
}

fn read(actor: &Actor, text: String) -> sqlx::Result<Vec<(CertificateRequest, Customer)>> {
    Ok(rows::<Row>(text)?.into_iter().map(|row| row.read(actor)).collect())
}
