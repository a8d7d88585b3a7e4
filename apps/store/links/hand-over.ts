import { waLink } from '#platform/notifications/messages.ts'
import { drawQr } from '#platform/qr-path.ts'
import type { NewLink } from './links.contract.ts'

interface Made {
  id: string
  url: string
  expiresAt: string
  text: string
  phone: string | null
}

/** A link with all that a shopkeeper hands it over by: to copy, to scan, or in a chat. */
export function handOver({ id, url, expiresAt, text, phone }: Made): NewLink {
  return { id, url, expiresAt, qr: drawQr(url), text, waLink: phone && waLink(phone, text) }
}
