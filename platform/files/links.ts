import type { ControlDb, Tenant } from '@tenantry/tenancy'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { oneOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import type { Author } from '#platform/audit/events.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { findPrincipalOfSession, type Principal } from '#platform/identity/principals.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { type Disposition, dispositions } from './files.contract.ts'

/** No link lives longer. */
const linkSeconds = 60

/** What a link opens, for whom, and until when. */
interface FileLink {
  fileId: string
  subjectId: string
  disposition: Disposition
  accountId: string
  /** In which it was asked for: what ends the session ends the link. */
  sessionId: string
  expires: number
}

const FileLinkShape = strictObject({
  fileId: Type.String(),
  subjectId: Type.String(),
  disposition: oneOf(...dispositions),
  accountId: Type.String(),
  sessionId: Type.String(),
  expires: Type.Integer(),
})

/** Seals links for one kind of subject. Nobody can read one, change it, or use it at another tenant's address. */
export function makeLinks(secrets: Secrets, kind: string) {
  const placeOf = ({ id }: Tenant) => ({ table: 'file links', column: kind, rowId: id })

  const open = (tenant: Tenant, token: string): FileLink | undefined => {
    try {
      const text = secrets.open(placeOf(tenant), Buffer.from(token, 'base64url')).toString()
      const opened: unknown = JSON.parse(text)
      return Value.Check(FileLinkShape, opened) ? opened : undefined
    } catch {
      // Whatever is wrong with it is one thing to whoever made it up.
      return undefined
    }
  }

  return {
    /** A link for a minute. */
    make(tenant: Tenant, link: Omit<FileLink, 'expires'>) {
      const expires = Date.now() + linkSeconds * 1000
      const sealed = secrets.seal(placeOf(tenant), Buffer.from(JSON.stringify({ ...link, expires })))
      return { token: sealed.toString('base64url'), expiresAt: new Date(expires).toISOString() }
    },
    /** What a link says. A forged one, another tenant's and one that is over are refused alike. */
    read(tenant: Tenant, token: string): FileLink {
      const link = open(tenant, token)
      if (!link || link.expires <= Date.now()) throw new DomainError('link_refused')
      return link
    },
  }
}

/** Whoever a link was made for, if he may still read what it opens: he is signed in, belongs here, and has the permission. */
export async function requireHolder(
  control: ControlDb<IdentityTables>,
  { tenant, link, host }: { tenant: Tenant; link: FileLink; host: string | undefined },
  mayRead: (roles: readonly string[]) => boolean,
): Promise<Principal & { member: NonNullable<Principal['member']> }> {
  const { sessionId, accountId } = link
  const holder = host && (await findPrincipalOfSession(control, { sessionId, host, tenantId: tenant.id }))
  if (
    !holder ||
    !holder.member ||
    holder.limit ||
    holder.account.id !== accountId ||
    !mayRead(holder.member.roles)
  ) {
    throw new DomainError('link_refused')
  }
  return holder as Principal & { member: NonNullable<Principal['member']> }
}

/** As the audit keeps him. */
export function authorOfHolder(holder: Awaited<ReturnType<typeof requireHolder>>, visitor: Author): Author {
  const { account, member, sessionId } = holder
  return { ...visitor, kind: 'member', id: account.id, name: account.name, roles: member.roles, sessionId }
}
