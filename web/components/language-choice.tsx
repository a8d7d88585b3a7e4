import { SegmentedControl, type SegmentedControlProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type Language, languageNames } from '#web/language/catalogues.ts'
import { chooseLanguage } from '#web/language/language.ts'

export function LanguageChoice(props: Omit<SegmentedControlProps, 'data' | 'value' | 'onChange'>) {
  const { t, i18n } = useTranslation()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('language')}
      {...props}
      data={languageNames}
      value={i18n.language}
      onChange={(language) => void chooseLanguage(language as Language)}
    />
  )
}
