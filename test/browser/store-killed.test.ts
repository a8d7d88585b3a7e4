import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Browser, Route } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { freePort } from '#server/local/free-port.ts'
import { hasChromium, launchChromium } from '#test/chromium.ts'
import { type Deployment, masterKey, startDeployment } from '#test/deployment.ts'
import { inBrowser } from './clinics.ts'
import { makeVisit, openPage } from './visit.ts'

let deployment: Deployment
let browser: Browser
let folder: string
let ports: { PORT: string; OWNER_PORT: string }
let server: ChildProcess | undefined

beforeAll(async () => {
  if (!hasChromium) return
  folder = mkdtempSync(join(tmpdir(), 'tenantry-killed-'))
  ports = { PORT: String(await freePort()), OWNER_PORT: String(await freePort()) }
  ;[deployment, browser] = await Promise.all([startDeployment(), launchChromium()])
})
afterAll(async () => {
  if (server) await kill()
  await browser?.close()
  await deployment?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

/** A process of its own, as people start it, on the deployment's database. */
async function startServer() {
  server = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../server/main.ts'), 'start', '--no-demo'],
    {
      env: {
        ...process.env,
        ...ports,
        DATABASE_URL: deployment.databaseUrl,
        DATABASE_ADMIN_URL: '',
        TENANTRY_DATA: folder,
        TENANTRY_MASTER_KEY: masterKey.toString('hex'),
        WORKER: 'off',
      },
      stdio: 'ignore',
    },
  )
  const isReady = () =>
    fetch(`http://localhost:${ports.PORT}/readyz`).then(
      ({ status }) => status,
      () => 0,
    )
  await expect.poll(isReady, { timeout: 120_000 }).toBe(200)
}

/** As a power cut does it: nothing is finished and nothing is said. */
async function kill() {
  const child = server!
  server = undefined
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** A counter on a phone, with a customer chosen and an amount typed. */
async function counterWith(name: string, amount: string) {
  const owner = await deployment.signIn('shop', 'owner')
  const { id } = (await owner.post('/customers', { name })).json()
  // What goes by the page's worker passes by the routes of a test, and nothing here is about opening without a connection.
  const context = await browser.newContext({
    viewport: { width: 360, height: 720 },
    hasTouch: true,
    serviceWorkers: 'block',
  })
  const keeper = makeVisit(await openPage(context), `http://localhost:${ports.PORT}/store/shop`)
  await keeper.carry(owner.cookie!)
  await keeper.open(`/counter?customer=${id}`)
  await keeper.page.getByRole('textbox', { name: 'Amount' }).fill(amount)
  const lines = async () => (await owner.get(`/customers/${id}/statement`)).json().lines
  return { id, keeper, page: keeper.page, lines }
}

/** Holds a customer's row, so that what is posted for him waits in the database. */
async function holdCustomer(id: string) {
  const url = new URL(deployment.adminUrl)
  url.pathname = `/${deployment.tenant('shop').placement.database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query('set role tenantry_maintenance')
  await client.query('begin')
  await client.query('select from store.customers where id = $1 for update', [id])
  const waiting = async () => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and pg_backend_pid() = any (pg_blocking_pids(pid))`,
    )
    return rows[0]!.count
  }
  return { waiting, release: () => client.end() }
}

inBrowser('a server that is killed before it has booked an entry books it once when it is back', async () => {
  await startServer()
  const { id, keeper, page, lines } = await counterWith('Cut Off Chitra', '75')
  const held = await holdCustomer(id)
  await page.getByRole('button', { name: 'Gave credit' }).tap()
  await expect.poll(held.waiting, { timeout: 60_000 }).toBe(1)
  await kill()
  await held.release()
  await page.getByText('1 entry waits to be sent').waitFor({ timeout: 60_000 })
  await keeper.picture('counter-server-gone')
  await startServer()
  await page.getByRole('button', { name: 'Send now' }).tap()
  await page.getByText('1 entry waits to be sent').waitFor({ state: 'detached', timeout: 60_000 })
  expect(await lines()).toMatchObject([{ kind: 'purchase', amountMinor: 7_500, balanceMinor: 7_500 }])
  await keeper.leave()
})

inBrowser('a server that is killed after it has booked an entry does not book it again', async () => {
  if (!server) await startServer()
  const { keeper, page, lines } = await counterWith('Cut Off Chandan', '40')
  // Booked and answered, but the answer does not reach the phone any more.
  const cutOff = async (route: Route) => {
    expect((await route.fetch()).status()).toBe(201)
    await kill()
    await route.abort('connectionreset')
  }
  await page.route('**/payments', cutOff, { times: 1 })
  await page.getByRole('button', { name: 'Got payment' }).tap()
  await page.getByText('1 entry waits to be sent').waitFor({ timeout: 60_000 })
  await startServer()
  // The phone was put away meanwhile: the entry is on it still.
  await page.reload()
  await page.getByRole('heading', { name: 'Counter' }).waitFor()
  await page.getByText('1 entry waits to be sent').waitFor({ state: 'detached', timeout: 60_000 })
  expect(await lines()).toMatchObject([{ kind: 'payment', amountMinor: -4_000 }])
  await keeper.leave()
})
