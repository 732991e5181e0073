-- The merchant as its letters, its pages and the certificates name it.
alter table accounts add column contact_phone text not null default '';
-- raised by each change, so that of two administrators the slower one sees what the faster one saved
alter table accounts add column profile_version integer not null default 0;

-- Logos are small and shown to everybody: they lie beside the rows and need no document store.
create table logos (
    account_id uuid not null primary key references accounts (id),
    -- of the picture: a part of its address, which is cached for ever
    sha256 text not null,
    png bytea not null,
    created_at timestamptz not null
);

-- Where faxes go, as +16145550142.
alter table customers add column fax_number text;
alter table certificate_requests add column fax_number text;

-- The request's code, by which a link that was typed from paper is found. Null for requests from before this step.
alter table certificate_requests add column code text;
create index certificate_requests_by_code on certificate_requests (code);
