import { Text } from '@mantine/core'
import { useNetwork } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { isUnanswered } from '#web/query-client.ts'
import type { CustomerSummary } from '../../customers/customers.contract.ts'
import { useCustomer, useRefreshCustomers } from '../../customers/web/customer-queries.ts'
import type { Entry } from '../counter.contract.ts'
import { AmountStep } from './amount-step.tsx'
import classes from './counter.module.css'
import { useDirectory } from './directory.ts'
import { DoneStep } from './done-step.tsx'
import { FindStep } from './find-step.tsx'
import { type KeptEntry, keepFor, useKeptEntries } from './kept-entries.ts'
import { useKeptPage } from './use-kept-page.ts'
import { useSendWaiting } from './use-send-waiting.ts'
import { WaitingEntries } from './waiting-entries.tsx'

const route = getRouteApi('/frame/counter')

/** The counter: whose account, how much and which way, done. */
export function CounterPage() {
  const { t } = useTranslation('counter')
  const { account, tenant } = useSession()
  const navigate = route.useNavigate()
  const { customer: chosenId, currency } = route.useSearch()
  const keep = keepFor(tenant.id, account.id)
  const entries = useKeptEntries(keep)
  const refresh = useRefreshCustomers()
  const [chosen, setChosen] = useState<CustomerSummary>()
  const [pending, setPending] = useState<string>()
  const [refused, setRefused] = useState<{ entry: KeptEntry; error: Error }>()
  const [done, setDone] = useState<{ entry: KeptEntry; posted: Entry | undefined }>()
  const shown = entries.filter(({ id }) => id !== pending)
  const isWaiting = shown.some(({ refusal }) => !refusal)

  const sendWaiting = useSendWaiting(keep, isWaiting)
  // What became of the last entry in the meantime, where it had to wait.
  const waiting = done && !done.posted ? entries.find(({ id }) => id === done.entry.id) : undefined
  const isRefused = waiting?.refusal !== undefined
  const waits = waiting !== undefined

  const choose = (customer: CustomerSummary | undefined) => {
    setChosen(customer)
    setRefused(undefined)
    setDone(undefined)
    void navigate({ search: customer ? { customer: customer.id } : {} })
  }
  const enter = async (entry: KeptEntry) => {
    if (pending) return
    setPending(entry.id)
    setRefused(undefined)
    try {
      setDone({ entry, posted: await keep.add(entry) })
      void refresh()
    } catch (error) {
      if (isUnanswered(error)) setDone({ entry, posted: undefined })
      else setRefused({ entry, error: error as Error }) // an answer of the server
    }
    setPending(undefined)
  }
  return (
    <div className={classes.counter} data-keying={chosenId !== undefined || undefined}>
      <PageTitle title={t('counter')}>
        <Kept finding={chosenId === undefined} />
      </PageTitle>
      <WaitingEntries entries={shown} onSend={() => void sendWaiting()} onDrop={keep.drop} />
      {done && !isRefused ? (
        <DoneStep {...done} waits={waits} onNext={() => choose(undefined)} />
      ) : chosenId && !isRefused ? (
        <Chosen id={chosenId} known={chosen}>
          {(customer) => (
            <AmountStep
              key={customer.id}
              customer={customer}
              currency={currency}
              pending={pending !== undefined}
              refused={refused}
              onEntry={(entry) => void enter(entry)}
              onRetype={() => setRefused(undefined)}
              onBack={() => choose(undefined)}
            />
          )}
        </Chosen>
      ) : (
        <FindStep onChoose={choose} />
      )}
    </div>
  )
}

/** Without a connection, from when the balances are; with one, before somebody is chosen, that it opens without. */
function Kept({ finding }: { finding: boolean }) {
  const { t } = useTranslation('counter')
  const formats = useFormats()
  const kept = useKeptPage()
  const { online } = useNetwork()
  const directory = useDirectory().data
  return (
    <Text size="xs" c="dimmed">
      {!online && directory
        ? t('balancesOf', { time: formats.moment(directory.at) })
        : finding && kept && directory && t('isKept')}
    </Text>
  )
}

interface ChosenProps {
  id: string
  /** What the search said of him, to show at once. */
  known: CustomerSummary | undefined
  children: (customer: CustomerSummary) => ReactNode
}

function Chosen({ id, known, children }: ChosenProps) {
  const { data, error, refetch } = useCustomer(id)
  const directory = useDirectory().data?.items
  const customer = data ?? (known?.id === id ? known : directory?.find((each) => each.id === id))
  if (customer) return children(customer)
  return error ? <ProblemAlert error={error} retry={() => void refetch()} /> : <Waiting height={300} />
}
