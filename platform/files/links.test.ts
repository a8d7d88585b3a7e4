import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Deployment, startDeployment, type Visitor } from '#test/deployment.ts'
import { newMember } from '#test/new-member.ts'
import { filesOfPatient, type PatientFiles } from './test/clinic-files.ts'

let deployment: Deployment
let doctor: Visitor
let ada: PatientFiles
let fileId: string
beforeAll(async () => {
  deployment = await startDeployment()
  doctor = await deployment.signIn('acme', 'doctor')
  ada = await filesOfPatient(doctor)
  fileId = (await ada.keep('Letter.txt', 'for your eyes only')).id
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(() => deployment.close())

async function linkOf(visitor: Visitor, disposition = 'attachment') {
  const answer = await visitor.post(`${ada.url}/${fileId}/links`, { disposition })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json().token as string
}

const open = (slug: 'acme' | 'globex', token: string) =>
  deployment.visit(slug).get(`/file-links?token=${encodeURIComponent(token)}`)

/** What somebody could tell two refusals apart by. */
async function refusalOf(asked: ReturnType<typeof open>) {
  const { statusCode, headers, body } = await asked
  const requestId = String(headers['x-request-id'])
  return { statusCode, body: body.replaceAll(requestId, '…'), headers: Object.keys(headers).sort() }
}

/** How a link of nothing is refused. */
async function random() {
  const refusal = await refusalOf(open('acme', 'A'.repeat(200)))
  expect(refusal.statusCode).toBe(403)
  expect(refusal.body).toContain('link_refused')
  return refusal
}

test('a link opens its file for a minute, without a cookie', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const token = await linkOf(doctor)
  const opened = await open('acme', token)
  expect(opened.body).toBe('for your eyes only')
  expect(opened.headers['content-disposition']).toMatch(/^attachment;/)
  vi.setSystemTime(Date.now() + 59_000)
  expect((await open('acme', token)).statusCode).toBe(200)
  vi.setSystemTime(Date.now() + 1_001)
  expect(await refusalOf(open('acme', token))).toEqual(await random())
})

test('a link of which any part was changed is a link of nothing', async () => {
  const token = await linkOf(doctor)
  const bytes = Buffer.from(token, 'base64url')
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    expect(await refusalOf(open('acme', changed.toString('base64url'))), `byte ${at}`).toEqual(await random())
  }
})

test('another tenant’s link is a link of nothing', async () => {
  const token = await linkOf(doctor)
  expect((await open('acme', token)).statusCode).toBe(200)
  const foreign = await refusalOf(open('globex', token))
  expect(foreign).toEqual(await refusalOf(open('globex', 'A'.repeat(200))))
  expect(foreign.statusCode).toBe(403)
})

test('whoever belongs to both finds nothing by a link of the one at the other', async () => {
  const both = await deployment.signInBoth('acme')
  const token = await linkOf(both)
  expect((await open('acme', token)).statusCode).toBe(200)
  expect(await refusalOf(open('globex', token))).toEqual(await refusalOf(open('globex', 'A'.repeat(200))))
})

test('a link is over with the session, the role and the membership of whom it was made for', async () => {
  const owner = await deployment.signIn('acme', 'owner')
  const nurse = await newMember(deployment, 'acme', ['nurse'])
  const token = await linkOf(nurse)
  expect((await open('acme', token)).statusCode).toBe(200)
  const { items } = (await owner.get('/members')).json()
  const account = (await nurse.get('/session')).json()
  const member = items.find(({ email }: { email: string }) => email === account.account.email)
  const changed = await owner.patch(
    `/members/${member.id}`,
    { roles: ['receptionist'] },
    { 'if-match': `"${member.version}"` },
  )
  expect(changed.statusCode, changed.body).toBeLessThan(300)
  expect(await refusalOf(open('acme', token))).toEqual(await random())

  const other = await newMember(deployment, 'acme', ['nurse'])
  const second = await linkOf(other)
  expect((await open('acme', second)).statusCode).toBe(200)
  await other.request({ method: 'DELETE', url: '/session' })
  expect(await refusalOf(open('acme', second))).toEqual(await random())
})

test('a link of a file that was deleted opens nothing', async () => {
  const { id } = await ada.keep('Soon gone.txt', 'soon gone')
  const { token } = (await doctor.post(`${ada.url}/${id}/links`, { disposition: 'attachment' })).json()
  await doctor.delete(`${ada.url}/${id}`)
  expect((await open('acme', token)).statusCode).toBe(404)
})

test('only what a browser shows without running it is shown inline, in a frame of our own where nothing runs', async () => {
  const refused = await doctor.post(`${ada.url}/${fileId}/links`, { disposition: 'inline' })
  expect(refused.json().code).toBe('file_type_unknown')
  const pdf = await ada.keep('Report.pdf', '%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n')
  const { token } = (await doctor.post(`${ada.url}/${pdf.id}/links`, { disposition: 'inline' })).json()
  const shown = await open('acme', token)
  expect(shown.headers['content-disposition']).toMatch(/^inline;/)
  expect(shown.headers['content-type']).toBe('application/pdf')
  const policy = String(shown.headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'self'")
  expect(policy).toMatch(/; sandbox$/)
})

test('no link stands in the log', async () => {
  const token = await linkOf(doctor)
  await open('acme', token)
  expect(deployment.log()).toContain('/file-links')
  expect(deployment.log()).not.toContain(token)
})
