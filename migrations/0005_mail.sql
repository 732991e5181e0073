-- What a mail is, whom it greets and in which language; its words are written afresh at each try.
alter table mails add column kind text not null default 'invitation';
-- null: the request's language
alter table mails add column language text;
alter table mails add column recipient_name text;
-- what a person wrote for it: to the colleague, to the merchant, or about what is missing
alter table mails add column note text;
-- which reminder of the series it is; null for all other mails
alter table mails add column stage text;

-- Why a request is invalid: until now there was one way to become it.
alter table certificate_requests add column ended_because text;
update certificate_requests set ended_because = 'expired' where status = 'invalid';

-- When buyers are reminded; null: by default, and for a request as the account says.
alter table accounts add column reminders jsonb;
alter table certificate_requests add column reminders jsonb;
-- when the sweep looks at the request next; null: nothing more to send. Requests from before have none.
alter table certificate_requests add column remind_at timestamptz;
alter table certificate_requests add column reminded_at timestamptz;
alter table certificate_requests add column reminders_sent integer not null default 0;
-- who ended the series before its time; null: nobody
alter table certificate_requests add column reminders_stopped text;
create index certificate_requests_to_remind on certificate_requests (remind_at) where status = 'pending';

-- Mails of requests that ended before they left.
update mails set status = 'not_sent' where status = 'queued'
    and request_id in (select id from certificate_requests where status <> 'pending');

-- One job sends every kind of mail.
update jobs set kind = 'send_mail' where kind = 'send_invitation';
