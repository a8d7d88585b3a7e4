import { Box, Button } from '@mantine/core'
import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemAlert } from './problem-alert.tsx'

interface Props {
  list: Pick<
    UseInfiniteQueryResult,
    'error' | 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'fetchNextPage'
  >
  /** The words of the button. */
  children: ReactNode
}

/** Lengthens a list by what comes next, and says where that could not be had. */
export function ShowMore({ list, children }: Props) {
  if (!list.hasNextPage) return null
  return (
    <>
      {list.isFetchNextPageError && (
        <Box mt="sm">
          <ProblemAlert error={list.error} />
        </Box>
      )}
      <Button
        mt="sm"
        variant="default"
        loading={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {children}
      </Button>
    </>
  )
}
