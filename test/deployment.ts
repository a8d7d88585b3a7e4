import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import {
  type Fleet,
  openFleet,
  openTenancy,
  type Tenancy,
  type TenancyOptions,
  type Tenant,
  workerUrl,
} from '@tenantry/tenancy'
import type { InjectOptions } from 'fastify'
import { recordOperator } from '#platform/audit/operator-entries.ts'
import { makeFileServices } from '#platform/files/file-services.ts'
import { makeLocalFolder } from '#platform/files/local-folder.ts'
import type { FileServices } from '#platform/files/objects.ts'
import type { Scanner } from '#platform/files/scanner.ts'
import type { Storage } from '#platform/files/storage.ts'
import { makeProof } from '#platform/audit/proof.ts'
import { publicKeyText, sealKeyOf } from '#platform/audit/seal-key.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { type CapturedMail, listCapturedMails } from '#platform/mail/captured-mails.ts'
import type { MailTables } from '#platform/mail/mail.tables.ts'
import { openMailer } from '#platform/mail/mailer.ts'
import { type Announcer, announceJobs } from '#platform/outbox/announcer.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { startWorker, type Worker } from '#platform/outbox/worker.ts'
import pg from 'pg'
import { expect, inject } from 'vitest'
import { type Call, makeCall } from '#contract/call.ts'
import { makeJobs } from '#server/jobs.ts'
import { migrationModules } from '#server/modules.ts'
import { buildTenantApp, type TenantAppConfig } from '#server/tenant-app.ts'
import {
  copyDeployment,
  type Databases,
  emailOf,
  inTwoClinics,
  masterKey,
  password,
  type TenantSlug,
  tenants,
} from './deployment-template.ts'
import { jsonRequests } from './json-requests.ts'
import { zoneWhereItIs } from './zones.ts'

export { inTwoClinics, masterKey, password }

type TenantApp = Awaited<ReturnType<typeof buildTenantApp>>
export type Role = 'owner' | 'doctor' | 'receptionist' | 'viewer' | 'admin' | 'member' | 'patient'
type Reply = Awaited<ReturnType<TenantApp['inject']>>

/** Somebody at a tenant's address, signed in or not. */
export interface Visitor {
  /** The tenant's path on the platform host: `/clinic/acme`. */
  base: string
  cookie: string | undefined
  /** A request below `<base>/api`, as a browser on the page would send it. */
  request(options: InjectOptions & { url: string }): Promise<Reply>
  get(url: string): Promise<Reply>
  post(url: string, body: unknown, headers?: Record<string, string>): Promise<Reply>
  patch(url: string, body: unknown, headers?: Record<string, string>): Promise<Reply>
  delete(url: string): Promise<Reply>
  /** The typed call of the web app; refusals are thrown as `Problem`. */
  call: Call
}

export interface Deployment {
  app: TenantApp
  tenancy: Tenancy
  announcer: Announcer
  fleet: Fleet
  databaseUrl: string
  adminUrl: string
  /** The control database, past the fence; opened by its first use. */
  admin: pg.Pool
  tenant(slug: TenantSlug): Tenant
  /** A member with one role, signed in by password: `await signIn('acme', 'doctor')`. */
  signIn(slug: TenantSlug, role: Role): Promise<Visitor>
  /** The person who is a doctor at Acme and a viewer at Globex, signed in once for both. */
  signInBoth(slug: 'acme' | 'globex'): Promise<Visitor>
  /** Nobody in particular, or whoever a cookie belongs to. */
  visit(slug: TenantSlug, cookie?: string): Visitor
  /** Does the product's jobs from now on. Mails are captured, unless there is a server for them. */
  startWorker(options?: { smtpUrl?: string }): Promise<void>
  /** The captured mails to an address, newest first. */
  mailsTo(address: string): Promise<CapturedMail[]>
  /** Everything that was logged, as text. */
  log(): string
  files: FileServices
  /** Where its files lie: in `files`. */
  dataFolder: string
  close(): Promise<void>
}

/** For tests of faults. */
export interface DeploymentOptions extends Pick<TenancyOptions, 'maxConnections' | 'maxWaiting'> {
  /** Another server than the run's. */
  given?: Databases
  /** Puts something between the app and its databases, and answers the URL to use. */
  reach?(databaseUrl: string): Promise<string>
  /** Keeps files elsewhere than in a folder, or looks through them. */
  storage?: Storage
  scanner?: Scanner
  /** Where all tenants are. Unless it matters they are where it is noon: today stays today until the last line of a test. */
  timeZone?: string
}

/**
 * A deployment for one test file: the clinics `acme` and `globex` in the pool, the clinic `solo` in a silo, the stores
 * `shop` and `depot`, and a member for each role of each: `doctor@acme.test`.
 */
