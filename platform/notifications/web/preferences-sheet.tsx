import { Stack, Switch, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { memberKinds } from '../kinds.ts'
import type { Preference } from '../notifications.contract.ts'
import { kindTexts } from './kind-texts.ts'
import { usePreferences, useSetPreference } from './notification-queries.ts'

/** By which way one is told of each kind. Each switch is saved as it is pressed. */
export function PreferencesSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('notifications')
  const preferences = usePreferences()
  const set = useSetPreference()
  return (
    <SideSheet opened title={t('choose')} onClose={onClose}>
      <Stack gap="sm">
        <Text c="dimmed">{t('chooseText')}</Text>
        {set.error && <ProblemAlert error={set.error} />}
        {preferences.error && !preferences.data ? (
          <ProblemAlert error={preferences.error} retry={() => void preferences.refetch()} />
        ) : !preferences.data ? (
          <Waiting height={240} />
        ) : (
          <Ways
            preferences={preferences.data.items}
            // What was just pressed stands there before the answer does.
            pending={set.isPending ? set.variables : undefined}
            onSet={(preference) => set.mutate(preference)}
          />
        )}
      </Stack>
    </SideSheet>
  )
}

interface WaysProps {
  preferences: Preference[]
  pending: Preference | undefined
  onSet: (preference: Preference) => void
}

function Ways({ preferences, pending, onSet }: WaysProps) {
  const { t } = useTranslation('notifications')
  const writable = useWritable()
  const ways = [
    { channel: 'in_app', text: t('inApp') },
    { channel: 'email', text: t('byEmail') },
  ] as const
  const isWanted = (kind: string, channel: string) =>
    [pending, ...preferences].find((each) => each?.kind === kind && each.channel === channel)?.wanted ?? false
  return (
    <Table aria-label={t('choose')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('kind')}</Table.Th>
          {ways.map(({ channel, text }) => (
            <Table.Th key={channel}>{text}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {memberKinds.map((kind) => (
          <Table.Tr key={kind}>
            <Table.Td>{t(kindTexts[kind])}</Table.Td>
            {ways.map(({ channel, text }) => (
              <Table.Td key={channel}>
                <Switch
                  aria-label={`${t(kindTexts[kind])}: ${text}`}
                  checked={isWanted(kind, channel)}
                  disabled={!writable}
                  onChange={(event) => onSet({ kind, channel, wanted: event.currentTarget.checked })}
                />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
