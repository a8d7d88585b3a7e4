import { fileRoutesOf } from '#platform/files/files.contract.ts'

/** What was written down elsewhere and belongs to a patient: letters, scans, pictures. Read like the chart. */
export const patientFiles = fileRoutesOf({
  url: '/patients/:subjectId/files',
  entity: 'patient',
  read: 'record.read',
  write: 'record.write',
  health: true,
})

export const patientFileEvents = { 'patient.files_changed': 'record.read' } as const
