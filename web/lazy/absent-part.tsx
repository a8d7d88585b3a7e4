import { Center, CloseButton, Paper, Portal, Stack, Title } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../components/problem-alert.tsx'
import classes from './absent-part.module.css'
import { OutdatedScript } from './load-script.ts'
import type { Loading } from './loading.ts'
import { renewNow, renewOnce } from './renew.ts'
import { tryLater } from './try-later.ts'

/** A page in the frame, one with nothing around it, a piece of one, what opens over one, or what nobody waits for. */
export type Place = 'page' | 'screen' | 'section' | 'sheet' | 'quiet'

interface Props {
  place: Place
  failure: Loading<unknown>
  loading: { load: () => Promise<void>; forget: () => void }
  onClose: (() => void) | undefined
}

/** What stands for a part of the app whose script did not come. */
export function AbsentPart({ place, failure, loading, onClose }: Props) {
  const { error, failures, isTrying } = failure
  const { load, forget } = loading
  const { t } = useTranslation()
  const title = t('errorTitle')
  const isOutdated = error instanceof OutdatedScript
  const isWholePage = place === 'page' || place === 'screen'
  const stays = useOutdated(error)
  // One failure, one further attempt.
  useEffect(() => (isOutdated ? undefined : tryLater(load, failures)), [isOutdated, load, failures])
  useEffect(() => forget, [forget])
  useEffect(() => {
    if (isWholePage) document.title = title
  }, [isWholePage, title])
  if (place === 'quiet') return null
  // The app is about to be loaded anew.
  if (isOutdated && !stays) return null
  const alert = isOutdated ? (
    <ProblemAlert
      error={error}
      message={t('partOutdated')}
      retry={() => void renewNow().then((isStaying) => (isStaying ? load() : undefined))}
      retryLabel={t('reload')}
      retrying={isTrying}
    />
  ) : (
    <ProblemAlert error={error} message={t('partUnreachable')} retry={load} retrying={isTrying} />
  )
  return inPlace[place](alert, { title, close: t('close'), onClose })
}

/** True once it is clear that the app is not loaded anew by itself. */
function useOutdated(error: unknown) {
  const [stays, setStays] = useState(false)
  useEffect(() => {
    if (error instanceof OutdatedScript) void renewOnce(error.file).then(setStays)
  }, [error])
  return stays
}

interface Around {
  title: string
  close: string
  onClose: (() => void) | undefined
}

const inPlace: Record<Exclude<Place, 'quiet'>, (alert: ReactNode, around: Around) => ReactNode> = {
  page: (alert, { title }) => (
    <Stack gap="sm" py="xl" px="md" maw={720}>
      <Title order={1}>{title}</Title>
      {alert}
    </Stack>
  ),
  screen: (alert, { title }) => (
    <Center component="main" mih="100dvh" p="md">
      <Stack gap="sm" maw={520}>
        <Title order={1}>{title}</Title>
        {alert}
      </Stack>
    </Center>
  ),
  section: (alert) => alert,
  // Over everything and in nobody's way: the page goes on while this part is missing.
  sheet: (alert, { close, onClose }) => (
    <Portal>
      <Paper shadow="md" className={classes.sheet}>
        {alert}
        {onClose && <CloseButton className={classes.close} aria-label={close} onClick={onClose} />}
      </Paper>
    </Portal>
  ),
}
