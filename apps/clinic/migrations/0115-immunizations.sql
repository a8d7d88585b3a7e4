-- Vaccinations, given and refused.
create table clinic.immunizations (
  tenant_id      uuid not null,
  id             uuid not null,
  patient_id     uuid not null,
  encounter_id   uuid,
  resource_type  text not null,
  status         text not null,
  title          text not null,
  code           text,
  code_system    text,
  dose           text,
  lot            text,
  site           text,
  reason         text,
  practitioner   text,
  organization   text,
  note           text,
  occurred_at    timestamptz not null,
  occurred_text  text,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, patient_id) references clinic.patients (tenant_id, id) on delete restrict,
  foreign key (tenant_id, encounter_id) references clinic.encounters (tenant_id, id) on delete restrict
);

select fence.protect('clinic.immunizations');
grant select,
  insert (tenant_id, id, patient_id, encounter_id, resource_type, status, title, code, code_system, dose, lot, site,
    reason, practitioner, organization, note, occurred_at, occurred_text),
  update (patient_id, encounter_id, resource_type, status, title, code, code_system, dose, lot, site, reason,
    practitioner, organization, note, occurred_at, occurred_text, updated_at)
  on clinic.immunizations to tenantry_app;

create index immunizations_newest on clinic.immunizations (tenant_id, patient_id, occurred_at desc, id desc);
create index immunizations_by_encounter on clinic.immunizations (tenant_id, encounter_id) where encounter_id is not null;
