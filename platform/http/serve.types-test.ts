import { Type } from 'typebox'
import { idOf } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { type Http, serveRead, serveUpload, serveWrite } from './serve.ts'

interface Tables {
  'clinic.things': { tenantId: string; id: string; name: string }
}
declare const http: Http<Tables>

const getThing = route({
  method: 'GET',
  url: '/things/:thingId',
  permission: 'thing.read',
  health: false,
  params: strictObject({ thingId: idOf('thing') }),
  reply: strictObject({ name: Type.String() }),
})
const sendThing = route({
  method: 'PUT',
  url: '/things/:thingId/content',
  permission: 'thing.write',
  health: false,
  params: strictObject({ thingId: idOf('thing') }),
  raw: { contentTypes: ['application/zip'], maxBytes: 10 },
  reply: strictObject({ name: Type.String() }),
})

serveRead(http, getThing, async ({ db, params }) =>
  db.selectFrom('clinic.things').select('name').where('id', '=', params.thingId).executeTakeFirstOrThrow(),
)
// @ts-expect-error the reply lacks what the contract promises
serveRead(http, getThing, async () => ({}))
// @ts-expect-error the reply holds a number where text is promised
serveRead(http, getThing, async () => ({ name: 5 }))
serveRead(http, getThing, async ({ db }) => {
  // @ts-expect-error a reader writes nothing
  db.insertInto('clinic.things')
  return { name: '' }
})
serveRead(http, getThing, async ({ db }) => {
  // @ts-expect-error another app's tables are not known here
  db.selectFrom('store.orders')
  return { name: '' }
})
// @ts-expect-error the contract has no body
serveWrite(http, getThing, async ({ body }) => ({ name: String(body) }))
// @ts-expect-error an upload comes as a stream
serveUpload(http, sendThing, async ({ upload }) => ({ name: String(upload) }))
