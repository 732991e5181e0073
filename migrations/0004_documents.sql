-- What was found out about a document when it came in.

-- null where nobody counted, before this step
alter table documents add column pages integer;
-- 'unscanned' is held until a job has asked the virus scanner; 'infected' has no object any more
alter table documents add column scan text not null default 'not_scanned'
    check (scan in ('not_scanned', 'unscanned', 'clean', 'infected'));

-- All that was ever stored for a request, so that a link in bad hands cannot fill the disk by replacing
alter table certificate_requests add column stored_files integer not null default 0;
alter table certificate_requests add column stored_bytes bigint not null default 0;
