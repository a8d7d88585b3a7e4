-- expand
-- `signed_in_at`: when somebody last came in by this account; null: nobody yet, so that the first time is no news to him.
-- `password_is_long`: is the password long enough to stand alone, without a second factor? Its length is known only while it
-- is typed; null: not since this was asked.
alter table control.accounts
  add column signed_in_at      timestamptz,
  add column password_is_long  boolean;

grant insert (password_is_long), update (signed_in_at, password_is_long) on control.accounts to tenantry_control;
