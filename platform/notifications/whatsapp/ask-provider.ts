import type { SendOutcome } from '../outcomes.ts'

/** A provider's answer, or why there is none. */
export type ProviderAnswer =
  | { answered: true; status: number; body: unknown; retryAfterSeconds: number | undefined }
  | { answered: false; outcome: SendOutcome }

/** No provider takes longer when it is well; what comes later is looked up. */
const timeoutMs = 10_000

/** Nothing was sent: there was nobody to talk to. */
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** Asks a provider, and tells a message that never left from one of which nobody knows. */
export async function askProvider(
  url: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  try {
    const response = await fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    const text = await response.text()
    return {
      answered: true,
      status: response.status,
      body: parse(text),
      retryAfterSeconds: Number(response.headers.get('retry-after')) || undefined,
    }
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string }
    const outcome: SendOutcome = neverLeft.has(code ?? '')
      ? { kind: 'later', reason: 'provider_unavailable' }
      : { kind: 'unknown', reason: 'no_answer' }
    return { answered: false, outcome }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
