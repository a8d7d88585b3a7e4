-- Who treats patients here, with what a prescription says of him. One profile for a member, under the member's id.
create table clinic.practitioners (
  tenant_id         uuid not null,
  id                uuid not null,
  licence_number    text not null check (length(licence_number) between 1 and 60),
  speciality        text not null default '' check (length(speciality) <= 100),
  qualification     text not null default '' check (length(qualification) <= 200),
  -- A year and not a count of years: that would be wrong a year later.
  practising_since  smallint check (practising_since between 1900 and 2200),
  fee_minor         bigint check (fee_minor between 0 and 9007199254740991),
  version           integer not null default 1,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references core.people (tenant_id, id) on delete restrict,
  unique (tenant_id, licence_number)
);

select fence.protect('clinic.practitioners');
grant select,
  insert (tenant_id, id, licence_number, speciality, qualification, practising_since, fee_minor),
  update (licence_number, speciality, qualification, practising_since, fee_minor, version, updated_at)
  on clinic.practitioners to tenantry_app;
