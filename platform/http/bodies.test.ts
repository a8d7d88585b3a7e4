import { beforeAll, describe, expect, test } from 'vitest'
import { problems } from '#contract/problems.ts'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'

const deployment = openDeployment()
let receptionist: Visitor
beforeAll(async () => {
  receptionist = await deployment.signIn('acme', 'receptionist')
})

const json = { 'content-type': 'application/json' }
const patient = { givenName: 'Ada', familyName: 'Byron' }

async function patientCount() {
  const answer = await receptionist.get('/patients')
  return answer.json().items.length as number
}

describe('a body that is not what the contract says', () => {
  const cases: [name: string, body: string | Buffer, code: keyof typeof problems, field?: string][] = [
    ['broken JSON', '{"givenName": "Ada"', 'malformed_json'],
    ['no JSON at all', 'givenName=Ada', 'malformed_json'],
    ['nothing', '', 'malformed_json'],
    ['bytes that are not UTF-8', Buffer.from('{"givenName":"\xff"}', 'latin1'), 'malformed_json'],
    ['a list', '[]', 'invalid_input'],
    ['null', 'null', 'invalid_input'],
    ['an unknown field', JSON.stringify({ ...patient, nickname: 'A' }), 'invalid_input', 'nickname'],
    ['somebody else’s tenant', JSON.stringify({ ...patient, tenantId: 'x' }), 'invalid_input', 'tenantId'],
    ['an id of its own', JSON.stringify({ ...patient, id: 'x' }), 'invalid_input', 'id'],
    ['a number for a name', JSON.stringify({ givenName: 5 }), 'invalid_input', 'givenName'],
    ['a list for a name', JSON.stringify({ givenName: ['Ada'] }), 'invalid_input', 'givenName'],
    ['text for a truth value', JSON.stringify({ ...patient, deceased: 'true' }), 'invalid_input', 'deceased'],
    ['NUL', '{"givenName":"Ad\\u0000a"}', 'invalid_input', 'givenName'],
    ['NUL deep inside', '{"address":{"city":"\\u0000"}}', 'invalid_input', 'address.city'],
    ['NUL in a name', '{"a\\u0000":1}', 'invalid_input'],
    ['half a surrogate pair', '{"givenName":"\\ud83d"}', 'invalid_input', 'givenName'],
    ['__proto__', '{"givenName":"Ada","__proto__":{"roles":["owner"]}}', 'invalid_input', '__proto__'],
    ['__proto__, written otherwise', '{"\\u005f_proto__":{}}', 'invalid_input', '__proto__'],
    ['a constructor', '{"constructor":{"prototype":{}}}', 'invalid_input', 'constructor'],
    [
      'a day that does not exist',
      JSON.stringify({ ...patient, deceasedOn: '2026-02-30' }),
      'invalid_input',
      'deceasedOn',
    ],
    ['nesting without an end', `{"address":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'invalid_input'],
    ['more than one megabyte', JSON.stringify({ givenName: 'x'.repeat(1024 * 1024) }), 'too_large'],
    ['ten megabytes', JSON.stringify({ givenName: 'x'.repeat(10 * 1024 * 1024) }), 'too_large'],
  ]

  test.each(cases)('%s is refused and nothing is stored', async (_name, body, code, field) => {
    const before = await patientCount()
    const answer = await receptionist.request({
      method: 'POST',
      url: '/patients',
      payload: body,
      headers: json,
    })
    expect(answer.json()).toMatchObject({ status: problems[code], code, ...(field && { field }) })
    expect(answer.statusCode).toBe(problems[code])
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(await patientCount()).toBe(before)
  })
})

test('a refusal says what, where and which request, and nothing of our insides', async () => {
  const answer = await receptionist.post('/patients', { givenName: 5 })
  expect(answer.json()).toEqual({
    type: 'urn:tenantry:problem:invalid_input',
    title: 'Bad Request',
    status: 400,
    code: 'invalid_input',
    field: 'givenName',
    detail: 'must be string',
    requestId: answer.headers['x-request-id'],
  })
})

test.each([
  ['an emoji and its modifiers', '👩🏽‍⚕️'],
  ['right-to-left letters', 'محمد'],
  ['two scripts', 'सारा Sarah'],
  ['quotes and brackets', `Robert'); drop table patients;-- <b>`],
])('a name with %s comes back as it was written', async (_name, givenName) => {
  const registered = await receptionist.post('/patients', { givenName, confirmedDuplicate: true })
  expect(registered.statusCode, registered.body).toBe(201)
  const read = await receptionist.get(`/patients/${registered.json().id}`)
  expect(read.json().givenName).toBe(givenName)
})

test.each([
  ['a form', 'application/x-www-form-urlencoded', 'givenName=Ada'],
  ['JSON that calls itself text', 'text/plain', '{"givenName":"Ada"}'],
  ['a form with parts', 'multipart/form-data; boundary=x', '--x--'],
])('%s is no body here', async (_name, type, payload) => {
  const answer = await receptionist.request({
    method: 'POST',
    url: '/patients',
    payload,
    headers: { 'content-type': type },
  })
  expect(answer.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' })
})

test('a body where none is expected is refused', async () => {
  const answer = await receptionist.request({
    method: 'DELETE',
    url: '/session',
    payload: '{"all":true}',
    headers: json,
  })
  expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_input' })
})

test.each([
  ['sort=name%27%3B%20drop%20table%20clinic.patients%3B--', 'sort'],
  ['sort=(select%20pg_sleep(5))', 'sort'],
  ['sort=name&sort=-name', 'sort'],
  ['limit=many', 'limit'],
  ['limit=-1', 'limit'],
  ['limit=0', 'limit'],
  ['limit=1e3', 'limit'],
  ['limit=999999999999', 'limit'],
  ['limit=5&limit=6', 'limit'],
  ['cursor=%27%20or%201%3D1', 'cursor'],
  ['cursor=bm90IGEgY3Vyc29y', 'cursor'],
  ['q=%00', 'q'],
  ['tenantId=globex', 'tenantId'],
  ['__proto__=x', '__proto__'],
])('the query ?%s is refused', async (query, field) => {
  const answer = await receptionist.get(`/patients?${query}`)
  expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_input', field })
})

test('numbers in a query are read as numbers', async () => {
  const answer = await receptionist.get('/patients?limit=1')
  expect(answer.json().items).toHaveLength(1)
})

test.each([
  '',
  'not-an-id',
  '0190a000-0000-7000-8000-00000000000',
  '%00',
  "'%20or%201=1",
  '..%2f..%2fsession',
  'x'.repeat(500),
])('nothing has the id %s', async (id) => {
  const answer = await receptionist.get(`/patients/${id}`)
  expect(answer.statusCode).toBe(404)
  expect(['not_found', 'unknown_route']).toContain(answer.json().code)
})

test.each([
  ['a path that cannot be read', '/patients/%zz'],
  ['another case', '/Patients'],
  ['two slashes', '//patients'],
  ['the inner name of the API', '/-/clinic/api/patients'],
])('%s leads nowhere', async (_name, url) => {
  const answer = await receptionist.get(url)
  expect(answer.json()).toMatchObject({ status: 404, code: 'unknown_route' })
})

test.each(['HEAD', 'PUT', 'OPTIONS', 'DELETE'] as const)('%s is no way to ask for a list', async (method) => {
  const answer = await receptionist.request({ method, url: '/patients' })
  expect(answer.statusCode).toBe(404)
})

test('another method in a header changes nothing', async () => {
  const answer = await receptionist.request({
    url: '/patients',
    headers: {
      'x-http-method-override': 'DELETE',
      'x-tenant': 'globex',
      'x-forwarded-host': 'globex.localhost',
    },
  })
  expect(answer.statusCode).toBe(200)
})

test('the log names tenant, request and route, and no patient, address or query', async () => {
  const answer = await receptionist.get('/patients?q=Quetzalcoatl')
  await receptionist.post('/patients', { givenName: 'Xochipilli', nickname: 'Flower' })
  const log = deployment.log()
  const line = log
    .split('\n')
    .find((each) => each.includes(String(answer.headers['x-request-id'])) && each.includes('answered'))
  expect(JSON.parse(line!)).toMatchObject({
    tenant: 'acme',
    tenantId: deployment.tenant('acme').id,
    route: '/-/clinic/api/patients',
    status: 200,
  })
  for (const secret of [
    'Quetzalcoatl',
    'Xochipilli',
    'Flower',
    'acme.test',
    '127.0.0.1',
    receptionist.cookie!,
  ]) {
    expect(log).not.toContain(secret)
  }
})
