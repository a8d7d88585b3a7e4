-- What an import has worked off, written in the transaction that did it: after a crash it goes on behind the last one.
create table clinic.import_bundles (
  tenant_id        uuid not null,
  import_id        uuid not null,
  -- The file inside the folder or archive, and which part of it: lines of ndjson are taken in groups.
  path             text not null check (length(path) <= 1000),
  part             integer not null,
  -- SHA-256 of source and content: a bundle that any earlier import has taken over brings nothing new.
  content_hash     text collate "C" not null check (length(content_hash) = 43),
  state            text not null check (state in ('done', 'failed')),
  read_count       integer not null,
  created_count    integer not null,
  updated_count    integer not null,
  unchanged_count  integer not null,
  failed_count     integer not null,
  finished_at      timestamptz not null default now(),
  primary key (tenant_id, import_id, path, part),
  foreign key (tenant_id, import_id) references clinic.imports (tenant_id, id) on delete cascade,
  check (read_count = created_count + updated_count + unchanged_count + failed_count)
);

select fence.protect('clinic.import_bundles');
grant select,
  insert (tenant_id, import_id, path, part, content_hash, state, read_count, created_count, updated_count,
    unchanged_count, failed_count),
  update (content_hash, state, read_count, created_count, updated_count, unchanged_count, failed_count, finished_at)
  on clinic.import_bundles to tenantry_app;

create index import_bundles_done on clinic.import_bundles (tenant_id, content_hash) where state = 'done';
