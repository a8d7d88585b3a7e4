-- A tenant's logo, as the server drew it anew from what was sent: nothing of that is kept.
create table core.logos (
  tenant_id   uuid not null,
  image       bytea not null check (octet_length(image) between 1 and 262144),
  -- SHA-256, by which the settings name it.
  digest      text not null check (digest ~ '^[0-9a-f]{64}$'),
  width       smallint not null check (width between 1 and 512),
  height      smallint not null check (height between 1 and 512),
  updated_at  timestamptz not null default now(),
  primary key (tenant_id)
);

select fence.protect('core.logos');
grant select, insert (tenant_id, image, digest, width, height),
  update (image, digest, width, height, updated_at), delete
  on core.logos to tenantry_app;
