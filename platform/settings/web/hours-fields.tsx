import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import type { OpenHours } from '../offices.contract.ts'
import { weekdayNames } from './region-choices.ts'
import classes from './settings.module.css'

interface Props {
  hours: OpenHours[]
  readOnly: boolean
  /** The place in `hours` of what cannot be. */
  wrong: number
  onChange: (hours: OpenHours[]) => void
}

/** When an office is open, day by day. A day may have hours before and after noon. */
export function HoursFields({ hours, readOnly, wrong, onChange }: Props) {
  const { t, i18n } = useTranslation('settings')
  const { weekStart } = useSession().tenant
  const names = weekdayNames(i18n.language)
  const days = names.map((_, at) => ((weekStart - 1 + at) % 7) + 1)
  const hoursOf = (day: number) => hours.filter((each) => each.day === day)
  const add = (...more: OpenHours[]) => onChange([...hours, ...more])
  return (
    <Input.Wrapper label={t('hours')} labelElement="div" {...(wrong >= 0 && { error: t('noHours') })}>
      <dl className={classes.hours}>
        {days.map((day, at) => {
          const name = names[day - 1]!
          const dayBefore = hoursOf(days[at - 1] ?? 0)
          const own = hoursOf(day)
          return [
            <dt key={`${day} name`}>{name}</dt>,
            <dd key={day}>
              <Stack gap={4}>
                {own.map((each, place) => (
                  <Interval
                    // What is typed is found again by its place in the list.
                    key={hours.indexOf(each)}
                    interval={each}
                    name={name}
                    readOnly={readOnly}
                    isWrong={hours.indexOf(each) === wrong}
                    onChange={(next) => onChange(hours.map((one) => (one === each ? next : one)))}
                    onRemove={() => onChange(hours.filter((one) => one !== each))}
                    {...(place === own.length - 1 &&
                      own.length < 4 && { onAdd: () => add({ day, ...evening }) })}
                  />
                ))}
                {own.length === 0 && (
                  <Group gap="xs" mih={36}>
                    {!readOnly && <AddButton name={name} onAdd={() => add({ day, ...morning })} />}
                    {!readOnly && dayBefore.length > 0 ? (
                      <Button
                        variant="subtle"
                        size="compact-sm"
                        aria-label={t('sameOn', { day: name })}
                        onClick={() => add(...dayBefore.map((each) => ({ ...each, day })))}
                      >
                        {t('asDayBefore')}
                      </Button>
                    ) : (
                      <Text c="dimmed">{t('closed')}</Text>
                    )}
                  </Group>
                )}
              </Stack>
            </dd>,
          ]
        })}
      </dl>
    </Input.Wrapper>
  )
}

const morning = { from: '09:00', to: '13:00' }
const evening = { from: '16:00', to: '20:00' }

function AddButton({ name, onAdd }: { name: string; onAdd: () => void }) {
  const { t } = useTranslation('settings')
  return (
    <ActionIcon variant="subtle" size="lg" aria-label={t('addHours', { day: name })} onClick={onAdd}>
      <IconPlus size={20} />
    </ActionIcon>
  )
}

interface IntervalProps {
  interval: OpenHours
  /** The day's. */
  name: string
  readOnly: boolean
  isWrong: boolean
  onChange: (interval: OpenHours) => void
  onRemove: () => void
  /** Adds hours to the day, where there is room for more. */
  onAdd?: () => void
}

function Interval({ interval, name, readOnly, isWrong, ...acts }: IntervalProps) {
  const { onChange, onRemove, onAdd } = acts
  const { t } = useTranslation('settings')
  const field = (end: 'from' | 'to') => ({
    type: 'time',
    'aria-label': t(end === 'from' ? 'opensAt' : 'closesAt', { day: name }),
    // A field for times knows no 24:00.
    value: interval[end] === '24:00' ? '23:59' : interval[end],
    readOnly,
    error: isWrong,
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget
      if (value) onChange({ ...interval, [end]: value })
    },
  })
  return (
    <Group gap={4} wrap="nowrap">
      <TextInput {...field('from')} />
      <Text span>–</Text>
      <TextInput {...field('to')} />
      {!readOnly && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('removeHours', { day: name, from: interval.from })}
          onClick={onRemove}
        >
          <IconX size={18} />
        </ActionIcon>
      )}
      {!readOnly && onAdd && <AddButton name={name} onAdd={onAdd} />}
    </Group>
  )
}
