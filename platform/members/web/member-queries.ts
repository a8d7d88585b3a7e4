import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { Static } from 'typebox'
import { sessionOptions, useSession } from '#platform/identity/web/session-queries.ts'
import { base, call } from '#web/call.ts'
import {
  changeRoles,
  deactivateMember,
  leaveTenant,
  listMembers,
  listRoles,
  type Member as MemberSchema,
  reactivateMember,
  removeMember,
  resetFactor,
  transferOwnership,
} from '../members.contract.ts'
import {
  createMember,
  invite,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from '../staff.contract.ts'
import type { MembersSearch } from './members-search.ts'

export type Member = Static<typeof MemberSchema>

const membersOptions = ({ q, status }: MembersSearch) =>
  infiniteQueryOptions({
    queryKey: ['members', 'list', { q, status }],
    queryFn: ({ signal, pageParam }) =>
      call(
        listMembers,
        { query: { q, status, limit: 50, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  })

export function useMembers(search: MembersSearch) {
  return useInfiniteQuery(membersOptions(search))
}

/** What each role may do. It changes with a release of the server alone. */
export function useRoles() {
  return useQuery(
    queryOptions({
      queryKey: ['members', 'roles'],
      queryFn: ({ signal }) => call(listRoles, {}, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  )
}

export function useInvitations() {
  return useQuery({
    queryKey: ['members', 'invitations'],
    queryFn: ({ signal }) => call(listInvitations, {}, { signal }),
  })
}

export interface NewPerson {
  email: string
  name: string
  roles: string[]
}

export function useInvite(idempotencyKey: string) {
  return useChange((body: NewPerson) => call(invite, { body }, { idempotencyKey }))
}

export function useCreateMember(idempotencyKey: string) {
  return useChange((body: NewPerson) => call(createMember, { body }, { idempotencyKey }))
}

export function useResendInvitation() {
  return useChange((invitationId: string) => call(resendInvitation, { params: { invitationId } }))
}

export function useRevokeInvitation() {
  return useChange((invitationId: string) => call(revokeInvitation, { params: { invitationId } }))
}

export function useChangeRoles(memberId: string) {
  return useChange(({ version, roles }: { version: number; roles: string[] }) =>
    call(changeRoles, { params: { memberId }, version, body: { roles } }),
  )
}

export function useSetActive(memberId: string, onDone: (active: boolean) => void) {
  return useChange(
    (active: boolean) => call(active ? reactivateMember : deactivateMember, { params: { memberId } }),
    onDone,
  )
}

export function useRemoveMember(memberId: string, onDone: () => void) {
  return useChange(() => call(removeMember, { params: { memberId } }), onDone)
}

export function useTransferOwnership(memberId: string, onDone: () => void) {
  return useChange(
    (password: string) => call(transferOwnership, { params: { memberId }, body: { password } }),
    onDone,
  )
}

export function useResetFactor(memberId: string) {
  return useChange((body: { reason: string; password: string }) =>
    call(resetFactor, { params: { memberId }, body }),
  )
}

export function useLeaveTenant() {
  const { otherTenants } = useSession()
  return useMutation({
    mutationFn: () => call(leaveTenant, {}),
    // A page load, so that nothing of the tenant stays in the browser's memory.
    onSuccess: () => location.assign(otherTenants[0]?.address ?? `${base}/sign-in`),
  })
}

/**
 * Whoever changes members may have changed what he himself may do. `onDone` is called even where the page has heard of it before
 * the answer came, and has taken away what asked: what is given to `mutate` is not.
 */
function useChange<Input, Reply>(
  mutationFn: (input: Input) => Promise<Reply>,
  onDone?: (input: Input) => void,
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: (_reply, input) => {
      // Not waited for: what is asked anew may take away the sheet that has still to say what was done.
      void queries.invalidateQueries({ queryKey: ['members', 'list'] })
      void queries.invalidateQueries({ queryKey: ['members', 'invitations'] })
      void queries.invalidateQueries({ queryKey: sessionOptions().queryKey })
      onDone?.(input)
    },
  })
}
