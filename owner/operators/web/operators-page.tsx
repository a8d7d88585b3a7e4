import { Alert, Button, Code, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { CopyText } from '#web/components/copy-text.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ConsoleMoment, ConsoleTitle, Rows } from '#web/console/console-page.tsx'
import * as contract from '../operators.contract.ts'
import { InviteSheet } from './invite-sheet.tsx'
import { type Role, RoleSelect } from './role-select.tsx'
import { useMay } from './session-queries.ts'

type Act = 'disable' | 'enable' | 'resetFactor'

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
              <RoleSelect
                size="xs"
                aria-label={t('roleOf', { name })}
                disabled={!mayManage}
                value={role}
                onChoose={(chosen) => changeRole.mutate({ id, role: chosen })}
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
                <OperatorActs
                  operator={who}
                  isRenewing={renew.isPending && renew.variables === who.id}
                  onRenew={() => renew.mutate(who.id)}
                  onAsk={(which) => setAsking({ act: which, who })}
                />
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

interface ActsProps {
  operator: { disabledAt: string | null }
  isRenewing: boolean
  onRenew: () => void
  onAsk: (act: Act) => void
}

function OperatorActs({ operator: { disabledAt }, isRenewing, onRenew, onAsk }: ActsProps) {
  const { t } = useTranslation('console')
  return (
    <Group gap={4} justify="flex-end">
      {!disabledAt && (
        <>
          <Button size="compact-xs" variant="default" data-once onClick={onRenew} loading={isRenewing}>
            {t('newLink')}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => onAsk('resetFactor')}>
            {t('resetFactor')}
          </Button>
        </>
      )}
      <Button size="compact-xs" variant="subtle" onClick={() => onAsk(disabledAt ? 'enable' : 'disable')}>
        {disabledAt ? t('enable') : t('disable')}
      </Button>
    </Group>
  )
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
