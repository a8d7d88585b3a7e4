import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Fleet, openFleet, openTenancy, type Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { markTouched } from '#platform/audit/marks.ts'
import { recordOperator } from '#platform/audit/operator-entries.ts'
import { publicKeyText, sealKeyOf } from '#platform/audit/seal-key.ts'
import { startTenantDesk } from '#owner/tenants/tenant-desk.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { announceJobs } from '#platform/outbox/announcer.ts'
import { openEventLine } from '#platform/outbox/event-line.ts'
import { startRegistrar } from '#platform/registration/registrar.ts'
import { keepTrials } from '#platform/registration/trials.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { addresses } from './addresses.ts'
import type { Config } from './config.ts'
import { demoSignInsOf } from './demo/demo-sign-ins.ts'
import { prepareDemo } from './demo/prepare-demo.ts'
import { openFiles, openStorage } from './files.ts'
import { keepFleet } from './keep-fleet.ts'
import { readMasterKey } from './master-key.ts'
import { furtherServers, migrationModules, provisionSteps, serversToMakeOn } from './modules.ts'
import { openDatabase } from './open-database.ts'
import { assertPortsFree, serve } from './serve.ts'
import { carrying, startWork } from './work.ts'

interface StartOptions {
  config: Config
  /** Demonstration tenants; without a word they are made where PostgreSQL is the embedded one. */
  demo?: boolean
  /** One line about what is being done. */
  report: (line: string) => void
  /** PostgreSQL is gone for good: whoever started the server has to end. */
  onLost: (error: Error) => void
}

interface Running {
  tenancy: Tenancy
  stop(): Promise<void>
}

/**
 * Starts everything in order: PostgreSQL, migrations, demonstration tenants, the worker, the web server. Stopping undoes it in
 * the opposite order; what fails half way, or is aborted, is undone too.
 */
export async function start(options: StartOptions, signal: AbortSignal): Promise<Running> {
  const { config, report } = options
  const masterKey = readMasterKey(config)
  const opened: (() => Promise<void>)[] = []
  const stop = async () => {
    const failures: unknown[] = []
    // Whatever cannot be closed, the rest is: PostgreSQL last of all.
    for (const close of opened.splice(0).reverse()) await close().catch((error) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
  try {
    // Before anything is made: a port that is taken is the commonest refusal, and costs a minute when found last.
    await assertPortsFree(config)
    const database = await openDatabase(config, { command: 'start', report, onGivenUp: options.onLost })
    opened.push(database.stop)
    signal.throwIfAborted()

    const { databaseUrl, adminUrl } = database
    const fleet = adminUrl
      ? openFleet({
          adminUrl,
          masterKey,
          modules: migrationModules,
          steps: provisionSteps(openStorage(config)),
          ...furtherServers(config),
        })
      : undefined
    if (fleet) await migrate(fleet, report)
    signal.throwIfAborted()

    const logger = makeLogger(config.logLevel)
    const tenancy = await openTenancy({
      databaseUrl,
      masterKey,
      modules: migrationModules,
      ...furtherServers(config),
      onOperator: recordOperator,
      onError: (error) => logger.error(error),
    })
    opened.push(() => tenancy.close())
    const announcer = announceJobs(tenancy, (error) => logger.error(error))
    opened.push(() => announcer.close())
    const marks = markTouched(tenancy, (error) => logger.error(error))
    opened.push(() => marks.close())
    const line = await openEventLine(tenancy, carrying(config, tenancy, logger), (error) =>
      logger.error(error),
    )
    opened.push(() => line.close())
    const demo = options.demo ?? database.embedded
    if (fleet && demo) await prepareDemo({ fleet, tenancy, report, address: addresses(config).address })
    signal.throwIfAborted()
    if (fleet) {
      const parts = startAdminsSide({ config, tenancy, fleet, logger })
      opened.push(...parts.map((part) => () => part.close()))
    }
    if (config.worker) {
      const worker = await startWork({ config, masterKey, databaseUrl, tenancy, announcer, logger })
      opened.push(() => worker.stop())
    }
    signal.throwIfAborted()

    const secrets = makeSecrets(masterKey)
    const serving = await serve(
      {
        ...addresses(config),
        logger,
        line,
        secrets,
        auditKey: publicKeyText(sealKeyOf(masterKey)),
        files: openFiles(config, { tenancy, secrets }),
        dataFolder: config.dataFolder,
        demoSignIns: demoSignInsOf,
        sendsMail: config.smtpUrl !== undefined,
        ...webRoot(),
      },
      tenancy,
    )
    opened.push(() => serving.stop())
    signal.throwIfAborted()
    return { tenancy, stop }
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}

interface AdminsSide {
  config: Config
  tenancy: Tenancy
  fleet: Fleet
  logger: FastifyBaseLogger
}

/** What only a process with the admin login does: it makes, suspends and looks after tenants. */
function startAdminsSide({ config, tenancy, fleet, logger }: AdminsSide): { close(): Promise<void> }[] {
  const onError = (error: unknown) => logger.error(error)
  return [
    startRegistrar({ tenancy, fleet, onError }),
    startTenantDesk({ tenancy, fleet, onError }),
    keepTrials({ tenancy, fleet, onError }),
    keepFleet({
      fleet,
      servers: serversToMakeOn(config),
      readySilos: config.readySilos,
      // That folders cannot be seen is how most servers are set up, and no fault.
      onFinding: (finding) =>
        logger[finding.kind === 'folders_unseen' ? 'info' : 'warn']({ finding }, 'the fleet needs a look'),
      onError,
    }),
  ]
}

async function migrate(fleet: Fleet, report: (line: string) => void) {
  const { applied, databases, failed } = await fleet.migrate()
  if (applied > 0) report(`Applied ${applied} migrations to ${databases} databases`)
  if (failed.length === 0) return
  const list = failed.map(({ database, reason }) => `  ${database}: ${reason}`).join('\n')
  report(
    `These databases could not be brought up to date, and their tenants are refused until they are:\n${list}`,
  )
}

function webRoot() {
  const folder = join(import.meta.dirname, '..', 'web', 'dist')
  return existsSync(join(folder, 'index.html')) ? { webRoot: folder } : {}
}
