-- Of two who change the rule at once the slower one is told so.
alter table control.factor_rules add column version integer not null default 1;
grant update (version) on control.factor_rules to tenantry_control;
