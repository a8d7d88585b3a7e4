import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { AccountSection } from '../../web/account-section.tsx'
import { ChangeFactors } from './change-factors.tsx'
import { ConfirmIdentity } from './confirm-identity.tsx'
import { FactorList } from './factor-list.tsx'
import { factorsOptions } from './factor-queries.ts'

/** The second factors of one's own account. */
export function FactorsSection() {
  const { t } = useTranslation('factors')
  const { data, error } = useQuery(factorsOptions())
  return (
    <AccountSection title={t('secondFactor')}>
      {error && <ProblemAlert error={error} />}
      {!data && !error && <Waiting height={60} />}
      {data && (
        <>
          {data.items.length === 0 ? (
            <Text c="dimmed">{t('none')}</Text>
          ) : (
            <>
              <FactorList items={data.items} changeable={data.confirmed} />
              <Text size="sm" c="dimmed">
                {t('codesLeft', { count: data.recoveryCodesLeft })}
              </Text>
            </>
          )}
          {data.confirmed ? (
            <ChangeFactors
              hasApp={data.items.some(({ kind }) => kind === 'totp')}
              hasAny={data.items.length > 0}
              passkeysHere={data.passkeysHere}
            />
          ) : (
            <ConfirmIdentity />
          )}
        </>
      )}
    </AccountSection>
  )
}
