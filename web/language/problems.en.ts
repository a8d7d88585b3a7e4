import type { Problem } from '#contract/call.ts'

/** What happened, what was kept, what to do: one sentence or two for every code of the contract. */
export const texts = {
  unreachable: 'The server could not be reached. Nothing was lost; try again when the connection is back.',
  malformed_request: 'The server could not read the request. Reload the page and try again.',
  malformed_json: 'The server could not read what was sent. Reload the page and try again.',
  invalid_input: 'Something in the form was not accepted.',
  not_signed_in: 'You have been signed out. Sign in again to go on.',
  wrong_credentials: 'The e-mail address or the password is not right.',
  wrong_password: 'That is not your password.',
  not_a_member: 'Your account does not belong to this clinic or shop.',
  forbidden: 'Your role does not allow this. Ask an owner for the right.',
  cross_site: 'The request came from another site and was refused. Reload the page and try again.',
  not_found: 'This could not be found. It may have been removed, or the link is not complete.',
  unknown_tenant: 'There is no clinic or shop at this address.',
  unknown_route: 'This version of the page asks for something the server does not know. Reload the page.',
  request_timeout: 'The connection was too slow and the request was given up. Try again.',
  already_exists: 'There is one like this already.',
  in_use: 'It is in use elsewhere and was kept.',
  conflict: 'Somebody else changed this at the same time. Look at it again and repeat what is still needed.',
  last_owner: 'This is the last owner. Make somebody else an owner first.',
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
  tenant_not_ready: 'The clinic or shop is being prepared. Try again in a moment.',
  database_unavailable: 'The database cannot be reached at the moment. Nothing was changed; try again soon.',
  outcome_unknown:
    'The connection broke before the answer came: it may have been saved. Try again; it will not be saved twice.',
  timeout: 'This took too long and was given up. Nothing was changed; try again.',
  storage_full: 'There is no space left on the server. Nothing was changed; tell whoever runs it.',
} as const satisfies Record<Problem['code'], string>
