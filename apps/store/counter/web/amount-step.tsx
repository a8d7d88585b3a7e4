import { Button, Group, SegmentedControl, SimpleGrid, Text, TextInput } from '@mantine/core'
import IconArrowDownLeft from '@tabler/icons-react/dist/esm/icons/IconArrowDownLeft.mjs'
import IconArrowUpRight from '@tabler/icons-react/dist/esm/icons/IconArrowUpRight.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { readMoney } from '#web/format/money.ts'
import { useFormats } from '#web/format/use-formats.ts'
import type { CustomerSummary } from '../../customers/customers.contract.ts'
import { apartmentsText, CustomerMarks } from '../../customers/web/customer-words.tsx'
import { AccountStanding } from './account-standing.tsx'
import classes from './counter.module.css'
import type { KeptEntry } from './kept-entries.ts'
import { Key, Keypad } from './keypad.tsx'
import { RefusedEntry } from './refused-entry.tsx'
import { useAccounts } from './use-accounts.ts'

interface Props {
  customer: CustomerSummary
  /** Where the page that led here says in which currency; the shop's own without. */
  currency: string | undefined
  pending: boolean
  /** What the server said no to, with the entry it was about. */
  refused: { entry: KeptEntry; error: Error } | undefined
  onEntry: (entry: KeptEntry) => void
  /** Another amount is typed after a refusal. */
  onRetype: () => void
  onBack: () => void
}

const methods = ['cash', 'upi', 'bank'] as const

/** How much, and which way: given on credit, or paid. */
export function AmountStep({ customer, currency, pending, refused, onEntry, onRetype, onBack }: Props) {
  const { t } = useTranslation('counter')
  const formats = useFormats()
  const isPhone = useIsPhone()
  const writable = useWritable()
  const accounts = useAccounts(customer)
  const [chosen, setChosen] = useState(currency)
  const account = accounts.find((each) => each.currency === chosen) ?? accounts[0]!
  const mayGive = useMay('sale.write') && !customer.archived && account.takesPurchases
  const mayGet = useMay('payment.write')
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const [method, setMethod] = useState<(typeof methods)[number]>('cash')
  const [noting, setNoting] = useState(false)
  const [memo, setMemo] = useState('')
  const [writing, setWriting] = useState(false)
  const field = useRef<HTMLInputElement>(null)

  const type = (text: string) => {
    setTyped(text)
    setWrong(false)
    if (!refused) return
    onRetype()
    field.current?.focus()
  }
  const enter = (kind: KeptEntry['kind']) => {
    const amountMinor = readMoney(typed, account.currency)
    if (amountMinor === undefined || amountMinor <= 0) {
      setWrong(true)
      field.current?.focus()
      return
    }
    const { id: customerId, name: customerName } = customer
    const id = crypto.randomUUID()
    const made = {
      id,
      kind,
      customerId,
      customerName,
      amountMinor,
      currency: account.currency,
      effectiveOn: formats.today(),
      ...(memo.trim() && { memo: memo.trim() }),
    }
    onEntry(kind === 'payment' ? { ...made, method } : made)
  }
  return (
    <form
      className={classes.step}
      onSubmit={(event) => {
        event.preventDefault()
        if (mayGive) enter('purchase')
      }}
    >
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Text fw={600} size="lg">
            <bdi>{customer.name}</bdi>
          </Text>
          <Text size="sm" c="dimmed">
            {apartmentsText(customer)}
          </Text>
        </div>
        <Button variant="default" size="compact-md" onClick={onBack}>
          {t('someoneElse')}
        </Button>
      </Group>
      <AccountStanding
        accounts={accounts}
        account={account}
        onChoose={(other) => {
          setChosen(other)
          if (refused) onRetype()
          field.current?.focus()
        }}
      />
      <Group gap={4}>
        <CustomerMarks customer={customer} />
      </Group>
      <TextInput
        ref={field}
        classNames={{ label: classes.amountLabel }}
        label={t('amount')}
        size="lg"
        autoFocus
        autoComplete="off"
        inputMode={isPhone ? 'none' : 'decimal'}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        error={wrong && t('noAmount')}
        rightSectionWidth={noting ? 0 : 156}
        rightSection={
          !noting && (
            <Button
              variant="subtle"
              h={44}
              px={8}
              ml="auto"
              mr={3}
              leftSection={<IconPencil size={16} aria-hidden />}
              onClick={() => setNoting(true)}
            >
              {t('addNote')}
            </Button>
          )
        }
      />
      {noting && (
        <TextInput
          label={t('note')}
          autoFocus
          autoComplete="off"
          maxLength={500}
          onFocus={() => setWriting(true)}
          onBlur={() => setWriting(false)}
          value={memo}
          onChange={(event) => setMemo(event.currentTarget.value)}
        />
      )}
      {refused && (
        <RefusedEntry
          key={refused.entry.id}
          error={refused.error}
          onOverride={(reason) =>
            onEntry({ ...refused.entry, id: crypto.randomUUID(), override: { reason } })
          }
        />
      )}
      <div className={classes.pad}>
        {refused ? (
          <Button variant="default" onClick={() => type('')}>
            {t('otherAmount')}
          </Button>
        ) : (
          // A phone brings a keyboard of its own for the note.
          !(isPhone && writing) && (
            <Keypad
              value={typed}
              onChange={type}
              corner={<Key label="." onPress={() => type(`${typed}.`)} />}
            />
          )
        )}
        {mayGet && !refused && (
          <SegmentedControl
            aria-label={t('paidBy')}
            fullWidth
            value={method}
            onChange={(value) => setMethod(value as typeof method)}
            data={methods.map((value) => ({ value, label: t(value) }))}
          />
        )}
        {!refused && (
          <SimpleGrid cols={2} spacing={6}>
            {mayGive && (
              <Button
                type="submit"
                h="var(--act-height)"
                px="xs"
                color="red.8"
                loading={pending}
                disabled={!writable}
                leftSection={<IconArrowUpRight size={20} aria-hidden />}
              >
                {t('gave')}
              </Button>
            )}
            {mayGet && (
              <Button
                h="var(--act-height)"
                px="xs"
                color="green.9"
                leftSection={<IconArrowDownLeft size={20} aria-hidden />}
                loading={pending}
                disabled={!writable}
                onClick={() => enter('payment')}
              >
                {t('got')}
              </Button>
            )}
          </SimpleGrid>
        )}
      </div>
    </form>
  )
}
