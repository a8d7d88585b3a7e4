import { type Static, Type } from 'typebox'
import { idOf, nullable, oneOf, Paging, Timestamp, text } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

const ImportId = idOf('import')
const importParams = strictObject({ importId: ImportId })

/** The largest file that may be sent in the browser; a deployment may set less. Larger ones go by the command line. */
export const uploadLimitBytes = 2 * 1024 ** 3

/** What the name of a source may be. */
export const sourceForm = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/

/** Every resource that was read is in exactly one of the other four: read = created + updated + unchanged + failed. */
const Counts = {
  read: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  failed: Type.Integer(),
}

export const importStates = ['uploading', 'waiting', 'running', 'done', 'failed', 'canceled'] as const
export type ImportState = (typeof importStates)[number]

export const Import = strictObject({
  id: ImportId,
  /** The file's name as its owner calls it; never used as a path. */
  name: Type.String(),
  state: oneOf(...importStates),
  /** Why it failed as a whole: `the archive holds more than 100,000 files`. Single bad files are problem lines. */
  reason: nullable(Type.String()),
  createdAt: Timestamp,
  startedAt: nullable(Timestamp),
  finishedAt: nullable(Timestamp),
  sizeBytes: Type.Integer(),
  /** How much of the file has arrived: an interrupted upload goes on from here. */
  receivedBytes: Type.Integer(),
  ...Counts,
  /** Bundles, lines of ndjson in groups, or single resources that were worked off. */
  bundles: Type.Integer(),
  problems: Type.Integer(),
  types: Type.Array(strictObject({ type: Type.String(), ...Counts })),
  /** How much of the source has been worked off: 0 to 1. */
  share: Type.Number(),
  /** Resources per second of work, and what that leaves; null while nothing can be said. */
  rate: nullable(Type.Number()),
  secondsLeft: nullable(Type.Number()),
})
export type Import = Static<typeof Import>

export const ImportProblem = strictObject({
  /** Its place among the import's problems, from 1. */
  no: Type.Integer(),
  /** The file inside the folder or archive. */
  path: Type.String(),
  /** Which entry of the bundle or line of the file, from 1; null where the whole file is meant. */
  entry: nullable(Type.Integer()),
  type: nullable(Type.String()),
  reason: Type.String(),
})
export type ImportProblem = Static<typeof ImportProblem>

/** Announces a file. Its content follows by `sendImportContent`; the work starts when all of it is here. */
export const createImport = route({
  method: 'POST',
  url: '/imports',
  permission: 'record.import',
  health: true,
  creates: true,
  body: strictObject({
    name: text(255),
    sizeBytes: Type.Integer({ minimum: 1, maximum: uploadLimitBytes }),
    /**
     * The system the records come from. Two systems may use the same ids: records are recognised by source, type and
     * id. Without it `fhir`.
     */
    source: Type.Optional(Type.String({ pattern: sourceForm.source })),
  }),
  reply: Import,
})

/**
 * The file, or what is still missing of it: `offset` is the import's `receivedBytes`. Where they differ the answer is
 * 409 and the import tells where to go on.
 */
export const sendImportContent = route({
  method: 'PUT',
  url: '/imports/:importId/content',
  permission: 'record.import',
  health: true,
  params: importParams,
  query: strictObject({ offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })) }),
  raw: {
    contentTypes: [
      'application/octet-stream',
      'application/zip',
      'application/x-zip-compressed',
      'application/gzip',
      'application/x-gzip',
      'application/x-tar',
      'application/x-compressed-tar',
      'application/json',
      'application/fhir+json',
      'application/ndjson',
      'application/x-ndjson',
      'application/fhir+ndjson',
    ],
    maxBytes: uploadLimitBytes,
  },
  reply: Import,
})

/** Newest first. */
export const listImports = route({
  method: 'GET',
  url: '/imports',
  permission: 'record.read',
  health: true,
  query: strictObject(Paging),
  reply: strictObject({ items: Type.Array(Import), next: nullable(Type.String()) }),
})

export const getImport = route({
  method: 'GET',
  url: '/imports/:importId',
  permission: 'record.read',
  health: true,
  params: importParams,
  reply: Import,
})

/** In the order they were met. Only the first 1,000 of an import are kept; the import has the true number. */
export const listImportProblems = route({
  method: 'GET',
  url: '/imports/:importId/problems',
  permission: 'record.read',
  health: true,
  params: importParams,
  query: strictObject(Paging),
  reply: strictObject({ items: Type.Array(ImportProblem), next: nullable(Type.String()) }),
})

/** Stops an import after the bundle it is at. What was imported stays. */
export const cancelImport = route({
  method: 'POST',
  url: '/imports/:importId/cancel',
  permission: 'record.import',
  health: true,
  params: importParams,
  reply: Import,
})

/** What is told of imports, and who may hear it. `record.imported` names the import that brought records in. */
export const importEvents = {
  'import.changed': 'record.import',
  'record.imported': 'patient.read',
} as const
