-- What a customer does not agree with, and since when. `disputed` stays what reminders ask.
alter table store.customers
  add column disputed_on    date,
  add column dispute_reason text check (length(dispute_reason) between 1 and 300);
grant update (disputed_on, dispute_reason) on store.customers to tenantry_app;
-- as maintenance
update store.customers set disputed_on = updated_at::date where disputed;
