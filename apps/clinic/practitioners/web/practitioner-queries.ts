import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { listMembers } from '#platform/members/members.contract.ts'
import { call } from '#web/call.ts'
import { useSaveOver } from '#web/forms/use-save-over.ts'
import {
  createPractitioner,
  editPractitioner,
  listPractitioners,
  type NewPractitioner,
  type Practitioner,
} from '../practitioners.contract.ts'

export type Profile = Omit<NewPractitioner, 'memberId'>

const queryKey = ['practitioners']

/** Who treats patients here, by name. */
export function usePractitioners() {
  return useQuery({ queryKey, queryFn: ({ signal }) => call(listPractitioners, {}, { signal }) })
}

/** Members who could get a profile: those of a part of a name, the first ones without one. */
export function useCandidates(q: string) {
  return useQuery({
    queryKey: ['members', 'candidates', q],
    queryFn: ({ signal }) =>
      call(listMembers, { query: { status: 'active', limit: 50, ...(q && { q }) } }, { signal }),
    placeholderData: (before) => before,
  })
}

export function useCreatePractitioner(idempotencyKey: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: NewPractitioner) => call(createPractitioner, { body }, { idempotencyKey }),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  })
}

export function useEditPractitioner({ id: practitionerId, version }: Practitioner) {
  const queries = useQueryClient()
  return useSaveOver(version, {
    read: async () => (await call(listPractitioners, {})).items.find(({ id }) => id === practitionerId)!,
    save: ({ version: over, ...body }: Profile & { version: number }) =>
      call(editPractitioner, { params: { practitionerId }, version: over, body }),
    refresh: () => queries.invalidateQueries({ queryKey }),
  })
}
