import { useTranslation } from 'react-i18next'

const texts = {
  owner: 'roleOwner',
  admin: 'roleAdmin',
  doctor: 'roleDoctor',
  nurse: 'roleNurse',
  receptionist: 'roleReceptionist',
  lab_tech: 'roleLabTech',
  member: 'roleMember',
  viewer: 'roleViewer',
  patient: 'rolePatient',
} as const

/** The roles by the names people use; one that is not known here keeps its own. */
export function useRoleName() {
  const { t } = useTranslation()
  return (role: string) => (Object.hasOwn(texts, role) ? t(texts[role as keyof typeof texts]) : role)
}
