import { Button, Menu } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { LinkButton } from '#web/components/link-button.tsx'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import type { Customer } from '../customers.contract.ts'
import { useArchive } from './customer-queries.ts'
import { StatementItems } from './statement-items.tsx'

const CustomerSheet = lazy(async () => ({ default: (await import('./customer-sheet.tsx')).CustomerSheet }))
const AskSheet = lazy(async () => ({
  default: (await import('../../payments/web/ask-sheet.tsx')).AskSheet,
}))
const HoldSheet = lazy(async () => ({ default: (await import('./hold-sheet.tsx')).HoldSheet }))
const DisputeModal = lazy(async () => ({ default: (await import('./dispute-modal.tsx')).DisputeModal }))
const PromiseModal = lazy(async () => ({ default: (await import('./promise-modal.tsx')).PromiseModal }))
const ConvertModal = lazy(async () => ({
  default: (await import('../../conversions/web/convert-modal.tsx')).ConvertModal,
}))
const ShareSheet = lazy(async () => ({
  default: (await import('../../statements/web/share-sheet.tsx')).ShareSheet,
}))
const WriteOffModal = lazy(async () => ({ default: (await import('./write-off-modal.tsx')).WriteOffModal }))

/** What can be done for a customer; whoever may do none of it sees none of it. */
export function CustomerActions({ customer, currency }: { customer: Customer; currency: string }) {
  const { t } = useTranslation(['customers', 'payments', 'statements'])
  const writable = useWritable()
  const [open, setOpen] = useState<
    'ask' | 'share' | 'edit' | 'hold' | 'dispute' | 'promise' | 'convert' | 'writeOff' | 'archive'
  >()
  const archive = useArchive(customer.id, customer.archived)
  const { archived, can, dispute, promisedOn } = customer
  const mayEdit = writable && can.edit
  const maySell = writable && can.sell && !archived
  // Somebody who buys no more may still be sent what he owes.
  const mayShare = writable && can.share
  const mayWriteOff = writable && can.override && customer.balanceMinor > 0
  const mayConvert =
    writable && can.override && !archived && customer.accounts.some(({ balanceMinor }) => balanceMinor > 0)
  useShortcuts(mayEdit ? [{ key: 'e', label: t('edit'), run: () => setOpen('edit') }] : [])
  const close = () => setOpen(undefined)
  return (
    <>
      {maySell && (
        <LinkButton to="/counter" search={{ customer: customer.id }}>
          {t('atCounter')}
        </LinkButton>
      )}
      {mayEdit && (
        <Button variant="default" onClick={() => setOpen('edit')} aria-keyshortcuts="e">
          {t('edit')}
        </Button>
      )}
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button variant="default">{t('moreActions')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <StatementItems customerId={customer.id} currency={currency} />
          {mayShare && <Menu.Item onClick={() => setOpen('share')}>{t('statements:share')}</Menu.Item>}
          {maySell && <Menu.Item onClick={() => setOpen('ask')}>{t('payments:askForPayment')}</Menu.Item>}
          {maySell && <Menu.Item onClick={() => setOpen('hold')}>{t('putAside')}</Menu.Item>}
          {mayConvert && <Menu.Item onClick={() => setOpen('convert')}>{t('convert')}</Menu.Item>}
          {mayWriteOff && <Menu.Item onClick={() => setOpen('writeOff')}>{t('writeOffNow')}</Menu.Item>}
          {mayEdit && (
            <>
              {!promisedOn && <Menu.Item onClick={() => setOpen('promise')}>{t('setPromised')}</Menu.Item>}
              {!dispute && <Menu.Item onClick={() => setOpen('dispute')}>{t('setDisputed')}</Menu.Item>}
              <Menu.Item onClick={archived ? () => archive.mutate() : () => setOpen('archive')}>
                {t(archived ? 'restore' : 'archive')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {open === 'archive' && (
        <ConfirmModal
          title={t('archiveTitle', { name: customer.name })}
          text={t('archiveText')}
          button={t('archive')}
          error={archive.error}
          pending={archive.isPending}
          onConfirm={() => archive.mutate(undefined, { onSuccess: close })}
          onClose={close}
        />
      )}
      <Suspense>
        {open === 'ask' && <AskSheet customer={customer} onClose={close} />}
        {open === 'share' && <ShareSheet customer={customer} currency={currency} onClose={close} />}
        {open === 'edit' && <CustomerSheet customer={customer} onClose={close} />}
        {open === 'hold' && <HoldSheet customer={customer} onClose={close} />}
        {open === 'dispute' && <DisputeModal customer={customer} onClose={close} />}
        {open === 'promise' && <PromiseModal customer={customer} onClose={close} />}
        {open === 'convert' && <ConvertModal customer={customer} onClose={close} />}
        {open === 'writeOff' && <WriteOffModal customer={customer} onClose={close} />}
      </Suspense>
    </>
  )
}
