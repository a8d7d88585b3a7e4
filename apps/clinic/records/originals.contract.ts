import { Type } from 'typebox'
import { idOf, nullable, Paging, Timestamp } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

const DirectoryRow = strictObject({
  id: idOf('resource'),
  type: Type.String(),
  title: Type.String(),
  status: nullable(Type.String()),
})

/** What was imported and belongs to no chart: practitioners, organisations, places, substances. By type, oldest first. */
export const listDirectory = route({
  method: 'GET',
  url: '/directory',
  permission: 'record.read',
  health: false,
  query: strictObject({
    ...Paging,
    type: Type.Optional(Type.String({ maxLength: 64, pattern: '^[A-Z][A-Za-z]*$' })),
  }),
  reply: strictObject({ items: Type.Array(DirectoryRow), next: nullable(Type.String()) }),
})

/** The JSON that any resource was imported as: a patient's own by his id, a record's, an organisation's. */
export const getOriginal = route({
  method: 'GET',
  url: '/originals/:resourceId',
  permission: 'record.read',
  health: true,
  params: strictObject({ resourceId: idOf('resource') }),
  query: strictObject({ version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })) }),
  reply: strictObject({
    ...DirectoryRow.properties,
    /** Newest first. */
    versions: Type.Array(strictObject({ version: Type.Integer(), at: Timestamp })),
    /** The version shown in `original`. */
    version: Type.Integer(),
    original: Type.String(),
  }),
})
