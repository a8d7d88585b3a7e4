import { useSyncExternalStore } from 'react'
import { Problem } from '#contract/call.ts'
import { call } from '#web/call.ts'
import { upload } from '#web/upload.ts'
import { createImport, getImport, type Import, sendImportContent } from '../imports.contract.ts'

/** A file on its way. It belongs to the app and not to a page, so that its page can be left. */
export interface Upload {
  sentBytes: number
  totalBytes: number
  error?: Error
}

const running = new Map<string, Upload>()
const stops = new Map<string, AbortController>()
const listeners = new Set<() => void>()

export function useUpload(importId: string): Upload | undefined {
  return useSyncExternalStore(subscribe, () => running.get(importId))
}

/** Announces a file and begins to send it. Answers as soon as the import exists. */
export async function startUpload(file: File): Promise<Import> {
  const created = await call(createImport, { body: { name: file.name, sizeBytes: file.size } })
  void sendFile(created.id, file)
  return created
}

/** Sends what is missing of a file: all of it, or the rest after an interruption. */
export async function sendFile(importId: string, file: File) {
  const stop = new AbortController()
  stops.set(importId, stop)
  addEventListener('beforeunload', askBeforeLeaving)
  note(importId, { sentBytes: 0, totalBytes: file.size })
  try {
    await sendRest(importId, file, stop.signal)
    running.delete(importId)
  } catch (error) {
    if (stop.signal.aborted) running.delete(importId)
    else note(importId, { ...running.get(importId)!, error: error as Error })
  } finally {
    stops.delete(importId)
    if (stops.size === 0) removeEventListener('beforeunload', askBeforeLeaving)
    tell()
  }
}

export function stopUpload(importId: string) {
  stops.get(importId)?.abort()
}

const attempts = 5

async function sendRest(importId: string, file: File, signal: AbortSignal) {
  for (let attempt = 1; ; attempt++) {
    const { receivedBytes, state } = await call(getImport, { params: { importId } }, { signal })
    if (state !== 'uploading') return
    const url = call.url(sendImportContent, { params: { importId }, query: { offset: receivedBytes } })
    const onProgress = (sent: number) =>
      note(importId, { sentBytes: receivedBytes + sent, totalBytes: file.size })
    try {
      return await upload(url, file.slice(receivedBytes), { onProgress, signal })
    } catch (error) {
      if (attempt === attempts || !isPassing(error)) throw error
      await pause(1000 * attempt, signal)
    }
  }
}

/** A broken connection, a busy server, or a place in the file the server sees differently. */
function isPassing(error: unknown) {
  return error instanceof Problem && (error.status === 0 || error.status === 409 || error.status === 503)
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

function note(importId: string, upload: Upload) {
  running.set(importId, upload)
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
