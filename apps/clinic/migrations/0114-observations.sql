-- Measurements and findings. Numbers are double precision: they are compared and drawn, never added up as money is.
create table clinic.observations (
  tenant_id         uuid not null,
  id                uuid not null,
  patient_id        uuid not null,
  encounter_id      uuid,
  resource_type     text not null,
  kind              text not null check (kind in ('vitals', 'laboratory', 'observation')),
  status            text not null,
  category          text,
  title             text not null,
  code              text,
  code_system       text,
  value_number      double precision,
  value_comparator  text check (value_comparator in ('<', '<=', '>=', '>', 'ad')),
  -- The unit as written, and its UCUM code.
  value_unit        text,
  value_code        text,
  -- What is not a number: a finding, a text, a range.
  value_text        text,
  flag              text,
  range_low         double precision,
  range_high        double precision,
  range_text        text,
  -- Parts of one measurement, as systolic and diastolic pressure: title, code, number, unit, text, flag.
  components        jsonb not null default '[]',
  note              text,
  occurred_at       timestamptz not null,
  occurred_text     text,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, patient_id) references clinic.patients (tenant_id, id) on delete restrict,
  foreign key (tenant_id, encounter_id) references clinic.encounters (tenant_id, id) on delete restrict
);

select fence.protect('clinic.observations');
grant select,
  insert (tenant_id, id, patient_id, encounter_id, resource_type, kind, status, category, title, code, code_system,
    value_number, value_comparator, value_unit, value_code, value_text, flag, range_low, range_high, range_text,
    components, note, occurred_at, occurred_text),
  update (patient_id, encounter_id, resource_type, kind, status, category, title, code, code_system, value_number,
    value_comparator, value_unit, value_code, value_text, flag, range_low, range_high, range_text, components, note,
    occurred_at, occurred_text, updated_at)
  on clinic.observations to tenantry_app;

-- The timeline reads groups out of this index in order.
create index observations_newest on clinic.observations (tenant_id, patient_id, kind, occurred_at desc, id desc);
-- Latest value and trend of one code.
create index observations_by_code on clinic.observations (tenant_id, patient_id, kind, code, occurred_at desc, id desc);
create index observations_by_encounter on clinic.observations (tenant_id, encounter_id) where encounter_id is not null;
