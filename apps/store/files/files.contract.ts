import { fileRoutesOf } from '#platform/files/files.contract.ts'

/** What belongs to a customer's account: bills, receipts, a picture of the note on the door. */
export const customerFiles = fileRoutesOf({
  url: '/customers/:subjectId/files',
  entity: 'customer',
  read: 'customer.read',
  write: 'customer.write',
  health: false,
})

export const customerFileEvents = { 'customer.files_changed': 'customer.read' } as const
