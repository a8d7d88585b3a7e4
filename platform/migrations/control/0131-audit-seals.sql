-- The same over the events of the control database. The platform's own, which have no tenant, are sealed under the id of
-- zeros.
create table control.audit_seals (
  tenant_id   uuid not null,
  n           integer not null check (n > 0),
  place       text not null,
  system_id   text not null,
  from_xid    xid8 not null,
  to_xid      xid8 not null,
  count       integer not null check (count > 0),
  root        text not null check (root ~ '^[0-9a-f]{64}$'),
  prev        text not null check (prev ~ '^[0-9a-f]{64}$'),
  hash        text not null check (hash ~ '^[0-9a-f]{64}$'),
  signature   text not null,
  sealed_at   timestamptz not null default now(),
  primary key (tenant_id, n)
);
grant select, insert (tenant_id, n, place, system_id, from_xid, to_xid, count, root, prev, hash, signature)
  on control.audit_seals to tenantry_control;

-- Which tenants have written events since they were last sealed, so that no silo has to be opened to look.
create table control.audit_marks (
  tenant_id   uuid not null primary key references control.tenants (id) on delete cascade,
  touched_at  timestamptz not null,
  sealed_at   timestamptz
);
grant select, insert (tenant_id, touched_at), update (touched_at, sealed_at) on control.audit_marks to tenantry_control;

create index audit_events_xid on control.audit_events (xid);
