-- expand
-- Since when, in the control database, a person is called so: of two jobs that bring names the later name stays, whichever
-- job is the later one.
alter table core.people add column named_at timestamptz not null default '-infinity';

grant insert (named_at), update (named_at) on core.people to tenantry_app;
