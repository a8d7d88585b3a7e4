/** A registration that has been asked for, and is not over as far as this tab knows. */
interface BegunRegistration {
  token: string
  name: string
}

const key = 'tenantry.registration'

/** What this tab has asked for, so that whoever reloads the page meanwhile goes on. The token tells how it goes, and no more. */
export function keepBegun(begun: BegunRegistration): BegunRegistration {
  sessionStorage.setItem(key, JSON.stringify(begun))
  return begun
}

export function findBegun(): BegunRegistration | undefined {
  try {
    const { token, name } = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<BegunRegistration>
    return token && name ? { token, name } : undefined
  } catch {
    return undefined
  }
}

export function forgetBegun() {
  sessionStorage.removeItem(key)
}
