import { call } from '#web/call.ts'
import { sendRest, stopSending, whileSending } from '#web/send-file.ts'
import { makeWatched } from '#web/watched.ts'
import { createImport, getImport, type Import, sendImportContent } from '../imports.contract.ts'

/** A file on its way. It belongs to the app and not to a page, so that its page can be left. */
export interface Upload {
  sentBytes: number
  totalBytes: number
  error?: Error
}

const running = makeWatched<Upload>()

export function useUpload(importId: string): Upload | undefined {
  return running.use(importId)
}

/** Announces a file and begins to send it. Answers as soon as the import exists. */
export async function startUpload(file: File): Promise<Import> {
  const created = await call(createImport, { body: { name: file.name, sizeBytes: file.size } })
  void sendFile(created.id, file)
  return created
}

/** Sends what is missing of a file: all of it, or the rest after an interruption. */
export async function sendFile(importId: string, file: File) {
  const totalBytes = file.size
  const params = { importId }
  const note = (sentBytes: number) => running.set(importId, { sentBytes, totalBytes })
  note(0)
  const way = {
    receivedOf: async (signal: AbortSignal) => {
      const { receivedBytes, state } = await call(getImport, { params }, { signal })
      return state === 'uploading' ? receivedBytes : undefined
    },
    urlAt: (offset: number) => call.url(sendImportContent, { params, query: { offset } }),
    onProgress: note,
  }
  try {
    await whileSending(importId, (signal) => sendRest(file, way, signal))
    running.set(importId, undefined)
  } catch (error) {
    running.set(importId, { ...running.get(importId)!, error: error as Error })
  }
}

export const stopUpload = stopSending
