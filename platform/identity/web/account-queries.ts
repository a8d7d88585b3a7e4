import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { base, call } from '#web/call.ts'
import * as contract from '../account.contract.ts'
import { sessionOptions } from './session-queries.ts'

export const emailOptions = () =>
  queryOptions({
    queryKey: ['account', 'email'],
    queryFn: ({ signal }) => call(contract.getEmail, {}, { signal }),
  })

export const sessionsOptions = () =>
  queryOptions({
    queryKey: ['account', 'sessions'],
    queryFn: ({ signal }) => call(contract.listSessions, {}, { signal }),
  })

export function useChangeName() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => call(contract.changeName, { body: { name } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionOptions().queryKey }),
  })
}

export function useVerifyEmail() {
  return useMutation({ mutationFn: () => call(contract.verifyEmail, {}) })
}

export function useChangeEmail() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => call(contract.changeEmail, { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: emailOptions().queryKey }),
  })
}

export function useChangePassword() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { password: string; newPassword: string }) => call(contract.changePassword, { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionsOptions().queryKey }),
  })
}

export function useEndSession() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (sessionId: string) => call(contract.endOneSession, { params: { sessionId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionsOptions().queryKey }),
  })
}

export function useEndAllSessions() {
  return useMutation({
    mutationFn: () => call(contract.endAllSessions, {}),
    // A page load, so that nothing of the patients stays in the browser's memory.
    onSuccess: () => location.assign(`${base}/sign-in`),
  })
}
