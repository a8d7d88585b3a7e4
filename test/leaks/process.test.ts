import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { serverPort } from '#test/server-port.ts'
import { masterKey, password } from '../deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '../new-member.ts'
import { samples } from '../route-samples.ts'
import { makeCanaries } from './canaries.ts'
import { plantFiles } from './plant-files.ts'
import { plantingVisitor } from './planting-visitor.ts'
import { visitorOverHttp } from '../visitor-over-http.ts'
import { ask, keyOf, routesOf } from './walk.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const deployment = openDeployment()
let server: ChildProcess
let origin: string
let output = ''

beforeAll(async () => {
  const port = await serverPort()
  origin = `http://localhost:${port}`
  const program = join(import.meta.dirname, '..', '..', 'server', 'main.ts')
  server = spawn(process.execPath, [program, 'start', '--no-demo'], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PORT: String(port),
      OWNER_PORT: String(await serverPort()),
      DATABASE_URL: deployment.databaseUrl,
      DATABASE_ADMIN_URL: deployment.adminUrl,
      TENANTRY_MASTER_KEY: masterKey.toString('hex'),
      TENANTRY_DATA: deployment.dataFolder,
      // Everything that it can be made to say.
      LOG_LEVEL: 'trace',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [server.stdout!, server.stderr!]) {
    stream.on('data', (chunk: Buffer) => (output += String(chunk)))
  }
  await vi.waitUntil(() => output.includes('Ctrl-C stops it'), { timeout: 90_000 })
})
afterAll(async () => {
  server.kill('SIGINT')
  await once(server, 'exit')
})

test('a server that says all it can says no word of anybody’s, and no secret', async () => {
  const canaries = makeCanaries()
  const secrets = new Set([password, masterKey.toString('hex'), new URL(deployment.adminUrl).password])
  secrets.add(new URL(deployment.databaseUrl).password)
  for (const [app, slug] of [
    ['clinic', 'acme'],
    ['store', 'shop'],
  ] as const) {
    const contracts = routesOf(deployment, app)
    const signedIn = await newMember(deployment, slug, ['owner'])
    const owner = plantingVisitor(visitorOverHttp(origin, signedIn), contracts, canaries)
    secrets.add(signedIn.cookie!.split('=')[1]!)
    for (const contract of contracts.filter((each) => !each.stream && keyOf(each) !== 'DELETE /session')) {
      let asker = owner
      let sample = await samples[keyOf(contract)]!(owner, deployment)
      if (sample.spent) {
        const somebody = await newMember(deployment, slug, ['owner'])
        secrets.add(somebody.cookie!.split('=')[1]!)
        asker = plantingVisitor(visitorOverHttp(origin, somebody), contracts, canaries)
        sample = await samples[keyOf(contract)]!(asker, deployment)
      }
      const { status, body } = await ask(asker, contract, sample)
      expect(status, `${keyOf(contract)} ${String(body)}`).toBeLessThan(500)
      // And as nobody may: words in the address, in a query that is not taken, in a body that is none.
      const word = canaries.plant(`a wrong request to ${keyOf(contract)}`)
      const wrong = { ...sample, query: { ...sample.query, [word]: word } }
      await ask(owner, contract, contract.method === 'GET' ? wrong : { ...wrong, body: { [word]: word } })
      await owner.get(`/${word}?q=${word}`)
    }
    await plantFiles(owner, canaries)
  }
  expect(canaries.count()).toBeGreaterThan(300)
  expect(output.match(/"answered"/g)!.length).toBeGreaterThan(300)
  expect(canaries.foundIn(output)).toEqual([])
  for (const secret of secrets) expect(output).not.toContain(secret)
})
