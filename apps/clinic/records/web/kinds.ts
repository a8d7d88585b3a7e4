import IconActivity from '@tabler/icons-react/dist/esm/icons/IconActivity.mjs'
import IconAlertOctagon from '@tabler/icons-react/dist/esm/icons/IconAlertOctagon.mjs'
import IconClipboardHeart from '@tabler/icons-react/dist/esm/icons/IconClipboardHeart.mjs'
import IconFile from '@tabler/icons-react/dist/esm/icons/IconFile.mjs'
import IconFlask from '@tabler/icons-react/dist/esm/icons/IconFlask.mjs'
import IconHeartbeat from '@tabler/icons-react/dist/esm/icons/IconHeartbeat.mjs'
import IconPill from '@tabler/icons-react/dist/esm/icons/IconPill.mjs'
import IconReceipt from '@tabler/icons-react/dist/esm/icons/IconReceipt.mjs'
import IconReportMedical from '@tabler/icons-react/dist/esm/icons/IconReportMedical.mjs'
import IconMedicalCross from '@tabler/icons-react/dist/esm/icons/IconMedicalCross.mjs'
import IconStethoscope from '@tabler/icons-react/dist/esm/icons/IconStethoscope.mjs'
import IconVaccine from '@tabler/icons-react/dist/esm/icons/IconVaccine.mjs'
import type { RecordKind } from '../records.contract.ts'

/** How each kind of record is named and drawn; the keys are those of the catalogue. */
export const kinds = {
  encounter: { text: 'kindEncounter', icon: IconStethoscope },
  problem: { text: 'kindProblem', icon: IconClipboardHeart },
  allergy: { text: 'kindAllergy', icon: IconAlertOctagon },
  medication: { text: 'kindMedication', icon: IconPill },
  immunization: { text: 'kindImmunization', icon: IconVaccine },
  procedure: { text: 'kindProcedure', icon: IconMedicalCross },
  vitals: { text: 'kindVitals', icon: IconHeartbeat },
  laboratory: { text: 'kindLaboratory', icon: IconFlask },
  observation: { text: 'kindObservation', icon: IconActivity },
  report: { text: 'kindReport', icon: IconReportMedical },
  document: { text: 'kindDocument', icon: IconFile },
  billing: { text: 'kindBilling', icon: IconReceipt },
} as const satisfies Record<RecordKind, object>
