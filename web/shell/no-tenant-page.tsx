import { Button, Center, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** The platform's own address: whoever knows a short name finds the way from here. */
export function NoTenantPage() {
  const { t } = useTranslation()
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="lg" w="100%" maw={420}>
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
            <TextInput name="slug" label={t('shortName')} required autoCapitalize="none" spellCheck={false} />
            <Button type="submit">{t('open')}</Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
