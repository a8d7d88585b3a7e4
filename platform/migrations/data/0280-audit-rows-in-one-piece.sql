-- The event of a list holds fifty ids and is a little longer than what PostgreSQL keeps as it is: compressing it took more
-- time than writing it.
alter table core.audit_events set (toast_tuple_target = 8160);
