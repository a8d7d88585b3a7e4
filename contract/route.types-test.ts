import { Type } from 'typebox'
import type { Call } from './call.ts'
import { idOf } from './formats.ts'
import { Nothing, route, strictObject } from './route.ts'

const rename = route({
  method: 'PATCH',
  url: '/things/:thingId',
  permission: 'thing.write',
  health: false,
  ifMatch: true,
  params: strictObject({ thingId: idOf('thing') }),
  body: strictObject({ name: Type.String() }),
  reply: strictObject({ name: Type.String() }),
})
const leave = route({
  method: 'DELETE',
  url: '/session',
  permission: 'public',
  health: false,
  reply: Nothing,
})

declare const call: Call

const renamed: Promise<{ name: string }> = call(rename, {
  params: { thingId: 'x' },
  body: { name: 'n' },
  version: 1,
})
const left: Promise<void> = call(leave, {})
void renamed
void left

// @ts-expect-error the version is part of the input
void call(rename, { params: { thingId: 'x' }, body: { name: 'n' } })
// @ts-expect-error a field that the contract does not name
void call(rename, { params: { thingId: 'x' }, body: { name: 'n', tenantId: 't' }, version: 1 })
// @ts-expect-error the reply has no such field
void call(rename, { params: { thingId: 'x' }, body: { name: 'n' }, version: 1 }).then((reply) => reply.id)
// @ts-expect-error a permission is a noun and a verb
route({ method: 'GET', url: '/', permission: 'anything', health: false, reply: Nothing })
