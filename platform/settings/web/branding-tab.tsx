import { Button, FileButton, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { base } from '#web/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { initials } from '#web/components/tenant-mark.tsx'
import { isProblem } from '#web/query-client.ts'
import { largestLogoBytes, logoTypes } from '../branding.contract.ts'
import type { Settings } from '../settings.contract.ts'
import { ColourForm } from './colour-form.tsx'
import { useChangeLogo, useRemoveLogo, useSettings } from './settings-queries.ts'
import classes from './settings.module.css'
import { Loaded } from './settings-tab.tsx'

/** How the clinic or shop looks: in the frame, on its sign-in page and on what it prints. */
export function BrandingTab() {
  const settings = useSettings()
  return (
    <Loaded query={settings}>
      {(present) => (
        <>
          <LogoSection settings={present} />
          <ColourForm settings={present} />
        </>
      )}
    </Loaded>
  )
}

function LogoSection({ settings: { name, logoUrl, can } }: { settings: Settings }) {
  const { t } = useTranslation('settings')
  const mayEdit = useWritable() && can.edit
  const change = useChangeLogo()
  const remove = useRemoveLogo()
  const error = change.error ?? remove.error
  const refusal =
    isProblem(error, 'too_large') || (change.variables && change.variables.size > largestLogoBytes)
      ? t('logoTooLarge')
      : isProblem(error, 'unsupported_media_type')
        ? t('logoOtherKind')
        : undefined
  return (
    <Paper withBorder p="md" component="section" aria-label={t('logo')}>
      <Stack gap="sm" align="flex-start">
        <Title order={2}>{t('logo')}</Title>
        <Text size="sm" c="dimmed">
          {t('logoText')}
        </Text>
        <Group gap="md">
          <div className={classes.logo}>
            {logoUrl ? (
              <img src={`${base}${logoUrl}`} alt={t('logoOf', { name })} />
            ) : (
              <Text span c="dark.9" fz={28} fw={600}>
                {initials(name)}
              </Text>
            )}
          </div>
          {mayEdit && (
            <Group gap="xs">
              <FileButton
                accept={logoTypes.join(',')}
                inputProps={{ 'aria-label': t('chooseLogo') }}
                onChange={(file) => {
                  remove.reset()
                  if (file) change.mutate(file)
                }}
              >
                {(props) => (
                  <Button variant="default" loading={change.isPending} {...props}>
                    {t('chooseLogo')}
                  </Button>
                )}
              </FileButton>
              {logoUrl && (
                <Button
                  variant="default"
                  color="red"
                  loading={remove.isPending}
                  onClick={() => {
                    change.reset()
                    remove.mutate(undefined)
                  }}
                >
                  {t('removeLogo')}
                </Button>
              )}
            </Group>
          )}
        </Group>
        {error && <ProblemAlert error={error} {...(refusal && { message: refusal })} />}
      </Stack>
    </Paper>
  )
}
