import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { listApiKeys, makeApiKey, revokeApiKey } from '../api-keys.contract.ts'

const queryKey = ['api-keys']

/** The keys that could still let a program in, and what the caller may give to one. */
export function useApiKeys() {
  return useQuery({ queryKey, queryFn: ({ signal }) => call(listApiKeys, {}, { signal }) })
}

export interface NewApiKey {
  name: string
  scopes: string[]
  days: number
  password: string
}

export function useMakeApiKey(idempotencyKey: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: NewApiKey) => call(makeApiKey, { body }, { idempotencyKey }),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  })
}

export function useRevokeApiKey() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (apiKeyId: string) => call(revokeApiKey, { params: { apiKeyId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  })
}
