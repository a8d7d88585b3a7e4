import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Problem } from '#contract/call.ts'
import { useMoney } from '#web/format/use-money.ts'

/** Limit, balance and what is available, as the ledger saw them when it said no. */
export function RefusalFigures({ error }: { error: Error | null }) {
  return error instanceof Problem && <Figures figures={error.figures} />
}

/** The same of a refusal that was kept. */
export function Figures({ figures }: { figures: Problem['figures'] }) {
  const { t } = useTranslation('customers')
  const money = useMoney()
  const { limitMinor, balanceMinor, availableMinor, currency } = figures ?? {}
  const amount = (minor: number) => money(minor, typeof currency === 'string' ? currency : undefined)
  const lines = [
    typeof limitMinor === 'number' && t('limitIs', { amount: amount(limitMinor) }),
    typeof balanceMinor === 'number' && t('balanceIs', { amount: amount(balanceMinor) }),
    typeof availableMinor === 'number' && t('availableIs', { amount: amount(availableMinor) }),
  ].filter(Boolean)
  return lines.length > 0 && <Text size="sm">{lines.join(' · ')}</Text>
}
