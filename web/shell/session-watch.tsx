import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect, useState } from 'react'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import { isProblem } from '#web/query-client.ts'

const SessionEnded = lazyPart(() => import('#platform/identity/web/session-ended.tsx'), 'SessionEnded', {
  place: 'sheet',
  texts: ['identity', 'factors'],
})

/** Notices by any answer that the session is over, and asks for the password where the person is. */
export function SessionWatch() {
  const queries = useQueryClient()
  const [ended, setEnded] = useState(false)
  useEffect(() => {
    // The answer that has just come: what failed before is kept beside a query's data until it is asked again.
    const look = ({ type, action }: { type: string; action?: { type: string; error?: unknown } }) =>
      type === 'updated' &&
      action?.type === 'error' &&
      isProblem(action.error, 'not_signed_in') &&
      setEnded(true)
    const ends = [queries.getQueryCache().subscribe(look), queries.getMutationCache().subscribe(look)]
    return () => {
      for (const end of ends) end()
    }
  }, [queries])
  return <Suspense>{ended && <SessionEnded onBack={() => setEnded(false)} />}</Suspense>
}
