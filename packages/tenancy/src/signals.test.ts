import { beforeAll, beforeEach, expect, test } from 'vitest'
import { type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { newId } from './ids.ts'

const deployment = openDeployment()
let heard: string[]

beforeAll(async () => {
  deployment.tenancy.onSignal('notes', {
    announced: async (tenant) => void heard.push(`announced ${tenant?.slug ?? 'control'}`),
    committed: (tenant) => void heard.push(`committed ${tenant?.slug ?? 'control'}`),
  })
})
beforeEach(() => {
  heard = []
})

const folder = () => ({ id: newId(), title: newId() })

test('a signal is announced in its transaction, and told again when that has committed', async () => {
  const { tenancy, acme } = deployment
  await tenancy.tables<NotesTables>().run(acme, someone, async (tx) => {
    expect(await tx.signal('notes')).toBe(true)
    expect(await tx.signal('notes')).toBe(true)
    expect(await tx.signal('nobody listens')).toBe(false)
    await tx.insertInto('notes.folders').values(folder()).execute()
    expect(heard).toEqual(['announced acme'])
  })
  expect(heard).toEqual(['announced acme', 'committed acme'])
})

test('what is rolled back is never told', async () => {
  const { tenancy, globex } = deployment
  const failing = tenancy.tables<NotesTables>().run(globex, someone, async (tx) => {
    await tx.signal('notes')
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect(heard).toEqual(['announced globex'])
})

test('a transaction of the control database signals without a tenant', async () => {
  await deployment.tenancy.control().run((tx) => tx.signal('notes'))
  expect(heard).toEqual(['announced control', 'committed control'])
})

test('whoever has stopped listening hears nothing more', async () => {
  const { tenancy, acme } = deployment
  const late: string[] = []
  const stop = tenancy.onSignal('notes', { committed: () => void late.push('heard') })
  const signal = () => tenancy.tables().run(acme, someone, (tx) => tx.signal('notes'))
  await signal()
  stop()
  await signal()
  expect(late).toEqual(['heard'])
})
