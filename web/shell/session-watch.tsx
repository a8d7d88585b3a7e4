import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { loadTexts } from '#web/language/language.ts'
import { isProblem } from '#web/query-client.ts'

const SessionEnded = lazy(async () => {
  const [{ SessionEnded: component }] = await Promise.all([
    import('#platform/identity/web/session-ended.tsx'),
    loadTexts('identity', 'factors'),
  ])
  return { default: component }
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
