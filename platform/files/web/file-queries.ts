import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Problem } from '#contract/call.ts'
import type { ProblemBody } from '#contract/problems.ts'
import { call } from '#web/call.ts'
import type { FileRoutes } from '../files.contract.ts'

/** Whose files a panel shows, and by which routes. */
export interface FilesAbout {
  routes: FileRoutes
  /** The word that live updates know them by. */
  subjects: 'patients' | 'customers'
  subjectId: string
}

export const filesKey = ({ subjects, subjectId }: FilesAbout) => ['files', subjects, subjectId]

export function useFiles(about: FilesAbout) {
  const { routes, subjectId } = about
  return useInfiniteQuery({
    queryKey: filesKey(about),
    queryFn: ({ signal, pageParam }) =>
      call(
        routes.listFiles,
        { params: { subjectId }, query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
}

export function useDeleteFile(about: FilesAbout) {
  const { routes, subjectId } = about
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (fileId: string) => call(routes.deleteFile, { params: { subjectId, fileId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: filesKey(about) }),
  })
}

/** Undoes a deletion. */
export function useRestoreFile(about: FilesAbout) {
  const { routes, subjectId } = about
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (fileId: string) => call(routes.restoreFile, { params: { subjectId, fileId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: filesKey(about) }),
  })
}

/** The bytes of a file that may be shown, by a link of a minute. */
export async function contentToShow(
  { routes, subjectId }: FilesAbout,
  fileId: string,
  signal: AbortSignal,
): Promise<ArrayBuffer> {
  const params = { subjectId, fileId }
  const { token } = await call(routes.linkFile, { params, body: { disposition: 'inline' } }, { signal })
  const answer = await fetch(call.url(routes.openFileLink, { query: { token } }), { signal })
  if (!answer.ok) throw new Problem((await answer.json()) as ProblemBody)
  return answer.arrayBuffer()
}
