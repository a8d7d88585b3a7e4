-- The job queue's own schema. The queue's library makes everything else in it, as the group `tenantry_jobs`; only its
-- ledger is made here, since finding none it would ask for the right to make schemas.
create schema graphile_worker;
grant usage, create on schema graphile_worker to tenantry_jobs;

create table graphile_worker.migrations (
  id        int primary key,
  ts        timestamptz not null default now(),
  breaking  boolean not null default false
);

grant select, insert (id, breaking), update (breaking) on graphile_worker.migrations to tenantry_jobs;
