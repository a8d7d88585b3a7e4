import { Type } from 'typebox'
import { EmailAddress, idOf, nullable, oneOf, Paging, text, Timestamp } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'

const Status = oneOf('pending', 'active', 'suspended', 'closed')

const TenantLine = {
  id: idOf('tenant'),
  no: Type.Integer(),
  slug: Type.String(),
  app: Type.String(),
  name: Type.String(),
  status: Status,
  plan: Type.String(),
  placement: oneOf('pool', 'silo'),
  members: Type.Integer(),
  createdAt: Timestamp,
}

export const listTenants = route({
  method: 'GET',
  url: '/tenants',
  permission: 'tenant.read',
  health: false,
  query: strictObject({
    q: Type.Optional(Type.String({ maxLength: 120 })),
    status: Type.Optional(Status),
    ...Paging,
  }),
  reply: strictObject({ items: Type.Array(strictObject(TenantLine)), next: nullable(Type.String()) }),
})

const TenantOfOperator = strictObject({
  ...TenantLine,
  statusReason: nullable(Type.String()),
  demo: Type.Boolean(),
  /** Null before it has one. */
  database: nullable(
    strictObject({ server: Type.String(), name: Type.String(), failure: nullable(Type.String()) }),
  ),
  domains: Type.Array(strictObject({ host: Type.String(), verified: Type.Boolean() })),
  people: Type.Array(
    strictObject({ id: idOf('member'), name: Type.String(), roles: Type.Array(Type.String()) }),
  ),
  /** What an operator has asked for and is not done yet. */
  pending: nullable(oneOf('suspend', 'resume')),
  /** What operators did here last. */
  actions: Type.Array(
    strictObject({
      id: Type.String(),
      at: Timestamp,
      operator: nullable(Type.String()),
      action: Type.String(),
    }),
  ),
})

/** Made a moment later, as registrations are. An owner without an account gets one, with a password shown this once. */
export const createTenant = route({
  method: 'POST',
  url: '/tenants',
  permission: 'tenant.create',
  health: false,
  creates: true,
  body: strictObject({
    app: oneOf('clinic', 'store'),
    slug: Type.String({ minLength: 1, maxLength: 60 }),
    name: text(120),
    plan: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,39}$' }),
    placement: oneOf('pool', 'silo'),
    owner: strictObject({ name: text(200), email: EmailAddress }),
  }),
  reply: strictObject({ temporaryPassword: nullable(Type.String()) }),
})

const tenantParams = strictObject({ tenantId: idOf('tenant') })

/** No row of the tenant's own is in it: its people by name and role, and what the platform knows of it. */
export const getTenant = route({
  method: 'GET',
  url: '/tenants/:tenantId',
  permission: 'tenant.read',
  health: false,
  params: tenantParams,
  reply: TenantOfOperator,
})

/** Its people can read and not write, and are shown the reason. Done by whoever holds the admin login, a moment later. */
export const suspendTenant = route({
  method: 'POST',
  url: '/tenants/:tenantId/suspend',
  permission: 'tenant.suspend',
  health: false,
  params: tenantParams,
  body: strictObject({ reason: Type.String({ minLength: 3, maxLength: 500, pattern: '\\S' }) }),
  reply: Nothing,
})

export const resumeTenant = route({
  method: 'POST',
  url: '/tenants/:tenantId/resume',
  permission: 'tenant.suspend',
  health: false,
  params: tenantParams,
  body: strictObject({ reason: text(500) }),
  reply: Nothing,
})
