import { Stack, Text, UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRoleName } from './use-role-name.ts'
import classes from './demo-sign-ins.module.css'

export interface DemoSignIn {
  email: string
  password: string
  role: string
}

interface Props {
  signIns: DemoSignIn[]
  onChoose: (signIn: DemoSignIn) => void
}

/** The sign-ins of a demonstration tenant: one click fills them in. */
export function DemoSignIns({ signIns, onChoose }: Props) {
  const { t } = useTranslation('identity')
  const roleName = useRoleName()
  if (signIns.length === 0) return null
  return (
    <Stack gap={4} component="section" aria-label={t('demoSignIns')}>
      <Text fw={600} mt="xs">
        {t('demoSignIns')}
      </Text>
      {signIns.map((signIn) => (
        <UnstyledButton key={signIn.email} className={classes.choice} onClick={() => onChoose(signIn)}>
          <Text span fw={600}>
            {t('fillIn', { role: roleName(signIn.role) })}
          </Text>
          <Text span size="xs" c="dimmed" truncate>
            {signIn.email}
          </Text>
        </UnstyledButton>
      ))}
    </Stack>
  )
}
