import { Button, NativeSelect, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readMoney, writeMoney } from '#contract/money.ts'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import type { ReminderRules } from '../reminders.contract.ts'
import { useChangeRules, useReminderRules } from './reminder-queries.ts'

/** When the shop reminds by itself, and whom not. */
export function RulesSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('reminders')
  const { data, error, refetch } = useReminderRules()
  return (
    <SideSheet opened title={t('rules')} onClose={onClose}>
      {error && !data && <ProblemAlert error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting height={40} lines={5} />}
      {data && <RulesForm rules={data} onClose={onClose} />}
    </SideSheet>
  )
}

function RulesForm({ rules: { can, ...rules }, onClose }: { rules: ReminderRules; onClose: () => void }) {
  const { t } = useTranslation('reminders')
  const { tenant } = useSession()
  const change = useChangeRules()
  const [steps, setSteps] = useState(rules.steps.join(', '))
  const [least, setLeast] = useState(writeMoney(rules.leastMinor, tenant.currency))
  const [pause, setPause] = useState(String(rules.pauseDays))
  const [given, setGiven] = useState(rules)
  const days = readSteps(steps)
  const pauseDays = /^([1-9]|[1-5]\d|60)$/.test(pause) ? Number(pause) : undefined
  const leastMinor = readMoney(least || '0', tenant.currency)
  const save = () => {
    if (!days || !pauseDays || leastMinor === undefined) return
    change.mutate(
      { ...given, steps: days, pauseDays, leastMinor },
      {
        onSuccess: () => {
          notifyDone(t('rulesSaved'))
          onClose()
        },
      },
    )
  }
  return (
    <Stack
      component="form"
      gap="md"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Switch
        label={t('automatic')}
        description={t('automaticHint')}
        checked={given.automatic}
        onChange={({ currentTarget: { checked } }) => setGiven({ ...given, automatic: checked })}
      />
      <TextInput
        label={t('days')}
        description={t('daysHint')}
        value={steps}
        onChange={({ currentTarget: { value } }) => setSteps(value)}
        error={!days && t('wrongDays')}
      />
      <NativeSelect
        label={t('at')}
        value={given.atHour}
        onChange={({ currentTarget: { value } }) => setGiven({ ...given, atHour: Number(value) })}
        data={Array.from({ length: 24 }, (_, hour) => ({
          value: String(hour),
          label: `${String(hour).padStart(2, '0')}:00`,
        }))}
      />
      <TextInput
        label={t('pause')}
        inputMode="numeric"
        value={pause}
        onChange={({ currentTarget: { value } }) => setPause(value)}
        error={!pauseDays && t('wrongPause')}
      />
      <TextInput
        label={t('least')}
        inputMode="decimal"
        value={least}
        onChange={({ currentTarget: { value } }) => setLeast(value)}
        error={leastMinor === undefined}
      />
      {change.error && <ProblemAlert error={change.error} />}
      {can.edit && (
        <Button type="submit" loading={change.isPending}>
          {t('save')}
        </Button>
      )}
    </Stack>
  )
}

/** `1, 7, 15` as numbers; undefined where it is something else. */
function readSteps(typed: string): number[] | undefined {
  const parts = typed.split(',').map((part) => part.trim())
  const isRight = parts.length <= 10 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 365)
  return isRight ? parts.map(Number) : undefined
}
