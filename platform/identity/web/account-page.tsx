import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { PageTitle } from '#web/components/page-title.tsx'
import { FactorsSection } from '../factors/web/factors-section.tsx'
import { EmailSection } from './email-section.tsx'
import { NameSection } from './name-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { SessionsSection } from './sessions-section.tsx'

/** What a person may see and change of his own account, whatever his role. */
export function AccountPage() {
  const { t } = useTranslation('identity')
  return (
    <>
      <PageTitle title={t('account')} />
      <Stack gap="lg" maw={720}>
        <NameSection />
        <EmailSection />
        <PasswordSection />
        <FactorsSection />
        <SessionsSection />
      </Stack>
    </>
  )
}
