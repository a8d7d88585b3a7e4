-- What receipts begin with is part of the numbering, where a clinic has its own, too.
-- as maintenance
insert into core.number_series (tenant_id, kind, prefix, digits)
select tenant_id, 'receipt', receipt_prefix, 5 from store.settings where receipt_prefix <> 'INV'
on conflict (tenant_id, kind) do nothing;
-- as owner
alter table store.settings drop column receipt_prefix;
