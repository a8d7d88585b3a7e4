import { useTranslation } from 'react-i18next'

const texts = {
  owner: 'roleOwner',
  doctor: 'roleDoctor',
  receptionist: 'roleReceptionist',
  viewer: 'roleViewer',
} as const

/** The roles by the names people use; one that is not known here keeps its own. */
export function useRoleName() {
  const { t } = useTranslation()
  return (role: string) => (Object.hasOwn(texts, role) ? t(texts[role as keyof typeof texts]) : role)
}
