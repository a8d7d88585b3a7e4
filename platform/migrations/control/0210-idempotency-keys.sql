-- What a creating request of the control database answered, for a day, so that its repetition answers the same and makes
-- nothing again. Answers hold temporary passwords, links and keys, so `reply` is sealed; bodies hold passwords, so the
-- hashes are made with a key that no database knows.
create table control.idempotency_keys (
  -- Whose key it is: `<tenant> <account>`, `operator <id>`, or `visitor`.
  owner         text not null check (length(owner) <= 100),
  key_hash      bytea not null check (length(key_hash) = 32),
  tenant_id     uuid references control.tenants (id) on delete cascade,
  -- Over method, path and body: the same key with another request is refused.
  request_hash  bytea not null check (length(request_hash) = 32),
  -- Null only inside the transaction that makes it.
  reply         bytea,
  created_at    timestamptz not null default now(),
  primary key (owner, key_hash)
);

create index idempotency_keys_created_at on control.idempotency_keys (created_at);
create index idempotency_keys_tenant on control.idempotency_keys (tenant_id);

grant select, insert (owner, key_hash, tenant_id, request_hash), update (request_hash, reply, created_at), delete
  on control.idempotency_keys to tenantry_control;
