create schema notes;
grant usage on schema notes to tenantry_app, tenantry_maintenance;

create table notes.folders (
  tenant_id  uuid not null,
  id         uuid not null,
  title      text not null,
  primary key (tenant_id, id),
  unique (tenant_id, title)
);
select fence.protect('notes.folders');
grant select, insert (tenant_id, id, title), update (title), delete on notes.folders to tenantry_app;

create table notes.notes (
  tenant_id   uuid not null,
  id          uuid not null,
  folder_id   uuid,
  body        text not null,
  created_at  timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, folder_id) references notes.folders (tenant_id, id) on delete restrict
);
select fence.protect('notes.notes');
grant select, insert (tenant_id, id, folder_id, body), update (folder_id, body), delete on notes.notes to tenantry_app;

create table notes.colours (code text primary key, label text not null);
grant select on notes.colours to tenantry_app;
grant select, insert, update, delete on notes.colours to tenantry_maintenance;
