import { openTenancy } from '@tenantry/tenancy'
import { migrationModules } from '#server/modules.ts'
import { openAnchors } from '../anchors.ts'
import { sealKeyOf } from '../seal-key.ts'
import { startSealer } from '../sealer.ts'

// A sealer to be killed: it seals without a pause until somebody ends it.
const [databaseUrl, masterKey, anchorFile] = process.argv.slice(2) as [string, string, string]
const key = Buffer.from(masterKey, 'hex')
const tenancy = await openTenancy({ databaseUrl, masterKey: key, modules: migrationModules })
startSealer({
  tenancy,
  key: sealKeyOf(key),
  anchors: openAnchors(anchorFile),
  logger: { error: (...said: unknown[]) => process.stderr.write(`${JSON.stringify(said)}\n`) },
  everyMs: 1,
})
process.stdout.write('sealing\n')
