-- Where events go.
create table webhook_endpoints (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    dialect text not null,
    url text not null,
    description text not null,
    -- the words of what it is told; an empty list: everything
    event_types jsonb not null,
    status text not null check (status in ('enabled', 'disabled')),
    disabled_because text,
    -- since when no attempt has succeeded; null: the last one has, or there was none
    failing_since timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check ((status = 'disabled') = (disabled_because is not null))
);
create index webhook_endpoints_newest on webhook_endpoints (account_id, livemode, id);

create table webhook_secrets (
    endpoint_id uuid not null references webhook_endpoints (id) on delete cascade,
    generation integer not null,
    account_id uuid not null references accounts (id),
    -- the line of the secret key file, and the chance, that the secret is derived from: itself it stands nowhere
    key_id text not null,
    salt bytea not null,
    created_at timestamptz not null,
    -- null for the newest; the one before it signs for another day
    ends_at timestamptz,
    primary key (endpoint_id, generation)
);

-- An event for an endpoint. What is sent is kept as it was when the event happened: each attempt sends the same bytes.
create table webhook_deliveries (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    endpoint_id uuid not null references webhook_endpoints (id) on delete cascade,
    event_id uuid not null references events (id),
    kind text not null,
    payload text not null,
    status text not null check (status in ('pending', 'succeeded', 'failed')),
    attempts integer not null,
    -- those before it was sent again by hand, which begins the pauses anew
    attempts_before integer not null,
    next_attempt_at timestamptz,
    -- a worker holds it until then; a worker that dies lets go by itself
    locked_until timestamptz,
    created_at timestamptz not null,
    constraint webhook_deliveries_event_id_key unique (endpoint_id, event_id),
    check ((status = 'pending') = (next_attempt_at is not null))
);
create index webhook_deliveries_newest on webhook_deliveries (endpoint_id, id);
create index webhook_deliveries_due on webhook_deliveries (next_attempt_at) where next_attempt_at is not null;
create index webhook_deliveries_age on webhook_deliveries (created_at);

create table webhook_attempts (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    delivery_id uuid not null references webhook_deliveries (id) on delete cascade,
    at timestamptz not null,
    duration_ms integer not null,
    status_code integer,
    -- why there was no answer
    error text,
    -- the beginning of the answer
    answer text not null
);
create index webhook_attempts_of_delivery on webhook_attempts (delivery_id, id);
