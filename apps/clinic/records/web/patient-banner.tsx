import { ActionIcon, Badge, Button, Group, Text, Title, Tooltip } from '@mantine/core'
import IconAlertOctagon from '@tabler/icons-react/dist/esm/icons/IconAlertOctagon.mjs'
import IconBrandWhatsapp from '@tabler/icons-react/dist/esm/icons/IconBrandWhatsapp.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconPhone from '@tabler/icons-react/dist/esm/icons/IconPhone.mjs'
import IconPrinter from '@tabler/icons-react/dist/esm/icons/IconPrinter.mjs'
import { useTranslation } from 'react-i18next'
import type { Patient } from '#apps/clinic/patients/patients.contract.ts'
import { AgeAndSex } from '#apps/clinic/patients/web/patient-words.tsx'
import { readablePhone } from '#web/format/phone.ts'
import { useFormats } from '#web/format/use-formats.ts'
import type { Chart } from '../records.contract.ts'
import classes from './patient-banner.module.css'

interface Props {
  patient: Patient
  /** Missing while it loads, and for roles that do not read records. */
  chart: Chart | undefined
  /** Missing for roles that never edit. */
  onEdit: (() => void) | undefined
  /** False while nothing can be changed. */
  editable: boolean
}

/** Whose record is open, and what must not be overlooked. */
export function PatientBanner({ patient, chart, onEdit, editable }: Props) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const { name, number, birthDate, phone, deceased, deceasedOn } = patient
  return (
    <div className={classes.banner}>
      <div className={classes.person}>
        <Title order={1} className={classes.name}>
          <bdi>{name}</bdi>
        </Title>
        <Text span>
          <AgeAndSex patient={patient} />
        </Text>
        {birthDate && (
          <Text span c="dimmed" visibleFrom="sm">
            {t('born', { date: formats.partial(birthDate) })}
          </Text>
        )}
        <Text span c="dimmed">
          {number}
        </Text>
        {deceased && (
          <Badge color="gray" variant="filled" tt="none">
            {deceasedOn ? t('deceasedOn', { date: formats.day(deceasedOn) }) : t('deceased')}
          </Badge>
        )}
      </div>
      {chart && <Allergies allergies={chart.allergies} />}
      <Group gap="xs" wrap="nowrap" className={classes.actions}>
        {phone && <PhoneLinks phone={phone} />}
        {onEdit && (
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconPencil size={16} />}
            disabled={!editable}
            onClick={onEdit}
          >
            {t('edit')}
          </Button>
        )}
        <Tooltip label={t('print')}>
          <ActionIcon variant="default" size={30} aria-label={t('print')} onClick={() => window.print()}>
            <IconPrinter size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </div>
  )
}

function Allergies({ allergies }: Pick<Chart, 'allergies'>) {
  const { t } = useTranslation('records')
  const active = allergies.filter(({ status }) => status !== 'resolved' && status !== 'inactive')
  if (active.length === 0) {
    return (
      <Text c="dimmed" className={classes.allergies}>
        {t('noAllergies')}
      </Text>
    )
  }
  return (
    <div className={classes.allergies} data-some role="group" aria-label={t('allergies')}>
      <IconAlertOctagon size={20} aria-hidden />
      <span>
        <b>{t('allergies')}:</b> {active.map(({ title }) => title).join(', ')}
      </span>
    </div>
  )
}

function PhoneLinks({ phone }: { phone: string }) {
  const { t } = useTranslation('records')
  return (
    <>
      <Button
        component="a"
        href={`tel:${phone}`}
        variant="default"
        size="compact-md"
        leftSection={<IconPhone size={16} aria-hidden />}
      >
        {readablePhone(phone)}
      </Button>
      <Tooltip label={t('whatsapp')}>
        <ActionIcon
          component="a"
          href={`https://wa.me/${phone.replace(/\D/g, '')}`}
          target="_blank"
          rel="noreferrer"
          variant="default"
          size={30}
          aria-label={t('whatsappNumber', { phone })}
        >
          <IconBrandWhatsapp size={16} />
        </ActionIcon>
      </Tooltip>
    </>
  )
}
