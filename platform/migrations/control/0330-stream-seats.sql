-- How many live streams of a tenant a process may hold open. Seats are taken before they are sat on, so that all processes
-- together never have more than the tenant's. A process that is gone says nothing any more, and its seats are free again.
create table control.stream_seats (
  tenant_id   uuid not null references control.tenants (id) on delete cascade,
  process_id  uuid not null,
  seats       integer not null check (seats >= 0),
  seen_at     timestamptz not null default now(),
  primary key (tenant_id, process_id)
);

create index stream_seats_process on control.stream_seats (process_id);
create index stream_seats_seen_at on control.stream_seats (seen_at);

grant select, insert (tenant_id, process_id, seats, seen_at), update (seats, seen_at), delete
  on control.stream_seats to tenantry_control;
