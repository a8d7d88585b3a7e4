import { useTranslation } from 'react-i18next'
import { PasswordField } from '#web/components/password-field.tsx'

interface Props {
  value: string
  onChange: (password: string) => void
  autoFocus?: boolean
}

/** A password that is being chosen. How good it must be is the server's to say, in words. */
export function NewPasswordField({ value, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation('identity')
  return (
    <PasswordField
      label={t('newPassword')}
      description={t('passwordAdvice')}
      name="newPassword"
      autoComplete="new-password"
      autoFocus={autoFocus}
      minLength={8}
      value={value}
      onChange={onChange}
    />
  )
}
