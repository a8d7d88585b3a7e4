import { DomainError } from '#platform/http/domain-error.ts'
import { type Caller, type Http, serveControl } from '#platform/http/serve.ts'
import * as contract from './security.contract.ts'
import { changeRules, listWithoutFactor, readRules } from './security.ts'

/** Of whom a second factor is asked, and who has none. */
export function securityRoutes(http: Http<unknown>) {
  const appRoles = Object.keys(http.roles)
  const read = async ({ tenant, can }: Pick<Caller, 'tenant' | 'can'>) => ({
    ...(await http.control.read((db) => readRules(db, tenant.id, appRoles))),
    can: { edit: can('settings.write'), listPeople: can('member.read') },
  })

  serveControl(http, contract.getSecurity, (caller) => read(caller))

  serveControl(http, contract.changeSecurity, async ({ control, body, ...caller }) => {
    const unknown = body.requiringRoles.findIndex((role) => !appRoles.includes(role))
    if (unknown >= 0) throw new DomainError('invalid_input', { field: `requiringRoles.${unknown}` })
    await control.run((tx) => changeRules(tx, caller.tenant.id, body))
    return read(caller)
  })

  serveControl(http, contract.listWithoutFactor, ({ control, tenant, query }) =>
    control.read((db) => listWithoutFactor(db, tenant.id, query)),
  )
}
