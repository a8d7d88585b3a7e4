import { Agent, request } from 'node:http'

const agent = new Agent({ maxSockets: 64 })
let place = 0

/** Posts to a server of this machine, from another network each time, so that the limits do not answer in place of the door. */
export function ask(port: number, path: string, body: object) {
  const at = ++place % 60_000
  const text = JSON.stringify(body)
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asked = request({
      agent,
      port,
      host: '127.0.0.1',
      localAddress: `127.1.${at >> 8}.${at & 255}`,
      method: 'POST',
      path,
      headers: {
        host: `localhost:${port}`,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      },
    })
    asked.on('error', reject)
    asked.on('response', (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      )
    })
    asked.end(text)
  })
}
