-- expand
-- Which logins and which key a silo made ahead was given, as one hash: the tenant that takes it need not be waited for
-- while both are given again. Null for every other database.
alter table control.databases add column prepared text;
