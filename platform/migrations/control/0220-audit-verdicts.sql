-- What the last look at a tenant's audit has found, for its own people to see. It proves nothing by itself: heads that were
-- kept elsewhere do, and the public key.
create table control.audit_verdicts (
  tenant_id       uuid not null references control.tenants (id) on delete cascade,
  source          text not null check (source in ('data', 'control')),
  verified_at     timestamptz not null default now(),
  links           integer not null,
  sealed          integer not null,
  unsealed        integer not null,
  head_n          integer,
  head_hash       text,
  head_signature  text,
  faults          jsonb not null,
  primary key (tenant_id, source)
);
grant select,
  insert (tenant_id, source, links, sealed, unsealed, head_n, head_hash, head_signature, faults),
  update (verified_at, links, sealed, unsealed, head_n, head_hash, head_signature, faults)
  on control.audit_verdicts to tenantry_control;
