import { Alert, Button, Code, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { CopyText } from '#web/components/copy-text.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SideSheet } from '#web/components/side-sheet.tsx'
import { createTenant } from '../tenants.contract.ts'

const empty = { name: '', slug: '', plan: 'trial', ownerName: '', email: '' }

interface Props {
  onClose: () => void
  /** It is being made, and is in the list a moment later. */
  onAsked: () => void
}

/** Asks for a clinic or a shop. What its owner needs to sign in is shown once, here. */
export function NewTenantSheet({ onClose, onAsked }: Props) {
  const { t } = useTranslation('console')
  const [app, setApp] = useState<'clinic' | 'store'>('clinic')
  const [placement, setPlacement] = useState<'pool' | 'silo'>('pool')
  const [typed, setTyped] = useState(empty)
  const create = useMutation({
    mutationFn: () => {
      const { name, slug, plan, ownerName, email } = typed
      const owner = { name: ownerName.trim(), email: email.trim() }
      return call(createTenant, { body: { app, placement, name, slug: slug.trim(), plan, owner } })
    },
    onSuccess: onAsked,
  })
  const field = (name: keyof typeof empty) => ({
    required: true,
    value: typed[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setTyped((before) => ({ ...before, [name]: value })),
  })
  const changed =
    !create.data && Object.entries(empty).some(([name, value]) => typed[name as 'name'] !== value)
  return (
    <SideSheet title={t('newTenant')} opened onClose={onClose} changed={changed}>
      {create.data ? (
        <Stack gap="sm">
          <Alert title={t('tenantAsked', { name: typed.name })}>
            {create.data.temporaryPassword === null ? (
              t('ownerHasAccount')
            ) : (
              <>
                <Text size="sm">{t('ownerPassword', { email: typed.email })}</Text>
                <Group gap={4} mt={4}>
                  <Code>{create.data.temporaryPassword}</Code>
                  <CopyText text={create.data.temporaryPassword} label={t('copyPassword')} />
                </Group>
              </>
            )}
          </Alert>
          <Button onClick={onClose}>{t('done')}</Button>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            create.mutate()
          }}
        >
          <Stack gap="sm">
            <Select
              label={t('app')}
              allowDeselect={false}
              data={[
                { value: 'clinic', label: t('clinic') },
                { value: 'store', label: t('store') },
              ]}
              value={app}
              onChange={(value) => value && setApp(value as 'clinic')}
            />
            <TextInput label={t('name')} maxLength={120} data-autofocus {...field('name')} />
            <TextInput
              label={t('shortName')}
              description={t('shortNameHint')}
              maxLength={60}
              {...field('slug')}
            />
            <TextInput label={t('plan')} maxLength={40} {...field('plan')} />
            <Select
              label={t('placement')}
              allowDeselect={false}
              data={[
                { value: 'pool', label: t('pool') },
                { value: 'silo', label: t('silo') },
              ]}
              value={placement}
              onChange={(value) => value && setPlacement(value as 'pool')}
            />
            <TextInput label={t('ownerName')} maxLength={200} {...field('ownerName')} />
            <TextInput label={t('ownerEmail')} type="email" maxLength={254} {...field('email')} />
            {create.error && <ProblemAlert error={create.error} />}
            <SheetActions>
              <Button type="submit" loading={create.isPending}>
                {t('create')}
              </Button>
            </SheetActions>
          </Stack>
        </form>
      )}
    </SideSheet>
  )
}
