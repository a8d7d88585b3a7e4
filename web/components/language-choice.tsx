import { SegmentedControl, type SegmentedControlProps } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Language, languageNames } from '#web/language/catalogues.ts'
import { chooseLanguage } from '#web/language/language.ts'
import { ProblemAlert } from './problem-alert.tsx'

export function LanguageChoice(props: Omit<SegmentedControlProps, 'data' | 'value' | 'onChange'>) {
  const { t, i18n } = useTranslation()
  const choose = useMutation({ mutationFn: chooseLanguage, networkMode: 'always' })
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('language')}
        {...props}
        data={languageNames}
        value={i18n.language}
        onChange={(language) => choose.mutate(language as Language)}
      />
      {choose.error && <ProblemAlert error={choose.error} />}
    </>
  )
}
