import { useNavigate, useParams, useSearch } from '@tanstack/react-router'

/** The pages of the console. The router's registered types are the tenants' app's, so these are held together here. */
type ConsolePath =
  | '/tenants'
  | `/tenants/${string}`
  | '/jobs'
  | '/dead-letters'
  | '/outbox'
  | '/databases'
  | '/operators'
  | '/account'
  | '/sign-in'

export function consoleTo(path: ConsolePath) {
  return path as never // a path of the console's router, which the types do not know
}

/** A part of the address: `useAddressPart('tenantId')`. */
export function useAddressPart(name: string): string {
  const params = useParams({ strict: false }) as Record<string, string | undefined>
  return params[name] ?? ''
}

/** What stands behind the `?`, and how to change it. */
export function useAddressSearch() {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>
  const navigate = useNavigate()
  const change = (changes: Record<string, string | undefined>) =>
    void navigate({ to: '.', search: { ...search, ...changes }, replace: true } as never)
  return { search, change }
}
