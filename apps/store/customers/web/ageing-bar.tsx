import { Progress, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMoney } from '#web/format/use-money.ts'
import classes from './ageing-bar.module.css'

const parts = [
  ['notDueMinor', 'notDue', 'green.7'],
  ['days1To30Minor', 'days1To30', 'yellow.6'],
  ['days31To60Minor', 'days31To60', 'orange.6'],
  ['days61To90Minor', 'days61To90', 'orange.9'],
  ['over90Minor', 'over90', 'red.8'],
  ['advanceMinor', 'advance', 'blue.6'],
] as const

type Ageing = Record<(typeof parts)[number][0], number>

/** What is owed by how long it has been due: as a bar to see, as words to read. */
export function AgeingBar({ ageing, currency }: { ageing: Ageing; currency?: string }) {
  const { t } = useTranslation('customers')
  const money = useMoney()
  const filled = parts.filter(([field]) => ageing[field] > 0)
  const total = filled.reduce((sum, [field]) => sum + ageing[field], 0)
  if (total === 0) return <Text c="dimmed">{t('nothingOpen')}</Text>
  return (
    <section aria-label={t('ageing')}>
      <Progress.Root size={14} aria-hidden>
        {filled.map(([field, , color]) => (
          <Progress.Section key={field} value={(ageing[field] / total) * 100} color={color} />
        ))}
      </Progress.Root>
      <dl className={classes.parts}>
        {filled.map(([field, text, color]) => (
          <div key={field}>
            <dt className={classes.name}>
              <Progress.Root size={8} w={16} aria-hidden>
                <Progress.Section value={100} color={color} />
              </Progress.Root>
              {t(text)}
            </dt>
            <dd className={classes.amount}>{money(ageing[field], currency)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
