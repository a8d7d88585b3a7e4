-- What was said to people is not kept for ever: the app deletes messages that are old and over, with their tries.
grant delete on core.messages, core.message_attempts to tenantry_app;

create index messages_created_at on core.messages (tenant_id, created_at);
