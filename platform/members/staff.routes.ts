import { tenantAddress } from '#platform/http/find-place.ts'
import { type Http, serveControl } from '#platform/http/serve.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { createMember, prepareTemporaryPassword } from './create-member.ts'
import * as invitations from './invitations.ts'
import { placeOfTemporary } from './jobs/send-temporary-password.ts'
import { type MemberOptions, makeManaging } from './managing.ts'
import * as contract from './staff.contract.ts'

/** How people come into a tenant: made at once, or invited. */
export function staffRoutes<Tables>(http: Http<Tables>, options: MemberOptions) {
  const { address, attempt, devices, secrets, sendsMail: mailed } = options
  const { rules, managerOf, describe } = makeManaging(http.roles, options)

  serveControl(http, contract.createMember, async ({ control, once, body, exchange: _, ...caller }) => {
    const temporary = await prepareTemporaryPassword()
    return control.run((tx) =>
      once(tx, async () => {
        const made = await createMember(tx, managerOf(caller), { ...body, ...temporary, seal })
        return { ...made, mailed, member: describe(caller, made.member) }
      }),
    )
  })

  serveControl(http, contract.listInvitations, async ({ control, tenant }) => ({
    items: await control.read((db) => invitations.listInvitations(db, tenant.id)),
  }))

  serveControl(http, contract.invite, ({ control, once, body, exchange: _, ...caller }) =>
    control.run((tx) =>
      once(tx, async () => {
        const { invitation, token } = await invitations.invite(tx, managerOf(caller), body)
        return { invitation, link: linkOf(caller.tenant, token), mailed }
      }),
    ),
  )

  serveControl(http, contract.resendInvitation, async ({ control, params, exchange: _, ...caller }) => {
    const { invitation, token } = await control.run((tx) =>
      invitations.resendInvitation(tx, managerOf(caller), params.invitationId),
    )
    return { invitation, link: linkOf(caller.tenant, token), mailed }
  })

  serveControl(http, contract.revokeInvitation, ({ control, params, exchange: _, ...caller }) =>
    control.run((tx) => invitations.revokeInvitation(tx, managerOf(caller), params.invitationId)),
  )

  serveControl(http, contract.lookAtInvitation, async ({ control, tenant, body }) => {
    const found = await control.read((db) => invitations.getInvitationByToken(db, tenant.id, body.token))
    const { email, name, roles, accountId } = found
    return { email, name, roles, hasAccount: accountId !== null }
  })

  serveControl(http, contract.acceptInvitation, async ({ control, tenant, body, exchange }) => {
    const { ip, headers } = exchange
    const knownDevice = (email: string) => devices.find(headers, email)
    const { email } = await acceptInvitation(control, { tenant, rules, attempt, ip, knownDevice }, body)
    exchange.setHeader('set-cookie', devices.remember(headers, email))
  })

  function seal(accountId: string, password: string) {
    return secrets.seal(placeOfTemporary(accountId), Buffer.from(password)).toString('base64')
  }

  /** What follows `#` is sent to no server and stands in no log. */
  function linkOf(tenant: Parameters<typeof tenantAddress>[1], token: string) {
    return `${tenantAddress(address, tenant)}/join#${token}`
  }
}
