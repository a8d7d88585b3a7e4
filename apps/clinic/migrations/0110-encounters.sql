-- Contacts of a patient with a clinic. In this and the following tables `resource_type` is the FHIR type it is exchanged
-- as, `occurred_at` sorts (year 1 where no time is known) and `occurred_text` is the time in the source's own precision.
create table clinic.encounters (
  tenant_id      uuid not null,
  id             uuid not null,
  patient_id     uuid not null,
  resource_type  text not null,
  status         text not null,
  class          text,
  title          text not null,
  code           text,
  code_system    text,
  reason         text,
  practitioner   text,
  organization   text,
  occurred_at    timestamptz not null,
  occurred_text  text,
  ended_at       timestamptz,
  ended_text     text,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, patient_id) references clinic.patients (tenant_id, id) on delete restrict
);

select fence.protect('clinic.encounters');
grant select,
  insert (tenant_id, id, patient_id, resource_type, status, class, title, code, code_system, reason, practitioner,
    organization, occurred_at, occurred_text, ended_at, ended_text),
  update (patient_id, resource_type, status, class, title, code, code_system, reason, practitioner, organization,
    occurred_at, occurred_text, ended_at, ended_text, updated_at)
  on clinic.encounters to tenantry_app;

create index encounters_newest on clinic.encounters (tenant_id, patient_id, occurred_at desc, id desc);
