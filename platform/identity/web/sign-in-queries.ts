import { useMutation, useQueryClient } from '@tanstack/react-query'
import { base, call } from '#web/call.ts'
import { forgetKeptAnswers } from '#web/kept-answers.ts'
import { signIn, signOut } from '../identity.contract.ts'
import { sessionOptions } from './session-queries.ts'

export function useSignIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => call(signIn, { body }),
    onSuccess: (session) => queries.setQueryData(sessionOptions().queryKey, session),
  })
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => call(signOut, {}),
    // A page load, so that nothing of the patients stays in the browser's memory.
    onSuccess: async () => {
      await forgetKeptAnswers()
      location.assign(`${base}/sign-in`)
    },
  })
}
