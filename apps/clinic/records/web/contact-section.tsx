import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Patient } from '#apps/clinic/patients/patients.contract.ts'
import { useHousehold } from '#apps/clinic/patients/web/patient-queries.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { readablePhone } from '#web/format/phone.ts'
import { useFormats } from '#web/format/use-formats.ts'
import { Section } from './section.tsx'

/** How to reach the patient, and who belongs to him. */
export function ContactSection({ patient }: { patient: Patient }) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const household = useHousehold(patient.id)
  const { phone, email, address, language, bloodGroup, emergencyContact, notes } = patient
  const languageName = language && new Intl.DisplayNames(formats.locale, { type: 'language' }).of(language)
  const place = address && [
    address.line,
    address.city,
    address.district,
    address.state,
    address.postalCode,
    address.country,
  ]
  const facts = [
    [t('phone'), phone && readablePhone(phone)],
    [t('email'), email],
    [t('address'), place && place.filter(Boolean).join(', ')],
    [t('language'), languageName],
    [t('bloodGroup'), bloodGroup],
    [t('emergencyContact'), emergencyContact && Object.values(emergencyContact).filter(Boolean).join(', ')],
    [t('notes'), notes],
  ].filter(([, value]) => value)
  return (
    <>
      <Section title={t('contact')} empty={t('noContact')} counted={false}>
        {facts.map(([name, value]) => (
          <li key={name}>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            <Text style={{ overflowWrap: 'anywhere' }}>
              <bdi>{value}</bdi>
            </Text>
          </li>
        ))}
      </Section>
      {household.data && household.data.items.length > 0 && (
        <Section title={t('household')} empty="">
          {household.data.items.map(({ id, name, birthDate }) => (
            <li key={id}>
              <LinkAnchor to="/patients/$patientId" params={{ patientId: id }} inherit>
                <bdi>{name}</bdi>
              </LinkAnchor>{' '}
              <Text span size="xs" c="dimmed">
                {birthDate && formats.age(birthDate)}
              </Text>
            </li>
          ))}
        </Section>
      )}
    </>
  )
}
