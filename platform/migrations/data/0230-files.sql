-- What people upload, about somebody: a patient, a customer. The bytes lie in the storage, as objects.
create table core.files (
  tenant_id       uuid not null,
  id              uuid not null,
  folder          text not null check (folder in ('practices', 'medical-imaging', 'documents', 'uploads', 'exports', 'backups')),
  -- What its owner calls it; never part of a path.
  name            text not null check (length(name) between 1 and 255),
  -- What the sender said it is, and what it was found to be.
  declared_type   text not null,
  type            text,
  size_bytes      bigint not null check (size_bytes > 0),
  received_bytes  bigint not null default 0 check (received_bytes between 0 and size_bytes),
  -- What it takes of the tenant's storage, from the moment it is announced until its bytes are gone.
  counted_bytes   bigint not null check (counted_bytes >= 0),
  sha256          bytea check (length(sha256) = 32),
  state           text not null check (state in ('pending', 'ready', 'rejected', 'deleted')),
  -- Why it was rejected.
  reason          text,
  -- The object with its content.
  object_id       uuid,
  -- An earlier file of the same subject with the same content.
  duplicate_of    uuid,
  subject_kind    text not null check (subject_kind in ('patient', 'customer')),
  subject_id      uuid not null,
  -- The member.
  uploaded_by     uuid,
  created_at      timestamptz not null default now(),
  -- When it last came nearer to its end, or was deleted.
  changed_at      timestamptz not null default now(),
  primary key (tenant_id, id),
  check ((state in ('ready', 'deleted')) = (object_id is not null)),
  check (state <> 'ready' or (type is not null and sha256 is not null and received_bytes = size_bytes))
);

select fence.protect('core.files');
grant select,
  insert (tenant_id, id, folder, name, declared_type, size_bytes, counted_bytes, state, subject_kind, subject_id, uploaded_by),
  update (type, received_bytes, counted_bytes, sha256, state, reason, object_id, duplicate_of, changed_at),
  delete
  on core.files to tenantry_app;

create index files_subject on core.files (tenant_id, subject_kind, subject_id, id desc) where state in ('pending', 'ready');
create index files_unfinished on core.files (tenant_id, changed_at) where state <> 'ready';

-- What lies in the storage. A row is there before the first byte, so that nothing can lie there unknown.
create table core.file_objects (
  tenant_id       uuid not null,
  id              uuid not null,
  file_id         uuid not null,
  folder          text not null check (folder in ('practices', 'medical-imaging', 'documents', 'uploads', 'exports', 'backups')),
  role            text not null check (role in ('content', 'piece', 'thumbnail')),
  -- Of a piece: which bytes of the file it holds.
  starts_at       bigint not null default 0 check (starts_at >= 0),
  size_bytes      bigint check (size_bytes >= 0),
  key_generation  integer not null check (key_generation > 0),
  -- `dropped`: nobody needs it, and its bytes are about to go.
  state           text not null check (state in ('storing', 'stored', 'dropped')),
  created_at      timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, file_id) references core.files (tenant_id, id) on delete restrict,
  check (state <> 'stored' or size_bytes is not null)
);

select fence.protect('core.file_objects');
grant select, insert (tenant_id, id, file_id, folder, role, starts_at, key_generation, state), update (state, size_bytes), delete
  on core.file_objects to tenantry_app;

create index file_objects_file on core.file_objects (tenant_id, file_id);
create index file_objects_unsettled on core.file_objects (tenant_id, created_at) where state <> 'stored';
create index file_objects_generation on core.file_objects (tenant_id, key_generation);

-- The storage a tenant takes: the sum of counted_bytes, kept by the statements that change it.
create table core.file_usage (
  tenant_id  uuid not null primary key,
  bytes      bigint not null check (bytes >= 0)
);

select fence.protect('core.file_usage');
grant select, insert (tenant_id, bytes), update (bytes) on core.file_usage to tenantry_app;
