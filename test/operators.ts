import { randomUUID } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { startOperatorSession } from '#owner/operators/operator-sessions.ts'
import { inviteOperator } from '#owner/operators/operators.ts'
import type { OperatorTables } from '#owner/operators/operators.tables.ts'
import { choosePassword } from '#owner/operators/sign-in.ts'
import type { OperatorRole } from '#owner/roles.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { buildOwnerApp } from '#server/owner-app.ts'
import { type Deployment, masterKey } from './deployment.ts'
import { jsonRequests } from './json-requests.ts'

export const operatorPassword = 'seven lamps on a hill'

type OwnerApp = Awaited<ReturnType<typeof buildOwnerApp>>
type Reply = Awaited<ReturnType<OwnerApp['inject']>>

/** Somebody at the console's address, signed in or not. */
export interface ConsoleVisitor {
  cookie: string | undefined
  /** A request below `/api`, as a browser on the console's page would send it. */
  request(options: InjectOptions & { url: string }): Promise<Reply>
  get(url: string): Promise<Reply>
  post(url: string, body: unknown, headers?: Record<string, string>): Promise<Reply>
  patch(url: string, body: unknown): Promise<Reply>
  delete(url: string): Promise<Reply>
}

export interface OperatorVisitor extends ConsoleVisitor {
  id: string
  email: string
  cookie: string
}

export interface ConsoleSide {
  app: OwnerApp
  visit(cookie?: string): ConsoleVisitor
  /** A new operator with a password and a session that has shown its second factor. */
  enter(role: OperatorRole): Promise<OperatorVisitor>
  /** A new operator who has chosen the password and done nothing else. */
  invite(role: OperatorRole): Promise<{ id: string; email: string }>
  close(): Promise<void>
}

/** The operators' side of a deployment. */
export async function openConsole(
  { tenancy }: Pick<Deployment, 'tenancy'>,
  config: { webRoot?: string } = {},
): Promise<ConsoleSide> {
  const app = await buildOwnerApp(
    {
      ownerOrigin: 'http://localhost:8081',
      logger: makeLogger('silent'),
      secrets: makeSecrets(masterKey),
      ...config,
    },
    tenancy,
  )
  const control = tenancy.control<OperatorTables>()
  const invite = async (role: OperatorRole) => {
    const email = `${role}-${randomUUID()}@operators.test`
    const { operator, token } = await control.run((tx) =>
      inviteOperator(tx, { email, name: `Olga ${role}`, role }),
    )
    await choosePassword(control, token, operatorPassword)
    return { id: operator.id, email }
  }
  return {
    app,
    invite,
    visit: (cookie) => makeVisitor(app, cookie),
    enter: async (role) => {
      const operator = await invite(role)
      const token = await control.run((tx) =>
        startOperatorSession(tx, {
          operatorId: operator.id,
          proven: true,
          origin: { device: 'Test', network: '127.0.0.1' },
        }),
      )
      const cookie = `__Host-operator=${token}`
      return { ...makeVisitor(app, cookie), ...operator, cookie }
    },
    close: () => app.close(),
  }
}

function makeVisitor(app: OwnerApp, cookie: string | undefined): ConsoleVisitor {
  const request = ({ url, headers, ...options }: InjectOptions & { url: string }) =>
    app.inject({
      ...options,
      url: `/api${url}`,
      headers: {
        host: 'localhost:8081',
        'sec-fetch-site': 'same-origin',
        ...(cookie && { cookie }),
        ...headers,
      },
    })
  return {
    cookie,
    request,
    ...jsonRequests(request),
  }
}
