-- What a merchant decides for itself; a version is never changed, so that an answer can name the one it was given by.
create table policies (
    account_id uuid not null references accounts (id),
    version integer not null,
    policy jsonb not null,
    made_by text not null,
    created_at timestamptz not null,
    primary key (account_id, version)
);

-- Purchases that keep a certificate alive where a state wants one at least every twelve months. One row a day, never
-- changed: what was known on an earlier day stays what it was, whatever is reported later.
create table purchases (
    customer_id uuid not null references customers (id),
    jurisdiction text not null,
    purchased_on date not null,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    -- when the day was first reported: answers about what was known earlier leave it out
    created_at timestamptz not null,
    primary key (customer_id, jurisdiction, purchased_on)
);

-- Answers to the question whether a buyer is exempt, for an audit. The id is a digest of the rest, so the same answer
-- stands once.
create table exemption_snapshots (
    id uuid not null primary key,
    account_id uuid not null references accounts (id),
    livemode boolean not null,
    customer_id uuid not null references customers (id),
    answer text not null,
    created_at timestamptz not null
);

alter table certificate_jurisdictions add column number_verified_at timestamptz;
alter table certificate_jurisdictions add column number_verified_by text;

-- What was known of a customer's certificates on a day.
create index events_of_customer on events (customer_id, id);
