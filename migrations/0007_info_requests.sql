-- What a merchant asks about a certificate that came in; one at a time, as long as its review is 'needs_info'.
-- What was asked before stands in the events.
create table info_requests (
    certificate_id uuid primary key references certificates (id),
    account_id uuid not null references accounts (id),
    fields jsonb not null,
    reason text not null,
    -- the new file, as soon as one is stored; the certificate takes it with the buyer's signature
    document_id uuid references documents (id),
    asked_at timestamptz not null
);
