import { Type } from 'typebox'
import { EmailAddress, idOf, nullable, oneOf } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'

/** One that is compared. What was good once is let through here, however it is judged today. */
export const Password = Type.String({ minLength: 1, maxLength: 256 })

/** One that is chosen; how good it must be is for `password-rules.ts` to say. */
export const NewPassword = Type.String({ minLength: 8, maxLength: 256 })

const AppName = oneOf('clinic', 'store')

const Branding = strictObject({
  /** `#1864ab`; null where the app's own colour is used. */
  accent: nullable(Type.String()),
  /** Below the tenant's base. */
  logoUrl: nullable(Type.String()),
})

/** A sign-in of a demonstration tenant, shown to everybody. */
const DemoSignIn = strictObject({ email: Type.String(), password: Type.String(), role: Type.String() })

/** What anybody may know about a tenant: enough to draw its sign-in page. */
export const TenantInfo = strictObject({
  name: Type.String(),
  app: AppName,
  slug: Type.String(),
  branding: Branding,
  locale: Type.String(),
  /** `handover`: by way of the platform's host, which passkeys belong to. */
  signInWays: Type.Array(oneOf('password', 'passkey', 'handover')),
  /** There for demonstration tenants only. */
  demoSignIns: Type.Optional(Type.Array(DemoSignIn)),
})

const TenantOfSession = strictObject({
  id: idOf('tenant'),
  no: Type.Integer(),
  name: Type.String(),
  app: AppName,
  slug: Type.String(),
  branding: Branding,
  locale: Type.String(),
  currency: Type.String(),
  timeZone: Type.String(),
  /** 1 is Monday, 7 Sunday. */
  weekStart: Type.Integer(),
  status: oneOf('active', 'suspended'),
  demo: Type.Boolean(),
  /** Why writes are refused; null while the tenant is active. */
  statusReason: nullable(Type.String()),
  /** Of a trial; 0 on its last day, null where there is none. */
  trialDaysLeft: nullable(Type.Integer()),
})

/** Another tenant of the same account, for the switcher. */
const OtherTenant = strictObject({
  name: Type.String(),
  app: AppName,
  slug: Type.String(),
  accent: nullable(Type.String()),
  /** Where it is: a path on this host, or a whole address on its own. */
  address: Type.String(),
})

const Limit = nullable(oneOf('second_factor', 'temporary_password', 'enrol_factor'))

/** Who is here, in which tenant, and what he may do. */
export const Session = strictObject({
  account: strictObject({ id: idOf('account'), email: Type.String(), name: Type.String() }),
  member: strictObject({ id: idOf('member') }),
  roles: Type.Array(Type.String()),
  permissions: Type.Array(Type.String()),
  /** What has to be done before anything else can be; until then there are no permissions. */
  limit: Limit,
  /** How the second factor can be shown; empty where it need not be. */
  secondFactorWays: Type.Array(oneOf('code', 'passkey', 'recovery_code')),
  tenant: TenantOfSession,
  otherTenants: Type.Array(OtherTenant),
})

export const getTenant = route({
  method: 'GET',
  url: '/tenant',
  permission: 'public',
  health: false,
  reply: TenantInfo,
})

export const signIn = route({
  method: 'POST',
  url: '/session',
  action: 'sign_in',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ email: EmailAddress, password: Password }),
  reply: Session,
})

export const getSession = route({
  method: 'GET',
  url: '/session',
  permission: 'member',
  health: false,
  whileLimited: true,
  reply: Session,
})

/** Public, so that somebody whose membership has ended can still leave. */
export const signOut = route({
  method: 'DELETE',
  url: '/session',
  action: 'sign_out',
  permission: 'public',
  health: false,
  whileSuspended: true,
  reply: Nothing,
})
