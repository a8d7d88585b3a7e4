import type { AnyTenantReader } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { serveDownload } from '#platform/http/downloads.ts'
import { type Caller, type Http, serveRead, serveUpload, serveWrite } from '#platform/http/serve.ts'
import { makePermissionsOf } from '#platform/members/roles.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { downloadOf, requireShown } from './downloads.ts'
import type { FileRoutes } from './files.contract.ts'
import {
  announceFile,
  deleteFile,
  fileReply,
  getFile,
  getReadyFile,
  listFiles,
  restoreFile,
} from './files.ts'
import type { FileTables, SubjectKind } from './files.tables.ts'
import { authorOfHolder, makeLinks, requireHolder } from './links.ts'
import type { FileServices } from './objects.ts'
import { thumbnailOf } from './thumbnails.ts'
import { receiveContent } from './uploads.ts'

/** The files of one kind of subject in an app. */
interface FilesOf {
  kind: SubjectKind
  routes: FileRoutes
  /** Throws `not_found` where the subject is not the tenant's. */
  requireSubject(db: AnyTenantReader, id: string): Promise<void>
  files: FileServices
  secrets: Secrets
}

/** Mounts the routes of the files of patients, or of customers. */
export function fileRoutes(http: Http<FileTables>, of: FilesOf) {
  const { kind, routes, requireSubject, files, secrets } = of
  const subjectOf = (id: string) => ({ kind, id })
  const keyOf = (params: { subjectId: string; fileId: string }) => ({
    subject: subjectOf(params.subjectId),
    fileId: params.fileId,
  })
  const placeOf = ({ tenant, actor }: Pick<Caller, 'tenant' | 'actor'>) => ({
    tenant,
    actor,
    data: http.data,
  })

  serveRead(http, routes.listFiles, async ({ db, params, query }) => {
    await requireSubject(db, params.subjectId)
    return listFiles(db, subjectOf(params.subjectId), query)
  })

  serveWrite(http, routes.createFile, async ({ tx, params, body, member }) => {
    await requireSubject(tx, params.subjectId)
    const memberId = member?.member.id ?? null
    return fileReply(await announceFile(tx, subjectOf(params.subjectId), { ...body, memberId }))
  })

  serveUpload(http, routes.sendFileContent, async ({ params, query, stream, contentLength, ...caller }) => {
    const arriving = { stream, contentLength, offset: query.offset ?? 0 }
    return fileReply(await receiveContent(files, placeOf(caller), { key: keyOf(params), arriving }))
  })

  serveRead(http, routes.getFile, async ({ db, params }) => fileReply(await getFile(db, keyOf(params))))

  serveDownload(http, routes.downloadFile, ({ params, ...caller }) =>
    downloadOf(files, placeOf(caller), { key: keyOf(params), disposition: 'attachment' }),
  )

  serveDownload(http, routes.downloadThumbnail, ({ params, ...caller }) =>
    thumbnailOf(files, placeOf(caller), keyOf(params)),
  )

  serveWrite(http, routes.deleteFile, async ({ tx, params }) => {
    await deleteFile(tx, keyOf(params))
    return { id: params.fileId }
  })

  serveWrite(http, routes.restoreFile, async ({ tx, params }) =>
    fileReply(await restoreFile(tx, keyOf(params))),
  )

  const links = makeLinks(secrets, kind)
  const permissionsOf = makePermissionsOf(http.roles)

  serveRead(http, routes.linkFile, async ({ db, params, body, tenant, author, member }) => {
    const { type } = await getReadyFile(db, keyOf(params))
    if (body.disposition === 'inline') requireShown(type ?? '')
    if (!member || !author.sessionId) throw new DomainError('not_signed_in')
    const holder = { accountId: member.account.id, sessionId: author.sessionId }
    return links.make(tenant, { ...params, ...body, ...holder })
  })

  serveDownload(http, routes.openFileLink, async ({ query, host, ...caller }) => {
    const link = links.read(caller.tenant, query.token)
    const holder = await requireHolder(http.control, { tenant: caller.tenant, link, host }, (roles) =>
      permissionsOf(roles).has(routes.downloadFile.permission),
    )
    const download = await downloadOf(files, placeOf(caller), {
      key: keyOf(link),
      disposition: link.disposition,
    })
    return { ...download, author: authorOfHolder(holder, caller.author) }
  })
}
