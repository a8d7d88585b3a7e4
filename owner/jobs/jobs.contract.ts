import { Type } from 'typebox'
import { idOf, nullable, Paging, Timestamp } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'

/** How it stands with the jobs of all tenants, as the relay saw it last. */
export const getJobs = route({
  method: 'GET',
  url: '/jobs',
  permission: 'job.read',
  health: false,
  reply: strictObject({
    waiting: Type.Integer(),
    oldestSeconds: nullable(Type.Number()),
    late: Type.Integer(),
    failed: Type.Integer(),
    /** Where something waits or was given up, the most failures first. */
    tenants: Type.Array(
      strictObject({
        tenantId: idOf('tenant'),
        name: Type.String(),
        waiting: Type.Integer(),
        failed: Type.Integer(),
        oldestAt: nullable(Timestamp),
      }),
    ),
  }),
})

export const listDeadLetters = route({
  method: 'GET',
  url: '/dead-letters',
  permission: 'job.read',
  health: false,
  reply: strictObject({
    items: Type.Array(
      strictObject({
        id: idOf('job'),
        /** Null: of the platform itself. */
        tenantId: nullable(Type.String()),
        tenantName: nullable(Type.String()),
        name: Type.String(),
        attempts: Type.Integer(),
        reason: Type.String(),
        askedAt: Timestamp,
        failedAt: Timestamp,
      }),
    ),
  }),
})

const letter = {
  params: strictObject({ jobId: idOf('job') }),
  body: strictObject({ tenantId: nullable(idOf('tenant')) }),
} as const

/** Tries it again, with all its tries before it. */
export const retryDeadLetter = route({
  method: 'POST',
  url: '/dead-letters/:jobId/retry',
  permission: 'job.manage',
  health: false,
  ...letter,
  reply: Nothing,
})

/** Takes it out of the list, undone. */
export const dropDeadLetter = route({
  method: 'POST',
  url: '/dead-letters/:jobId/drop',
  permission: 'job.manage',
  health: false,
  ...letter,
  reply: Nothing,
})

/** Mails that were kept because no mail server is configured. They were not sent. */
export const listOutbox = route({
  method: 'GET',
  url: '/outbox',
  permission: 'outbox.read',
  health: false,
  query: strictObject(Paging),
  reply: strictObject({
    items: Type.Array(
      strictObject({
        id: Type.String(),
        tenantName: nullable(Type.String()),
        to: Type.String(),
        subject: Type.String(),
        text: Type.String(),
        capturedAt: Timestamp,
      }),
    ),
    next: nullable(Type.String()),
  }),
})

/** Where rows are, how far their schema has come, and why one was set aside. */
export const listDatabases = route({
  method: 'GET',
  url: '/databases',
  permission: 'database.read',
  health: false,
  reply: strictObject({
    items: Type.Array(
      strictObject({
        id: Type.String(),
        server: Type.String(),
        name: Type.String(),
        kind: Type.String(),
        state: Type.String(),
        tenants: Type.Integer(),
        /** `clinic 117 · core 20`: the last migration of each module. */
        levels: Type.Array(strictObject({ module: Type.String(), number: Type.Integer() })),
        failure: nullable(Type.String()),
        migratedAt: nullable(Timestamp),
      }),
    ),
  }),
})
