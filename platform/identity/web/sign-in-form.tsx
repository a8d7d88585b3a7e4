import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PasswordField } from '#web/components/password-field.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { PasskeyButton } from '../factors/web/passkey-button.tsx'
import { SecondStep } from '../factors/web/second-step.tsx'
import { type DemoSignIn, DemoSignIns } from './demo-sign-ins.tsx'
import type { Session } from './session-queries.ts'
import { useSignIn } from './sign-in-queries.ts'

interface Props {
  /** Can a passkey be shown here? */
  passkeys?: boolean
  demoSignIns: DemoSignIn[]
  /** Who was here before. */
  knownEmail?: string
  onSignedIn: (session: Session) => void
}

export function SignInForm({ demoSignIns, passkeys = false, knownEmail = '', onSignedIn }: Props) {
  const { t } = useTranslation('identity')
  const [email, setEmail] = useState(knownEmail)
  const [password, setPassword] = useState('')
  const passwordField = useRef<HTMLInputElement>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const signIn = useSignIn()
  const [half, setHalf] = useState<Session>()
  const [over, setOver] = useState<Error>()
  const signedIn = (session: Session) =>
    session.limit === 'second_factor' ? setHalf(session) : onSignedIn(session)

  const beginAgain = (error: Error) => {
    setHalf(undefined)
    setOver(error)
    setPassword('')
    signIn.reset()
  }
  const enter = () => {
    setOver(undefined)
    signIn.mutate(
      { email: email.trim(), password },
      {
        onSuccess: signedIn,
        onError: () => {
          setPassword('')
          passwordField.current?.focus()
        },
      },
    )
  }
  if (half) return <SecondStep ways={half.secondFactorWays} onSignedIn={onSignedIn} onOver={beginAgain} />
  const problem = signIn.error ?? over
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        enter()
      }}
    >
      <Stack gap="sm">
        {problem && <ProblemAlert error={problem} />}
        <TextInput
          label={t('email')}
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus={!knownEmail}
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordField
          ref={passwordField}
          label={t('password')}
          autoFocus={Boolean(knownEmail)}
          data-autofocus={Boolean(knownEmail) || undefined}
          name="password"
          value={password}
          onChange={setPassword}
        />
        <Button ref={submit} type="submit" loading={signIn.isPending}>
          {t('signIn')}
        </Button>
        {passkeys && <PasskeyButton onSignedIn={onSignedIn} />}
        <DemoSignIns
          signIns={demoSignIns}
          onChoose={(chosen) => {
            setEmail(chosen.email)
            setPassword(chosen.password)
            submit.current?.focus()
          }}
        />
        {demoSignIns.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('demoNote')}
          </Text>
        )}
      </Stack>
    </form>
  )
}
