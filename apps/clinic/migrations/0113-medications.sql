-- What a patient was prescribed or says to take.
create table clinic.medications (
  tenant_id      uuid not null,
  id             uuid not null,
  patient_id     uuid not null,
  encounter_id   uuid,
  resource_type  text not null,
  status         text not null,
  intent         text,
  title          text not null,
  code           text,
  code_system    text,
  dose           text,
  as_needed      boolean not null,
  reason         text,
  practitioner   text,
  note           text,
  occurred_at    timestamptz not null,
  occurred_text  text,
  ended_at       timestamptz,
  ended_text     text,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, patient_id) references clinic.patients (tenant_id, id) on delete restrict,
  foreign key (tenant_id, encounter_id) references clinic.encounters (tenant_id, id) on delete restrict
);

select fence.protect('clinic.medications');
grant select,
  insert (tenant_id, id, patient_id, encounter_id, resource_type, status, intent, title, code, code_system, dose,
    as_needed, reason, practitioner, note, occurred_at, occurred_text, ended_at, ended_text),
  update (patient_id, encounter_id, resource_type, status, intent, title, code, code_system, dose, as_needed, reason,
    practitioner, note, occurred_at, occurred_text, ended_at, ended_text, updated_at)
  on clinic.medications to tenantry_app;

create index medications_newest on clinic.medications (tenant_id, patient_id, occurred_at desc, id desc);
create index medications_current on clinic.medications (tenant_id, patient_id, status, occurred_at desc);
create index medications_by_encounter on clinic.medications (tenant_id, encounter_id) where encounter_id is not null;
