-- Laboratory, imaging and other reports.
create table clinic.reports (
  tenant_id      uuid not null,
  id             uuid not null,
  patient_id     uuid not null,
  encounter_id   uuid,
  resource_type  text not null,
  status         text not null,
  title          text not null,
  code           text,
  code_system    text,
  category       text,
  conclusion     text,
  practitioner   text,
  -- Its results among clinic.observations, in the order of the report.
  result_ids     uuid[] not null default '{}',
  occurred_at    timestamptz not null,
  occurred_text  text,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, patient_id) references clinic.patients (tenant_id, id) on delete restrict,
  foreign key (tenant_id, encounter_id) references clinic.encounters (tenant_id, id) on delete restrict
);

select fence.protect('clinic.reports');
grant select,
  insert (tenant_id, id, patient_id, encounter_id, resource_type, status, title, code, code_system, category,
    conclusion, practitioner, result_ids, occurred_at, occurred_text),
  update (patient_id, encounter_id, resource_type, status, title, code, code_system, category, conclusion,
    practitioner, result_ids, occurred_at, occurred_text, updated_at)
  on clinic.reports to tenantry_app;

create index reports_newest on clinic.reports (tenant_id, patient_id, occurred_at desc, id desc);
create index reports_by_encounter on clinic.reports (tenant_id, encounter_id) where encounter_id is not null;
