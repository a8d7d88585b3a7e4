import { type Static, Type } from 'typebox'
import { nullable } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

/** Something has happened: what to read again, and never what is in it. */
export const Hint = strictObject({
  kind: Type.String(),
  id: Type.String(),
  version: nullable(Type.Integer()),
})
export type Hint = Static<typeof Hint>

/**
 * A stream of server-sent events: `hello` with the place to come back with, a `hint` for each thing that the caller's roles
 * may hear of, `reset` where too much was missed and everything is to be read again, `reconnect` before the server ends it.
 */
export const watchEvents = route({
  method: 'GET',
  url: '/events',
  permission: 'member',
  health: false,
  stream: true,
  query: strictObject({
    /** The id of the last event that was heard; the header `Last-Event-ID` says the same and counts more. */
    after: Type.Optional(Type.String({ maxLength: 1_000, pattern: '^[A-Za-z0-9_-]+$' })),
    /** Ends behind what has happened so far, for programs that ask now and then. */
    once: Type.Optional(Type.Boolean()),
  }),
  reply: Hint,
})
