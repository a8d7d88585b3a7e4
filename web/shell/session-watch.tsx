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
    const look = (error: unknown) => isProblem(error, 'not_signed_in') && setEnded(true)
    const ends = [
      queries.getQueryCache().subscribe((event) => event.type === 'updated' && look(event.query.state.error)),
      queries
        .getMutationCache()
        .subscribe((event) => event.type === 'updated' && look(event.mutation.state.error)),
    ]
    return () => {
      for (const end of ends) end()
    }
  }, [queries])
  return <Suspense>{ended && <SessionEnded onBack={() => setEnded(false)} />}</Suspense>
}
