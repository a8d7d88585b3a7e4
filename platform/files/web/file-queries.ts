import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
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

/** The address under which a frame may show a file for the next minute. */
export async function addressToShow({ routes, subjectId }: FilesAbout, fileId: string): Promise<string> {
  const { token } = await call(routes.linkFile, {
    params: { subjectId, fileId },
    body: { disposition: 'inline' },
  })
  return call.url(routes.openFileLink, { query: { token } })
}