export async function startDeployment(
  config: Partial<TenantAppConfig> = {},
  { given, reach, storage, scanner, timeZone = zoneWhereItIs(12), ...kernel }: DeploymentOptions = {},
): Promise<Deployment> {
  const databases = await copyDeployment(
    given ?? { databaseUrl: inject('databaseUrl'), adminUrl: inject('adminUrl') },
    timeZone,
  )
  const { adminUrl } = databases
  const databaseUrl = (await reach?.(databases.databaseUrl)) ?? databases.databaseUrl
  const tenancy = await openTenancy({
    databaseUrl,
    masterKey,
    modules: migrationModules,
    onOperator: recordOperator,
    ...kernel,
  })
  const announcer = announceJobs(tenancy, (error) => expect.unreachable(String(error)))
  const lines: string[] = []
  const logger = makeLogger(
    'info',
    new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) }),
  )
  const dataFolder = mkdtempSync(join(tmpdir(), 'tenantry-files-'))
  const address = { platformHost: 'localhost', platformOrigin: 'http://localhost:8080' }
  const secrets = makeSecrets(masterKey)
  const files = makeFileServices(
    { tenancy, secrets },
    { storage: storage ?? makeLocalFolder(join(dataFolder, 'files')), scanner },
  )
  const app = await buildTenantApp(
    // No memory of sessions: what a test changes in the database is to be seen at once.
    {
      address,
      dataFolder,
      ownerOrigin: 'http://localhost:8081',
      logger,
      secrets,
      auditKey: publicKeyText(sealKeyOf(masterKey)),
      files,
      sessionMemoryMs: 0,
      ...config,
    },
    tenancy,
  )

  const visit = (slug: TenantSlug, cookie?: string) =>
    makeVisitor(app, `/${tenants[slug].app}/${slug}`, cookie)
  const fleet = openFleet({ adminUrl, masterKey, modules: migrationModules })
  const admin = new pg.Pool({ connectionString: adminUrl, max: 1 })
  admin.on('error', () => {}) // a lost connection shows at the next query
  const workers: Worker[] = []
  const cookies = new Map<string, string>()
  const signInAs = async (slug: TenantSlug, email: string) => {
    const known = cookies.get(email)
    if (known) return visit(slug, known)
    const answer = await visit(slug).post('/session', { email, password })
    if (answer.statusCode !== 200) throw new Error(`${email} could not sign in: ${answer.body}`)
    const cookie = String(answer.headers['set-cookie']).split(';', 1)[0]!
    cookies.set(email, cookie)
    return visit(slug, cookie)
  }

  return {
    app,
    tenancy,
    announcer,
    databaseUrl,
    adminUrl,
    admin,
    fleet,
    tenant: (slug) => tenancy.directory.bySlug(slug)!,
    signIn: (slug, role) => signInAs(slug, emailOf(slug, role)),
    signInBoth: (slug) => signInAs(slug, inTwoClinics),
    visit,
    startWorker: async ({ smtpUrl } = {}) => {
      await fleet.ensureWorkerLogin()
      const mailer = openMailer({
        control: tenancy.control(),
        smtpUrl,
        from: 'Tenantry <no-reply@tenantry.test>',
      })
      const url = workerUrl(databaseUrl, masterKey)
      const proof = makeProof({ masterKey, dataFolder })
      const jobs = makeJobs({ tenancy, mailer, address, secrets, files, proof })
      workers.push(await startWorker({ tenancy, announcer, workerUrl: url, jobs, logger }))
    },
    mailsTo: async (to) => {
      const { items } = await tenancy
        .control<MailTables>()
        .read((db) => listCapturedMails(db, { limit: 200 }))
      return items.filter((mail) => mail.to === to)
    },
    log: () => lines.join(''),
    files,
    dataFolder,
    close: async () => {
      await app.close()
      for (const worker of workers) await worker.stop()
      await announcer.close()
      await tenancy.close()
      await admin.end()
      // A server of the test’s own goes as a whole.
      if (!given) await databases.drop()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

function makeVisitor(app: TenantApp, base: string, cookie: string | undefined): Visitor {
  const request = ({ url, headers, ...options }: InjectOptions & { url: string }) =>
    app.inject({
      ...options,
      url: `${base}/api${url}`,
      headers: {
        host: 'localhost:8080',
        'sec-fetch-site': 'same-origin',
        ...(cookie && { cookie }),
        ...headers,
      },
    })
  return {
    base,
    cookie,
    request,
    ...jsonRequests(request),
    call: makeCall('', async (url, { method, headers, body }) => {
      const payload =
        body instanceof Blob ? Buffer.from(await body.arrayBuffer()) : (body as string | undefined)
      const answer = await request({
        method: method as 'GET',
        url: url.slice('/api'.length),
        headers: headers as Record<string, string>,
        ...(payload !== undefined && { payload }),
      })
      const noBody = answer.statusCode === 204
      return new Response(noBody ? null : new Uint8Array(answer.rawPayload), {
        status: answer.statusCode,
        headers: Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
      })
    }),
  }
}
