-- Test mode: a clock of its own, and a switch on the desk.

-- How far the clock of an account's test rows is ahead of the machine's; it never goes back.
alter table accounts add column test_ahead_seconds bigint not null default 0;
create index accounts_ahead on accounts (id) where test_ahead_seconds > 0;

-- Which rows the desk shows to whoever has this session.
alter table sessions add column livemode boolean not null default true;

-- That certificates come to their end is told once. What was told of a state last; of those from before nobody knows.
alter table certificate_jurisdictions add column told text not null default 'unknown';
-- when the sweep looks at the certificate next
alter table certificates add column look_at timestamptz;
update certificates set look_at = created_at;
create index certificates_to_look on certificates (look_at) where review = 'verified';

-- Events can be asked for. What those of test mode showed when they happened is kept; null: shown as it is now.
alter table events add column payload text;
create index events_newest on events (account_id, livemode, id);
