import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { AddApp } from './add-app.tsx'
import { AddPasskey } from './add-passkey.tsx'
import { useReplaceRecoveryCodes } from './factor-queries.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

interface Props {
  hasApp: boolean
  hasAny: boolean
  passkeysHere: boolean
  /** Everything is done, the recovery codes kept. */
  onDone?: () => void
}

/** What can be added, one thing at a time, and the recovery codes that come with the first. */
export function ChangeFactors({ hasApp, hasAny, passkeysHere, onDone }: Props) {
  const { t } = useTranslation('factors')
  const [adding, setAdding] = useState<'app' | 'passkey'>()
  const [codes, setCodes] = useState<string[]>()
  const replace = useReplaceRecoveryCodes()
  const done = () => {
    setCodes(undefined)
    onDone?.()
  }
  const added = (recoveryCodes: string[] | null) => {
    setAdding(undefined)
    if (recoveryCodes) setCodes(recoveryCodes)
    else done()
  }
  if (codes) return <RecoveryCodes codes={codes} onKept={done} />
  if (adding === 'app') return <AddApp onAdded={added} onCancel={() => setAdding(undefined)} />
  if (adding === 'passkey') return <AddPasskey onAdded={added} onCancel={() => setAdding(undefined)} />
  return (
    <>
      {replace.error && <ProblemAlert error={replace.error} />}
      <Group gap="xs">
        <Button variant="default" onClick={() => setAdding('app')}>
          {t(hasApp ? 'replaceApp' : 'addApp')}
        </Button>
        {passkeysHere && (
          <Button variant="default" onClick={() => setAdding('passkey')}>
            {t('addPasskey')}
          </Button>
        )}
        {hasAny && (
          <Button
            variant="default"
            data-once
            loading={replace.isPending}
            onClick={() => replace.mutate(undefined, { onSuccess: (made) => setCodes(made.codes) })}
          >
            {t('newRecoveryCodes')}
          </Button>
        )}
      </Group>
    </>
  )
}
