-- What a key may do: all, read, or read and ask for certificates.
alter table api_keys add column permission text not null default 'full';

-- Archived: out of every list, asked for nothing more, and still named by its requests and certificates.
alter table customers add column archived_at timestamptz;
-- The merchant's number is free again once its customer is archived; this is what it was.
alter table customers add column archived_reference text;

-- The API narrows lists by these.
create index certificate_requests_by_type on certificate_requests (account_id, livemode, certificate_type_id, id);
create index certificates_by_review on certificates (account_id, livemode, review, id);
create index certificates_by_type on certificates (account_id, livemode, certificate_type_id, id);
create index certificate_jurisdictions_by_state on certificate_jurisdictions (account_id, jurisdiction, certificate_id);
create index certificates_of_document on certificates (document_id) where document_id is not null;

-- A paper certificate that staff sends in has no request. SQLite cannot take a "not null" off, so the column moves.
alter table documents add column sent_for uuid references certificate_requests (id);
update documents set sent_for = request_id;
alter table documents drop column request_id;
alter table documents rename column sent_for to request_id;

-- A call that may be repeated without happening twice: the first one claims the key, the others get its answer.
create table idempotency_keys (
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    key text not null,
    -- who holds it; a call that takes over from a dead one has a claim of its own, and the dead one's is void
    claim uuid not null,
    -- method and path: the same key for something else is a mistake
    called text not null,
    created_at timestamptz not null,
    -- a process that dies lets go by itself
    locked_until timestamptz not null,
    -- set in the transaction of the work, so that it never happens twice
    committed_at timestamptz,
    -- SHA-256 of the body, and the answer to it
    body_hash bytea,
    status integer,
    answer bytea,
    primary key (account_id, livemode, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
