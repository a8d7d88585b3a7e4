import { Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { base } from '#web/call.ts'
import { DoorPage } from '../../web/door-page.tsx'
import { DoorProblem } from '../../web/door-problem.tsx'
import { sessionOptions } from '../../web/session-queries.ts'
import { ChangeFactors } from './change-factors.tsx'
import { ConfirmIdentity } from './confirm-identity.tsx'
import { factorsOptions } from './factor-queries.ts'

/** Where a member is led who needs a second factor and has none. */
export function EnrolPage() {
  const { t } = useTranslation('factors')
  const queries = useQueryClient()
  const router = useRouter()
  const { data, error } = useQuery(factorsOptions())
  const goOn = async () => {
    await queries.resetQueries({ queryKey: sessionOptions().queryKey })
    router.history.replace(`${base}/`)
  }
  return (
    <DoorPage title={t('enrolTitle')}>
      <Text>{t('enrolText')}</Text>
      {error && <DoorProblem error={error} />}
      {data &&
        (data.confirmed ? (
          <ChangeFactors hasApp={false} hasAny={false} passkeysHere={data.passkeysHere} onDone={goOn} />
        ) : (
          <ConfirmIdentity />
        ))}
    </DoorPage>
  )
}
