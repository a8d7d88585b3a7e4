-- Every imported resource, of whichever type, as it stands now. The typed tables hold what the chart asks for; a record
-- has the same id there and here, and a Patient the id of the patient.
create table clinic.fhir_resources (
  tenant_id      uuid not null,
  id             uuid not null,
  -- Identity, see docs/decisions: source, type, and the resource's id or else its fullUrl.
  source         text collate "C" not null check (length(source) between 1 and 100),
  resource_type  text collate "C" not null check (resource_type ~ '^[A-Z][A-Za-z]{1,63}$'),
  resource_id    text collate "C" not null check (length(resource_id) between 1 and 500),
  patient_id     uuid,
  -- What it is in the chart; directory: people, places and substances that no chart owns.
  kind           text not null check (kind in ('patient', 'encounter', 'problem', 'allergy', 'medication', 'immunization',
    'procedure', 'vitals', 'laboratory', 'observation', 'report', 'document', 'billing', 'directory')),
  title          text not null,
  status         text,
  -- When it was, for sorting; year 1 where nothing is known. The text is what the source says, in its own precision.
  occurred_at    timestamptz not null,
  occurred_text  text,
  version        integer not null default 1 check (version > 0),
  -- SHA-256 of the canonical content (keys sorted), base64url.
  content_hash   text collate "C" not null check (length(content_hash) = 43),
  -- The JSON as it came, token by token; only the white space between them is gone.
  original       text not null,
  import_id      uuid not null,
  created_at     timestamptz not null default now(),
  -- Since when this version is the newest.
  updated_at     timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, source, resource_type, resource_id),
  foreign key (tenant_id, patient_id) references clinic.patients (tenant_id, id) on delete restrict,
  foreign key (tenant_id, import_id) references clinic.imports (tenant_id, id) on delete restrict
);

select fence.protect('clinic.fhir_resources');
grant select,
  insert (tenant_id, id, source, resource_type, resource_id, patient_id, kind, title, status, occurred_at,
    occurred_text, version, content_hash, original, import_id),
  update (patient_id, kind, title, status, occurred_at, occurred_text, version, content_hash, original, import_id,
    updated_at)
  on clinic.fhir_resources to tenantry_app;

-- Lists by type and the counts of a chart.
create index fhir_resources_by_type
  on clinic.fhir_resources (tenant_id, patient_id, resource_type, occurred_at desc, id desc);
-- What has no table of its own, on the timeline.
create index fhir_resources_on_timeline on clinic.fhir_resources (tenant_id, patient_id, kind, occurred_at desc, id desc)
  where kind in ('document', 'billing');
-- Lists of what belongs to no chart.
create index fhir_resources_directory on clinic.fhir_resources (tenant_id, resource_type, id) where patient_id is null;

-- Versions that a later import replaced.
create table clinic.fhir_versions (
  tenant_id     uuid not null,
  resource_id   uuid not null,
  version       integer not null check (version > 0),
  content_hash  text collate "C" not null check (length(content_hash) = 43),
  original      text not null,
  import_id     uuid not null,
  created_at    timestamptz not null,
  primary key (tenant_id, resource_id, version),
  foreign key (tenant_id, resource_id) references clinic.fhir_resources (tenant_id, id) on delete cascade,
  foreign key (tenant_id, import_id) references clinic.imports (tenant_id, id) on delete restrict
);

select fence.protect('clinic.fhir_versions');
grant select, insert (tenant_id, resource_id, version, content_hash, original, import_id, created_at)
  on clinic.fhir_versions to tenantry_app;
