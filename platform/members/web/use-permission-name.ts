import { useTranslation } from 'react-i18next'

/** What each permission lets somebody do, in words. A test holds every app's role table against this list. */
export const permissionTexts = {
  'patient.read': 'mayReadPatients',
  'patient.write': 'mayWritePatients',
  'record.read': 'mayReadRecords',
  'record.write': 'mayWriteRecords',
  'record.import': 'mayImport',
  'practitioner.read': 'mayReadPractitioners',
  'practitioner.write': 'mayWritePractitioners',
  'customer.read': 'mayReadCustomers',
  'customer.write': 'mayWriteCustomers',
  'sale.write': 'mayWriteSales',
  'payment.write': 'mayWritePayments',
  'entry.reverse': 'mayReverseEntries',
  'limit.override': 'mayOverrideLimits',
  'report.read': 'mayReadReports',
  'shop.write': 'mayWriteShop',
  'member.read': 'mayReadMembers',
  'member.write': 'mayWriteMembers',
  'message.read': 'mayReadMessages',
  'message.send': 'maySendMessages',
  'message.manage': 'mayManageMessages',
  'mail.read': 'mayReadMails',
  'audit.read': 'mayReadAudit',
  'apikey.manage': 'mayManageApiKeys',
  'settings.read': 'mayReadSettings',
  'settings.write': 'mayWriteSettings',
  'ownership.transfer': 'mayTransferOwnership',
} as const

/** A permission by its words; one that is not known here keeps its own name. */
export function usePermissionName() {
  const { t } = useTranslation('members')
  return (permission: string) =>
    Object.hasOwn(permissionTexts, permission)
      ? t(permissionTexts[permission as keyof typeof permissionTexts])
      : permission
}
