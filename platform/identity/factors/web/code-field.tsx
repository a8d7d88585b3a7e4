import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  value: string
  onChange: (code: string) => void
}

/** Six digits of an authenticator app; what apps and people put between them is taken away. */
export function CodeField({ value, onChange }: Props) {
  const { t } = useTranslation('factors')
  return (
    <TextInput
      label={t('code')}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      required
      autoFocus
      data-autofocus
      pattern="[0-9]{6}"
      maxLength={12}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, '').slice(0, 6))}
    />
  )
}
