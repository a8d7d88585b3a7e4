import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { listMembers } from '#platform/members/members.contract.ts'
import { call } from '#web/call.ts'
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
  return useChange((body: NewPractitioner) => call(createPractitioner, { body }, { idempotencyKey }))
}

export function useEditPractitioner({ id, version }: Pick<Practitioner, 'id' | 'version'>) {
  return useChange((body: Profile) =>
    call(editPractitioner, { params: { practitionerId: id }, version, body }),
  )
}

function useChange<Input, Reply>(mutationFn: (input: Input) => Promise<Reply>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn, onSuccess: () => queries.invalidateQueries({ queryKey }) })
}
