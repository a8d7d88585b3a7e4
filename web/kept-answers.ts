import { base } from './call.ts'

/** What a service worker keeps of this tenant's answers, for the time without a connection. */
export const keptScope = `${location.origin}${base}/`

/** Forgets them: whoever comes next on this device sees nothing of whoever goes. */
export async function forgetKeptAnswers(): Promise<void> {
  // Without a secure connection browsers have no such store, and nothing was kept.
  if ('caches' in globalThis) await caches.delete(`tenantry answers ${keptScope}`)
}
