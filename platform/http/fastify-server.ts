import type { Server } from 'node:http'
import { randomUUID } from 'node:crypto'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyHttpOptions,
  LogController,
} from 'fastify'
import { answerClientError } from './client-errors.ts'
import { acceptJsonOnly } from './json-body.ts'
import { answerProblem } from './problem-answers.ts'

/** A Fastify as every app of ours starts: bodies, problems, request ids, timeouts. */
export function makeFastify(
  logger: FastifyBaseLogger,
  options: Partial<FastifyHttpOptions<Server>> = {},
): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    // One line for each answer is written by `logAnswers`; Fastify's own would hold the address.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    // A slow client is cut off: 10 s for the headers, 5 min for the whole of an upload, 2 min of silence.
    requestTimeout: 300_000,
    connectionTimeout: 120_000,
    keepAliveTimeout: 10_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => void answerProblem(error, request, reply),
    ...options,
  })
  app.decorateRequest('problemCode', null)
  acceptJsonOnly(app)
  app.setErrorHandler(answerProblem)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  return app
}
