import { lazy, type ReactNode, Suspense, useSyncExternalStore } from 'react'

const load = () => import('./notices.tsx')
const Notices = lazy(async () => ({ default: (await load()).Notices }))
const listeners = new Set<() => void>()
let wanted = false

/** Says quietly that something is done. */
export async function notifyDone(message: ReactNode) {
  wanted = true
  for (const listener of listeners) listener()
  const { showDone } = await load()
  showDone(message)
}

/** The place for notices, empty and unloaded until there is one. */
export function NoticePlace() {
  const isWanted = useSyncExternalStore(subscribe, () => wanted)
  return <Suspense>{isWanted && <Notices />}</Suspense>
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
