import { type Tenancy, workerUrl } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { openMailer } from '#platform/mail/mailer.ts'
import type { Announcer } from '#platform/outbox/announcer.ts'
import { anchorFile, openAnchors } from '#platform/audit/anchors.ts'
import { makeProof } from '#platform/audit/proof.ts'
import { sealKeyOf } from '#platform/audit/seal-key.ts'
import { startSealer } from '#platform/audit/sealer.ts'
import { byPostgres, byRedis, type Carrying } from '#platform/outbox/event-line.ts'
import { startWorker, type Worker } from '#platform/outbox/worker.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import type { Config } from './config.ts'
import { openFiles } from './files.ts'
import { makeJobs } from './jobs.ts'
import { Refusal } from './refusal.ts'
import { platformSchedules } from './schedules.ts'
import { addresses } from './addresses.ts'

interface WorkOptions {
  config: Config
  masterKey: Buffer
  databaseUrl: string
  tenancy: Tenancy
  announcer: Announcer
  logger: FastifyBaseLogger
}

/** Starts this process' worker: all jobs, with what they reach the outside by, and the seals of the audit. */
export async function startWork(options: WorkOptions): Promise<Worker> {
  const { config, masterKey, databaseUrl, tenancy, announcer, logger } = options
  const mailer = openMailer({ control: tenancy.control(), smtpUrl: config.smtpUrl, from: config.mailFrom })
  const { address } = addresses(config)
  const secrets = makeSecrets(masterKey)
  const files = openFiles(config, { tenancy, secrets })
  const origins = { twilio: config.twilioOrigin, meta: config.metaOrigin }
  const proof = makeProof({ masterKey, dataFolder: config.dataFolder })
  const jobs = makeJobs({ tenancy, mailer, address, secrets, files, origins, proof })
  const url = workerUrl(databaseUrl, masterKey)
  try {
    const worker = await startWorker({
      tenancy,
      announcer,
      workerUrl: url,
      jobs,
      schedules: platformSchedules,
      logger,
    })
    const anchors = openAnchors(anchorFile(config.dataFolder))
    const sealer = startSealer({ tenancy, key: sealKeyOf(masterKey), anchors, logger })
    return {
      get leading() {
        return worker.leading
      },
      stop: async () => {
        await worker.stop()
        await sealer.stop()
      },
    }
  } catch (cause) {
    if (!isLoginRefusal(cause)) throw cause
    const login = new URL(url).username
    throw new Refusal(
      `PostgreSQL refuses the worker’s login ${login}: run "tenantry migrate" with DATABASE_ADMIN_URL, which makes it, or serve with WORKER=off.`,
      { cause },
    )
  }
}

function isLoginRefusal(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return code === '28P01' || code === '28000' || code === '42501'
}

/** What tells other processes of events: Redis where one is named, else the control database. */
export function carrying({ redisUrl }: Config, tenancy: Tenancy, logger: FastifyBaseLogger): Carrying {
  if (!redisUrl) return byPostgres(tenancy)
  return byRedis(redisUrl, (err) => logger.warn({ err }, 'Redis does not answer: live updates are late'))
}
