-- When an office is open, what its papers begin with, whether it is still one. The one that is taken where none is chosen is
-- marked; until somebody marks one, it is the oldest.
alter table core.offices
  -- [{"day": 1, "from": "09:00", "to": "13:00"}, …], Monday being 1, in order and without overlaps.
  add column hours         jsonb not null default '[]' check (jsonb_typeof(hours) = 'array'),
  add column print_header  text not null default '' check (length(print_header) <= 1000),
  add column is_default    boolean not null default false,
  add column archived_at   timestamptz,
  add constraint offices_default_is_open check (not is_default or archived_at is null);

grant insert (hours, print_header), update (hours, print_header, is_default, archived_at) on core.offices to tenantry_app;

create unique index offices_default on core.offices (tenant_id) where is_default;
