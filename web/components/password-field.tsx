import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props extends Omit<PasswordInputProps, 'value' | 'onChange'> {
  value: string
  onChange: (password: string) => void
}

/** A password that is typed in and can be looked at: the present one, unless said otherwise. */
export function PasswordField({ onChange, ...props }: Props) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      autoComplete="current-password"
      required
      maxLength={256}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...props}
    />
  )
}
