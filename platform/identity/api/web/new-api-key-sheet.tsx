import { Button, Checkbox, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Once } from '#platform/members/web/person-sheets.tsx'
import { usePermissionName } from '#platform/members/web/use-permission-name.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import { isProblem } from '#web/query-client.ts'
import { PasswordField } from '#web/components/password-field.tsx'
import { type NewApiKey, useMakeApiKey } from './api-key-queries.ts'

interface Props {
  /** What the caller may give. */
  scopes: readonly string[]
  onClose: () => void
}

/** Makes a key, which is shown this once. */
export function NewApiKeySheet({ scopes, onClose }: Props) {
  const { t } = useTranslation('apikeys')
  const [changed, setChanged] = useState(false)
  // Another key for the request when what is asked for has changed: the same one again would be refused.
  const [requestKey, setRequestKey] = useState(() => crypto.randomUUID())
  const { mutate, data, error, isPending } = useMakeApiKey(requestKey)
  return (
    <SideSheet opened title={t('make')} changed={changed && !data} onClose={onClose}>
      {data ? (
        <Once
          text={t('madeText', { name: data.apiKey.name })}
          label={t('key')}
          secret={data.key}
          until={data.apiKey.expiresAt}
          onClose={onClose}
        />
      ) : (
        <KeyForm
          scopes={scopes}
          error={error}
          pending={isPending}
          onChanged={() => {
            setChanged(true)
            setRequestKey(crypto.randomUUID())
          }}
          onSend={mutate}
        />
      )}
    </SideSheet>
  )
}

const lifetimes = [30, 90, 365] as const

interface FormProps {
  scopes: readonly string[]
  error: Error | null
  pending: boolean
  onChanged: () => void
  onSend: (key: NewApiKey) => void
}

function KeyForm({ scopes, error, pending, onChanged, onSend }: FormProps) {
  const { t } = useTranslation('apikeys')
  const nameOf = usePermissionName()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const [days, setDays] = useState('90')
  const [password, setPassword] = useState('')
  const [noScope, setNoScope] = useState(false)
  const isWrong = isProblem(error, 'wrong_password')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setNoScope(chosen.length === 0)
        if (chosen.length > 0) onSend({ name: name.trim(), scopes: chosen, days: Number(days), password })
      }}
      onChange={onChanged}
    >
      <Stack gap="sm">
        <TextInput
          label={t('name')}
          description={t('nameHint')}
          required
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox.Group
          label={t('scopes')}
          description={t('scopesHint')}
          value={chosen}
          onChange={(next) => {
            setChosen(next)
            setNoScope(false)
          }}
          error={noScope ? t('scopeNeeded') : undefined}
        >
          <Stack gap={8} mt={8}>
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={nameOf(scope)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label={t('lifetime')}
          data={lifetimes.map((each) => ({ value: String(each), label: t('days', { count: each }) }))}
          value={days}
          onChange={(next) => {
            if (next) setDays(next)
            onChanged()
          }}
          allowDeselect={false}
        />
        <PasswordField
          label={t('yourPassword')}
          description={t('passwordHint')}
          value={password}
          onChange={setPassword}
          error={isWrong ? t('wrongPassword') : undefined}
        />
        {error && !isWrong && (
          <SheetAnswer>
            <ProblemAlert error={error} />
          </SheetAnswer>
        )}
        <Text size="sm" c="dimmed">
          {t('withYou')}
        </Text>
        <SheetActions>
          <Button type="submit" loading={pending}>
            {t('make')}
          </Button>
        </SheetActions>
      </Stack>
    </form>
  )
}
