import type { StatusEvent } from './apply-status.ts'
import type { Inbound } from './inbound.ts'
import { metaStatus } from './meta.ts'

/** As far as we read it. It was signed by Meta, and still is only believed where it has the shape. */
interface MetaBody {
  entry?: {
    changes?: {
      value?: {
        metadata?: { phone_number_id?: unknown }
        statuses?: MetaStatus[]
        messages?: { id?: unknown; from?: unknown; text?: { body?: unknown } }[]
      }
    }[]
  }[]
}

interface MetaStatus {
  id?: unknown
  status?: unknown
  biz_opaque_callback_data?: unknown
  errors?: { code?: unknown }[]
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What Meta tells of this phone number. An app's callback may tell of others, too: those are other people's. */
export function readMeta(body: Buffer, phoneNumberId: string): (StatusEvent | Inbound)[] {
  const values = (parse(body).entry ?? []).flatMap(({ changes = [] }) => changes.map(({ value }) => value))
  return values.flatMap((value) => {
    if (value?.metadata?.phone_number_id !== phoneNumberId) return []
    return [...(value.statuses ?? []).flatMap(statusOf), ...(value.messages ?? []).flatMap(inboundOf)]
  })
}

function statusOf({ id, status, biz_opaque_callback_data: attempt, errors }: MetaStatus): StatusEvent[] {
  const known = metaStatus(status)
  if (!isId(id) || !known) return []
  const code = errors?.[0]?.code
  return [
    {
      provider: 'meta',
      providerId: id,
      status: known,
      errorCode: typeof code === 'number' ? String(code) : null,
      attemptId: typeof attempt === 'string' && uuid.test(attempt) ? attempt : null,
    },
  ]
}

function inboundOf({
  id,
  from,
  text,
}: {
  id?: unknown
  from?: unknown
  text?: { body?: unknown }
}): Inbound[] {
  if (!isId(id) || typeof from !== 'string' || !/^\d{6,15}$/.test(from)) return []
  const words = typeof text?.body === 'string' ? text.body : ''
  return [{ provider: 'meta', providerId: id, from: `+${from}`, text: words }]
}

function isId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w.=+/-]{1,200}$/.test(id)
}

function parse(body: Buffer): MetaBody {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as MetaBody) : {} // read with care above
  } catch {
    return {}
  }
}
