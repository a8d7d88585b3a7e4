import { PasswordInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  value: string
  onChange: (password: string) => void
  autoFocus?: boolean
}

/** A password that is being chosen. How good it must be is the server's to say, in words. */
export function NewPasswordField({ value, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation('identity')
  return (
    <PasswordInput
      label={t('newPassword')}
      description={t('passwordAdvice')}
      name="newPassword"
      autoComplete="new-password"
      required
      autoFocus={autoFocus}
      minLength={8}
      maxLength={256}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
