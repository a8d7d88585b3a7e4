-- Dues are read account by account, and of all together from the days that are kept of them. Without this index a change of
-- what is open touches none, and no reader walks all that is late in search of one account's.
drop index core.ledger_dues_open;
