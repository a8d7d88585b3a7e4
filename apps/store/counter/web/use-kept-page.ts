import { useEffect, useState } from 'react'
import { keptScope } from '#web/kept-answers.ts'
import { counterWorker } from '#web/security/trusted-types.ts'

/** Keeps the counter on this device, to open without a connection. Says whether it is kept. */
export function useKeptPage(): boolean {
  const [kept, setKept] = useState(false)
  useEffect(() => {
    let left = false
    // A browser that refuses works as long as there is a connection.
    keepPage().then(
      (done) => left || setKept(done),
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [])
  return kept
}

async function keepPage(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false
  await navigator.serviceWorker.register(counterWorker, { scope: keptScope })
  const { active } = await navigator.serviceWorker.ready
  if (!active) return false
  const entry = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src ?? ''
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name)
  const assets = [...new Set([entry, ...loaded])].filter((url) =>
    url.startsWith(`${location.origin}/assets/`),
  )
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve(true)
    active.postMessage({ assets, entry }, [port2])
  })
}
