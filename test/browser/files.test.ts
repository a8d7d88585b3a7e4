import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect } from 'vitest'
import { storedPaths } from '#platform/files/test/clinic-files.ts'
import { writePdf } from '#platform/sheets/write-pdf.ts'
import { hasChromium } from '#test/chromium.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics
let patientId: string
let customerId: string

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
  const doctor = await clinics.deployment.signIn('acme', 'doctor')
  patientId = (await doctor.post('/patients', { givenName: 'Radha', familyName: 'Kulkarni' })).json().id
  const keeper = await clinics.deployment.signIn('shop', 'owner')
  customerId = (await keeper.post('/customers', { name: 'Asha Verma' })).json().id
})
afterAll(() => clinics?.close())

const photo = () =>
  sharp({ create: { width: 900, height: 600, channels: 3, background: '#3060a0' } })
    .jpeg()
    .toBuffer()

/** Of three pages. */
const letter = () =>
  writePdf({
    title: 'A letter',
    subtitles: ['Dr. Rao'],
    columns: [{ title: 'What', weight: 1, align: 'left' }],
    rows: Array.from({ length: 100 }, (_, at) => [`Line ${at + 1}`]),
    pageWords: (at, all) => `Page ${at} of ${all}`,
  })

async function choose(page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]) {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose files' }).click()
  await (await chooser).setFiles(files)
}

