/** What the address of the page says: a link to it shows the same view. */
export interface MembersSearch {
  q?: string
  status?: 'active' | 'deactivated'
  /** The sheet over the list. */
  sheet?: 'invite' | 'add' | 'roles'
  /** Whose sheet is open. */
  member?: string
}

/** Reads the address; what it does not know is left out, not refused. */
export function readMembersSearch(search: Record<string, unknown>): MembersSearch {
  const { q, status, sheet, member } = search
  const isSheet = sheet === 'invite' || sheet === 'add' || sheet === 'roles'
  return {
    ...(typeof q === 'string' && q !== '' && { q }),
    ...((status === 'active' || status === 'deactivated') && { status }),
    ...(isSheet && { sheet }),
    ...(typeof member === 'string' && { member }),
  }
}
