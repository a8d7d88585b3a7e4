import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { newMember } from '#test/new-member.ts'
import { openClinicFiles } from './test/clinic-files.ts'

const clinic = openClinicFiles()
let fileId: string
beforeAll(async () => {
  fileId = (await clinic.ada.keep('Letter.txt', 'for your eyes only')).id
})
afterEach(() => {
  vi.useRealTimers()
})

async function linkOf(visitor: Visitor, disposition = 'attachment') {
  const answer = await visitor.post(`${clinic.ada.url}/${fileId}/links`, { disposition })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json().token as string
}

const open = (slug: 'acme' | 'globex', token: string) =>
  clinic.deployment.visit(slug).get(`/file-links?token=${encodeURIComponent(token)}`)

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
  const token = await linkOf(clinic.doctor)
  const opened = await open('acme', token)
  expect(opened.body).toBe('for your eyes only')
  expect(opened.headers['content-disposition']).toMatch(/^attachment;/)
  vi.setSystemTime(Date.now() + 59_000)
  expect((await open('acme', token)).statusCode).toBe(200)
  vi.setSystemTime(Date.now() + 1_001)
  expect(await refusalOf(open('acme', token))).toEqual(await random())
})

test('a link of which any part was changed is a link of nothing', async () => {
  const token = await linkOf(clinic.doctor)
  const bytes = Buffer.from(token, 'base64url')
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    expect(await refusalOf(open('acme', changed.toString('base64url'))), `byte ${at}`).toEqual(await random())
  }
})

test('another tenant’s link is a link of nothing', async () => {
  const token = await linkOf(clinic.doctor)
  expect((await open('acme', token)).statusCode).toBe(200)
  const foreign = await refusalOf(open('globex', token))
  expect(foreign).toEqual(await refusalOf(open('globex', 'A'.repeat(200))))
  expect(foreign.statusCode).toBe(403)
})

test('whoever belongs to both finds nothing by a link of the one at the other', async () => {
  const both = await clinic.deployment.signInBoth('acme')
  const token = await linkOf(both)
  expect((await open('acme', token)).statusCode).toBe(200)
  expect(await refusalOf(open('globex', token))).toEqual(await refusalOf(open('globex', 'A'.repeat(200))))
})

test('a link is over with the session, the role and the membership of whom it was made for', async () => {
  const owner = await clinic.deployment.signIn('acme', 'owner')
  const nurse = await newMember(clinic.deployment, 'acme', ['nurse'])
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

  const other = await newMember(clinic.deployment, 'acme', ['nurse'])
  const second = await linkOf(other)
  expect((await open('acme', second)).statusCode).toBe(200)
  await other.request({ method: 'DELETE', url: '/session' })
  expect(await refusalOf(open('acme', second))).toEqual(await random())
})

test('a link of a file that was deleted opens nothing', async () => {
  const { id } = await clinic.ada.keep('Soon gone.txt', 'soon gone')
  const { token } = (
    await clinic.doctor.post(`${clinic.ada.url}/${id}/links`, { disposition: 'attachment' })
  ).json()
  await clinic.doctor.delete(`${clinic.ada.url}/${id}`)
  expect((await open('acme', token)).statusCode).toBe(404)
})

test('only what a browser shows without running it is shown inline, in a frame of our own where nothing runs', async () => {
  const refused = await clinic.doctor.post(`${clinic.ada.url}/${fileId}/links`, { disposition: 'inline' })
  expect(refused.json().code).toBe('file_type_unknown')
  const pdf = await clinic.ada.keep('Report.pdf', '%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n')
  const { token } = (
    await clinic.doctor.post(`${clinic.ada.url}/${pdf.id}/links`, { disposition: 'inline' })
  ).json()
  const shown = await open('acme', token)
  expect(shown.headers['content-disposition']).toMatch(/^inline;/)
  expect(shown.headers['content-type']).toBe('application/pdf')
  const policy = String(shown.headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'self'")
  expect(policy).toMatch(/; sandbox$/)
})

test('no link stands in the log', async () => {
  const token = await linkOf(clinic.doctor)
  await open('acme', token)
  expect(clinic.deployment.log()).toContain('/file-links')
  expect(clinic.deployment.log()).not.toContain(token)
})
