-- Certificates that a program files by their data, and what Commenda's shape says besides.

-- how far it reaches and its own number, as it was filed; null: nobody said so
alter table certificates add column coverage text;
alter table certificates add column certificate_number text;
-- deleted: in no list and found by nobody, and still there for questions about the past
alter table certificates add column deleted_at timestamptz;

alter table certificate_jurisdictions add column identification_type text;
-- null: it came with the certificate
alter table certificate_jurisdictions add column added_at timestamptz;

alter table customers add column country text;
alter table customers add column business_identification_number text;

-- A secret that the merchant chose cannot be derived: it is kept sealed, under a key that follows from the secret key file.
alter table webhook_secrets add column sealed bytea;
