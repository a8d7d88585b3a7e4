import { Problem } from '#contract/call.ts'
import type { ProblemBody } from '#contract/problems.ts'

interface UploadOptions {
  onProgress: (sentBytes: number) => void
  signal: AbortSignal
}

/** Sends a file and says how far it is, which `fetch` cannot. */
export function upload(url: string, content: Blob, { onProgress, signal }: UploadOptions) {
  return new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', url)
    request.setRequestHeader('accept', 'application/json')
    // Browsers name archives in many ways; the server looks at the content anyway.
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = ({ loaded }) => onProgress(loaded)
    request.onload = () => (request.status < 300 ? resolve() : reject(problemOf(request)))
    request.onerror = () => reject(new Problem({}))
    request.onabort = () => reject(signal.reason)
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(content)
  })
}

function problemOf(request: XMLHttpRequest) {
  try {
    return new Problem(JSON.parse(request.responseText) as ProblemBody)
  } catch {
    return new Problem({ code: 'internal', status: request.status })
  }
}
