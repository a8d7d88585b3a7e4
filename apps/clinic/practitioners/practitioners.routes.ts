import { type Http, serveRead, serveWrite, serveWriteAfter } from '#platform/http/serve.ts'
import { getMember } from '#platform/members/members.ts'
import * as contract from './practitioners.contract.ts'
import { createPractitioner, editPractitioner, listPractitioners } from './practitioners.ts'
import type { PractitionerTables } from './practitioners.tables.ts'

/** The doctors of a clinic, and what is printed of them. */
export function practitionerRoutes(http: Http<PractitionerTables>) {
  serveRead(http, contract.listPractitioners, async ({ db }) => ({ items: await listPractitioners(db) }))

  // Whose profile it is to be stands in the control database, and the profile beside the clinic's rows.
  serveWriteAfter(
    http,
    contract.createPractitioner,
    ({ tenant, body, signal }) =>
      http.control.read((db) => getMember(db, tenant.id, body.memberId), { signal }),
    ({ tx, found, body: { memberId: _, ...profile } }) => createPractitioner(tx, found, profile),
  )

  serveWrite(http, contract.editPractitioner, ({ tx, params, version, body }) =>
    editPractitioner(tx, { id: params.practitionerId, version }, body),
  )
}
