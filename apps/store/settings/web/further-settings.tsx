import { NavLink, Title } from '@mantine/core'
import IconBellRinging from '@tabler/icons-react/dist/esm/icons/IconBellRinging.mjs'
import IconMessages from '@tabler/icons-react/dist/esm/icons/IconMessages.mjs'
import IconSettings from '@tabler/icons-react/dist/esm/icons/IconSettings.mjs'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay } from '#platform/identity/web/session-queries.ts'

/** Where the rest is settled that a shopkeeper looks for here. */
export function FurtherSettings() {
  const { t } = useTranslation('shop')
  const pages = [
    {
      to: '/reminders',
      title: 'remindersTitle',
      hint: 'remindersHint',
      icon: IconBellRinging,
      may: useMay('message.send'),
    },
    {
      to: '/message-settings',
      title: 'messagesTitle',
      hint: 'messagesHint',
      icon: IconMessages,
      may: useMay('message.manage'),
    },
    {
      to: '/settings',
      title: 'businessTitle',
      hint: 'businessHint',
      icon: IconSettings,
      may: useMay('settings.read'),
    },
  ] as const
  const open = pages.filter(({ may }) => may)
  if (open.length === 0) return null
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t('further')}
      </Title>
      {open.map(({ to, title, hint, icon: Icon }) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          label={t(title)}
          description={t(hint)}
          leftSection={<Icon size={20} aria-hidden />}
        />
      ))}
    </section>
  )
}
