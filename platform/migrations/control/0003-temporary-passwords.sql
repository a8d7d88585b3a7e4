-- Set while the password is one that somebody else made: it must be changed at the first sign-in, and before this time.
alter table control.accounts add column temporary_until timestamptz;

grant insert (temporary_until), update (temporary_until) on control.accounts to tenantry_control;
