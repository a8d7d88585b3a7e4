-- Whose turn it is: one import of a tenant runs at a time, whichever process works it off. The holder renews its lease
-- with every bundle, in the bundle's transaction: who has lost it commits nothing more.
create table clinic.import_turns (
  tenant_id    uuid not null,
  import_id    uuid,
  holder       uuid,
  lease_until  timestamptz not null default '1970-01-01Z',
  primary key (tenant_id),
  foreign key (tenant_id, import_id) references clinic.imports (tenant_id, id) on delete cascade
);

select fence.protect('clinic.import_turns');
grant select, insert (tenant_id), update (import_id, holder, lease_until) on clinic.import_turns to tenantry_app;
