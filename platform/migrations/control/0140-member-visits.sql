-- When a member last opened the app, to some minutes. Apart from the membership: it changes often and is nobody's change.
create table control.member_visits (
  tenant_id  uuid not null,
  member_id  uuid not null,
  seen_at    timestamptz not null default now(),
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references control.members (tenant_id, id) on delete cascade
);

grant select, insert (tenant_id, member_id), update (seen_at) on control.member_visits to tenantry_control;
