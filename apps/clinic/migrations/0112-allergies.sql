-- Allergies and intolerances.
create table clinic.allergies (
  tenant_id      uuid not null,
  id             uuid not null,
  patient_id     uuid not null,
  encounter_id   uuid,
  resource_type  text not null,
  status         text,
  verification   text,
  title          text not null,
  code           text,
  code_system    text,
  -- food, medication, environment, biologic; several by comma.
  category       text,
  criticality    text,
  reaction       text,
  note           text,
  occurred_at    timestamptz not null,
  occurred_text  text,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, patient_id) references clinic.patients (tenant_id, id) on delete restrict,
  foreign key (tenant_id, encounter_id) references clinic.encounters (tenant_id, id) on delete restrict
);

select fence.protect('clinic.allergies');
grant select,
  insert (tenant_id, id, patient_id, encounter_id, resource_type, status, verification, title, code, code_system,
    category, criticality, reaction, note, occurred_at, occurred_text),
  update (patient_id, encounter_id, resource_type, status, verification, title, code, code_system, category,
    criticality, reaction, note, occurred_at, occurred_text, updated_at)
  on clinic.allergies to tenantry_app;

create index allergies_newest on clinic.allergies (tenant_id, patient_id, occurred_at desc, id desc);
create index allergies_by_encounter on clinic.allergies (tenant_id, encounter_id) where encounter_id is not null;
