-- How many tries somebody, some network or all together have left: counted here, so that the limits hold however many
-- servers answer. A row says when all tries will have come back; from then on it says nothing and may go. Not logged: after a
-- crash everybody has his tries again, which is what a moment more of waiting gives him, too.
create unlogged table control.counted_tries (
  -- A hash: whose tries they are is nobody's to read here.
  key      bytea primary key,
  -- A try comes back each so long, and so many can be had in a row.
  each     interval not null,
  burst    integer not null check (burst > 0),
  full_at  timestamptz not null
);

grant select, delete, insert (key, each, burst, full_at), update (full_at) on control.counted_tries to tenantry_control;

create index counted_tries_full on control.counted_tries (full_at);
