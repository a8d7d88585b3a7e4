import type { NewTenant } from '../src/index.ts'
import { type FleetGiven, fleetUnderTest } from './fleet-under-test.ts'

export type Act =
  | { provision: NewTenant }
  | { abandon: string }
  | { migrate: true }
  | { prepareSilos: number }

/** A process to be killed by the tests: does one act on the fleet of its argument and prints what came of it. */
const { given, act } = JSON.parse(process.argv[2] ?? '{}') as { given: FleetGiven; act: Act }
const fleet = fleetUnderTest(given)

async function perform(): Promise<unknown> {
  if ('provision' in act) return fleet.provision(act.provision)
  if ('abandon' in act) return fleet.abandon(act.abandon)
  if ('prepareSilos' in act) return fleet.prepareSilos(act.prepareSilos)
  return fleet.migrate()
}

const outcome = await perform().then(
  (result) => ({ result: result ?? null }),
  (error) => ({ error: { code: error.code, message: error.message } }),
)
process.stdout.write(`outcome ${JSON.stringify(outcome)}\n`)
