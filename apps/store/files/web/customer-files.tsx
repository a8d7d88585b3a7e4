import { FilesPanel } from '#platform/files/web/files-panel.tsx'
import { customerFiles } from '../files.contract.ts'

export function CustomerFiles({ customerId }: { customerId: string }) {
  return <FilesPanel about={{ routes: customerFiles, subjects: 'customers', subjectId: customerId }} />
}
