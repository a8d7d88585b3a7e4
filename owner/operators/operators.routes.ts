import { type OwnerHttp, serveOwner } from '../http/owner-http.ts'
import * as contract from './operators.contract.ts'
import {
  changeOperatorRole,
  disableOperator,
  enableOperator,
  inviteOperator,
  listOperators,
  renewLink,
} from './operators.ts'
import { resetFactors } from './second-factor.ts'

/** Who runs the platform: for administrators. */
export function operatorRoutes(http: OwnerHttp) {
  serveOwner(http, contract.listOperators, async ({ control }) => ({
    items: await control.read((db) => listOperators(db)),
  }))

  serveOwner(http, contract.inviteOperator, async ({ control, once, body }) =>
    control.run((tx) =>
      once(tx, async () => {
        const { token } = await inviteOperator(tx, { ...body, name: body.name.trim() })
        return { token }
      }),
    ),
  )

  serveOwner(http, contract.renewLink, async ({ control, params }) => ({
    token: await control.run((tx) => renewLink(tx, params.operatorId)),
  }))

  serveOwner(http, contract.changeRole, async ({ control, params, body }) =>
    control.run((tx) => changeOperatorRole(tx, params.operatorId, body.role)),
  )

  serveOwner(http, contract.disableOperator, async ({ control, params }) =>
    control.run((tx) => disableOperator(tx, params.operatorId)),
  )

  serveOwner(http, contract.enableOperator, async ({ control, params }) =>
    control.run((tx) => enableOperator(tx, params.operatorId)),
  )

  serveOwner(http, contract.resetFactor, async ({ control, params }) =>
    control.run((tx) => resetFactors(tx, params.operatorId)),
  )
}
