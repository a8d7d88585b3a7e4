import type { IncomingHttpHeaders } from 'node:http'
import type { ControlDb, Tenant } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { type PlatformAddress, tenantAddress } from '#platform/http/find-place.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { makeMemory } from '../memory.ts'
import { type LimitRow, limitOf, type Member } from '../principals.ts'
import type { AccessClaims, AccessTokens } from './access-tokens.ts'
import { findKeyHolder } from './api-keys.ts'
import { hasKeyForm, isMeantAsKey } from './key-format.ts'

/** Who sent a request of a program's. With `scopes` it may do no more than these, whatever the member may. */
export type Bearer = Member & { sessionId: string; scopes?: ReadonlySet<string> }

export interface Bearers {
  find(token: string, tenant: Tenant): Promise<Bearer | undefined>
}

interface BearerParts {
  control: ControlDb<IdentityTables>
  tokens: AccessTokens
  address: PlatformAddress
  rememberedMs: number
}

/** What a program brings to be let in; browsers never do by themselves. `undefined`: nothing; null: what is no token. */
export function bearerIn({ authorization }: IncomingHttpHeaders): string | null | undefined {
  if (authorization === undefined || !/^bearer\b/i.test(authorization)) return undefined
  return /^bearer ([\w.~+/-]{1,4096}=*)$/i.exec(authorization)?.[1] ?? null
}

/**
 * Finds the member behind an access token or a key. What the token says of his roles is for programs to read: here his
 * membership, his roles and the end of either are asked of the database, and remembered no longer than a session is.
 */
export function makeBearers({ control, tokens, address, rememberedMs }: BearerParts): Bearers {
  const memory = makeMemory<Bearer | undefined>(rememberedMs)

  const findTokenHolder = async (token: string, tenant: Tenant) => {
    const claims = await tokens.verify(token, tenantAddress(address, tenant))
    return claims?.tenantId === tenant.id ? findFamilyMember(control, claims) : undefined
  }

  return {
    find: async (token, tenant) => {
      if (isMeantAsKey(token) && !hasKeyForm(token)) return undefined
      return memory.recall(`${token} ${tenant.id}`, () =>
        isMeantAsKey(token) ? findKeyHolder(control, tenant.id, token) : findTokenHolder(token, tenant),
      )
    },
  }
}

async function findFamilyMember(
  control: ControlDb<IdentityTables>,
  { accountId, tenantId, familyId }: AccessClaims,
): Promise<Bearer | undefined> {
  const [found] = await control.read((db) =>
    db
      .raw<FamilyRow>(
        sql`select account.id, account.email, account.name, member.id as member_id, member.roles,
                   account.temporary_until is not null as has_temporary_password,
                   family.factor_at is not null as has_shown_factor,
                   exists (select from control.factors factor
                            where factor.holder_kind = 'account' and factor.holder_id = account.id
                              and factor.confirmed_at is not null) as has_factor,
                   coalesce(rule.roles && member.roles, false) as needs_factor
              from control.token_families family
              join control.accounts account on account.id = family.account_id
              join control.members member on member.tenant_id = family.tenant_id
               and member.account_id = family.account_id and member.status = 'active'
              left join control.factor_rules rule on rule.tenant_id = family.tenant_id
             where family.id = ${familyId} and family.tenant_id = ${tenantId} and family.account_id = ${accountId}
               and family.expires_at > now()`,
      )
      .execute(),
  )
  if (!found) return undefined
  const { id, email, name, memberId, roles } = found
  return {
    account: { id, email, name },
    member: { id: memberId, roles },
    limit: limitOf(found),
    shown: found.hasShownFactor ? 'both' : 'password',
    sessionId: familyId,
  }
}

interface FamilyRow extends LimitRow {
  id: string
  email: string
  name: string
  memberId: string
  roles: string[]
}
