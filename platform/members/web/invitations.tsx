import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import list from '#web/components/list.module.css'
import { Moment } from '#web/components/moment.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { useInvitations, useResendInvitation, useRevokeInvitation } from './member-queries.ts'
import { RoleBadges } from './members-table.tsx'
import { Once } from './person-sheets.tsx'

/** Who has been offered a place and has not come yet. Where nobody has, there is nothing to see. */
export function Invitations({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation('members')
  const { data, error, refetch } = useInvitations()
  const resend = useResendInvitation()
  const revoke = useRevokeInvitation()
  const [shown, setShown] = useState(false)
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />
  if (!data || data.items.length === 0) return null
  return (
    <Stack component="section" gap="xs" mt="lg" aria-labelledby="invitations">
      <Title order={2} id="invitations">
        {t('invitations')}
      </Title>
      {(resend.error ?? revoke.error) && <ProblemAlert error={resend.error ?? revoke.error} />}
      <ul className={list.cards}>
        {data.items.map(({ id, name, email, roles, status, expiresAt }) => (
          <li key={id} className={list.card} data-stacked>
            <Group gap="xs">
              <Text fw={600}>{name}</Text>
              <Text c="dimmed">{email}</Text>
              <RoleBadges roles={roles} />
              {status === 'expired' && (
                <Badge color="yellow" variant="light" tt="none">
                  {t('expired')}
                </Badge>
              )}
            </Group>
            <Group justify="space-between" gap="xs">
              <Text size="xs" c="dimmed">
                {t('validUntil')} <Moment at={expiresAt} />
              </Text>
              {mayChange && (
                <Group gap="xs">
                  <Button
                    size="compact-sm"
                    variant="default"
                    data-once
                    aria-label={t('newLinkFor', { name })}
                    loading={resend.isPending && resend.variables === id}
                    onClick={() => resend.mutate(id, { onSuccess: () => setShown(true) })}
                  >
                    {t('newLink')}
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    color="red"
                    aria-label={t('revokeOf', { name })}
                    loading={revoke.isPending && revoke.variables === id}
                    onClick={() => revoke.mutate(id, { onSuccess: () => notifyDone(t('revoked', { name })) })}
                  >
                    {t('revoke')}
                  </Button>
                </Group>
              )}
            </Group>
          </li>
        ))}
      </ul>
      {shown && resend.data && (
        <SideSheet opened title={t('newLink')} onClose={() => setShown(false)}>
          <Once
            text={
              resend.data.mailed
                ? t('inviteMailed', { email: resend.data.invitation.email })
                : t('inviteLinkText', { name: resend.data.invitation.name })
            }
            label={t('inviteLink')}
            secret={resend.data.link}
            until={resend.data.invitation.expiresAt}
            onClose={() => setShown(false)}
          />
        </SideSheet>
      )}
    </Stack>
  )
}
