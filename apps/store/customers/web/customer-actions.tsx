import { Button, Menu } from '@mantine/core'
import IconArchive from '@tabler/icons-react/dist/esm/icons/IconArchive.mjs'
import IconArrowsExchange from '@tabler/icons-react/dist/esm/icons/IconArrowsExchange.mjs'
import IconBellRinging from '@tabler/icons-react/dist/esm/icons/IconBellRinging.mjs'
import IconBox from '@tabler/icons-react/dist/esm/icons/IconBox.mjs'
import IconCalendarCheck from '@tabler/icons-react/dist/esm/icons/IconCalendarCheck.mjs'
import IconEraser from '@tabler/icons-react/dist/esm/icons/IconEraser.mjs'
import IconQrcode from '@tabler/icons-react/dist/esm/icons/IconQrcode.mjs'
import IconScale from '@tabler/icons-react/dist/esm/icons/IconScale.mjs'
import IconShare from '@tabler/icons-react/dist/esm/icons/IconShare.mjs'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { LinkButton } from '#web/components/link-button.tsx'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import type { Customer } from '../customers.contract.ts'
import { useArchive } from './customer-queries.ts'
import { StatementItems } from './statement-items.tsx'
import { useCurrencies } from './use-currencies.ts'

const CustomerSheet = lazyPart(() => import('./customer-sheet.tsx'), 'CustomerSheet', { place: 'sheet' })
const AskSheet = lazyPart(() => import('../../payments/web/ask-sheet.tsx'), 'AskSheet', { place: 'sheet' })
const HoldSheet = lazyPart(() => import('./hold-sheet.tsx'), 'HoldSheet', { place: 'sheet' })
const RemindModal = lazyPart(() => import('../../reminders/web/remind-modal.tsx'), 'RemindModal', {
  place: 'sheet',
})
const DisputeModal = lazyPart(() => import('./dispute-modal.tsx'), 'DisputeModal', { place: 'sheet' })
const PromiseModal = lazyPart(() => import('./promise-modal.tsx'), 'PromiseModal', { place: 'sheet' })
const ConvertModal = lazyPart(() => import('../../conversions/web/convert-modal.tsx'), 'ConvertModal', {
  place: 'sheet',
})
const ShareSheet = lazyPart(() => import('../../statements/web/share-sheet.tsx'), 'ShareSheet', {
  place: 'sheet',
})
const WriteOffModal = lazyPart(() => import('./write-off-modal.tsx'), 'WriteOffModal', { place: 'sheet' })

const icon = { size: 18, 'aria-hidden': true } as const

/** What can be done for a customer; whoever may do none of it sees none of it. */
export function CustomerActions({ customer, currency }: { customer: Customer; currency: string }) {
  const { t } = useTranslation(['customers', 'payments', 'statements', 'reminders'])
  const writable = useWritable()
  const [open, setOpen] = useState<
    'ask' | 'share' | 'remind' | 'edit' | 'hold' | 'dispute' | 'promise' | 'convert' | 'writeOff' | 'archive'
  >()
  const archive = useArchive(customer.id, customer.archived)
  const { archived, can, dispute, promisedOn } = customer
  const mayEdit = writable && can.edit
  const maySell = writable && can.sell && !archived
  // Somebody who buys no more may still be sent what he owes.
  const mayShare = writable && can.share
  const mayRemind = useMay('message.send') && writable && customer.overdueMinor > 0
  const currencies = useCurrencies()
  const account = customer.accounts.find((each) => each.currency === currency)
  const mayWriteOff = writable && can.override && account !== undefined && account.balanceMinor > 0
  const mayConvert =
    writable &&
    can.override &&
    !archived &&
    customer.accounts.some(
      ({ balanceMinor, ...from }) => balanceMinor > 0 && currencies.some((to) => to !== from.currency),
    )
  useShortcuts(mayEdit ? [{ key: 'e', label: t('edit'), run: () => setOpen('edit') }] : [])
  const close = () => setOpen(undefined)
  return (
    <>
      {maySell && (
        <LinkButton to="/counter" search={{ customer: customer.id, currency }}>
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
          {mayShare && (
            <Menu.Item leftSection={<IconShare {...icon} />} onClick={() => setOpen('share')}>
              {t('statements:share')}
            </Menu.Item>
          )}
          {maySell && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconQrcode {...icon} />} onClick={() => setOpen('ask')}>
                {t('payments:askForPayment')}
              </Menu.Item>
            </>
          )}
          {mayRemind && (
            <Menu.Item leftSection={<IconBellRinging {...icon} />} onClick={() => setOpen('remind')}>
              {t('reminders:remind')}
            </Menu.Item>
          )}
          {maySell && (
            <Menu.Item leftSection={<IconBox {...icon} />} onClick={() => setOpen('hold')}>
              {t('putAside')}
            </Menu.Item>
          )}
          {mayEdit && (
            <>
              {!promisedOn && (
                <Menu.Item leftSection={<IconCalendarCheck {...icon} />} onClick={() => setOpen('promise')}>
                  {t('setPromised')}
                </Menu.Item>
              )}
              {!dispute && (
                <Menu.Item leftSection={<IconScale {...icon} />} onClick={() => setOpen('dispute')}>
                  {t('setDisputed')}
                </Menu.Item>
              )}
            </>
          )}
          {(mayWriteOff || mayConvert || mayEdit) && <Menu.Divider />}
          {mayConvert && (
            <Menu.Item leftSection={<IconArrowsExchange {...icon} />} onClick={() => setOpen('convert')}>
              {t('convert')}
            </Menu.Item>
          )}
          {mayWriteOff && (
            <Menu.Item leftSection={<IconEraser {...icon} />} onClick={() => setOpen('writeOff')}>
              {t('writeOffNow')}
            </Menu.Item>
          )}
          {mayEdit && (
            <Menu.Item
              leftSection={<IconArchive {...icon} />}
              onClick={archived ? () => archive.mutate() : () => setOpen('archive')}
            >
              {t(archived ? 'restore' : 'archive')}
            </Menu.Item>
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
        {open === 'remind' && <RemindModal customer={customer} onClose={close} />}
        {open === 'edit' && <CustomerSheet customer={customer} onClose={close} />}
        {open === 'hold' && <HoldSheet customer={customer} currency={currency} onClose={close} />}
        {open === 'dispute' && <DisputeModal customer={customer} onClose={close} />}
        {open === 'promise' && <PromiseModal customer={customer} onClose={close} />}
        {open === 'convert' && <ConvertModal customer={customer} onClose={close} />}
        {open === 'writeOff' && account && (
          <WriteOffModal customer={customer} account={account} onClose={close} />
        )}
      </Suspense>
    </>
  )
}
