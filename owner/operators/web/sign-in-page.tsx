import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppEnrolment } from './app-enrolment.tsx'
import { Door } from './door.tsx'
import { FactorForm } from './factor-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { type Session, sessionOptions } from './session-queries.ts'

/** Password, then the second factor; whoever has none sets one up before anything else. */
export function SignInPage() {
  const { t } = useTranslation('console')
  const queries = useQueryClient()
  const router = useRouter()
  const { data } = useQuery({ ...sessionOptions(), retry: false })
  const [codes, setCodes] = useState<string[]>()
  const enter = (session: Session) => {
    queries.setQueryData(sessionOptions().queryKey, session)
    if (session.step === 'none') router.history.replace('/')
  }
  if (codes) {
    return (
      <Door title={t('recoveryCodes')}>
        <RecoveryCodes codes={codes} onKept={() => router.history.replace('/')} />
      </Door>
    )
  }
  if (data?.step === 'second_factor') {
    return (
      <Door title={t('secondFactor')}>
        <FactorForm onShown={enter} />
      </Door>
    )
  }
  if (data?.step === 'enrol') {
    return (
      <Door title={t('setUpApp')}>
        <AppEnrolment
          onEnrolled={({ session, recoveryCodes }) => {
            setCodes(recoveryCodes)
            queries.setQueryData(sessionOptions().queryKey, session)
          }}
        />
      </Door>
    )
  }
  return (
    <Door title={t('signInTitle')}>
      <PasswordForm onSignedIn={enter} />
    </Door>
  )
}
