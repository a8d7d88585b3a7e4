import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { notifyDone } from '#web/components/notify.tsx'
import { useSaveOver } from '#web/forms/use-save-over.ts'
import { changeLogo, removeLogo } from '../branding.contract.ts'
import { changeSeries, listSeries, type Series } from '../numbering.contract.ts'
import {
  archiveOffice,
  changeOffice,
  createOffice,
  listOffices,
  makeOfficeDefault,
  type NewOffice,
  type Office,
  reopenOffice,
} from '../offices.contract.ts'
import { changeProfile, getProfile, type Profile, type ProfileChange } from '../profile.contract.ts'
import { changeSecurity, getSecurity, listWithoutFactor, type Security } from '../security.contract.ts'
import { changeSettings, getSettings, type Settings, type SettingsChange } from '../settings.contract.ts'

export type OfficeFields = Required<NewOffice>

export function useSettings() {
  return useQuery({
    queryKey: ['settings', 'tenant'],
    queryFn: ({ signal }) => call(getSettings, {}, { signal }),
  })
}

export function useChangeSettings({ version }: Settings) {
  return useSaveOver(version, {
    read: () => call(getSettings, {}),
    save: (body: SettingsChange) => call(changeSettings, { body }),
    refresh: useRefresh(),
  })
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

/** Makes an office, once however often it is sent. */
export function useCreateOffice(idempotencyKey: string) {
  return useChange((body: OfficeFields) => call(createOffice, { body }, { idempotencyKey }))
}

export function useChangeOffice({ id: officeId, version }: Office) {
  return useSaveOver(version, {
    read: async () => (await call(listOffices, {})).items.find(({ id }) => id === officeId)!,
    save: ({ version: over, ...body }: OfficeFields & { version: number }) =>
      call(changeOffice, { params: { officeId }, version: over, body }),
    refresh: useRefresh(),
  })
}

const officeActs = { archive: archiveOffice, reopen: reopenOffice, default: makeOfficeDefault }

export type OfficeAct = keyof typeof officeActs

export function useOfficeAct(officeId: string) {
  return useChange((act: OfficeAct) => call(officeActs[act], { params: { officeId } }))
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

export function useChangeSeries({ kind, version }: Series) {
  return useSaveOver(version, {
    read: async () => (await call(listSeries, {})).items.find((each) => each.kind === kind)!,
    save: (body: SeriesChange) => call(changeSeries, { params: { kind }, body }),
    refresh: useRefresh(),
  })
}

export function useSecurity() {
  return useQuery({
    queryKey: ['settings', 'security'],
    queryFn: ({ signal }) => call(getSecurity, {}, { signal }),
  })
}

export function useChangeSecurity({ version }: Security) {
  return useSaveOver(version, {
    read: async () => {
      const security = await call(getSecurity, {})
      return { requiringRoles: rolesRequiring(security), version: security.version }
    },
    save: (body: { requiringRoles: string[]; version: number }) => call(changeSecurity, { body }),
    refresh: useRefresh(),
  })
}

export function rolesRequiring({ roles }: Security) {
  return roles.filter(({ requiresFactor }) => requiresFactor).map(({ role }) => role)
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
