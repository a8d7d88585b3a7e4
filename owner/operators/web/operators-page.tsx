import { Alert, Button, Code, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Static } from 'typebox'
import { call } from '#web/call.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { CopyText } from '#web/components/copy-text.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SideSheet } from '#web/components/side-sheet.tsx'
import { ConsoleMoment, ConsoleTitle, Rows } from '#web/console/console-page.tsx'
import * as contract from '../operators.contract.ts'
import type { OperatorRoleName } from '../session.contract.ts'
import { useMay } from './session-queries.ts'

type Role = Static<typeof OperatorRoleName>
type Act = 'disable' | 'enable' | 'resetFactor'
const roles = ['admin', 'support', 'billing', 'read_only'] as const satisfies readonly Role[]

interface Colleague {
  id: string
  name: string
}

/** Who runs the platform: invited by a link, given a role, disabled. */
export function OperatorsPage() {
  const { t } = useTranslation(['console', 'shell'])
  const mayManage = useMay('operator.manage')
  const queries = useQueryClient()
  const [inviting, setInviting] = useState(false)
  const [link, setLink] = useState<string>()
  const [asking, setAsking] = useState<{ act: Act; who: Colleague }>()
  const operators = useQuery({
    queryKey: ['operators'],
    queryFn: ({ signal }) => call(contract.listOperators, {}, { signal }),
  })
  const refresh = () => queries.invalidateQueries({ queryKey: ['operators'] })
  const changeRole = useMutation({
    mutationFn: ({ id, role }: { id: string; role: Role }) =>
      call(contract.changeRole, { params: { operatorId: id }, body: { role } }),
    onSettled: refresh,
  })
  const renew = useMutation({
    mutationFn: (id: string) => call(contract.renewLink, { params: { operatorId: id } }),
    onSuccess: ({ token }) => setLink(linkOf(token)),
  })
  const act = useMutation({
    mutationFn: ({ act: which, who }: { act: Act; who: Colleague }) =>
      call(routeOf[which], { params: { operatorId: who.id } }),
    onSuccess: async () => {
      await refresh()
      setAsking(undefined)
    },
  })
  return (
    <>
      <ConsoleTitle title={t('operators')}>
        {mayManage && <Button onClick={() => setInviting(true)}>{t('invite')}</Button>}
      </ConsoleTitle>
      {(changeRole.error ?? renew.error) && <ProblemAlert error={changeRole.error ?? renew.error} />}
      {link && <NewLink link={link} />}
      <Rows
        label={t('operators')}
        query={{ ...operators, data: operators.data?.items }}
        keyOf={({ id }) => id}
        empty={t('noOperators')}
        columns={[
          { label: t('name'), cell: ({ name }) => name },
          { label: t('email'), cell: ({ email }) => email },
          {
            label: t('role'),
            cell: ({ id, name, role }) => (
              <Select
                size="xs"
                aria-label={t('roleOf', { name })}
                allowDeselect={false}
                disabled={!mayManage}
                data={roles.map((value) => ({ value, label: t(value) }))}
                value={role}
                onChange={(value) => value && changeRole.mutate({ id, role: value as Role })}
              />
            ),
          },
          {
            label: t('state'),
            cell: ({ disabledAt, hasPassword }) =>
              disabledAt ? t('disabled') : hasPassword ? t('active') : t('invited'),
          },
          { label: t('seen'), cell: ({ seenAt }) => (seenAt ? <ConsoleMoment at={seenAt} /> : '–') },
          {
            label: t('shell:actions'),
            cell: (who) =>
              mayManage && (
                <Group gap={4} justify="flex-end">
                  {!who.disabledAt && (
                    <>
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => renew.mutate(who.id)}
                        loading={renew.isPending && renew.variables === who.id}
                      >
                        {t('newLink')}
                      </Button>
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => setAsking({ act: 'resetFactor', who })}
                      >
                        {t('resetFactor')}
                      </Button>
                    </>
                  )}
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    onClick={() => setAsking({ act: who.disabledAt ? 'enable' : 'disable', who })}
                  >
                    {who.disabledAt ? t('enable') : t('disable')}
                  </Button>
                </Group>
              ),
          },
        ]}
      />
      <InviteSheet
        opened={inviting}
        onClose={() => setInviting(false)}
        onInvited={(token) => {
          setLink(linkOf(token))
          setInviting(false)
          void refresh()
        }}
      />
      {asking && (
        <ConfirmModal
          title={`${t(asking.act)}: ${asking.who.name}`}
          text={t('actHint')}
          button={t(asking.act)}
          error={act.error}
          pending={act.isPending}
          onConfirm={() => act.mutate(asking)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  )
}

const routeOf = {
  disable: contract.disableOperator,
  enable: contract.enableOperator,
  resetFactor: contract.resetFactor,
}

/** Behind the `#`, which no server is sent and no log keeps. */
function linkOf(token: string) {
  return `${location.origin}/link#${token}`
}

function NewLink({ link }: { link: string }) {
  const { t } = useTranslation(['console', 'shell'])
  return (
    <Alert mb="sm" title={t('linkTitle')}>
      <Text size="sm">{t('linkHint')}</Text>
      <Group gap={4} mt={4} wrap="nowrap">
        <Code data-testid="link">{link}</Code>
        <CopyText text={link} label={t('copyLink')} />
      </Group>
    </Alert>
  )
}

interface InviteSheetProps {
  opened: boolean
  onClose: () => void
  onInvited: (token: string) => void
}

function InviteSheet({ opened, onClose, onInvited }: InviteSheetProps) {
  const { t } = useTranslation(['console', 'shell'])
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('support')
  const invite = useMutation({
    mutationFn: () =>
      call(contract.inviteOperator, { body: { email: email.trim(), name: name.trim(), role } }),
    onSuccess: ({ token }) => {
      setEmail('')
      setName('')
      onInvited(token)
    },
  })
  return (
    <SideSheet title={t('invite')} opened={opened} onClose={onClose} changed={Boolean(email || name)}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          invite.mutate()
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('email')}
            type="email"
            required
            data-autofocus
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <TextInput
            label={t('name')}
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label={t('role')}
            allowDeselect={false}
            data={roles.map((value) => ({ value, label: t(value) }))}
            value={role}
            onChange={(value) => value && setRole(value as Role)}
          />
          {invite.error && <ProblemAlert error={invite.error} />}
          <SheetActions>
            <Button type="submit" loading={invite.isPending}>
              {t('invite')}
            </Button>
          </SheetActions>
        </Stack>
      </form>
    </SideSheet>
  )
}
