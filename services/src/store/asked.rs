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

impl Filter {
    /// Whether an index leads to the requests that it wants; else others have to be looked at too.
    fn has_index(&self) -> bool {
        let Self { status, certificate_type, jurisdiction, updated, .. } = self;
        let is_of_index = *status != Some(RequestStatus::Invalid); // overdue ones may still be called pending
        is_of_index && certificate_type.is_none() && jurisdiction.is_none() && *updated == Window::default()
    }
}

/// How many requests one list looks at.
pub(crate) const LOOKED_AT: i64 = 10_000;

/// The last request that a list looks at which no index leads to; none: it looks at all that there are.
pub(crate) async fn horizon(store: &Store, actor: &Actor, filter: &Filter) -> sqlx::Result<Option<RequestId>> {
    if filter.has_index() {
        return Ok(None);
    }
    let mut question = Question::new("select id from certificate_requests where account_id = ");
    question.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
    if let Some(status) = filter.status.filter(|status| *status != RequestStatus::Invalid) {
        question.push(" and status = ").push_bind(status.word());
    }
    if let Some(customer) = filter.customer {
        question.push(" and customer_id = ").push_bind(customer);
    }
    let (first, behind) = filter.created.ids(actor.world().ahead());
    if let Some(first) = first {
        question.push(" and id >= ").push_bind(first);
    }
    for before in [behind, filter.before.map(|id| id.0)].into_iter().flatten() {
        question.push(" and id < ").push_bind(before);
    }
    question.push(" order by id desc limit 1 offset ").push_bind(LOOKED_AT - 1);
    Ok(store.rows(question, |row| row.next().map(RequestId)).await?.pop())
}

/// Newest first, no older than `from` where it is given; `now` decides what is overdue, as
/// [`CertificateRequest::status_at`] does.
pub(crate) async fn list(
    store: &Store,
    actor: &Actor,
    filter: Filter,
    from: Option<RequestId>,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<(CertificateRequest, Customer)>> {
    let mut question = Question::new(SELECT);
    question.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
    narrow(&mut question, actor, filter, now);
    if let Some(from) = from {
        question.push(" and id >= ").push_bind(from);
    }
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

#[cfg(test)]
mod tests {
    use sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions};
    use uuid::Uuid;

    use super::*;
    use crate::World;

    /// Requests that ask for Kentucky, but the three oldest for Ohio; the newest has the highest number.
    async fn store_with(folder: &std::path::Path, actor: &Actor, requests: i64) -> Store {
        let file = folder.join("certlane.db");
        let store = Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
        // Their account is not worth its row.
        let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
        let rows = "insert into customers (id, account_id, livemode, name, email, is_tax_exempt, address, created_at, updated_at,
                 search_text)
             values ($1, $2, true, 'Riverside', 'ap@riverside.example', false, '{}', $4, $4, '');
             insert into certificate_requests (id, account_id, livemode, customer_id, status, delivery_method, recipient,
                 jurisdictions, reasons, cover_letter, generation, expires_at, created_at, updated_at, code)
             with recursive numbers (number) as (select 1 union all select number + 1 from numbers where number < $3)
             select unhex(printf('%032X', number)), $2, true, $1, 'pending', 'download', '',
                 case when number <= 3 then '[\"US-OH\"]' else '[\"US-KY\"]' end, '[]', 'STANDARD_REQUEST', 1, $5, $4, $4, ''
             from numbers";
        let mut connection = options.connect().await.unwrap();
        let customer = Uuid::from_u128(1);
        for statement in rows.split(';') {
            let query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(customer).bind(actor.account());
            let query = query.bind(requests).bind(now()).bind(now() + chrono::Duration::days(30));
            query.execute(&mut connection).await.unwrap();
        }
        store
    }

    fn now() -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    #[tokio::test]
    async fn who_wants_few_of_very_many_gets_there_in_steps() {
        let folder = tempfile::tempdir().unwrap();
        let actor = Actor::certlane(World::live(AccountId(Uuid::from_u128(9))));
        let store = store_with(folder.path(), &actor, LOOKED_AT + 5).await;
        let ohio = Filter { jurisdiction: Some("US-OH".parse().unwrap()), ..Filter::default() };
        let page = async |filter: Filter| {
            let horizon = horizon(&store, &actor, &filter).await.unwrap();
            let found = list(&store, &actor, filter, horizon, now(), 51).await.unwrap();
            (found.iter().map(|(request, _)| request.id.0.as_u128()).collect::<Vec<_>>(), horizon)
        };
        let sixth = RequestId(Uuid::from_u128(6));
        assert_eq!(page(ohio).await, (vec![], Some(sixth)), "the newest are looked at, the sixth with them");
        assert_eq!(page(Filter { before: Some(sixth), ..ohio }).await, (vec![3, 2, 1], None));
        let pending = Filter { status: Some(RequestStatus::Pending), before: Some(sixth), ..Filter::default() };
        assert_eq!(page(pending).await, (vec![5, 4, 3, 2, 1], None), "an index leads there");
        let pending = Filter { status: Some(RequestStatus::Pending), ..Filter::default() };
        assert_eq!(page(pending).await.1, None);
    }
}
