import { useSyncExternalStore } from 'react'
import { Problem } from '#contract/call.ts'
import { call } from '#web/call.ts'
import { queryClient } from '#web/query-client.ts'
import { upload } from '#web/upload.ts'
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
const uploads = new Map<string, readonly Upload[]>()
const stops = new Map<string, AbortController>()
const listeners = new Set<() => void>()

/** The files that are on their way to somebody. */
export function useUploads({ subjectId }: FilesAbout): readonly Upload[] {
  return useSyncExternalStore(subscribe, () => uploads.get(subjectId) ?? none)
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
  const stop = new AbortController()
  stops.set(key, stop)
  addEventListener('beforeunload', askBeforeLeaving)
  note(about, key, { sentBytes: 0, error: undefined })
  try {
    const id = fileId ?? (await announce(about, file, stop.signal))
    note(about, key, { fileId: id })
    await sendRest(about, { id, key, file, signal: stop.signal })
    drop(about, key)
  } catch (error) {
    if (stop.signal.aborted) drop(about, key)
    else note(about, key, { error: error as Error })
  } finally {
    stops.delete(key)
    if (stops.size === 0) removeEventListener('beforeunload', askBeforeLeaving)
    await queryClient.invalidateQueries({ queryKey: filesKey(about) })
  }
}

/** Stops a file, and takes back what has arrived of it. */
export async function stopUpload(about: FilesAbout, { key, fileId }: Upload): Promise<void> {
  stops.get(key)?.abort()
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

const attempts = 5

async function sendRest(
  about: FilesAbout,
  { id, key, file, signal }: { id: string; key: string; file: File; signal: AbortSignal },
) {
  const { routes, subjectId } = about
  const params = { subjectId, fileId: id }
  let failures = 0
  for (;;) {
    const { receivedBytes, state } = await call(routes.getFile, { params }, { signal })
    if (state === 'ready') return
    const url = call.url(routes.sendFileContent, { params, query: { offset: receivedBytes } })
    const onProgress = (sent: number) => note(about, key, { sentBytes: receivedBytes + sent })
    try {
      await upload(url, file.slice(receivedBytes, receivedBytes + pieceBytes), { onProgress, signal })
      failures = 0
    } catch (error) {
      if (!isPassing(error) || ++failures === attempts) throw error
      await pause(1000 * failures, signal)
    }
  }
}

/** A broken connection, a busy server, or a place in the file the server sees differently. */
function isPassing(error: unknown) {
  return error instanceof Problem && (error.status === 0 || error.code === 'conflict' || error.status === 503)
}

function pause(milliseconds: number, signal: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}

function note({ subjectId }: FilesAbout, key: string, news: Partial<Upload>) {
  const changed = (uploads.get(subjectId) ?? none).map((one) => (one.key === key ? { ...one, ...news } : one))
  uploads.set(subjectId, changed)
  tell()
}

function drop({ subjectId }: FilesAbout, key: string) {
  uploads.set(
    subjectId,
    (uploads.get(subjectId) ?? none).filter((one) => one.key !== key),
  )
  tell()
}

function tell() {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function askBeforeLeaving(event: BeforeUnloadEvent) {
  event.preventDefault()
}
