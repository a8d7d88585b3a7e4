import { once } from 'node:events'
import { type IncomingMessage, request as connect } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { storageLimitOf } from './storage-usage.ts'
import { filesOfPatient, openClinicFiles, storedPaths } from './test/clinic-files.ts'

const clinic = openClinicFiles()

describe('more than was announced, or than there is room for', () => {
  test('a type that is too large is refused before a byte of it is sent', async () => {
    await clinic.leavesNothing(async () => {
      expect((await clinic.ada.announce('x.png', 51 * 1024 ** 2)).json()).toMatchObject({
        code: 'too_large',
        field: 'sizeBytes',
      })
    })
  })

  test('a stream without an end is cut where the announced size ends, and memory does not grow with it', async () => {
    const announced = (await clinic.ada.announce('x.txt', 10 * 1024 ** 2)).json()
    const block = Buffer.alloc(64 * 1024, 'a')
    let sent = 0
    function* endless() {
      for (; sent < 5 * 1024 ** 3; sent += block.length) yield block
    }
    const before = process.memoryUsage().rss
    const answer = await sendOverTheNetwork(`${clinic.ada.url}/${announced.id}/content`, endless())
    expect([answer.status, answer.code]).toEqual([413, 'too_large'])
    expect(sent).toBeLessThan(30 * 1024 ** 2)
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 ** 2)
    expect((await clinic.doctor.get(`${clinic.ada.url}/${announced.id}`)).json().receivedBytes).toBe(0)
    await clinic.doctor.delete(`${clinic.ada.url}/${announced.id}`)
  })

  /** As a client does that goes on sending until it is cut off. */
  async function sendOverTheNetwork(url: string, body: Iterable<Buffer>) {
    const origin = await clinic.deployment.app.listen({ host: '127.0.0.1', port: 0 })
    const request = connect(`${origin}${clinic.doctor.base}/api${url}`, {
      method: 'PUT',
      headers: {
        host: 'localhost:8080',
        cookie: clinic.doctor.cookie!,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/octet-stream',
        'transfer-encoding': 'chunked',
      },
    })
    // It is cut off while it still sends.
    request.on('error', () => {})
    const answered = once(request, 'response') as Promise<[IncomingMessage]>
    Readable.from(body, { objectMode: false }).pipe(request)
    const [response] = await answered
    const { code } = JSON.parse(await text(response)) as { code: string }
    request.destroy()
    return { status: response.statusCode, code }
  }

  test('fifty at once cannot pass the quota', async () => {
    const owner = await clinic.deployment.signIn('globex', 'owner')
    const bob = await filesOfPatient(owner, 'Bob')
    const limit = storageLimitOf(clinic.deployment.tenant('globex'))
    const share = Math.floor(limit / 8)
    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => bob.announce(`${at}.dcm`, share)))
    const statuses = answers.map(({ statusCode }) => statusCode)
    expect(statuses.filter((status) => status === 201)).toHaveLength(8)
    for (const refused of answers.filter(({ statusCode }) => statusCode !== 201))
      expect(refused.json()).toMatchObject({ code: 'storage_quota_exceeded', figures: { limitBytes: limit } })
    expect((await owner.get(bob.url)).json().storage.usedBytes).toBe(8 * share)
  })

  test('an upload whose sender goes away leaves nothing', async () => {
    const announced = (await clinic.ada.announce('x.txt', 1000)).json()
    const paths = await storedPaths(clinic.deployment)
    async function* broken() {
      yield Buffer.alloc(100, 'a')
      throw new Error('the line broke')
    }
    await clinic.doctor
      .request({
        method: 'PUT',
        url: `${clinic.ada.url}/${announced.id}/content`,
        headers: { 'content-type': 'application/octet-stream' },
        payload: Readable.from(broken(), { objectMode: false }),
      })
      .catch(() => undefined)
    // The line breaks here before the server has tidied up behind it.
    await expect.poll(() => storedPaths(clinic.deployment)).toEqual(paths)
    const kept = await clinic.ada.send(announced.id, Buffer.alloc(1000, 'b'))
    expect(kept.json().state).toBe('ready')
  })
})
