import { NativeSelect, Stack, VisuallyHidden } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#web/components/empty-state.tsx'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { formatShortMoney } from '#web/format/money.ts'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { useShopSettings } from '../../customers/web/customer-queries.ts'
import type { LivedIn } from '../apartments.contract.ts'
import { useApartments } from './apartment-queries.ts'
import classes from './apartments.module.css'
import { type Standing, standingOf, standings } from './apartments-search.ts'

const route = getRouteApi('/frame/apartments')

/** One tower: a row for each floor, the highest on top, a column for each unit. A tower has a thousand places at most. */
export function TowerGrid({ tower }: { tower: number }) {
  const { t } = useTranslation('apartments')
  const { show } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useApartments(tower)
  const { data: settings } = useShopSettings()
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />
  if (!data || !settings) return <Waiting height={240} />
  if (data.items.length === 0) return <EmptyState text={t('nobody')} />
  const floors = range(
    data.items.map(({ floor }) => floor),
    settings.floors,
  ).toReversed()
  const units = range(
    data.items.map(({ unit }) => unit),
    settings.units,
  )
  const at = new Map(data.items.map((each) => [`${each.floor} ${each.unit}`, each]))
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t('show')}
        maw={280}
        value={show ?? ''}
        onChange={({ currentTarget }) => {
          const chosen = standings.find((each) => each === currentTarget.value)
          void navigate({ search: { tower, ...(chosen && { show: chosen }) }, replace: true })
        }}
        data={[
          { value: '', label: t('everybody') },
          ...standings.map((value) => ({ value, label: t(value) })),
        ]}
      />
      <Legend />
      <div className={classes.frame}>
        <table className={classes.grid} aria-label={t('tower', { tower })}>
          <thead>
            <tr>
              <th scope="col">{t('floor')}</th>
              {units.map((unit) => (
                <th key={unit} scope="col">
                  {t('unit', { unit })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {floors.map((floor) => (
              <tr key={floor}>
                <th scope="row">{floor}</th>
                {units.map((unit) => (
                  <td key={unit}>
                    <Cell apartment={at.get(`${floor} ${unit}`)} show={show} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Stack>
  )
}

function Cell({ apartment, show }: { apartment: LivedIn | undefined; show: Standing | undefined }) {
  const { t } = useTranslation('apartments')
  const money = useMoney()
  const { locale } = useFormats()
  const { currency } = useSession().tenant
  if (!apartment) return <span className={classes.empty} />
  const { number, owedMinor, customers } = apartment
  const standing = standingOf(apartment)
  if (show !== undefined && show !== standing) return <span className={classes.empty}>{number}</span>
  const [only] = customers
  const whole = `${customers.map(({ name }) => name).join(', ')}, ${t(standing)}, ${money(owedMinor)}`
  const look = {
    className: classes.cell,
    'data-standing': standing,
    title: whole,
    underline: 'never',
  } as const
  const content = (
    <>
      {number}
      <span aria-hidden className={classes.amount}>
        {signs[standing]} {formatShortMoney(locale, owedMinor, currency)}
      </span>
      <VisuallyHidden>{whole}</VisuallyHidden>
    </>
  )
  return customers.length === 1 ? (
    <LinkAnchor to="/customers/$customerId" params={{ customerId: only!.id }} {...look}>
      {content}
    </LinkAnchor>
  ) : (
    <LinkAnchor to="/customers" search={{ q: number }} {...look}>
      {content}
    </LinkAnchor>
  )
}

function Legend() {
  const { t } = useTranslation('apartments')
  return (
    <ul className={classes.legend} aria-label={t('legend')}>
      {standings.map((standing) => (
        <li key={standing}>
          <span className={classes.sign} data-standing={standing} aria-hidden />
          {signs[standing]} {t(standing)}
        </li>
      ))}
    </ul>
  )
}

/** The same as the colours say, for those who do not tell them apart. */
const signs = { overdue: '!', much: '▲', owes: '•', clear: '✓' } as const

/** From the lowest to the highest that is lived in, and as far as the shop says the building goes. */
function range(lived: number[], most: number | null): number[] {
  const first = most === null ? Math.min(...lived) : Math.min(1, ...lived)
  const last = Math.max(most ?? 0, ...lived)
  return Array.from({ length: last - first + 1 }, (_, step) => first + step)
}
