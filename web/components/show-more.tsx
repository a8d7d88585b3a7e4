import { Box, Button } from '@mantine/core'
import { type InfiniteData, type UseInfiniteQueryResult, useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemAlert } from './problem-alert.tsx'

type List = Pick<UseInfiniteQueryResult<InfiniteData<unknown>>, 'data' | 'hasNextPage' | 'fetchNextPage'>

interface Props {
  list: List
  /** The words of the button. */
  children: ReactNode
}

/** Lengthens a list by what comes next, and says where that could not be had. */
export function ShowMore({ list, children }: Props) {
  // By itself the query forgets that this failed as soon as it is asked anew for what is there already.
  const more = useMutation({ mutationFn: () => lengthen(list) })
  if (!list.hasNextPage) return null
  return (
    <>
      {more.error && (
        <Box mt="sm">
          <ProblemAlert error={more.error} />
        </Box>
      )}
      <Button mt="sm" variant="default" loading={more.isPending} onClick={() => more.mutate()}>
        {children}
      </Button>
    </>
  )
}

/** As often as others' changes may come between. */
const mostAttempts = 3

/** Somebody's change makes the list be asked for anew, and what was under way is dropped for that without a word. */
async function lengthen({ data, fetchNextPage }: List): Promise<void> {
  const shown = data?.pages.length ?? 0
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const now = await fetchNextPage()
    if (now.error) throw now.error
    if (!now.hasNextPage || (now.data?.pages.length ?? 0) > shown) return
  }
}
