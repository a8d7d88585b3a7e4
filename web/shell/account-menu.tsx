import {
  Avatar,
  Button,
  Divider,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import IconDoorExit from '@tabler/icons-react/dist/esm/icons/IconDoorExit.mjs'
import IconKeyboard from '@tabler/icons-react/dist/esm/icons/IconKeyboard.mjs'
import IconLogout from '@tabler/icons-react/dist/esm/icons/IconLogout.mjs'
import IconUserCircle from '@tabler/icons-react/dist/esm/icons/IconUserCircle.mjs'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { useRoleName } from '#platform/identity/web/use-role-name.ts'
import { useSignOut } from '#platform/identity/web/sign-in-queries.ts'
import { LanguageChoice } from '#web/components/language-choice.tsx'
import { LinkButton } from '#web/components/link-button.tsx'
import { initials } from '#web/components/tenant-mark.tsx'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import { useShownShortcuts } from './shortcuts.tsx'

const LeaveModal = lazyPart(() => import('#platform/members/web/leave-modal.tsx'), 'LeaveModal', {
  place: 'sheet',
  texts: ['members'],
})

/** Who is signed in, how the app looks and speaks, and the way out. */
export function AccountMenu() {
  const { t } = useTranslation()
  const { account, roles, tenant } = useSession()
  const [opened, { toggle, close }] = useDisclosure()
  const [leaving, leave] = useDisclosure()
  const roleName = useRoleName()
  const signOut = useSignOut()
  const keys = useShownShortcuts().find(({ key }) => key === '?')
  return (
    <>
      <Popover opened={opened} onChange={toggle} position="bottom-end" width={280} trapFocus>
        <Popover.Target>
          <UnstyledButton onClick={toggle}>
            <VisuallyHidden>{t('accountOf', { name: account.name })}</VisuallyHidden>
            <Avatar size={32} radius="xl" color="accent" aria-hidden>
              {initials(account.name)}
            </Avatar>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown p="sm">
          <Stack gap={8}>
            <div>
              <Text fw={600}>{account.name}</Text>
              <Text size="xs" c="dimmed">
                {account.email}
              </Text>
              <Text size="xs" c="dimmed">
                {roles.map(roleName).join(', ')}
              </Text>
            </div>
            <Divider />
            <Appearance />
            <Text size="xs" c="dimmed">
              {t('language')}
            </Text>
            <LanguageChoice fullWidth />
            <Divider />
            <LinkButton
              to="/account"
              variant="subtle"
              color="gray"
              justify="flex-start"
              leftSection={<IconUserCircle size={20} />}
              onClick={close}
            >
              {t('yourAccount')}
            </LinkButton>
            {keys && (
              <Button
                visibleFrom="sm"
                variant="subtle"
                color="gray"
                justify="flex-start"
                leftSection={<IconKeyboard size={20} />}
                onClick={() => {
                  close()
                  keys.run()
                }}
              >
                {t('showKeys')}
              </Button>
            )}
            <Button
              variant="subtle"
              color="gray"
              justify="flex-start"
              leftSection={<IconDoorExit size={20} />}
              onClick={() => {
                close()
                leave.open()
              }}
            >
              {t('leave', { name: tenant.name })}
            </Button>
            <Button
              variant="subtle"
              color="gray"
              justify="flex-start"
              leftSection={<IconLogout size={20} />}
              loading={signOut.isPending}
              onClick={() => signOut.mutate()}
            >
              {t('signOut')}
            </Button>
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <Suspense>{leaving && <LeaveModal onClose={leave.close} />}</Suspense>
    </>
  )
}

function Appearance() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <Text size="xs" c="dimmed">
        {t('appearance')}
      </Text>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('appearance')}
        value={colorScheme}
        onChange={setColorScheme}
        data={[
          { value: 'light', label: t('light') },
          { value: 'dark', label: t('dark') },
          { value: 'auto', label: t('auto') },
        ]}
      />
    </>
  )
}
