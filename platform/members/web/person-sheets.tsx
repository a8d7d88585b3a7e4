import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyText } from '#web/components/copy-text.tsx'
import { Moment } from '#web/components/moment.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import { isProblem } from '#web/query-client.ts'
import { type NewPerson, useCreateMember, useInvite } from './member-queries.ts'
import { RoleChoice } from './role-choice.tsx'

interface Props {
  assignable: readonly string[]
  onClose: () => void
}

/** Offers a place by a link that its receiver opens. */
export function InviteSheet({ assignable, onClose }: Props) {
  const { t } = useTranslation('members')
  const [changed, setChanged] = useState(false)
  const [key] = useState(() => crypto.randomUUID())
  const { mutate, data, error, isPending } = useInvite(key)
  return (
    <SideSheet opened title={t('invite')} changed={changed && !data} onClose={onClose}>
      {data ? (
        <Once
          text={
            data.mailed
              ? t('inviteMailed', { email: data.invitation.email })
              : t('inviteLinkText', { name: data.invitation.name })
          }
          label={t('inviteLink')}
          secret={data.link}
          until={data.invitation.expiresAt}
          onClose={onClose}
        />
      ) : (
        <PersonForm
          assignable={assignable}
          text={t('inviteText')}
          button={t('makeInvitation')}
          error={error}
          pending={isPending}
          onChanged={() => setChanged(true)}
          onSend={(person) => mutate(person)}
        />
      )}
    </SideSheet>
  )
}

/** Makes a member who can sign in at once, with a password that he must change. */
export function AddSheet({ assignable, onClose }: Props) {
  const { t } = useTranslation('members')
  const [changed, setChanged] = useState(false)
  const [key] = useState(() => crypto.randomUUID())
  const { mutate, data, error, isPending } = useCreateMember(key)
  return (
    <SideSheet opened title={t('addAtOnce')} changed={changed && !data} onClose={onClose}>
      {data ? (
        <Once
          text={
            <>
              {t('temporaryText', { name: data.member.name, email: data.member.email })}
              {data.mailed && ` ${t('temporaryMailed')}`}
            </>
          }
          label={t('temporaryPassword')}
          secret={data.temporaryPassword}
          until={data.temporaryUntil}
          onClose={onClose}
        />
      ) : (
        <PersonForm
          assignable={assignable}
          text={t('addText')}
          button={t('add')}
          error={error}
          pending={isPending}
          onChanged={() => setChanged(true)}
          onSend={(person) => mutate(person)}
        />
      )}
    </SideSheet>
  )
}

interface FormProps {
  assignable: readonly string[]
  text: string
  button: string
  error: Error | null
  pending: boolean
  onChanged: () => void
  onSend: (person: NewPerson) => void
}

function PersonForm({ assignable, text, button, error, pending, onChanged, onSend }: FormProps) {
  const { t } = useTranslation('members')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [roles, setRoles] = useState<string[]>([])
  const [noRole, setNoRole] = useState(false)
  const refused = isProblem(error, 'invalid_input') ? error.field : undefined
  const taken = isProblem(error, 'already_exists') ? t('isMemberOrInvited') : undefined
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setNoRole(roles.length === 0)
        if (roles.length > 0) onSend({ name: name.trim(), email: email.trim(), roles })
      }}
      onChange={onChanged}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        <TextInput
          label={t('name')}
          required
          data-autofocus
          maxLength={200}
          error={refused === 'name' && t('nameInvalid')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('email')}
          type="email"
          required
          maxLength={254}
          error={refused === 'email' ? t('emailInvalid') : taken}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <RoleChoice
          assignable={assignable}
          value={roles}
          onChange={(chosen) => {
            setRoles(chosen)
            setNoRole(false)
          }}
          error={noRole ? t('roleNeeded') : undefined}
        />
        {error && !refused && !taken && (
          <SheetAnswer>
            <ProblemAlert error={error} />
          </SheetAnswer>
        )}
        <SheetActions>
          <Button type="submit" loading={pending}>
            {button}
          </Button>
        </SheetActions>
      </Stack>
    </form>
  )
}

interface OnceProps {
  text: ReactNode
  label: string
  secret: string
  until: string
  onClose: () => void
}

/** What is shown here, and never again: nobody keeps it. */
export function Once({ text, label, secret, until, onClose }: OnceProps) {
  const { t } = useTranslation('members')
  return (
    <Stack gap="sm">
      <Text>{text}</Text>
      <div>
        <Text size="xs" c="dimmed">
          {label}
        </Text>
        <Group gap={4} wrap="nowrap" align="flex-start">
          <Code block flex={1} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {secret}
          </Code>
          <CopyText text={secret} label={t('copy')} />
        </Group>
      </div>
      <Text size="sm" c="dimmed">
        {t('shownOnce')} {t('validUntil')} <Moment at={until} />
      </Text>
      <SheetActions>
        <Button onClick={onClose}>{t('done')}</Button>
      </SheetActions>
    </Stack>
  )
}
