import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { dataEventsOf } from '#test/audit-events.ts'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import type { Visitor } from '#test/deployment.ts'
import type { TenantSlug } from '#test/deployment-template.ts'
import { openDeployment } from '#test/open-deployment.ts'

const deployment = openDeployment()

const register = async (by: Visitor, givenName: string) => {
  const answer = await by.post('/patients', { givenName, confirmedDuplicate: true })
  expect(answer.statusCode).toBe(201)
  return answer.json() as { id: string; version: number }
}

const asOwnerOf = (slug: TenantSlug, text: string) => {
  const { database } = deployment.tenant(slug).placement
  return queryAsAdmin(deployment, { database, role: 'tenantry_owner' }, text)
}

test('what cannot be written down is neither shown nor done, and nothing of it leaves', async () => {
  const solo = await deployment.signIn('solo', 'owner')
  const { id, version } = await register(solo, 'Zubeida')
  const asked = {
    get: () => solo.get(`/patients/${id}`),
    list: () => solo.get('/patients?q=Zubeida'),
    change: () => solo.patch(`/patients/${id}`, { givenName: 'Nobody' }, { 'if-match': `"${version}"` }),
  }
  expect((await asked.get()).body).toContain('Zubeida')
  await asOwnerOf('solo', 'revoke insert on core.audit_events from tenantry_app')
  for (const ask of [asked.get, asked.list]) {
    const answer = await ask()
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'audit_unavailable'])
    expect(answer.headers['retry-after']).toBeDefined()
    expect(answer.body).not.toContain('Zubeida')
  }
  const refused = await asked.change()
  expect(refused.statusCode).toBeGreaterThanOrEqual(500)
  expect(refused.body).not.toContain('Zubeida')
  await asOwnerOf('solo', 'grant insert on core.audit_events to tenantry_app')
  const after = await asked.get()
  expect(after.json()).toMatchObject({ givenName: 'Zubeida', version })
})

test('an event says the same whether the statement wrote it that read, or a group', async () => {
  const doctor = await deployment.signIn('acme', 'doctor')
  const { id } = await register(doctor, 'Gulnar')
  await register(doctor, 'Hansa')
  const asks = ['/patients?limit=50', '/patients?limit=1&sort=-registered', `/patients/${id}`]
  const told = async (requestIds: unknown[]) => {
    const events = (await dataEventsOf(deployment, 'acme')).filter(({ request_id }) =>
      requestIds.includes(request_id),
    )
    const own = { id: '', at: 0, xid: '', request_id: '' }
    return events.map((event) => ({ ...event, ...own }))
  }
  for (const path of asks) {
    const alone = await doctor.get(path)
    // Of those that read at once only the first is alone.
    const together = await Promise.all(Array.from({ length: 6 }, () => doctor.get(path)))
    const requestIds = [alone, ...together].map(({ headers }) => headers['x-request-id'])
    const events = await told(requestIds)
    expect(events).toHaveLength(7)
    for (const event of events) expect(event).toEqual(events[0])
    const shown = alone.json().items?.map((item: { id: string }) => item.id)
    expect(events[0]).toMatchObject(
      shown ? { detail: { patients: shown } } : { patient_id: id, entity_id: id },
    )
  }
})

test('nobody is said to have been shown who was not there', async () => {
  const doctor = await deployment.signIn('acme', 'doctor')
  const rival = await deployment.signIn('globex', 'doctor')
  const { id } = await register(rival, 'Ishrat')
  expect((await doctor.get(`/patients/${id}`)).statusCode).toBe(404)
  expect((await rival.get(`/patients/${id}`)).statusCode).toBe(200)
  const ofReading = async (slug: TenantSlug) =>
    (await dataEventsOf(deployment, slug)).filter(
      ({ entity_id, action, outcome }) =>
        entity_id === id && action === 'patients.read' && outcome === 'success',
    ).length
  expect(await ofReading('acme')).toBe(0)
  expect(await ofReading('globex')).toBe(1)
})

test('a client that goes away has what it was answered written down, whenever it went', async () => {
  const doctor = await deployment.signIn('acme', 'doctor')
  const { id } = await register(doctor, 'Farida')
  const address = await deployment.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = new URL(address)
  const answered: string[] = []
  const sockets = Array.from({ length: 150 }, (_, at) => {
    const path = `${doctor.base}/api/patients/${id}`
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(
      `GET ${path} HTTP/1.1\r\nhost: localhost:8080\r\nsec-fetch-site: same-origin\r\n` +
        `cookie: ${doctor.cookie}\r\n\r\n`,
    )
    const got = goneAfter(socket, at)
    return got.then((text) => {
      const [, requestId] = /x-request-id: (\S+)/i.exec(text) ?? []
      if (text.includes('Farida')) answered.push(requestId!)
    })
  })
  await Promise.all(sockets)
  expect(answered.length).toBeGreaterThan(10)
  const written = new Set((await dataEventsOf(deployment, 'acme')).map(({ request_id }) => request_id))
  expect(answered.filter((requestId) => !written.has(requestId))).toEqual([])
  // The connections that were given up serve nobody else, and there are others.
  expect((await doctor.get(`/patients/${id}`)).statusCode).toBe(200)
})

/** Some hang up at once, some while they wait, some in the middle of the answer, some never. */
async function goneAfter(socket: Socket, at: number): Promise<string> {
  let text = ''
  socket.setEncoding('utf8')
  socket.on('error', () => {})
  socket.on('data', (piece: string) => {
    text += piece
    if (at % 3 === 0 || text.includes('Farida')) socket.destroy()
  })
  if (at % 3 === 1) {
    await once(socket, 'connect')
    for (let turn = 0; turn < at; turn++) await new Promise((resolve) => setImmediate(resolve))
    socket.destroy()
  }
  if (!socket.closed) await once(socket, 'close')
  return text
}
