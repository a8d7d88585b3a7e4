import { Text, UnstyledButton } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import type { TimelineEntry } from '../records.contract.ts'
import { Flag } from './flag.tsx'
import { kinds } from './kinds.ts'
import classes from './timeline-row.module.css'
import { useStatusWord } from './use-status-word.ts'

const route = getRouteApi('/frame/patients/$patientId')
const usual = new Set(['finished', 'completed', 'final', 'active'])

interface Props {
  entry: TimelineEntry
  /** The entry above: a new year is said where it begins. */
  before: TimelineEntry | undefined
}

export function TimelineRow({ entry, before }: Props) {
  const { t } = useTranslation('records')
  const navigate = route.useNavigate()
  const formats = useFormats()
  const statusWord = useStatusWord()
  const { kind, id, title, detail, status, at, until, count, values } = entry
  const { icon: Icon, text } = kinds[kind]
  const year = yearOf(at)
  const span = until && at && formats.partial(until) !== formats.partial(at)
  return (
    <>
      {(!before || year !== yearOf(before.at)) && (
        <Text component="h3" className={classes.year}>
          {year ?? t('noDate')}
        </Text>
      )}
      <UnstyledButton
        className={classes.row}
        data-row
        onClick={() => void navigate({ search: (now) => ({ ...now, record: id }) })}
      >
        <Text span size="xs" c="dimmed" className={classes.date}>
          {at ? (
            <time dateTime={at} title={at.includes('T') ? formats.full(at) : undefined}>
              {formats.partial(at)}
            </time>
          ) : (
            '–'
          )}
        </Text>
        <span className={classes.icon} title={t(text)}>
          <Icon size={20} stroke={1.6} role="img" aria-label={t(text)} />
        </span>
        <span className={classes.words}>
          <span>
            <Text span fw={600}>
              {values.length > 1 ? t(text) : title}
            </Text>
            {count > 1 && (
              <Text span size="xs" c="dimmed" ml={6}>
                {t('valuesCount', { count })}
              </Text>
            )}
            {status && !usual.has(status) && (
              <Text span size="xs" c="dimmed" ml={6}>
                {statusWord(status)}
              </Text>
            )}
          </span>
          {(detail || span) && (
            <Text span size="xs" c="dimmed">
              {[detail, span && t('until', { date: formats.partial(until) })].filter(Boolean).join(' · ')}
            </Text>
          )}
          {values.length > 0 && (
            <span className={classes.values}>
              {values.map((value) => (
                <span key={value.id} className={classes.value}>
                  {count > 1 && (
                    <Text span size="xs" c="dimmed">
                      {value.title}{' '}
                    </Text>
                  )}
                  {value.text}
                  <Flag flag={value.flag} />
                </span>
              ))}
              {count > values.length && <span>{t('moreValues', { count: count - values.length })}</span>}
            </span>
          )}
        </span>
      </UnstyledButton>
    </>
  )
}

/** The year as written, which near New Year may differ from the tenant's; the row has the exact day. */
function yearOf(at: string | null) {
  return at?.slice(0, 4)
}
