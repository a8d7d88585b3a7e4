import type { Problem } from '#contract/call.ts'

/** What happened, what was kept, what to do: one sentence or two for every code of the contract. */
export const texts = {
  unreachable: 'The server could not be reached. Nothing was lost; try again when the connection is back.',
  malformed_request: 'The server could not read the request. Reload the page and try again.',
  malformed_json: 'The server could not read what was sent. Reload the page and try again.',
  invalid_input: 'Something in the form was not accepted.',
  password_too_short: 'This password is too short. Take 15 characters or more, such as four or five words.',
  password_too_common: 'Many people have this password, or would guess it. Take one that is yours alone.',
  password_unchanged: 'This is the password you have. Take another one.',
  email_unchanged: 'This is the address you have. Take another one.',
  password_change_required: 'Change your temporary password first.',
  not_signed_in: 'You have been signed out. Sign in again to go on.',
  wrong_credentials: 'The e-mail address or the password is not right.',
  wrong_password: 'That is not your password.',
  wrong_code:
    'This code is not right, or it has been used. Wait for the next one, or look whether the clock of your device is right.',
  passkey_refused: 'This passkey was not accepted. Try again, or choose another way.',
  second_factor_required: 'Show your second factor first.',
  factor_enrolment_required: 'Your clinic or shop asks for a second factor. Set one up first.',
  confirmation_required: 'Show once more that it is you, and go on.',
  not_a_member: 'Your account does not belong to this clinic or shop.',
  forbidden: 'Your role does not allow this. Ask an owner for the right.',
  cross_site: 'The request came from another site and was refused. Reload the page and try again.',
  not_found: 'This could not be found. It may have been removed, or the link is not complete.',
  unknown_tenant: 'There is no clinic or shop at this address.',
  unknown_route: 'This version of the page asks for something the server does not know. Reload the page.',
  request_timeout: 'The connection was too slow and the request was given up. Try again.',
  already_exists: 'There is one like this already.',
  account_exists: 'Somebody with this address has an account already. Send an invitation instead.',
  link_over: 'This link has been used, taken back, or is too old. Ask for a new one.',
  slug_unavailable: 'This address can’t be had. Choose another one.',
  in_use: 'It is in use elsewhere and was kept.',
  conflict: 'Somebody else changed this at the same time. Look at it again and repeat what is still needed.',
  last_owner: 'This is the last owner. Make somebody else an owner first.',
  last_factor:
    'Your clinic or shop asks for a second factor, and this is your last one. Add another one first.',
  passkey_unavailable:
    'Passkeys do not work at this address. Sign in at the address of the platform, or take another way.',
  possible_duplicate: 'The clinic may know this person already.',
  headers_too_large: 'The browser sent too much. Delete the cookies of this site and try again.',
  version_conflict: 'Somebody else saved this in the meantime. Your changes were not saved.',
  too_large: 'This is larger than the server accepts.',
  unsupported_media_type: 'This kind of file or content is not accepted here.',
  idempotency_key_reused: 'This form was already sent with other content. Close it and open it again.',
  tenant_suspended:
    'Changes are not possible while the clinic or shop is suspended. Everything can still be read.',
  version_required: 'The page is out of date. Reload it and try again.',
  too_many_attempts: 'Too many attempts. Wait a moment and try again.',
  client_closed: 'The request was given up before it was answered.',
  internal:
    'Something went wrong on the server. Nothing was changed; try again or give the number below to support.',
  busy: 'The server is busy. Try again in a moment.',
  audit_unavailable:
    'Whatever is read of patients is written down first, and that is not possible just now. Try again in a moment.',
  tenant_not_ready: 'The clinic or shop is being prepared. Try again in a moment.',
  schema_unknown: 'The clinic or shop is being updated. Nothing was changed; try again in a moment.',
  database_unavailable: 'The database cannot be reached at the moment. Nothing was changed; try again soon.',
  outcome_unknown:
    'The connection broke before the answer came: it may have been saved. Try again; it will not be saved twice.',
  timeout: 'This took too long and was given up. Nothing was changed; try again.',
  storage_full: 'There is no space left on the server. Nothing was changed; tell whoever runs it.',
} as const satisfies Record<Problem['code'], string>
