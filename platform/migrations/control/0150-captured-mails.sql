-- Mails that were not sent because no mail server is configured: kept as they would have gone out, links with tokens
-- included, for operators and for the members of demonstration tenants. One row for each job that would have sent one.
create table control.captured_mails (
  id           uuid not null primary key,
  tenant_id    uuid references control.tenants (id) on delete cascade,
  recipient    text not null check (length(recipient) <= 254),
  subject      text not null check (length(subject) <= 500),
  text         text not null,
  html         text not null,
  captured_at  timestamptz not null default now()
);

grant select, insert (id, tenant_id, recipient, subject, text, html),
  update (recipient, subject, text, html, captured_at), delete
  on control.captured_mails to tenantry_control;

create index captured_mails_order on control.captured_mails (captured_at, id);
create index captured_mails_tenant on control.captured_mails (tenant_id, captured_at, id);
