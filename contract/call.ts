import type { ProblemBody, ProblemCode } from './problems.ts'
import { AFile, type Route } from './route.ts'

/** A refusal of the server, or `unreachable` when no answer came. */
export class Problem extends Error {
  readonly code: ProblemCode | 'unreachable'
  readonly status: number
  readonly field: string | undefined
  readonly detail: string | undefined
  readonly conflicts: string[] | undefined
  /** What the refusal reckoned with, such as the limit and the balance. */
  readonly figures: ProblemBody['figures'] | undefined
  readonly requestId: string | undefined
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined

  constructor(problem: Partial<ProblemBody> & { retryAfter?: number | undefined; cause?: unknown }) {
    super(problem.title ?? 'The server could not be reached', { cause: problem.cause })
    this.name = 'Problem'
    this.code = problem.code ?? 'unreachable'
    this.status = problem.status ?? 0
    this.field = problem.field
    this.detail = problem.detail
    this.conflicts = problem.conflicts
    this.figures = problem.figures
    this.requestId = problem.requestId
    this.retryAfter = problem.retryAfter
  }
}

export interface CallOptions {
  signal?: AbortSignal
  /** Give the same key to a retry of the same act, and it happens once. Every creating call has one. */
  idempotencyKey?: string
}

export interface Call {
  <Input, Reply>(route: Route<Input, Reply>, input: NoInfer<Input>, options?: CallOptions): Promise<Reply>
  /** Where a route is, for links and downloads. */
  url<Input, Reply>(
    route: Route<Input, Reply>,
    input: Pick<NoInfer<Input>, keyof Input & ('params' | 'query')>,
  ): string
}

/**
 * The typed call of one tenant: `makeCall('/clinic/santkrupa')`, or `makeCall('')` on a tenant's own host. Programs that
 * are no browser may bring their own `fetch`.
 */
export function makeCall(base: string, fetch: Fetch = globalThis.fetch): Call {
  const call = async (route: Route<unknown, unknown>, input: LooseInput, options: CallOptions = {}) => {
    const { signal, idempotencyKey } = options
    const response = await send(fetch, addressOf(base, route, input), {
      method: route.method,
      headers: headersOf(route, input, idempotencyKey),
      ...(input.upload
        ? { body: input.upload }
        : input.body !== undefined && { body: JSON.stringify(input.body) }),
      ...(signal && { signal }),
    })
    if (!response.ok) throw await problemOf(response)
    if (route.reply === AFile) return response.blob()
    return response.status === 204 ? undefined : response.json()
  }
  return Object.assign(call, {
    url: (route: Route<unknown, unknown>, input: LooseInput) => addressOf(base, route, input),
  }) as Call
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>

interface LooseInput {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  version?: number
  upload?: Blob
}

function addressOf(base: string, route: Route<unknown, unknown>, { params = {}, query = {} }: LooseInput) {
  const path = route.url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) search.append(name, String(item))
    }
  }
  return `${base}/api${path}${search.size ? `?${search}` : ''}`
}

function headersOf(route: Route<unknown, unknown>, input: LooseInput, idempotencyKey?: string) {
  return {
    accept: 'application/json',
    ...(input.body !== undefined && { 'content-type': 'application/json' }),
    ...(input.upload && { 'content-type': input.upload.type || 'application/octet-stream' }),
    ...(input.version !== undefined && { 'if-match': `"${input.version}"` }),
    ...(route.creates && { 'idempotency-key': idempotencyKey ?? crypto.randomUUID() }),
  }
}

async function send(fetch: Fetch, url: string, init: RequestInit) {
  try {
    return await fetch(url, init)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new Problem({ cause })
  }
}

async function problemOf(response: Response) {
  const retryAfter = Number(response.headers.get('retry-after')) || undefined
  try {
    return new Problem({ ...((await response.json()) as ProblemBody), retryAfter })
  } catch (cause) {
    // A proxy in between may answer with a page of its own.
    return new Problem({
      code: 'internal',
      status: response.status,
      title: response.statusText,
      retryAfter,
      cause,
    })
  }
}
