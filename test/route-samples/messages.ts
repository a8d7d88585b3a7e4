import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { getMessageSettings } from '#platform/notifications/message-settings.contract.ts'
import { type Recipient, notify } from '#platform/notifications/notify.ts'
import { receiptTemplate } from '#platform/notifications/test/messaging.ts'
import type { TenantSlug } from '../deployment-template.ts'
import type { Deployment, Visitor } from '../deployment.ts'
import { type Asked, type Samples, nothing } from './asked.ts'

/** Mails that were kept, notifications, messages and events. */
export const messagesSamples: Samples = {
  'GET /captured-mails': nothing,
  'GET /notifications': nothing,
  'POST /notifications/:notificationId/read': notificationOf,
  'POST /notifications/read': async (asker, deployment) => {
    const { params, spent } = await notificationOf(asker, deployment)
    return { body: { upTo: params!.notificationId! }, spent: spent! }
  },
  'GET /notification-preferences': nothing,
  'PUT /notification-preferences': async () => ({
    body: { kind: 'task', channel: 'email', wanted: true },
  }),
  'GET /message-settings': nothing,
  'PUT /message-settings': async (owner) => ({
    body: { ...(await owner.call(getMessageSettings, {})), quietFrom: '21:00' },
  }),
  'GET /message-templates': nothing,
  'PUT /message-templates/:name/:language': async (owner) => {
    const { items } = (await owner.get('/message-templates')).json()
    const { version } = items.find(({ language }: { language: string }) => language === 'hi')
    const none = { title: null, body: null, contentSid: null, metaName: null, metaLanguage: null }
    return { params: { name: items[0].name, language: 'hi' }, body: { ...none, version } }
  },
  'POST /test-messages': async () => ({ body: { phone: '+919820012345' } }),
  'GET /whatsapp-sender': nothing,
  'PUT /whatsapp-sender': async () => ({
    body: { provider: 'twilio', sender: '+14155238886', account: `AC${'0'.repeat(32)}`, secret: 'token' },
  }),
  'DELETE /whatsapp-sender': nothing,
  'POST /whatsapp/twilio': async () => ({
    upload: { type: 'application/x-www-form-urlencoded', content: 'MessageStatus=sent' },
  }),
  'GET /whatsapp/meta': async () => ({
    query: { 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': 'x' },
  }),
  'POST /whatsapp/meta': async () => ({ upload: { type: 'application/json', content: '{}' } }),
  'GET /messages': nothing,
  'GET /messages/:messageId': messageOf,
  'POST /messages/:messageId/sent-by-hand': messageOf,
  'POST /messages/:messageId/retry': messageOf,
  'GET /events': async () => ({ query: { once: 'true' } }),
}

/** What somebody is told in the app; the asker's own. */
async function notificationOf(asker: Visitor, deployment: Deployment): Promise<Asked> {
  const { id } = (await asker.get('/session')).json().member
  const [written] = await tell(asker, deployment, { kind: 'member', id })
  return { params: { notificationId: written!.id }, spent: true }
}

/** A message that nobody has sent. */
async function messageOf(asker: Visitor, deployment: Deployment): Promise<Asked> {
  const recipient = { kind: 'store.customer', id: newId(), name: 'Asha', phone: '+919820012345' } as const
  const [written] = await tell(asker, deployment, recipient)
  const changed = await deployment.tenancy
    .tables()
    .one(tenantOf(asker, deployment), { kind: 'system', name: 'sample' }, (tx) =>
      tx.raw(sql`update core.messages set state = 'not_sent' where tenant_id = ${tx.tenantId} and id = ${written!.id}
        returning id`),
    )
  expect(changed).toHaveLength(1)
  return { params: { messageId: written!.id } }
}

function tell(asker: Visitor, deployment: Deployment, recipient: Recipient) {
  return deployment.tenancy
    .tables()
    .run(tenantOf(asker, deployment), { kind: 'system', name: 'sample' }, (tx) =>
      notify(tx, {
        template: receiptTemplate,
        rule: 'sample',
        cycle: newId(),
        recipient,
        variables: { name: 'Asha', number: '1' },
      }),
    )
}

const tenantOf = ({ base }: Visitor, deployment: Deployment) =>
  deployment.tenant(base.split('/').at(-1) as TenantSlug)
