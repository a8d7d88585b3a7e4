import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EarlierLinks, MadeLink } from '#apps/store/links/web/made-link.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { StatementLink } from '../statement-links.contract.ts'
import { useAddStatementLink, useRevokeStatementLink, useStatementLinks } from './share-queries.ts'

interface Props {
  customer: { id: string; name: string }
  /** The account that is shown. */
  currency: string
  onClose: () => void
}

/** A link to the customer's statement over chosen days, for as long as it is to be opened; and what became of earlier ones. */
export function ShareSheet({ customer, currency, onClose }: Props) {
  const { t } = useTranslation(['statements', 'payments'])
  // An id of what is asked: after a refusal, or with other days, another one.
  const [key, setKey] = useState(() => crypto.randomUUID())
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [days, setDays] = useState('14')
  const add = useAddStatementLink(customer.id, key)
  const earlier = useStatementLinks(customer.id)
  const revoke = useRevokeStatementLink(customer.id)
  const daysText = useDaysText()
  const change = (set: (value: string) => void) => (event: { currentTarget: { value: string } }) => {
    set(event.currentTarget.value)
    setKey(crypto.randomUUID())
  }
  const backwards = from !== '' && to !== '' && from > to
  const make = () => add.mutate({ currency, from: from || null, to: to || null, days: Number(days) })
  return (
    <SideSheet opened title={t('shareWith', { name: customer.name })} onClose={onClose}>
      <Stack gap="sm">
        <Text>{t('shareHint')}</Text>
        {add.error && <ProblemAlert error={add.error} />}
        {add.data ? (
          <MadeLink link={add.data} />
        ) : (
          <>
            <Group grow gap="sm" align="flex-start">
              <TextInput
                type="date"
                label={t('from')}
                description={t('fromHint')}
                value={from}
                onChange={change(setFrom)}
                error={backwards && t('backwards')}
                data-autofocus
              />
              <TextInput
                type="date"
                label={t('to')}
                description={t('toHint')}
                value={to}
                onChange={change(setTo)}
              />
            </Group>
            <NativeSelect
              label={t('opensFor')}
              value={days}
              onChange={change(setDays)}
              data={[7, 14, 30, 90].map((count) => ({ value: String(count), label: t('days', { count }) }))}
            />
            <Button onClick={make} loading={add.isPending} disabled={backwards}>
              {t('payments:makeLink')}
            </Button>
          </>
        )}
        <EarlierLinks
          links={earlier.data?.items.filter(({ id }) => id !== add.data?.id) ?? []}
          revoke={revoke}
          about={daysText}
        />
      </Stack>
    </SideSheet>
  )
}

/** Of which days a link is. */
function useDaysText() {
  const { t } = useTranslation('statements')
  const formats = useFormats()
  return ({ currency, from, to }: StatementLink) =>
    [
      currency,
      from ? formats.day(from) : t('theBeginning'),
      '–',
      to ? formats.day(to) : t('theDayItIsOpened'),
    ].join(' ')
}
