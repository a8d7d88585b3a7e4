import { type ReactNode, Suspense, useSyncExternalStore } from 'react'
import { lazyPart } from '../lazy/lazy-part.tsx'

const Notices = lazyPart(() => import('./notices.tsx'), 'Notices', { place: 'quiet' })
const listeners = new Set<() => void>()
let said: readonly ReactNode[] = []

/** Says quietly that something is done. */
export function notifyDone(message: ReactNode): void {
  said = [...said, message]
  for (const listener of listeners) listener()
}

/** The place for notices, empty and unloaded until there is one. */
export function NoticePlace() {
  const messages = useSyncExternalStore(subscribe, () => said)
  return <Suspense>{messages.length > 0 && <Notices said={messages} />}</Suspense>
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
