import { hashKey, useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { isProblem, isUnanswered } from '../query-client.ts'

interface Acts<Body> {
  /** What is saved now, its fields under the names that they are sent by. */
  read: () => Promise<{ version: number }>
  save: (body: Body) => Promise<{ version: number }>
  /** Asks again for what the page shows of it. */
  refresh: () => Promise<unknown>
}

/**
 * Saves over the version that was opened. Where no answer came, what is there now is looked at first: what was saved without
 * our hearing of it is ours, and gone on from.
 */
export function useSaveOver<Body extends { version: number }>(
  opened: number,
  { read, save, refresh }: Acts<Body>,
) {
  const version = useRef(opened)
  const lost = useRef<Omit<Body, 'version'>>(undefined)
  const change = useMutation({
    mutationFn: async (asked: Omit<Body, 'version'>) => {
      if (lost.current) {
        const present = await read()
        if (contains(present, lost.current)) version.current = present.version
        lost.current = undefined
        if (version.current === present.version && contains(present, asked)) return present
      }
      try {
        const saved = await save({ ...asked, version: version.current } as Body) // put together again
        version.current = saved.version
        return saved
      } catch (error) {
        if (isUnanswered(error)) lost.current = asked
        throw error
      }
    },
    onSettled: (_saved, error) => {
      if (!error || isProblem(error, 'version_conflict')) return refresh()
    },
  })
  return {
    ...change,
    isBehind: (other: number) => version.current < other,
    isAheadOf: (other: number) => version.current > other,
    goOnFrom: (other: number) => {
      version.current = other
    },
  }
}

function contains(present: object, part: object): boolean {
  return Object.entries(part).every(
    ([name, value]) => hashKey([present[name as keyof typeof present]]) === hashKey([value]),
  )
}
