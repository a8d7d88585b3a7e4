-- One reading of a file, folder or archive of FHIR records.
create table clinic.imports (
  tenant_id        uuid not null,
  id               uuid not null,
  name             text not null check (length(name) between 1 and 1000),
  -- Which system the records come from: two may use the same ids.
  source           text collate "C" not null check (length(source) between 1 and 100),
  state            text not null check (state in ('uploading', 'waiting', 'running', 'done', 'failed', 'canceled')),
  -- Why it failed as a whole; single bad files are lines in clinic.import_problems.
  reason           text,
  -- The account that asked for it; null on the command line.
  created_by       uuid,
  size_bytes       bigint not null check (size_bytes >= 0),
  received_bytes   bigint not null check (received_bytes between 0 and size_bytes),
  -- How much of the source, unpacked, has been worked off, and how much there is. 0 until it was looked through.
  done_bytes       bigint not null default 0,
  total_bytes      bigint not null default 0,
  -- Time spent working, over all interruptions: rate and time left come from it.
  worked_ms        bigint not null default 0,
  read_count       integer not null default 0,
  created_count    integer not null default 0,
  updated_count    integer not null default 0,
  unchanged_count  integer not null default 0,
  failed_count     integer not null default 0,
  bundle_count     integer not null default 0,
  problem_count    integer not null default 0,
  -- The five counts of each resource type: {"Patient": [read, created, updated, unchanged, failed]}.
  types            jsonb not null default '{}',
  created_at       timestamptz not null default now(),
  started_at       timestamptz,
  finished_at      timestamptz,
  primary key (tenant_id, id),
  check (read_count = created_count + updated_count + unchanged_count + failed_count)
);

select fence.protect('clinic.imports');
grant select,
  insert (tenant_id, id, name, source, state, created_by, size_bytes, received_bytes),
  update (state, reason, received_bytes, done_bytes, total_bytes, worked_ms, read_count, created_count, updated_count,
    unchanged_count, failed_count, bundle_count, problem_count, types, started_at, finished_at)
  on clinic.imports to tenantry_app;
