/** The roles of one app and what each may do: `{ owner: ['patient.read', 'patient.write'], viewer: ['patient.read'] }`. */
export type RoleTable = Readonly<Record<string, readonly `${string}.${string}`[]>>

const nothing: ReadonlySet<string> = new Set()

/** Answers what a member with some roles may do: everything that any of his roles may. Unknown roles give nothing. */
export function makePermissionsOf(table: RoleTable) {
  const known = new Map<string, ReadonlySet<string>>()
  return (roles: readonly string[]): ReadonlySet<string> => {
    if (roles.length === 0) return nothing
    const key = roles.join(' ')
    const found = known.get(key) ?? new Set(roles.flatMap((role) => table[role] ?? []))
    known.set(key, found)
    return found
  }
}

/** Every permission that some role of the app has. */
export function permissionsIn(table: RoleTable): ReadonlySet<string> {
  return new Set(Object.values(table).flat())
}
