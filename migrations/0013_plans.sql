-- Each index begins with what each question begins with: the account, and the mode. Without statistics, which SQLite has none
-- of, one that began with a reference was passed over for any other that began with the account.

drop index certificates_of_request;
create index certificates_of_request on certificates (account_id, livemode, request_id, id) where request_id is not null;
drop index certificates_of_document;
create index certificates_of_document on certificates (document_id, account_id) where document_id is not null;
drop index certificate_requests_renewing;
create index certificate_requests_renewing on certificate_requests (account_id, livemode, customer_id, id)
    where renews_certificate_id is not null;
drop index mails_of_request;
create index mails_of_request on mails (account_id, livemode, request_id, id);
drop index events_of_request;
create index events_of_request on events (account_id, livemode, request_id, id) where request_id is not null;
drop index events_of_customer;
create index events_of_customer on events (account_id, livemode, customer_id, id) where customer_id is not null;
drop index events_of_certificate;
create index events_of_certificate on events (account_id, livemode, certificate_id, id) where certificate_id is not null;

-- Of the lines of certificates, a state's in the order of the certificates; those of a certificate have the primary key.
drop index certificate_jurisdictions_by_state;
create index certificate_jurisdictions_by_state on certificate_jurisdictions (jurisdiction, account_id, certificate_id);

-- Events of one kind.
create index events_by_kind on events (account_id, livemode, kind, id);

-- A document that goes away is looked for in what may refer to it; so are the sessions of a user who leaves.
create index info_requests_of_document on info_requests (document_id) where document_id is not null;
create index sessions_of_user on sessions (user_id);

-- Whoever holds a key says by its claim how far the call is.
create index idempotency_keys_by_claim on idempotency_keys (account_id, livemode, claim);
