-- What could not be taken over, and why. The first 1,000 of an import are kept: a file of a million bad lines must not
-- fill the database; clinic.imports.problem_count has the true number.
create table clinic.import_problems (
  tenant_id      uuid not null,
  import_id      uuid not null,
  no             integer not null,
  path           text not null,
  -- Entry of the bundle or line of the file, from 1; null where the whole file is meant.
  entry          integer,
  resource_type  text,
  reason         text not null,
  primary key (tenant_id, import_id, no),
  foreign key (tenant_id, import_id) references clinic.imports (tenant_id, id) on delete cascade
);

select fence.protect('clinic.import_problems');
grant select, insert (tenant_id, import_id, no, path, entry, resource_type, reason)
  on clinic.import_problems to tenantry_app;
