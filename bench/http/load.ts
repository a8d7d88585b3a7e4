import { randomUUID } from 'node:crypto'
import autocannon from 'autocannon'
import type { World } from './world.ts'

export type Operation = 'list' | 'get' | 'create' | 'search'
export const operations: Operation[] = ['list', 'get', 'create', 'search']

export interface Target {
  port: number
  /** Sent by Tenantry's callers; the baseline knows no sessions. */
  cookie?: string
  /** Ids of patients of the first tenant. */
  patientIds: string[]
}

export interface Load {
  operation: Operation
  /** Where a list is asked for instead of at `patients`. */
  path?: string
  connections: number
  requests: number
  /** Not faster than this, all connections together; as fast as it is answered where it is not said. */
  perSecond?: number
  /** Among how many of the world's tenants the requests go round; the first alone where it is not said. */
  tenants?: number
}

export interface LoadResult {
  requests: number
  perSecond: number
  p50: number
  p99: number
}

const terms = ['sar', 'kumar', 'ra', 'deshp', 'sunita ku', 'joshi', 'meno', 'anil', 'iyer', '9820']

/**
 * Drives one operation in a closed loop until so many requests are answered, and reports what was answered rightly; a
 * wrong answer is an error. A number and not a time, because a time that is up cuts off the requests under way.
 */
export async function load(
  world: World,
  target: Target,
  { operation, path, connections, requests, perSecond, tenants = 1 }: Load,
): Promise<LoadResult> {
  const bases = world.tenants.slice(0, tenants).map(({ slug }) => `/clinic/${slug}/api`)
  const headers: Record<string, string> = {
    host: `localhost:${target.port}`,
    'sec-fetch-site': 'same-origin',
    ...(target.cookie && { cookie: target.cookie }),
  }
  let turn = 0
  const next = <T>(from: readonly T[]) => from[turn++ % from.length]!
  let round = 0
  const base = () => bases[round++ % bases.length]!
  const paths: Record<Operation, () => string> = {
    list: () => `${base()}/${path ?? 'patients'}?limit=50`,
    get: () => `${bases[0]}/patients/${next(target.patientIds)}`,
    create: () => `${base()}/patients`,
    search: () => `${base()}/patients?limit=50&q=${encodeURIComponent(next(terms))}`,
  }
  const start = performance.now()
  let end = start
  const options: autocannon.Options = {
    url: `http://127.0.0.1:${target.port}`,
    connections,
    amount: Math.max(requests, connections),
    ...(perSecond && { overallRate: perSecond }),
    requests: [
      {
        method: operation === 'create' ? 'POST' : 'GET',
        setupRequest: (request) => ({
          ...request,
          path: paths[operation](),
          ...(operation === 'create'
            ? {
                headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
                body: JSON.stringify(newPatient()),
              }
            : { headers }),
        }),
      },
    ],
  }
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error, done) => (error ? reject(error as Error) : resolve(done)))
    // It ends with the second it is in, long after its last answer.
    run.on('response', () => {
      end = performance.now()
    })
  })
  const wrong = result.non2xx + result.errors + result.timeouts
  if (wrong > 0) throw new Error(`${wrong} of ${result.requests.total} answers to ${operation} were wrong`)
  return {
    requests: result.requests.total,
    perSecond: result.requests.total / ((end - start) / 1000),
    p50: result.latency.p50,
    p99: result.latency.p99,
  }
}

let lastPhone = Math.floor(Math.random() * 100_000_000)

/** Somebody whom nobody knows yet: with the phone of another he would be taken for him. */
function newPatient() {
  lastPhone = (lastPhone + 1) % 100_000_000
  const phone = `+9198${String(lastPhone).padStart(8, '0')}`
  return { givenName: wrapped(givens, lastPhone), familyName: wrapped(families, lastPhone), phone }
}

const givens = ['Asha', 'Ravi', 'Sunita', 'Meera', 'Imran', 'Joseph', 'Lakshmi']
const families = [
  'Kumar',
  'Sharma',
  'Iyer',
  'Khan',
  'Fernandes',
  'Patil',
  'Reddy',
  'Das',
  'Nair',
  'Ghosh',
  'Joshi',
]
const wrapped = (from: string[], at: number) => from[at % from.length]!
