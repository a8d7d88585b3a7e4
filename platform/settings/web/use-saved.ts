import { useTranslation } from 'react-i18next'
import { notifyDone } from '#web/components/notify.tsx'

/** Says that a form of the settings is saved; what was sent is no change of it any more. */
export function useSaved<Values>(form: { resetDirty: (values: Values) => void }) {
  const { t } = useTranslation('settings')
  return (values: Values) => ({
    onSuccess: () => {
      form.resetDirty(values)
      notifyDone(t('saved'))
    },
  })
}
