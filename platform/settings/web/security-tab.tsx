import { Badge, Checkbox, Group, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRoleName } from '#platform/identity/web/use-role-name.ts'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import list from '#web/components/list.module.css'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { useFormOver } from '#web/forms/use-form-over.ts'
import type { Security } from '../security.contract.ts'
import type { Settings } from '../settings.contract.ts'
import { SettingsForm } from './settings-form.tsx'
import {
  rolesRequiring,
  useChangeSecurity,
  useChangeSettings,
  useSecurity,
  useSettings,
  useWithoutFactor,
} from './settings-queries.ts'
import { Loaded } from './settings-tab.tsx'
import { useSaved } from './use-saved.ts'

/** How long a session may stand idle, of whom a second factor is asked, and who has none. */
export function SecurityTab() {
  const settings = useSettings()
  const security = useSecurity()
  return (
    <Loaded query={settings}>
      {(present) => (
        <>
          <IdleForm settings={present} />
          <Loaded query={security}>
            {(asked) => (
              <>
                <FactorForm security={asked} />
                {asked.can.listPeople && <WithoutFactor />}
              </>
            )}
          </Loaded>
        </>
      )}
    </Loaded>
  )
}

function IdleForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation('settings')
  const { number } = useFormats()
  const { idleMinutes, can } = settings
  const readOnly = !useWritable() || !can.edit
  const change = useChangeSettings(settings)
  const form = useForm({ mode: 'uncontrolled', initialValues: idleOf(settings) })
  const over = useFormOver({ form, present: settings, valuesOf: idleOf, save: change })
  const saved = useSaved(form)
  const save = form.onSubmit((values) => change.mutate({ idleMinutes: Number(values.idle) }, saved(values)))
  const choices = [...new Set([5, 10, 15, 20, 30, 45, 60, idleMinutes])].sort((one, other) => one - other)
  return (
    <SettingsForm
      title={t('sessions')}
      description={t('sessionsText')}
      readOnly={readOnly}
      error={change.error}
      over={over}
      pending={change.isPending}
      onSubmit={save}
    >
      <NativeSelect
        label={t('idleMinutes')}
        maw={280}
        disabled={readOnly}
        data={choices.map((minutes) => ({
          value: String(minutes),
          label: t('minutes', { minutes: number(minutes) }),
        }))}
        key={form.key('idle')}
        {...form.getInputProps('idle')}
      />
    </SettingsForm>
  )
}

function idleOf({ idleMinutes }: Settings) {
  return { idle: String(idleMinutes) }
}

function FactorForm({ security }: { security: Security }) {
  const { roles, can } = security
  const { t } = useTranslation('settings')
  const { number } = useFormats()
  const roleName = useRoleName()
  const router = useRouter()
  const readOnly = !useWritable() || !can.edit
  const change = useChangeSecurity(security)
  const form = useForm({ initialValues: factorOf(security) })
  const over = useFormOver({ form, present: security, valuesOf: factorOf, save: change })
  const saved = useSaved(form)
  const save = form.onSubmit((values) =>
    change.mutate(values, {
      onSuccess: () => {
        saved(values).onSuccess()
        // It may be asked of whoever chose it: then that comes first.
        void router.invalidate()
      },
    }),
  )
  return (
    <SettingsForm
      title={t('secondFactor')}
      description={t('secondFactorText')}
      readOnly={readOnly}
      error={change.error}
      over={over}
      pending={change.isPending}
      onSubmit={save}
    >
      <Checkbox.Group
        label={t('askOf')}
        value={form.values.requiringRoles}
        // In the order of the roles, as the server keeps them: the same choice is then the same list.
        onChange={(chosen) =>
          form.setFieldValue(
            'requiringRoles',
            roles.map(({ role }) => role).filter((role) => chosen.includes(role)),
          )
        }
      >
        <Stack gap={8} mt={8}>
          {roles.map(({ role, members, lacking }) => (
            <Checkbox
              key={role}
              value={role}
              disabled={readOnly}
              label={roleName(role)}
              description={
                members === 0
                  ? t('nobodyHasRole')
                  : t('lackFactor', { lacking: number(lacking), members: number(members) })
              }
            />
          ))}
        </Stack>
      </Checkbox.Group>
    </SettingsForm>
  )
}

function factorOf(security: Security) {
  return { requiringRoles: rolesRequiring(security) }
}

function WithoutFactor() {
  const { t } = useTranslation('settings')
  const roleName = useRoleName()
  const people = useWithoutFactor()
  const items = people.data?.pages.flatMap((page) => page.items)
  return (
    <Paper withBorder p="md" component="section" aria-label={t('withoutFactor')}>
      <Title order={2} mb="sm">
        {t('withoutFactor')}
      </Title>
      {people.error && !items && <ProblemAlert error={people.error} retry={() => void people.refetch()} />}
      {people.isPending && <Waiting height={48} lines={3} />}
      {items?.length === 0 && <Text c="dimmed">{t('everybodyHasOne')}</Text>}
      <ul className={list.cards}>
        {items?.map(({ id, name, roles, required }) => (
          <li key={id} className={list.card}>
            <Group justify="space-between" gap="xs" w="100%">
              <Stack gap={0}>
                <Text fw={600}>{name}</Text>
                <Text size="sm" c="dimmed">
                  {roles.map(roleName).join(', ')}
                </Text>
              </Stack>
              {required && (
                <Badge color="yellow" variant="light" tt="none">
                  {t('isAsked')}
                </Badge>
              )}
            </Group>
          </li>
        ))}
      </ul>
      <ShowMore list={people}>{t('showMore')}</ShowMore>
    </Paper>
  )
}
