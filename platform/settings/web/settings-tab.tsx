import { Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'

interface Props<Data> {
  query: UseQueryResult<Data>
  children: (data: Data) => ReactNode
}

/** What a part of the settings is drawn from, while it comes and when it does not. */
export function Loaded<Data>({ query: { data, error, refetch }, children }: Props<Data>) {
  if (data !== undefined) return <Stack gap="lg">{children(data)}</Stack>
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />
  return <Waiting height={240} />
}
