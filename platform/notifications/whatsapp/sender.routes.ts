import type { AnyTenantReader, Tenant } from '@tenantry/tenancy'
import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import * as contract from './sender.contract.ts'
import {
  callbackUrl,
  findSender,
  removeSender,
  saveSender,
  type SenderParts,
  verifyToken,
} from './senders.ts'

/** The page on which a tenant says by which account it sends. */
export function whatsAppSenderRoutes(http: Http<unknown>, { secrets, address }: SenderParts) {
  const describe = async (db: AnyTenantReader, tenant: Tenant) => {
    const { provider, sender, account } = (await findSender(db, secrets)) ?? {}
    return {
      provider: provider ?? null,
      sender: sender ?? null,
      account: account ?? null,
      twilioUrl: callbackUrl(address, tenant, 'twilio'),
      metaUrl: callbackUrl(address, tenant, 'meta'),
      metaVerifyToken: verifyToken(secrets, tenant.id),
    }
  }

  serveRead(http, contract.getWhatsAppSender, ({ db, tenant }) => describe(db, tenant))

  serveWrite(http, contract.saveWhatsAppSender, async ({ tx, tenant, body }) => {
    await saveSender(tx, secrets, body)
    return describe(tx, tenant)
  })

  serveWrite(http, contract.removeWhatsAppSender, ({ tx }) => removeSender(tx))
}
