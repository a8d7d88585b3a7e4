import { Anchor, Button, Center, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageChoice } from '#web/components/language-choice.tsx'
import { lazyScreen } from '#web/lazy/lazy-part.tsx'

const RegisterPage = lazyScreen(
  () => import('#platform/registration/web/register-page.tsx'),
  'RegisterPage',
  'registration',
)

/** The platform's own address: the way to a clinic or shop, and to a new one. */
export function NoTenantPage() {
  return location.pathname === '/register' ? (
    <Suspense>
      <RegisterPage />
    </Suspense>
  ) : (
    <FindPage />
  )
}

function FindPage() {
  const { t } = useTranslation()
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={420} gap="md">
        <Paper withBorder p="lg">
          <form
            onSubmit={(event) => {
              event.preventDefault()
              const form = new FormData(event.currentTarget)
              // Text fields alone: there is no file among them.
              const [app, slug] = [form.get('app') as string, form.get('slug') as string]
              location.assign(`/${app}/${encodeURIComponent(slug.trim().toLowerCase())}/`)
            }}
          >
            <Stack gap="sm">
              <Title order={1}>{t('noTenantTitle')}</Title>
              <Text>{t('noTenantText')}</Text>
              <Select
                name="app"
                label={t('kind')}
                defaultValue="clinic"
                allowDeselect={false}
                data={[
                  { value: 'clinic', label: t('clinic') },
                  { value: 'store', label: t('shop') },
                ]}
              />
              <TextInput
                name="slug"
                label={t('shortName')}
                required
                autoCapitalize="none"
                spellCheck={false}
              />
              <Button type="submit">{t('open')}</Button>
            </Stack>
          </form>
        </Paper>
        <Group justify="center" gap={4}>
          <Text>{t('newHere')}</Text>
          <Anchor href="/register">{t('registerTenant')}</Anchor>
        </Group>
        <Center>
          <LanguageChoice />
        </Center>
      </Stack>
    </Center>
  )
}
