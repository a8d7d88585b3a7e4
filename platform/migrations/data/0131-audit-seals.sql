-- Seals over the events of one tenant: a chain of links, each over all events whose transactions lie in [from_xid, to_xid)
-- and signed with a key that no database holds. Added to and never changed.
create table core.audit_seals (
  tenant_id   uuid not null,
  n           integer not null check (n > 0),
  -- Where the transaction ids mean something: this database, by its id and by its server's.
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

select fence.protect('core.audit_seals');
grant select, insert (tenant_id, n, place, system_id, from_xid, to_xid, count, root, prev, hash, signature)
  on core.audit_seals to tenantry_app;
