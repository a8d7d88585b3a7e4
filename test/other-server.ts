import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deployment } from './deployment.ts'

interface OtherAnswer {
  status: number
  body: string
  json(): Record<string, unknown> & { permissions?: string[]; code?: string }
}

/** Another server of the same deployment, in a process of its own. */
export interface OtherServer {
  ask(
    path: string,
    asked?: { method?: string; headers?: Record<string, string>; body?: unknown },
  ): Promise<OtherAnswer>
  stop(): Promise<void>
}

export async function startOtherServer({ databaseUrl }: Deployment): Promise<OtherServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-other-'))
  const program = join(import.meta.dirname, 'tenant-server.process.ts')
  const child: ChildProcess = spawn(process.execPath, [program, databaseUrl, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout!, 'data')
  const port = Number(String(line).trim())
  return {
    ask: (path, { method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const asked = request({
          port,
          host: '127.0.0.1',
          path,
          method,
          headers: {
            host: 'localhost:8080',
            'sec-fetch-site': 'same-origin',
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
        })
        asked.on('error', reject)
        asked.on('response', (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            resolve({ status: answer.statusCode ?? 0, body: text, json: () => JSON.parse(text) })
          })
        })
        asked.end(body === undefined ? undefined : JSON.stringify(body))
      }),
    stop: async () => {
      child.kill()
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
