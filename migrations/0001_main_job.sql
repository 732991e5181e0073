-- One tree for SQLite and PostgreSQL: SQLite takes these type names and sqlx binds the same Rust types to both.
-- Instants end in _at, civil days in _on. Times, ids and randomness are bound by the program, never made here.

create table accounts (
    id uuid not null primary key,
    name text not null,
    contact_email text not null,
    time_zone text not null,
    expiring_window_days integer not null,
    created_at timestamptz not null
);

create table users (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    email text not null,
    name text not null,
    role text not null,
    -- null until the set-up link is used
    password_hash text,
    -- links of an earlier generation are dead
    link_generation integer not null,
    created_at timestamptz not null,
    constraint users_email_key unique (email)
);

create table sessions (
    -- SHA-256 of the cookie: a copy of the table signs nobody in
    token_hash bytea not null primary key,
    user_id uuid not null references users (id),
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index sessions_expiry on sessions (expires_at);

create table api_keys (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    key_hash bytea not null,
    created_at timestamptz not null,
    revoked_at timestamptz,
    constraint api_keys_key_hash_key unique (key_hash)
);

create table customers (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    name text not null,
    email text not null,
    reference_customer_id text,
    is_tax_exempt boolean not null,
    address jsonb not null,
    -- lower-case name, e-mail and reference, for search
    search_text text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint customers_reference_customer_id_key unique (account_id, livemode, reference_customer_id)
);
create index customers_newest on customers (account_id, livemode, id);

create table certificate_requests (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    customer_id uuid not null references customers (id),
    status text not null check (status in ('pending', 'fulfilled', 'canceled', 'invalid')),
    delivery_method text not null,
    recipient text not null,
    jurisdictions jsonb not null,
    reasons jsonb not null,
    certificate_type_id text,
    message text,
    cover_letter text not null,
    generation integer not null,
    certificate_id uuid,
    -- null where no e-mail was wanted
    email_status text,
    opened_at timestamptz,
    started_at timestamptz,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check ((status = 'fulfilled') = (certificate_id is not null))
);
create index certificate_requests_newest on certificate_requests (account_id, livemode, id);
create index certificate_requests_by_status on certificate_requests (account_id, livemode, status, id);
create index certificate_requests_by_customer on certificate_requests (account_id, livemode, customer_id, id);
create index certificate_requests_overdue on certificate_requests (expires_at) where status = 'pending';

create table drafts (
    request_id uuid not null primary key references certificate_requests (id),
    account_id uuid not null references accounts (id),
    answers jsonb not null,
    updated_at timestamptz not null
);

create table documents (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    request_id uuid not null references certificate_requests (id),
    storage_key text not null,
    file_name text not null,
    media_type text not null,
    size bigint not null,
    sha256 text not null,
    created_at timestamptz not null,
    -- null while the object is on its way: such a row is no document yet, and a sweep removes both
    stored_at timestamptz
);
create index documents_unfinished on documents (created_at) where stored_at is null;

create table certificates (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    customer_id uuid not null references customers (id),
    request_id uuid references certificate_requests (id),
    certificate_type_id text not null,
    review text not null,
    document_id uuid references documents (id),
    business jsonb not null,
    signer jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index certificates_of_request on certificates (request_id);
create index certificates_newest on certificates (account_id, livemode, id);
create index certificates_by_customer on certificates (account_id, livemode, customer_id, id);

create table certificate_jurisdictions (
    certificate_id uuid not null references certificates (id),
    jurisdiction text not null,
    account_id uuid not null references accounts (id),
    reason text not null,
    explanation text,
    number text,
    issued_by text,
    effective_on date not null,
    expires_on date,
    active boolean not null,
    primary key (certificate_id, jurisdiction)
);

create table events (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    kind text not null,
    customer_id uuid,
    request_id uuid,
    certificate_id uuid,
    actor text not null,
    note text,
    at timestamptz not null
);
create index events_of_request on events (request_id, id);
create index events_of_certificate on events (certificate_id, id);

create table mails (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    request_id uuid not null references certificate_requests (id),
    recipient text not null,
    status text not null,
    -- how often SMTP was left without a known result: never more than twice, so that nobody gets a third copy
    unconfirmed integer not null,
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz
);
create index mails_of_request on mails (request_id, id);

create table jobs (
    id uuid not null primary key,
    kind text not null,
    subject uuid not null,
    account_id uuid not null references accounts (id),
    run_at timestamptz not null,
    attempts integer not null,
    -- a worker holds it until then; a worker that dies lets go by itself
    locked_until timestamptz,
    last_error text
);
create index jobs_due on jobs (run_at);
