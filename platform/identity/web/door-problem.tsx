import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { isProblem } from '#web/query-client.ts'

/**
 * What went wrong at a door. A link that is over was perhaps used by the same person a moment ago, whose answer was lost; a
 * session that is over was perhaps ended by what he did: either way signing in leads on.
 */
export function DoorProblem({ error }: { error: Error }) {
  const { t } = useTranslation('identity')
  return (
    <>
      <ProblemAlert error={error} />
      {(isProblem(error, 'link_over') || isProblem(error, 'not_signed_in')) && (
        <Text size="sm">
          {t('perhapsDone')} <LinkAnchor to="/sign-in">{t('backToSignIn')}</LinkAnchor>
        </Text>
      )}
    </>
  )
}
