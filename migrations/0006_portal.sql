-- What a merchant's storefront may do; no row: nothing was decided yet.
create table storefronts (
    account_id uuid not null primary key references accounts (id),
    -- where a buyer may be sent back to
    return_hosts jsonb not null,
    -- whether a signed link may name a customer that is new here
    adds_customers boolean not null,
    updated_at timestamptz not null
);

create table storefront_secrets (
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    generation integer not null,
    -- the line of the secret key file that it is derived from: the secret itself stands nowhere
    key_id text not null,
    made_by text not null,
    created_at timestamptz not null,
    -- null for the newest; the one before it counts for another day
    ends_at timestamptz,
    primary key (account_id, livemode, generation)
);

-- Links of storefronts that were used: kept until they are too old anyway.
create table storefront_tokens (
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    token_hash bytea not null,
    expires_at timestamptz not null,
    primary key (account_id, livemode, token_hash)
);
create index storefront_tokens_expiry on storefront_tokens (expires_at);

create table portal_sessions (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    customer_id uuid not null references customers (id),
    return_url text,
    language text,
    -- the address that a code has proved; null where the merchant vouches for the visitor
    email text,
    created_at timestamptz not null,
    -- the end of the link
    expires_at timestamptz not null,
    -- set by signing out, after which neither link nor cookie count
    ended_at timestamptz
);
create index portal_sessions_expiry on portal_sessions (expires_at);

create table portal_codes (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    email text not null,
    language text not null,
    -- the code follows from this key and the id: it stands nowhere
    key_id text not null,
    tries integer not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index portal_codes_expiry on portal_codes (expires_at);

create index customers_by_email on customers (account_id, livemode, lower(email), id);
create index certificate_requests_renewing on certificate_requests (customer_id) where renews_certificate_id is not null;
