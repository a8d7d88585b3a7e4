-- A posting writes what is due and what of it is open at once.
grant insert (open_minor) on core.ledger_dues to tenantry_app;