inBrowser('files are dropped into a chart, shown, downloaded, deleted and brought back', async () => {
  const doctor = await clinics.enter('acme', 'doctor')
  const { page } = doctor
  await doctor.open(`/patients/${patientId}`)
  await page.getByRole('button', { name: 'Files', exact: true }).click()
  await page.getByText('There are no files yet.').waitFor()
  await expect.poll(doctor.path).toMatch(/view=files/)
  await doctor.expectAccessible()

  // Larger than one piece.
  const long = Buffer.alloc(9 * 1024 ** 2, 'A letter of many pages.\n')
  await choose(page, [
    { name: 'X-ray hand.jpg', mimeType: 'image/jpeg', buffer: await photo() },
    { name: 'Letter.txt', mimeType: 'text/plain', buffer: long },
    { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<script>alert(1)</script>') },
    { name: 'no picture.png', mimeType: 'image/png', buffer: Buffer.from('plain text') },
  ])
  await page.getByRole('button', { name: 'Show X-ray hand.jpg' }).waitFor()
  await page.getByRole('link', { name: 'Download Letter.txt' }).waitFor()
  await page.getByText('page.html was not kept').waitFor()
  await page.getByText('no picture.png was not kept').waitFor()
  await doctor.expectAccessible()
  await doctor.picture('files-refused')
  await page.getByRole('button', { name: 'Dismiss' }).first().click()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect
    .poll(() => page.locator('li img').evaluate((picture: HTMLImageElement) => picture.naturalWidth))
    .toBe(320)

  await page.getByRole('button', { name: 'Show X-ray hand.jpg' }).click()
  const shown = page.frameLocator('iframe[title="Preview of X-ray hand.jpg"]').getByRole('img')
  await expect.poll(() => shown.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(900)
  expect((await shown.boundingBox())!.width).toBeLessThan(800)
  await page.locator('iframe').waitFor()
  await doctor.expectAccessible()
  await doctor.picture('file-shown')
  await page.keyboard.press('Escape')

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download Letter.txt' }).click()
  expect((await download).suggestedFilename()).toBe('Letter.txt')

  await page.getByRole('button', { name: 'Delete Letter.txt' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('Letter.txt is deleted.').waitFor()
  await expect.poll(() => page.getByRole('link', { name: 'Download Letter.txt' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'Download Letter.txt' }).waitFor()
  await doctor.picture('files')
  await doctor.leave()
})

inBrowser(
  'a PDF is shown page by page, in a frame that has no origin, no session and no network',
  async () => {
    const doctor = await clinics.enter('acme', 'doctor')
    const { page } = doctor
    await doctor.open(`/patients/${patientId}?view=files`)
    await choose(page, [
      { name: 'Letter.pdf', mimeType: 'application/pdf', buffer: await letter() },
      {
        name: 'Torn.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('%PDF-1.7\nnothing more\n%%EOF\n'),
      },
    ])
    await page.getByRole('button', { name: 'Show Letter.pdf' }).click()
    const frame = page.frameLocator('iframe[title="Preview of Letter.pdf"]')
    const first = frame.getByRole('img', { name: 'Page 1 of 3' })
    const isDrawn = (canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width || 1, canvas.height || 1)
      return data.some((value, at) => at % 4 < 3 && value < 100)
    }
    await expect.poll(() => first.evaluate(isDrawn), { timeout: 30_000 }).toBe(true)
    await page.locator('iframe').waitFor()
    const last = frame.getByRole('img', { name: 'Page 3 of 3' })
    await last.scrollIntoViewIfNeeded()
    await expect.poll(() => last.evaluate(isDrawn), { timeout: 30_000 }).toBe(true)

    const within = await frame.locator('main').evaluate(async () => ({
      origin: self.origin,
      cookie: await Promise.resolve()
        .then(() => document.cookie)
        .catch((error: Error) => error.name),
      asked: await fetch('/healthz').then(
        () => 'answered',
        (error: Error) => error.name,
      ),
    }))
    expect(within).toEqual({ origin: 'null', cookie: 'SecurityError', asked: 'TypeError' })
    // What was asked for is refused by the policy, which is all that the browser complains about.
    for (const complaint of doctor.complaints().splice(0))
      expect(complaint).toMatch(/Content Security Policy/)
    await doctor.expectAccessible()
    await doctor.picture('file-shown-pdf')
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: 'Show Torn.pdf' }).click()
    await page.getByText('This file cannot be shown here. Download it to open it.').waitFor()
    await doctor.leave()
  },
  180_000,
)

inBrowser(
  'an upload that was broken off, by another browser even, goes on with the same file and no other',
  async () => {
    const doctor = await clinics.enter('acme', 'doctor')
    const { page } = doctor
    const content = Buffer.alloc(300_000, 'A scan of many lines.\n')
    const url = `/patients/${patientId}/files`
    const other = await clinics.deployment.signIn('acme', 'doctor')
    const { id } = (await other.post(url, { name: 'Scan.txt', sizeBytes: content.length })).json()
    await other.request({
      method: 'PUT',
      url: `${url}/${id}/content?offset=0`,
      headers: { 'content-type': 'application/octet-stream' },
      payload: content.subarray(0, 100_000),
    })
    await doctor.open(`/patients/${patientId}?view=files`)
    await page.getByText('Not sent to its end').waitFor()
    await doctor.expectAccessible()
    await doctor.picture('files-unfinished')
    const resume = async (buffer: Buffer) => {
      const chooser = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Go on sending Scan.txt' }).click()
      await (await chooser).setFiles([{ name: 'Scan.txt', mimeType: 'text/plain', buffer }])
    }
    await resume(content.subarray(1))
    await page.getByText('That is another file.').waitFor()
    await resume(content)
    await page.getByRole('link', { name: 'Download Scan.txt' }).waitFor()
    expect((await other.get(`${url}/${id}/content`)).rawPayload.equals(content)).toBe(true)
    await doctor.leave()
  },
  120_000,
)

inBrowser(
  'a file of which the disk has changed a piece is sent again from there by itself',
  async () => {
    const doctor = await clinics.enter('acme', 'doctor')
    const { page } = doctor
    const content = Buffer.alloc(300_000, 'A letter that was half lost.\n')
    const url = `/patients/${patientId}/files`
    const other = await clinics.deployment.signIn('acme', 'doctor')
    const { id } = (await other.post(url, { name: 'Half.txt', sizeBytes: content.length })).json()
    const before = await storedPaths(clinics.deployment)
    await other.request({
      method: 'PUT',
      url: `${url}/${id}/content?offset=0`,
      headers: { 'content-type': 'application/octet-stream' },
      payload: content.subarray(0, 100_000),
    })
    const piece = (await storedPaths(clinics.deployment)).find((path) => !before.includes(path))!
    const path = join(clinics.deployment.dataFolder, 'files', piece)
    const sealed = await readFile(path)
    await writeFile(path, sealed.fill(sealed[70_000]! ^ 1, 70_000, 70_001))

    await doctor.open(`/patients/${patientId}?view=files`)
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Go on sending Half.txt' }).click()
    await (await chooser).setFiles([{ name: 'Half.txt', mimeType: 'text/plain', buffer: content }])
    await page.getByRole('link', { name: 'Download Half.txt' }).waitFor()
    expect((await other.get(`${url}/${id}/content`)).rawPayload.equals(content)).toBe(true)
    await doctor.leave()
  },
  120_000,
)

inBrowser('the files fit a phone, in Hindi and in the dark', async () => {
  const phone = { viewport: { width: 375, height: 720 }, hasTouch: true, isMobile: true } as const
  const doctor = await clinics.enter('acme', 'doctor', { ...phone, language: 'hi', colorScheme: 'dark' })
  await doctor.open(`/patients/${patientId}?view=files`)
  await doctor.page.getByRole('heading', { name: 'फ़ाइलें' }).waitFor()
  await doctor.page.getByRole('link', { name: 'Letter.txt डाउनलोड करें' }).waitFor()
  await doctor.expectAccessible()
  await doctor.page.getByRole('heading', { name: 'फ़ाइलें' }).scrollIntoViewIfNeeded()
  await doctor.picture('files-phone-hindi-dark')
  await doctor.expectFits()
  await doctor.leave()
})

inBrowser('a viewer looks and changes nothing, another clinic sees nothing', async () => {
  const viewer = await clinics.enter('acme', 'viewer')
  await viewer.open(`/patients/${patientId}?view=files`)
  await viewer.page.getByRole('link', { name: 'Download Letter.txt' }).waitFor()
  await viewer.expectNone(viewer.page.getByRole('button', { name: /Delete|Choose files/ }))
  await viewer.leave()

  const stranger = await clinics.enter('globex', 'doctor')
  await stranger.open(`/patients/${patientId}?view=files`)
  await stranger.page.getByRole('heading', { name: 'Not found' }).waitFor()
  expect(await stranger.page.content()).not.toContain('Letter.txt')
  await stranger.leave()
})

inBrowser('a shop keeps files of a customer', async () => {
  const owner = await clinics.enter('shop', 'owner')
  const { page } = owner
  await owner.open(`/customers/${customerId}`)
  await page.getByText('There are no files yet.').waitFor()
  await choose(page, [{ name: 'Receipt.jpg', mimeType: 'image/jpeg', buffer: await photo() }])
  await page.getByRole('button', { name: 'Show Receipt.jpg' }).waitFor()
  await owner.expectAccessible()
  await owner.picture('files-of-a-customer')
  await owner.leave()
})
