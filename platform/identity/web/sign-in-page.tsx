import { Center, Group, Paper, Stack, Title } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { base } from '#web/call.ts'
import { LanguageChoice } from '#web/components/language-choice.tsx'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { TenantMark } from '#web/components/tenant-mark.tsx'
import { HandoverButton } from '../handover/web/handover-button.tsx'
import { tenantOptions } from './session-queries.ts'
import { SignInForm } from './sign-in-form.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { t } = useTranslation('identity')
  const { data: tenant } = useSuspenseQuery(tenantOptions())
  const { next } = route.useSearch()
  const router = useRouter()
  const title = t('signInTo', { name: tenant.name })
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={380} gap="md">
        <Paper withBorder p="lg">
          <Group gap="sm" mb="md" wrap="nowrap">
            <TenantMark
              name={tenant.name}
              accent={tenant.branding.accent}
              logoUrl={tenant.branding.logoUrl}
            />
            <Title order={1}>{title}</Title>
          </Group>
          <SignInForm
            demoSignIns={tenant.demoSignIns ?? []}
            passkeys={tenant.signInWays.includes('passkey')}
            onSignedIn={() => router.history.replace(`${base}${next ?? '/'}`)}
          />
          {tenant.signInWays.includes('handover') && <HandoverButton />}
          <LinkAnchor to="/forgot-password" size="sm" mt="sm" display="block">
            {t('forgotPassword')}
          </LinkAnchor>
        </Paper>
        <Group justify="center">
          <LanguageChoice />
        </Group>
      </Stack>
    </Center>
  )
}
