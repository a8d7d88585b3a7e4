import type { Readable } from 'node:stream'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Http, serveControl, serveUpload } from '#platform/http/serve.ts'
import { servePicture } from '#platform/http/serve-picture.ts'
import * as contract from './branding.contract.ts'
import { drawLogo } from './draw-logo.ts'
import { deleteLogo, findLogo, keepLogo, nameLogo } from './logo.ts'
import { logoUrlOf } from './logo-url.ts'

/** A tenant's logo. The picture is with its rows, and which one is shown with its settings. */
export function brandingRoutes(http: Http<unknown>) {
  serveUpload(http, contract.changeLogo, async ({ stream, data, tenant, actor }) => {
    const { width, height, ...logo } = await drawLogo(await readWhole(stream))
    await data.run(tenant, actor, (tx) => keepLogo(tx, { width, height, ...logo }))
    // Named last: what is named is there.
    await http.control.run((tx) => nameLogo(tx, tenant.id, logo.digest))
    return { logoUrl: logoUrlOf(logo.digest), width, height }
  })

  serveControl(http, contract.removeLogo, async ({ control, tenant, actor }) => {
    await control.run(async (tx) => {
      await nameLogo(tx, tenant.id, null)
      changed(tx, { entity: 'settings', id: null, before: { logo: 'shown' }, after: { logo: null } })
    })
    await http.data.run(tenant, actor, deleteLogo)
  })

  servePicture(http, contract.getLogo, async ({ db, query }) => {
    const logo = await findLogo(db)
    if (!logo) throw new DomainError('not_found')
    const isNamed = query.v !== undefined && logo.digest.startsWith(query.v)
    return {
      bytes: logo.image,
      type: 'image/png',
      tag: logo.digest,
      // A week for the picture that the address names: another one has another address.
      cacheControl: isNamed ? 'private, max-age=604800' : 'private, no-cache',
    }
  })
}

async function readWhole(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer) // no encoding is set, so they are bytes
  return Buffer.concat(parts)
}
