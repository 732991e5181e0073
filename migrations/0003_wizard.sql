-- The buyer's language, once an answer came in: mails follow it.
alter table certificate_requests add column language text;

-- The certificate that a request renews: the walk begins with its answers.
alter table certificate_requests add column renews_certificate_id uuid;

-- Who asks, as the buyer's pages and the certificates say it.
alter table accounts add column contact_name text not null default '';
alter table accounts add column address jsonb not null default '{}';
