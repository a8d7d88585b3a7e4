-- What whoever registers says beside the name: the first office, his licence as a doctor. For the steps of the making.
alter table control.registrations add column details jsonb not null default '{}';

grant insert (details) on control.registrations to tenantry_control;
