-- What a creating request answered, for a day, so that its repetition answers the same and makes nothing again.
create table core.idempotency_keys (
  tenant_id     uuid not null,
  account_id    uuid not null,
  key           text not null check (length(key) between 1 and 200),
  -- Over method, path and body: the same key with another request is refused.
  request_hash  bytea not null,
  -- Null only inside the transaction that makes it. json, not jsonb: answered as it was written.
  reply         json,
  created_at    timestamptz not null default now(),
  primary key (tenant_id, account_id, key)
);

create index idempotency_keys_created_at on core.idempotency_keys (tenant_id, created_at);

select fence.protect('core.idempotency_keys');
grant select, insert (tenant_id, account_id, key, request_hash), update (request_hash, reply, created_at), delete
  on core.idempotency_keys to tenantry_app;
