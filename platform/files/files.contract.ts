import { type Static, Type } from 'typebox'
import { idOf, nullable, oneOf, Paging, Timestamp, text } from '#contract/formats.ts'
import { Nothing, type Permission, route, strictObject } from '#contract/route.ts'
import { largestFileBytes } from './file-types.ts'

const FileId = idOf('file')

/** The longest piece that is sent at once where a file is sent in pieces. */
export const pieceBytes = 8 * 1024 ** 2

/** A file as lists show it. */
export const StoredFile = strictObject({
  id: FileId,
  /** As its owner calls it; not a path. */
  name: Type.String(),
  /** What it was found to be; until its content is here, what it was said to be. */
  type: Type.String(),
  sizeBytes: Type.Integer(),
  /** How much of it has arrived: an interrupted upload goes on from here. */
  receivedBytes: Type.Integer(),
  /** `pending` until all of it is here and was looked at. */
  state: oneOf('pending', 'ready'),
  sha256: nullable(Type.String()),
  /** An earlier file of the same person with the same content. */
  duplicateOf: nullable(FileId),
  /** The member's name. */
  uploadedBy: nullable(Type.String()),
  createdAt: Timestamp,
})
export type StoredFile = Static<typeof StoredFile>

export const dispositions = ['attachment', 'inline'] as const
export type Disposition = (typeof dispositions)[number]

interface Subject {
  /** Where the routes are: `/patients/:subjectId/files`. */
  url: `/${string}/:subjectId/files`
  /** `patient`: what the audit calls whom the files are about. */
  entity: 'patient' | 'customer'
  read: Permission
  write: Permission
  health: boolean
}

/** The routes for the files of a patient, or of a customer. */
export function fileRoutesOf({ url, entity, read, write, health }: Subject) {
  const ofSubject = strictObject({ subjectId: idOf(entity) as ReturnType<typeof idOf<string>> })
  const ofFile = strictObject({
    subjectId: idOf(entity) as ReturnType<typeof idOf<string>>,
    fileId: FileId,
  })
  return {
    /** Newest first. */
    listFiles: route({
      method: 'GET',
      url,
      permission: read,
      health,
      params: ofSubject,
      query: strictObject(Paging),
      reply: strictObject({
        items: Type.Array(StoredFile),
        next: nullable(Type.String()),
        storage: strictObject({ usedBytes: Type.Integer(), limitBytes: Type.Integer() }),
      }),
    }),
    /** Announces a file and takes storage for it. Its content follows. */
    createFile: route({
      method: 'POST',
      url,
      permission: write,
      health,
      creates: true,
      params: ofSubject,
      body: strictObject({
        name: text(1000),
        /** Where the sender knows none, the name's ending tells. */
        type: Type.Optional(Type.String({ maxLength: 200 })),
        sizeBytes: Type.Integer({ minimum: 1, maximum: largestFileBytes }),
      }),
      reply: StoredFile,
    }),
    /**
     * The content, or a piece of it: `offset` is the file's `receivedBytes`. Where they differ the answer is 409, and the file
     * tells where to go on. When the last byte is here the file is looked at, and is kept or refused.
     */
    sendFileContent: route({
      method: 'PUT',
      url: `${url}/:fileId/content`,
      permission: write,
      health,
      params: ofFile,
      query: strictObject({
        offset: Type.Optional(Type.Integer({ minimum: 0, maximum: largestFileBytes, default: 0 })),
      }),
      raw: { contentTypes: ['application/octet-stream'], maxBytes: largestFileBytes },
      reply: StoredFile,
    }),
    getFile: route({
      method: 'GET',
      url: `${url}/:fileId`,
      permission: read,
      health,
      params: ofFile,
      reply: StoredFile,
    }),
    /** Always as an attachment; parts of it by `Range`. */
    downloadFile: route({
      method: 'GET',
      url: `${url}/:fileId/content`,
      permission: read,
      health,
      params: ofFile,
      reply: Nothing,
      download: true,
    }),
    /** A small picture of a picture. */
    downloadThumbnail: route({
      method: 'GET',
      url: `${url}/:fileId/thumbnail`,
      permission: read,
      health,
      params: ofFile,
      reply: Nothing,
      download: true,
    }),
    /** A link for a minute, for this person as long as he is signed in. Pictures and PDFs may be shown `inline`. */
    linkFile: route({
      method: 'POST',
      url: `${url}/:fileId/links`,
      permission: read,
      health,
      params: ofFile,
      body: strictObject({ disposition: oneOf(...dispositions) }),
      reply: strictObject({ token: Type.String(), expiresAt: Timestamp }),
    }),
    /** Takes it out of sight. Its bytes go after thirty days; until then it can be restored. Stops an upload at once. */
    deleteFile: route({
      method: 'DELETE',
      url: `${url}/:fileId`,
      permission: write,
      health,
      params: ofFile,
      reply: strictObject({ id: FileId }),
    }),
    restoreFile: route({
      method: 'POST',
      url: `${url}/:fileId/restore`,
      permission: write,
      health,
      params: ofFile,
      reply: StoredFile,
    }),
    /** Opens a link. Whatever is wrong with it, the answer is the same. */
    openFileLink: route({
      method: 'GET',
      url: '/file-links',
      permission: 'public',
      health,
      action: 'file_links.open',
      query: strictObject({
        token: Type.String({ minLength: 1, maxLength: 2000, pattern: '^[A-Za-z0-9_-]+$' }),
      }),
      reply: Nothing,
      download: true,
    }),
  }
}

export type FileRoutes = ReturnType<typeof fileRoutesOf>
