//! Requests with whom they ask, by one question each: what the API and the desk show most.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use domain::{
    AccountId, CertificateId, CertificateRequest, CertificateType, Customer, CustomerId, Jurisdiction, RequestId,
    RequestStatus,
};

use super::{
    Store, Window, push_windows,
    question::{Question, Row},
};
use crate::Actor;

/// The beginning of a question for requests `r`, whose choice follows, in the order of [`request`] and [`customer`].
const SELECT: &str = "select r.account_id, r.livemode, r.customer_id, r.id, r.status, r.delivery_method, r.recipient, r.fax_number, \
    r.jurisdictions, r.reasons, r.certificate_type_id, r.message, r.cover_letter, r.generation, r.certificate_id, \
    r.email_status, r.language, r.renews_certificate_id, r.ended_because, r.expires_at, r.created_at, r.updated_at, \
    c.id, c.name, c.email, c.fax_number, c.reference_customer_id, c.is_tax_exempt, c.address, c.country, \
    c.business_identification_number, c.created_at, c.archived_at, c.updated_at \
    from (select * from certificate_requests where account_id = ";

/// What follows the choice.
const WITH_CUSTOMERS: &str = ") r join customers c on c.id = r.customer_id";

fn read(row: &mut Row<'_>) -> sqlx::Result<(CertificateRequest, Customer)> {
    let (account, livemode) = (AccountId(row.next()?), row.next()?);
    Ok((request(row, account, livemode)?, customer(row, account, livemode)?))
}

fn request(row: &mut Row<'_>, account_id: AccountId, livemode: bool) -> sqlx::Result<CertificateRequest> {
    Ok(CertificateRequest {
        account_id,
        livemode,
        customer_id: CustomerId(row.next()?),
        id: RequestId(row.next()?),
        status: row.word()?,
        delivery_method: row.word()?,
        recipient: row.next()?,
        fax_number: row.word_or_none()?,
        jurisdictions: row.json()?,
        reasons: row.json()?,
        certificate_type: row.word_or_none()?,
        message: row.next()?,
        cover_letter: row.next()?,
        generation: row.next()?,
        certificate_id: row.next::<Option<_>>()?.map(CertificateId),
        email_status: row.word_or_none()?,
        language: row.word_or_none()?,
        renews_certificate_id: row.next::<Option<_>>()?.map(CertificateId),
        ended_because: row.word_or_none()?,
        expires_at: row.next()?,
        created_at: row.next()?,
        updated_at: row.next()?,
    })
}

fn customer(row: &mut Row<'_>, account_id: AccountId, livemode: bool) -> sqlx::Result<Customer> {
    Ok(Customer {
        account_id,
        livemode,
        id: CustomerId(row.next()?),
        name: row.next()?,
        email: row.next()?,
        fax_number: row.word_or_none()?,
        reference_customer_id: row.next()?,
        is_tax_exempt: row.next()?,
        address: row.json()?,
        country: row.next()?,
        business_identification_number: row.next()?,
        created_at: row.next()?,
        archived_at: row.next()?,
        updated_at: row.next()?,
    })
}

/// A request by its id.
pub(crate) async fn find(
    store: &Store,
    actor: &Actor,
    id: RequestId,
) -> sqlx::Result<Option<(CertificateRequest, Customer)>> {
    let mut question = Question::new(SELECT);
    question.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
    question.push(" and id = ").push_bind(id).push(WITH_CUSTOMERS);
    store.row(&question, read).await
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
    store: &Store,
    actor: &Actor,
    filter: Filter,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<(CertificateRequest, Customer)>> {
    let mut question = Question::new(SELECT);
    question.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
    narrow(&mut question, actor, filter, now);
    question.push(" order by id desc limit ").push_bind(limit).push(WITH_CUSTOMERS);
    let mut found = store.rows(question, read).await?;
    found.sort_by_key(|(request, _)| Reverse(request.id)); // a join keeps no order
    Ok(found)
}

fn narrow(question: &mut Question, actor: &Actor, filter: Filter, now: DateTime<Utc>) {
    match filter.status {
        Some(RequestStatus::Pending) => {
            question.push(" and status = 'pending' and expires_at > ").push_bind(now);
        }
        Some(RequestStatus::Invalid) => {
            question
                .push(" and (status = 'invalid' or (status = 'pending' and expires_at <= ")
                .push_bind(now)
                .push("))");
        }
        Some(status) => {
            question.push(" and status = ").push_bind(status.word());
        }
        None => {}
    }
    if let Some(customer) = filter.customer {
        question.push(" and customer_id = ").push_bind(customer);
    }
    if let Some(kind) = filter.certificate_type {
        question.push(" and certificate_type_id = ").push_bind(kind.id());
    }
    if let Some(jurisdiction) = filter.jurisdiction {
        // A list of a few codes, which both databases can write as text.
        question.push(" and cast(jurisdictions as text) like ").push_bind(format!("%\"{}\"%", jurisdiction.code()));
    }
    push_windows!(question, actor, filter.created, filter.updated);
    if let Some(before) = filter.before {
        question.push(" and id < ").push_bind(before);
    }
}
