import { type OwnerHttp, serveOwner, signedIn } from '../http/owner-http.ts'
import { prepareRequest, requestTenant } from './create-tenant.ts'
import { requestStatus } from './tenant-requests.ts'
import * as contract from './tenants.contract.ts'
import type { OwnerTenantTables } from './tenants.tables.ts'
import { getTenant, listTenants } from './tenants.ts'

/** Clinics and shops as operators see them. Reading knows the control database alone. */
export function tenantRoutes(http: OwnerHttp) {
  const reading = http.tenancy.control<OwnerTenantTables>()

  serveOwner(http, contract.listTenants, async ({ query }) => reading.read((db) => listTenants(db, query)))

  serveOwner(http, contract.createTenant, async ({ control, once, body }) => {
    const temporary = await prepareRequest(http.directory, body)
    return control.run((tx) => once(tx, () => requestTenant(tx, body, temporary)))
  })

  serveOwner(http, contract.getTenant, async ({ params }) =>
    reading.read((db) => getTenant(db, params.tenantId)),
  )

  serveOwner(http, contract.suspendTenant, async ({ control, params, body, ...request }) => {
    const { id: operatorId } = signedIn(request)
    const { tenantId } = params
    await control.run((tx) =>
      requestStatus(tx, { tenantId, operatorId, act: 'suspend', reason: body.reason.trim() }),
    )
  })

  serveOwner(http, contract.resumeTenant, async ({ control, params, body, ...request }) => {
    const { id: operatorId } = signedIn(request)
    const { tenantId } = params
    await control.run((tx) =>
      requestStatus(tx, { tenantId, operatorId, act: 'resume', reason: body.reason.trim() }),
    )
  })
}
