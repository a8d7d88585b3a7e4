create schema clinic;
grant usage on schema clinic to tenantry_app, tenantry_maintenance;

create table clinic.patients (
  tenant_id          uuid not null,
  id                 uuid not null,
  -- PT-<tenant no>-<year>-<sequence>: a label for people, given once.
  number             text collate "C" not null check (length(number) between 1 and 40),
  given_name         text not null check (length(given_name) <= 100),
  family_name        text not null check (length(family_name) <= 100),
  -- Family and given name as the application folds them: lower case, without accents. Sorts the same on every server.
  sort_name          text collate "C" not null check (length(sort_name) <= 210),
  sex                text not null check (sex in ('female', 'male', 'other', 'unknown')),
  -- The first day of what is known; the precision says how much of it counts.
  birth_date         date,
  birth_precision    text check (birth_precision in ('day', 'month', 'year')),
  birth_estimated    boolean not null,
  -- E.164. Not unique: a household shares it.
  phone              text collate "C" check (phone ~ '^\+[1-9][0-9]{5,14}$'),
  email              text check (length(email) <= 254),
  address            jsonb check (jsonb_typeof(address) = 'object'),
  language           text check (length(language) <= 35),
  blood_group        text check (blood_group in ('A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-')),
  emergency_contact  jsonb check (jsonb_typeof(emergency_contact) = 'object'),
  notes              text check (length(notes) <= 4000),
  deceased           boolean not null,
  deceased_on        date check (deceased_on is null or deceased),
  version            integer not null default 1 check (version > 0),
  -- To the millisecond, as it is shown: a page's cursor carries it.
  created_at         timestamptz(3) not null default now(),
  updated_at         timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, number),
  check (given_name <> '' or family_name <> ''),
  check ((birth_date is null) = (birth_precision is null)),
  check (birth_date is not null or not birth_estimated)
);

select fence.protect('clinic.patients');
grant select,
  insert (tenant_id, id, number, given_name, family_name, sort_name, sex, birth_date, birth_precision, birth_estimated,
    phone, email, address, language, blood_group, emergency_contact, notes, deceased, deceased_on),
  update (given_name, family_name, sort_name, sex, birth_date, birth_precision, birth_estimated,
    phone, email, address, language, blood_group, emergency_contact, notes, deceased, deceased_on, version, updated_at)
  on clinic.patients to tenantry_app;

-- The default list reads nothing but this index.
create index patients_by_name on clinic.patients (tenant_id, sort_name, id)
  include (number, given_name, family_name, sex, birth_date, birth_precision, birth_estimated, phone, deceased,
    created_at, updated_at);
create index patients_by_update on clinic.patients (tenant_id, updated_at, id);
-- The household.
create index patients_by_phone on clinic.patients (tenant_id, phone) where phone is not null;
