import { call } from '#web/call.ts'
import { queryClient } from '#web/query-client.ts'
import { sendRest, stopSending, whileSending } from '#web/send-file.ts'
import { makeWatched } from '#web/watched.ts'
import { pieceBytes } from '../files.contract.ts'
import { type FilesAbout, filesKey } from './file-queries.ts'

/** A file on its way. It belongs to the app and not to a page, so that its page can be left. */
export interface Upload {
  key: string
  file: File
  sentBytes: number
  /** Known once it was announced: sending it again goes on where it stopped. */
  fileId?: string
  error?: Error | undefined
}

const none: readonly Upload[] = []
/** By whom they are about. */
const uploads = makeWatched<readonly Upload[]>()

/** The files that are on their way to somebody. */
export function useUploads({ subjectId }: FilesAbout): readonly Upload[] {
  return uploads.use(subjectId) ?? none
}

/** Announces a file and sends it, in pieces where it is large. */
export async function startUpload(about: FilesAbout, file: File): Promise<void> {
  await begin(about, { key: crypto.randomUUID(), file, sentBytes: 0 })
}

/** Goes on with a file that was not sent to its end, perhaps by another browser; whoever chooses says that it is the same. */
export async function resumeUpload(about: FilesAbout, fileId: string, file: File): Promise<void> {
  await begin(about, { key: crypto.randomUUID(), file, fileId, sentBytes: 0 })
}

async function begin(about: FilesAbout, upload: Upload): Promise<void> {
  const { subjectId } = about
  uploads.set(subjectId, [...(uploads.get(subjectId) ?? none), upload])
  await goOn(about, upload)
}

/** Sends what is missing of a file. */
export async function goOn(about: FilesAbout, { key, file, fileId }: Upload): Promise<void> {
  note(about, key, { sentBytes: 0, error: undefined })
  try {
    await whileSending(key, async (signal) => {
      const id = fileId ?? (await announce(about, file, signal))
      note(about, key, { fileId: id })
      await sendRest(file, wayOf(about, { id, key }), signal)
    })
    drop(about, key)
  } catch (error) {
    note(about, key, { error: error as Error })
  } finally {
    await queryClient.invalidateQueries({ queryKey: filesKey(about) })
  }
}

/** Stops a file, and takes back what has arrived of it. */
export async function stopUpload(about: FilesAbout, { key, fileId }: Upload): Promise<void> {
  stopSending(key)
  drop(about, key)
  const { routes, subjectId } = about
  if (fileId) await call(routes.deleteFile, { params: { subjectId, fileId } }).catch(() => undefined)
  await queryClient.invalidateQueries({ queryKey: filesKey(about) })
}

async function announce({ routes, subjectId }: FilesAbout, file: File, signal: AbortSignal) {
  const { name, size: sizeBytes } = file
  const announced = await call(
    routes.createFile,
    { params: { subjectId }, body: { name, sizeBytes } },
    { signal },
  )
  return announced.id
}

function wayOf(about: FilesAbout, { id, key }: { id: string; key: string }) {
  const { routes, subjectId } = about
  const params = { subjectId, fileId: id }
  return {
    pieceBytes,
    receivedOf: async (signal: AbortSignal) => {
      const { receivedBytes, state } = await call(routes.getFile, { params }, { signal })
      return state === 'ready' ? undefined : receivedBytes
    },
    urlAt: (offset: number) => call.url(routes.sendFileContent, { params, query: { offset } }),
    onProgress: (sentBytes: number) => note(about, key, { sentBytes }),
  }
}

function note({ subjectId }: FilesAbout, key: string, news: Partial<Upload>) {
  const changed = (uploads.get(subjectId) ?? none).map((one) => (one.key === key ? { ...one, ...news } : one))
  uploads.set(subjectId, changed)
}

function drop({ subjectId }: FilesAbout, key: string) {
  uploads.set(
    subjectId,
    (uploads.get(subjectId) ?? none).filter((one) => one.key !== key),
  )
}
