import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { notifyDone } from '#web/components/notify.tsx'
import { useSaveOver } from '#web/forms/use-save-over.ts'
import { changeLogo, removeLogo } from '../branding.contract.ts'
import { changeSeries, listSeries } from '../numbering.contract.ts'
import {
  archiveOffice,
  changeOffice,
  createOffice,
  listOffices,
  makeOfficeDefault,
  type NewOffice,
  reopenOffice,
} from '../offices.contract.ts'
import { changeProfile, getProfile, type Profile, type ProfileChange } from '../profile.contract.ts'
import { changeSecurity, getSecurity, listWithoutFactor } from '../security.contract.ts'
import { changeSettings, getSettings, type SettingsChange } from '../settings.contract.ts'

export function useSettings() {
  return useQuery({
    queryKey: ['settings', 'tenant'],
    queryFn: ({ signal }) => call(getSettings, {}, { signal }),
  })
}

export function useChangeSettings() {
  return useChange((body: SettingsChange) => call(changeSettings, { body }))
}

export function useProfile() {
  return useQuery({
    queryKey: ['settings', 'profile'],
    queryFn: ({ signal }) => call(getProfile, {}, { signal }),
  })
}

export function useChangeProfile({ version }: Profile) {
  return useSaveOver(version, {
    read: () => call(getProfile, {}),
    save: (body: ProfileChange) => call(changeProfile, { body }),
    refresh: useRefresh(),
  })
}

export function useOffices() {
  return useQuery({
    queryKey: ['settings', 'offices'],
    queryFn: ({ signal }) => call(listOffices, {}, { signal }),
  })
}

/** Makes an office, once however often it is sent, or changes one. */
export function useSaveOffice(office: { id: string; version: number } | undefined, idempotencyKey: string) {
  return useChange((body: Required<NewOffice>) =>
    office
      ? call(changeOffice, { params: { officeId: office.id }, version: office.version, body })
      : call(createOffice, { body }, { idempotencyKey }),
  )
}

const officeActs = { archive: archiveOffice, reopen: reopenOffice, default: makeOfficeDefault }

export function useOfficeAct(officeId: string) {
  return useChange((act: keyof typeof officeActs) => call(officeActs[act], { params: { officeId } }))
}

export function useChangeLogo() {
  return useChange((upload: Blob) => call(changeLogo, { upload }))
}

export function useRemoveLogo() {
  return useChange(() => call(removeLogo, {}))
}

export function useSeries() {
  return useQuery({
    queryKey: ['settings', 'numbering'],
    queryFn: ({ signal }) => call(listSeries, {}, { signal }),
  })
}

interface SeriesChange {
  prefix: string
  digits: number
  next?: number
  version: number
}

export function useChangeSeries(kind: string) {
  return useChange((body: SeriesChange) => call(changeSeries, { params: { kind }, body }))
}

export function useSecurity() {
  return useQuery({
    queryKey: ['settings', 'security'],
    queryFn: ({ signal }) => call(getSecurity, {}, { signal }),
  })
}

export function useChangeSecurity() {
  return useChange((body: { requiringRoles: string[]; version: number }) => call(changeSecurity, { body }))
}

export function useWithoutFactor() {
  return useInfiniteQuery({
    queryKey: ['settings', 'without-factor'],
    queryFn: ({ signal, pageParam }) =>
      call(listWithoutFactor, { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
}

function useChange<Input, Reply>(mutationFn: (input: Input) => Promise<Reply>) {
  const refresh = useRefresh()
  const { t } = useTranslation('settings')
  return useMutation({
    mutationFn,
    onSuccess: async () => {
      await refresh()
      notifyDone(t('saved'))
    },
  })
}

/** The frame shows some of every setting, so it is asked for again, too. */
function useRefresh() {
  const queries = useQueryClient()
  return () =>
    Promise.all(
      ['settings', 'session', 'tenant', 'shop'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    )
}
