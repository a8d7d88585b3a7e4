import { type DestinationStream, pino } from 'pino'
import { causeOf } from './problem-answers.ts'

/**
 * The one logger. Whatever is handed to it under Fastify's own names is cut down to what may be known: requests and
 * answers to nothing, because each part of them can name a patient, and errors to their cause.
 */
export function makeLogger(level = 'info', destination?: DestinationStream) {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { req: () => undefined, res: () => undefined, err: causeOf },
  }
  return destination ? pino(options, destination) : pino(options)
}
