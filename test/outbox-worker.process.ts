import { openTenancy } from '@tenantry/tenancy'
import { makeLogger } from '#platform/http/logger.ts'
import { announceJobs } from '#platform/outbox/announcer.ts'
import { startWorker } from '#platform/outbox/worker.ts'
import { masterKey } from './deployment-template.ts'
import { ledgerJobs } from './outbox.ts'

/** A worker in a process of its own, which ends itself as if by a power cut when it comes to a step. */
const [databaseUrl = '', workerUrl = '', crashAt = ''] = process.argv.slice(2)
const tenancy = await openTenancy({ databaseUrl, masterKey })
await startWorker({
  tenancy,
  announcer: announceJobs(tenancy, () => {}),
  workerUrl,
  jobs: ledgerJobs,
  logger: makeLogger('silent'),
  deadAfterMs: 300,
  onStep: (step) => {
    if (step === crashAt) process.kill(process.pid, 'SIGKILL')
  },
})
