import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '#web/call.ts'
import {
  cancelImport,
  getImport,
  type ImportState,
  listImportProblems,
  listImports,
} from '../imports.contract.ts'

const pollMs = 1000

export const importsOptions = () =>
  infiniteQueryOptions({
    queryKey: ['imports', 'list'],
    queryFn: ({ signal, pageParam }) =>
      call(listImports, { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })

/** All imports, asked for again while one of them is moving. */
export function useImports() {
  return useInfiniteQuery({
    ...importsOptions(),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((item) => isMoving(item.state))) ? pollMs : false,
  })
}

const importOptions = (importId: string) =>
  queryOptions({
    queryKey: ['imports', 'one', importId],
    queryFn: ({ signal }) => call(getImport, { params: { importId } }, { signal }),
  })

export function useImport(importId: string) {
  const queries = useQueryClient()
  const one = useQuery({
    ...importOptions(importId),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? pollMs : false),
  })
  const created = one.data?.created
  // Lists and charts that were looked at before lack what has come in since.
  useEffect(() => {
    if (!created) return
    void queries.invalidateQueries({ queryKey: ['patients'] })
    void queries.invalidateQueries({ queryKey: ['chart'] })
  }, [queries, created])
  return one
}

/** `count` is in the key: new problems of a running import are asked for when their number has grown. */
export function useImportProblems(importId: string, count: number) {
  return useInfiniteQuery({
    queryKey: ['imports', 'problems', importId, count],
    queryFn: ({ signal, pageParam }) =>
      call(
        listImportProblems,
        { params: { importId }, query: { limit: 100, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    enabled: count > 0,
  })
}

export function useCancelImport(importId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => call(cancelImport, { params: { importId } }),
    onSuccess: (canceled) => queries.setQueryData(importOptions(importId).queryKey, canceled),
  })
}

export function isMoving(state: ImportState) {
  return state === 'uploading' || state === 'waiting' || state === 'running'
}
