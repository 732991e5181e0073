-- Endpoints with a long queue: what waits is found by its endpoint, and what an endpoint leaves behind goes in portions.

-- Gone for everybody; a sweep takes away what was sent to it.
alter table webhook_endpoints add column deleted_at timestamptz;
create index webhook_endpoints_deleted on webhook_endpoints (deleted_at) where deleted_at is not null;
-- Until then it asked to be left alone (Retry-After): one row, instead of one for each delivery that waits.
alter table webhook_endpoints add column held_until timestamptz;

-- Why: the earliest of each endpoint is found without a look at all that waits for the busy ones.
drop index webhook_deliveries_due;
create index webhook_deliveries_waiting on webhook_deliveries (endpoint_id, next_attempt_at)
    where next_attempt_at is not null;
create index webhook_deliveries_by_status on webhook_deliveries (endpoint_id, status, id);
create index webhook_deliveries_locked on webhook_deliveries (locked_until) where locked_until is not null;

-- Why: until now answers that were kept for repeated calls stood there as they were, with secrets of endpoints and links of
-- buyers in them; from now on they are sealed. Those of the day before are let go, and their keys stay: who repeats such a
-- call hears that its answer is lost, and it is not done twice.
update idempotency_keys set answer = null, status = null, body_hash = null,
    committed_at = coalesce(committed_at, created_at)
    where answer is not null;
