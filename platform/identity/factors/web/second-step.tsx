import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { isProblem } from '#web/query-client.ts'
import type { Session } from '../../web/session-queries.ts'
import { CodeField } from './code-field.tsx'
import { useShowFactor } from './factor-queries.ts'
import { PasskeyButton } from './passkey-button.tsx'

type Way = Session['secondFactorWays'][number]

interface Props {
  ways: Way[]
  onSignedIn: (session: Session) => void
  /** The session of the first step is over: it begins anew. */
  onOver: (error: Error) => void
}

/** After the password: a code, a passkey, or one of the codes for whoever has lost both. */
export function SecondStep({ ways, onSignedIn, onOver }: Props) {
  const { t } = useTranslation('factors')
  const codeWays = ways.filter((way) => way !== 'passkey')
  const [way, setWay] = useState(codeWays[0])
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('secondStepText')}
      </Text>
      {ways.includes('passkey') && <PasskeyButton onSignedIn={onSignedIn} />}
      {way && <CodeForm key={way} way={way} onSignedIn={onSignedIn} onOver={onOver} />}
      {codeWays
        .filter((other) => other !== way)
        .map((other) => (
          <Anchor key={other} component="button" type="button" size="sm" onClick={() => setWay(other)}>
            {t(other === 'code' ? 'withCode' : 'withRecoveryCode')}
          </Anchor>
        ))}
    </Stack>
  )
}

function CodeForm({ way, onSignedIn, onOver }: Omit<Props, 'ways'> & { way: 'code' | 'recovery_code' }) {
  const { t } = useTranslation('factors')
  const [code, setCode] = useState('')
  const show = useShowFactor()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const failed = (error: Error) => {
          setCode('')
          if (isProblem(error, 'not_signed_in')) onOver(error)
        }
        show.mutate({ way, code: code.trim() }, { onSuccess: onSignedIn, onError: failed })
      }}
    >
      <Stack gap="sm">
        {show.error && <ProblemAlert error={show.error} />}
        {way === 'code' ? (
          <CodeField value={code} onChange={setCode} />
        ) : (
          <TextInput
            label={t('recoveryCode')}
            description={t('recoveryCodeText')}
            name="recoveryCode"
            autoComplete="off"
            required
            autoFocus
            maxLength={100}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={show.isPending}>
          {t('goOn')}
        </Button>
      </Stack>
    </form>
  )
}
