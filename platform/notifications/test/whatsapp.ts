import { serverPort } from '#test/server-port.ts'
import { type Deployment, startDeployment } from '#test/deployment.ts'
import type { TenantSlug } from '#test/deployment-template.ts'
import { sql } from 'kysely'
import { recordConsent } from '../contacts.ts'
import { notify } from '../notify.ts'
import { saveWhatsAppSender } from '../whatsapp/sender.contract.ts'
import { customer, noQuietHours, receiptTemplate, startMessaging } from './messaging.ts'
import { type MetaPeer, startMetaPeer } from './meta-peer.ts'
import { startTwilioPeer, type TwilioPeer } from './twilio-peer.ts'

export const contentSid = `HX${'a'.repeat(32)}`

/** The shop sends by Twilio, the depot by Meta: the real server on a port of its own, and peers that speak as these do. */
export async function startWhatsApp() {
  const port = await serverPort()
  const address = { platformHost: 'localhost', platformOrigin: `http://localhost:${port}` }
  const deployment: Deployment = await startDeployment({ address })
  await deployment.app.listen({ port, host: '127.0.0.1' })
  const [twilio, meta] = [await startTwilioPeer(), await startMetaPeer()]
  const messaging = await startMessaging(deployment, {
    address,
    origins: { twilio: twilio.origin, meta: meta.origin },
  })
  for (const slug of ['shop', 'depot'] as const) {
    await messaging.run(slug, noQuietHours)
    await messaging.run(slug, (tx) =>
      tx
        .raw(
          sql`insert into core.message_templates (tenant_id, name, language, content_sid, meta_name, meta_language)
              values (${tx.tenantId}, ${receiptTemplate.name}, 'en', ${contentSid}, 'receipt', 'en')`,
        )
        .execute(),
    )
  }
  await connectTwilio(deployment, 'shop', twilio)
  await connectMeta(deployment, 'depot', meta)

  let phones = 0
  return {
    deployment,
    messaging,
    twilio,
    meta,
    callback: (slug: TenantSlug, provider: 'twilio' | 'meta') =>
      `${address.platformOrigin}/${deployment.tenant(slug).app}/${slug}/api/whatsapp/${provider}`,
    /** A receipt to somebody who has agreed. */
    send: async (slug: 'shop' | 'depot', { template = receiptTemplate, language = 'en' } = {}) => {
      const phone = `+91987000${String(++phones).padStart(4, '0')}`
      await messaging.run(slug, (tx) =>
        recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'shop' }),
      )
      const [written] = await messaging.run(slug, (tx) =>
        notify(tx, {
          template,
          rule: 'sale',
          cycle: String(phones),
          recipient: customer(phone, { language }),
          variables: { name: 'Asha', number: `R-${phones}` },
        }),
      )
      return { id: written!.id, phone }
    },
    close: async () => {
      await messaging.stop()
      await deployment.close()
      await twilio.close()
      await meta.close()
    },
  }
}

export type WhatsApp = Awaited<ReturnType<typeof startWhatsApp>>

export async function connectTwilio(deployment: Deployment, slug: TenantSlug, peer: TwilioPeer) {
  const owner = await deployment.signIn(slug, 'owner')
  await owner.call(saveWhatsAppSender, {
    body: {
      provider: 'twilio',
      sender: '+14155238886',
      account: peer.accountSid,
      secret: peer.authToken,
    },
  })
}

async function connectMeta(deployment: Deployment, slug: TenantSlug, peer: MetaPeer) {
  const owner = await deployment.signIn(slug, 'owner')
  await owner.call(saveWhatsAppSender, {
    body: {
      provider: 'meta',
      sender: peer.phoneNumberId,
      secret: peer.accessToken,
      signingSecret: peer.appSecret,
    },
  })
}
