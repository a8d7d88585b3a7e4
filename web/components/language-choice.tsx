import { SegmentedControl, type SegmentedControlProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Language } from '#web/language/catalogues.ts'
import { chooseLanguage } from '#web/language/language.ts'

/** Each language in its own words, so that nobody has to know another to find his. */
const names = [
  { value: 'en', label: 'English' },
  { value: 'hi', label: 'हिन्दी' },
] satisfies { value: Language; label: string }[]

export function LanguageChoice(props: Omit<SegmentedControlProps, 'data' | 'value' | 'onChange'>) {
  const { t, i18n } = useTranslation()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('language')}
      {...props}
      data={names}
      value={i18n.language}
      onChange={(language) => void chooseLanguage(language as Language)}
    />
  )
}
