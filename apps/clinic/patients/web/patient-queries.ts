import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import {
  editPatient,
  findDuplicates,
  getPatient,
  listHousehold,
  listPatients,
  type NewPatient,
  type Patient,
  type PatientChange,
  type PatientId,
  registerPatient,
} from '../patients.contract.ts'
import type { PatientsSearch } from './patients-search.ts'

const pageSize = 50

const patientsOptions = ({ q, sort, cursor }: PatientsSearch) =>
  queryOptions({
    queryKey: ['patients', 'list', { q, sort, cursor }],
    queryFn: ({ signal }) => call(listPatients, { query: { q, sort, cursor, limit: pageSize } }, { signal }),
    placeholderData: keepPreviousData,
  })

/** One page of the list; the page before stays in sight until the next one is there. */
export function usePatients(search: PatientsSearch) {
  return useQuery(patientsOptions(search))
}

/** A few patients for what is being typed. */
export function usePatientSuggestions(q: string, enabled: boolean) {
  return useQuery({
    queryKey: ['patients', 'suggestions', q],
    queryFn: ({ signal }) => call(listPatients, { query: { q, limit: 8 } }, { signal }),
    placeholderData: keepPreviousData,
    enabled,
  })
}

export const patientOptions = (patientId: PatientId) =>
  queryOptions({
    queryKey: ['patients', 'one', patientId],
    queryFn: ({ signal }) => call(getPatient, { params: { patientId } }, { signal }),
  })

export function usePatient(patientId: PatientId) {
  return useQuery(patientOptions(patientId))
}

export function useHousehold(patientId: PatientId) {
  return useQuery({
    queryKey: ['patients', 'household', patientId],
    queryFn: ({ signal }) => call(listHousehold, { params: { patientId } }, { signal }),
  })
}

export interface Asked {
  phone?: string
  givenName?: string
  familyName?: string
  birthDate?: string
  except?: PatientId
}

/** Who may be the same person or of the same house, while the form is being filled. */
export function useDuplicates(asked: Asked, enabled: boolean) {
  return useQuery({
    queryKey: ['patients', 'duplicates', asked],
    queryFn: ({ signal }) => call(findDuplicates, { query: asked }, { signal }),
    placeholderData: keepPreviousData,
    // A half-typed number may be refused; the check is a help and never stands in the way.
    retry: false,
    enabled,
  })
}

/** The key belongs to the opened form: a second press after a lost answer registers nobody twice. */
export function useRegisterPatient(idempotencyKey: string) {
  const seen = useSeenPatient()
  return useMutation({
    mutationFn: (body: NewPatient) => call(registerPatient, { body }, { idempotencyKey }),
    onSuccess: seen,
  })
}

export function useEditPatient(patientId: PatientId) {
  const seen = useSeenPatient()
  return useMutation({
    mutationFn: ({ version, change }: { version: number; change: PatientChange }) =>
      call(editPatient, { params: { patientId }, version, body: change }),
    onSuccess: seen,
  })
}

/** Puts the answer where the pages look, and lets lists and charts ask again. */
function useSeenPatient() {
  const queries = useQueryClient()
  return async (patient: Patient) => {
    queries.setQueryData(patientOptions(patient.id).queryKey, patient)
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['patients', 'list'] }),
      queries.invalidateQueries({ queryKey: ['patients', 'household'] }),
      queries.invalidateQueries({ queryKey: ['chart', patient.id] }),
    ])
  }
}
