-- What the shop found in its bank, which may be more or less than the customer said.
alter table store.payment_claims
  add column received_minor bigint check (received_minor between 1 and 10000000000),
  add constraint payment_claims_received check (received_minor is null or state = 'confirmed');
grant update (received_minor) on store.payment_claims to tenantry_app;
-- as maintenance
update store.payment_claims set received_minor = amount_minor where state = 'confirmed';
