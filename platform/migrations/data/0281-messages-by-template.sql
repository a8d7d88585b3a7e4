-- When somebody was last told a thing: what keeps reminders apart.
create index messages_template on core.messages (tenant_id, template, recipient_id, created_at);
