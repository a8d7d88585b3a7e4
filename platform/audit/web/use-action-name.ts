import { useTranslation } from 'react-i18next'
import type { texts } from './actions.en.ts'

/** An action of the audit in words; one of a release that is not this one keeps its own name. */
export function useActionName() {
  const { t, i18n } = useTranslation('actions')
  return (action: string) =>
    i18n.exists(action, { ns: 'actions' }) ? t(action as keyof typeof texts) : action
}
