import { sql } from 'kysely'
import { TenancyError } from './errors.ts'
import type { ControlDb } from './handles.ts'

/** What the server says about the login we came as. */
export interface LoginFacts {
  version: number
  superuser: boolean
  bypass: boolean
  creates: boolean
  replication: boolean
  owns: boolean
  groups: string[]
}

/** The oldest minor of each major without the leaks past row security of CVE-2025-8713 and its kin. */
const oldestMinor: Record<number, number> = { 15: 14, 16: 10, 17: 6 }

/**
 * Refuses a login that row security does not bind or that could lift it, and a server with known leaks past it: one
 * wrong connection string would switch every fence off, and nothing else would notice.
 */
export async function assertFencedLogin(control: ControlDb<unknown>): Promise<void> {
  const facts = await control.read(async (db) => {
    const [row] = await db.raw<LoginFacts>(sql.raw(loginFacts)).execute()
    return row!
  })
  const fault = findLoginFault(facts)
  if (fault) throw fault
}

/** Roles and what they own are the server's, so that one look covers all of its databases. */
export const loginFacts = `
  select current_setting('server_version_num')::int as version, rolsuper as superuser, rolbypassrls as bypass,
         rolcreatedb or rolcreaterole as creates, rolreplication as replication,
         exists (select from pg_shdepend o
                  where o.refclassid = 'pg_authid'::regclass and o.deptype = 'o'
                    and o.classid in ('pg_class'::regclass, 'pg_namespace'::regclass, 'pg_proc'::regclass,
                                      'pg_database'::regclass)
                    and pg_has_role(r.oid, o.refobjid, 'member')) as owns,
         array(select g.rolname::text from pg_roles g
                where (g.rolname like 'pg\\_%' or g.rolname in ('tenantry_owner', 'tenantry_maintenance'))
                  and pg_has_role(r.oid, g.oid, 'member') order by 1) as groups
    from pg_roles r where rolname = current_user`

/** Why this login or this server must not serve tenants; undefined where nothing speaks against them. */
export function findLoginFault(facts: LoginFacts): TenancyError | undefined {
  const tooMuch = [
    facts.superuser && 'is a superuser',
    facts.bypass && 'may bypass row security',
    facts.creates && 'may create databases or roles',
    facts.replication && 'may replicate',
    facts.owns && 'owns tables, functions, schemas or databases, or can become who does',
    facts.groups.length > 0 && `is a member of ${facts.groups.join(', ')}`,
  ].filter((each) => each !== false)
  if (tooMuch.length > 0) {
    // A superuser is and may all of it: that he is one says enough.
    const what = facts.superuser ? tooMuch[0] : tooMuch.join(', ')
    return new TenancyError('login_too_strong', `the fenced login ${what}: give DATABASE_URL a plain login`)
  }
  const major = Math.floor(facts.version / 10_000)
  const minor = facts.version % 10_000
  if (major < 15 || minor < (oldestMinor[major] ?? 0)) {
    return new TenancyError(
      'server_too_old',
      `PostgreSQL ${major}.${minor} leaks past row security: update to 15.14, 16.10, 17.6 or newer`,
    )
  }
  return undefined
}
