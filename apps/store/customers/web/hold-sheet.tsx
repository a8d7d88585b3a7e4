import { Button, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import { readMoney } from '#web/format/money.ts'
import type { Customer } from '../customers.contract.ts'
import { usePlaceHold } from './account-queries.ts'
import { RefusalFigures } from './refusal-figures.tsx'

interface Props {
  customer: Customer
  currency: string
  onClose: () => void
}

/** Puts goods aside for a customer: what they cost is kept free under the limit until a day. */
export function HoldSheet({ customer, currency, onClose }: Props) {
  const { t } = useTranslation('customers')
  const place = usePlaceHold(customer.id)
  const [amount, setAmount] = useState('')
  const [days, setDays] = useState('7')
  const [memo, setMemo] = useState('')
  const [wrong, setWrong] = useState(false)
  const save = () => {
    const amountMinor = readMoney(amount, currency)
    if (!amountMinor || amountMinor < 0) return setWrong(true)
    place.mutate(
      { currency, amountMinor, memo: memo.trim() || null, days: Number(days) },
      {
        onSuccess: () => {
          onClose()
          notifyDone(t('isPutAside'))
        },
      },
    )
  }
  return (
    <SideSheet
      opened
      title={t('putAsideFor', { name: customer.name })}
      changed={amount !== '' || memo !== ''}
      onClose={onClose}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('amountIn', { currency })}
            data-autofocus
            inputMode="decimal"
            autoComplete="off"
            value={amount}
            onChange={(event) => {
              setAmount(event.currentTarget.value)
              setWrong(false)
            }}
            error={wrong && t('noAmount')}
          />
          <NativeSelect
            label={t('keptFor')}
            description={t('keptForHint')}
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
            data={[1, 3, 7, 14, 30, 90].map((count) => ({
              value: String(count),
              label: t('days', { count }),
            }))}
          />
          <Textarea
            label={t('whatFor')}
            autosize
            minRows={2}
            maxLength={500}
            value={memo}
            onChange={(event) => setMemo(event.currentTarget.value)}
          />
          {place.error && (
            <SheetAnswer>
              <ProblemAlert error={place.error} />
              <RefusalFigures error={place.error} />
            </SheetAnswer>
          )}
          <SheetActions>
            <Button type="submit" loading={place.isPending}>
              {t('putAside')}
            </Button>
          </SheetActions>
        </Stack>
      </form>
    </SideSheet>
  )
}
