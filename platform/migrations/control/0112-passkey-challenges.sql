-- What a passkey is asked to sign. Each is asked once and soon forgotten; one for adding a passkey is its holder's alone.
create table control.passkey_challenges (
  challenge    text not null primary key check (length(challenge) between 40 and 100),
  purpose      text not null check (purpose in ('register', 'sign_in')),
  holder_kind  text not null check (holder_kind in ('account', 'operator')),
  holder_id    uuid,
  expires_at   timestamptz not null,
  check ((holder_id is null) = (purpose = 'sign_in'))
);

-- The update is for locking alone: who clears away leaves to others what they are clearing away.
grant select, insert (challenge, purpose, holder_kind, holder_id, expires_at), update (expires_at), delete
  on control.passkey_challenges to tenantry_control;

create index passkey_challenges_expires_at on control.passkey_challenges (expires_at);
