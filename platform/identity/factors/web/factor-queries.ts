import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { sessionOptions } from '../../web/session-queries.ts'
import * as contract from '../account-factors.contract.ts'
import * as passkeys from '../passkeys.contract.ts'
import { showFactor } from '../second-step.contract.ts'
import { makePasskey, showPasskey } from './browser-passkeys.ts'

export const factorsOptions = () =>
  queryOptions({
    queryKey: ['account', 'factors'],
    queryFn: ({ signal }) => call(contract.getFactors, {}, { signal }),
  })

/** The second step of signing in, with a code. */
export function useShowFactor() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { way: 'code' | 'recovery_code'; code: string }) => call(showFactor, { body }),
    onSuccess: (session) => queries.setQueryData(sessionOptions().queryKey, session),
  })
}

/** Signs in with a passkey, as the second step or as the only one. */
export function useShowPasskey() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const asked = await call(passkeys.askForPasskey, {})
      return call(passkeys.signInWithPasskey, { body: await showPasskey(asked) })
    },
    onSuccess: (session) => queries.setQueryData(sessionOptions().queryKey, session),
  })
}

export function useConfirmIdentity() {
  return useChange((body: { password: string } | { code: string }) =>
    call(contract.confirmIdentity, { body }),
  )
}

export function useBeginTotp() {
  return useMutation({ mutationFn: (name: string) => call(contract.beginTotp, { body: { name } }) })
}

export function useConfirmTotp() {
  return useChange(({ id, code }: { id: string; code: string }) =>
    call(contract.confirmTotp, { params: { factorId: id }, body: { code } }),
  )
}

export function useAddPasskey() {
  return useChange(async (name: string) => {
    const passkey = await makePasskey(await call(passkeys.beginPasskey, {}))
    return call(passkeys.addPasskey, { body: { name, passkey } })
  })
}

export function useRemoveFactor() {
  return useChange((factorId: string) => call(contract.removeFactor, { params: { factorId } }))
}

export function useReplaceRecoveryCodes() {
  return useChange(() => call(contract.replaceRecoveryCodes, {}))
}

/** Refetched after failures too: the time for changes may be over. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: ['account'] }),
  })
}
