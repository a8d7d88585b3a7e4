import { FilesPanel } from '#platform/files/web/files-panel.tsx'
import { patientFiles } from '../files.contract.ts'

export function PatientFiles({ patientId }: { patientId: string }) {
  return <FilesPanel about={{ routes: patientFiles, subjects: 'patients', subjectId: patientId }} />
}
