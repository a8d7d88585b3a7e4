import { useRef } from 'react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { makeCall } from '#contract/call.ts'
import { signIn } from '#platform/identity/identity.contract.ts'
import { call } from '#web/call.ts'
import { checkAddress, lookAtRegistration, register } from '../registration.contract.ts'

export type NewTenant = NonNullable<(typeof register)['$input']>['body']

/** Can the address be had? Asked while it is typed. */
export function useAddressCheck(slug: string) {
  return useQuery({
    queryKey: ['registration', 'address', slug],
    queryFn: ({ signal }) => call(checkAddress, { query: { slug } }, { signal }),
    enabled: slug !== '',
  })
}

/** An address for the name, free just now. */
export function useSuggestion(name: string) {
  return useQuery({
    queryKey: ['registration', 'suggestion', name],
    queryFn: ({ signal }) => call(checkAddress, { query: { name } }, { signal }),
    placeholderData: keepPreviousData,
    enabled: name !== '',
  })
}

/** Sent again as it was, because no answer came, it is the same registration; with anything changed it is another. */
export function useRegister() {
  const keys = useRef(new Map<string, string>())
  return useMutation({
    mutationFn: (body: NewTenant) => {
      const text = JSON.stringify(body)
      const idempotencyKey = keys.current.get(text) ?? crypto.randomUUID()
      keys.current.set(text, idempotencyKey)
      return call(register, { body }, { idempotencyKey })
    },
  })
}

const pollMs = 300

/** How it goes, until it is over. */
export function useRegistration(token: string | undefined) {
  return useQuery({
    queryKey: ['registration', 'state', token],
    queryFn: ({ signal }) => call(lookAtRegistration, { body: { token: token! } }, { signal }),
    enabled: token !== undefined,
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'asked' ? false : pollMs),
  })
}

/** Signs in at the new place, where that is on this host; elsewhere the person does it there. */
export async function enter(address: string, credentials: { email: string; password: string }) {
  const { origin, pathname } = new URL(address)
  if (origin === location.origin) {
    // A second factor, or whatever else stands in the way, is asked for by the sign-in page itself.
    await makeCall(pathname.replace(/\/$/, ''))(signIn, { body: credentials }).catch(() => {})
  }
  location.assign(address)
}
