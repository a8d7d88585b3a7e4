import { useSyncExternalStore } from 'react'

let live = true
const listeners = new Set<() => void>()

/** Says whether this page hears what others do. */
export function setLive(now: boolean): void {
  if (live === now) return
  live = now
  for (const listener of listeners) listener()
}

/** False while what others do does not reach this page. */
export function useLive(): boolean {
  return useSyncExternalStore(subscribe, () => live)
}

/** Tells whenever that changes. */
export function watchLive(onChange: (isLive: boolean) => void): () => void {
  return subscribe(() => onChange(live))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
