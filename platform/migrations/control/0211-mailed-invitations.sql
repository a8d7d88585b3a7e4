-- expand
-- An invitation goes out by mail beside the link that its sender is shown. The mail has a token of its own, made when it is
-- sent: whoever comes with that one has read the mail, and his address is verified. `sendings` counts how often it was
-- sent: a mail that is late, after it has been sent again, is none any more.
alter table control.invitations
  add column mailed_token_hash  bytea unique check (length(mailed_token_hash) = 32),
  add column sendings           integer not null default 1;

grant update (mailed_token_hash, sendings) on control.invitations to tenantry_control;
