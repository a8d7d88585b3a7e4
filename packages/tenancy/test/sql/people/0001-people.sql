create table control.people (
  tenant_id  uuid not null references control.tenants (id) on delete cascade,
  email      text not null,
  primary key (tenant_id, email)
);
grant select, insert (tenant_id, email), delete on control.people to tenantry_control;
