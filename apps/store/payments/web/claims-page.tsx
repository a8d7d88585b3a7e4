import { SegmentedControl, Stack } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#web/components/empty-state.tsx'
import { ListPager } from '#web/components/list-pager.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { ClaimCard } from './claim-card.tsx'
import type { Claim } from '../claims.contract.ts'
import { ConfirmClaimModal } from './confirm-claim-modal.tsx'
import { RefuseClaimModal } from './refuse-claim-modal.tsx'
import { useClaims } from './claim-queries.ts'

const route = getRouteApi('/frame/claims')

/** What customers say they have paid. It is money only when somebody has looked. */
export function ClaimsPage() {
  const { t } = useTranslation('payments')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useClaims(search)
  const { decided = false } = search
  // Held here and not by the card: who else decides takes the card away, and what came of this is still to be said.
  const [asking, setAsking] = useState<{ claim: Claim; act: 'confirm' | 'refuse' }>()
  const close = () => setAsking(undefined)
  return (
    <>
      <PageTitle title={t('title')} />
      <SegmentedControl
        mb="sm"
        aria-label={t('title')}
        value={decided ? 'decided' : 'waiting'}
        onChange={(chosen) => void navigate({ search: chosen === 'decided' ? { decided: true } : {} })}
        data={[
          { value: 'waiting', label: t('waiting') },
          { value: 'decided', label: t('decided') },
        ]}
        transitionDuration={0}
      />
      {error && !data && <ProblemAlert error={error} retry={() => void refetch()} />}
      {!error && !data && <Waiting height={160} />}
      {data?.items.length === 0 && <EmptyState text={t(decided ? 'noDecided' : 'noClaims')} />}
      {data && (
        <Stack gap="sm" maw={720} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {data.items.map((claim) => (
            <ClaimCard
              key={claim.id}
              claim={claim}
              mayDecide={data.can.decide}
              onAsk={(act) => setAsking({ claim, act })}
            />
          ))}
        </Stack>
      )}
      {data && <ListPager next={data.next} />}
      {asking?.act === 'confirm' && <ConfirmClaimModal claim={asking.claim} onClose={close} />}
      {asking?.act === 'refuse' && <RefuseClaimModal claim={asking.claim} onClose={close} />}
    </>
  )
}
