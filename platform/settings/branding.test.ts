import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { drawLogo } from './draw-logo.ts'

const deployment = openDeployment()
let owner: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
})

const marker = 'GPS 19.0760 N 72.8777 E <script>'
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 20, g: 120, b: 90, alpha: 0.5 } } })
const send = (payload: Buffer, type = 'image/png', by = owner) =>
  by.request({ method: 'PUT', url: '/settings/logo', headers: { 'content-type': type }, payload })
const logoUrl = async (slug: 'acme' | 'globex' = 'acme'): Promise<string | null> =>
  (await deployment.visit(slug).get('/tenant')).json().branding.logoUrl
const fetchLogo = (url: string, headers = {}, slug: 'acme' | 'globex' = 'acme') =>
  deployment.visit(slug).request({ url: url.replace(/^\/api/, ''), headers })

test('a logo is drawn anew: smaller, a PNG, and nothing else of what was sent is left', async () => {
  const photo = await picture(1600, 800)
    .withExif({ IFD0: { ImageDescription: marker } })
    .jpeg()
    .toBuffer()
  const sent = Buffer.concat([photo, Buffer.from(marker)])
  expect(sent.toString('latin1')).toContain(marker)
  const answer = await send(sent, 'image/jpeg')
  expect(answer.json()).toMatchObject({ width: 512, height: 256 })
  const url = (await logoUrl())!
  expect(url).toBe(answer.json().logoUrl)

  const drawn = await fetchLogo(url)
  expect(drawn.headers).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=604800',
    'content-security-policy': expect.stringContaining('sandbox'),
  })
  expect(await sharp(drawn.rawPayload).metadata()).toMatchObject({ format: 'png', width: 512, height: 256 })
  expect(drawn.rawPayload.toString('latin1')).not.toContain('GPS')
  expect((await sharp(drawn.rawPayload).metadata()).exif).toBeUndefined()
})

test('who has the picture is not sent it again', async () => {
  const url = (await logoUrl())!
  const { etag } = (await fetchLogo(url)).headers
  const again = await fetchLogo(url, { 'if-none-match': String(etag) })
  expect([again.statusCode, again.body]).toEqual([304, ''])
  // The address of another picture is no reason to keep this one for long.
  expect((await fetchLogo('/api/logo?v=0123456789abcdef')).headers['cache-control']).toBe('private, no-cache')
})

test('a clinic shows its own logo and nobody else’s', async () => {
  expect(await logoUrl('globex')).toBeNull()
  expect((await fetchLogo((await logoUrl())!, {}, 'globex')).statusCode).toBe(404)
  const viewer = await deployment.signIn('acme', 'viewer')
  expect((await send(await picture(9, 9).png().toBuffer(), 'image/png', viewer)).statusCode).toBe(403)
})

test.each([
  [
    'an SVG that says it is a PNG',
    'image/png',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    400,
  ],
  ['an SVG', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>', 415],
  ['a page', 'text/html', '<script>1</script>', 415],
  ['no picture', 'image/png', 'PNG', 400],
  ['nothing', 'image/webp', '', 400],
])('%s is refused', async (_name, type, content, status) => {
  const before = await logoUrl()
  expect((await send(Buffer.from(content), type)).statusCode).toBe(status)
  expect(await logoUrl()).toBe(before)
})

test('a GIF, half a picture and one of too many pixels are refused, and so is a large file', async () => {
  const whole = await picture(64, 64).png().toBuffer()
  const gif = await picture(8, 8).gif().toBuffer()
  const bomb = await picture(8_000, 8_000).png().toBuffer()
  for (const sent of [gif, whole.subarray(0, whole.length / 2), bomb]) {
    expect((await send(sent)).json()).toMatchObject({ status: 400, code: 'picture_refused' })
  }
  expect((await send(Buffer.alloc(2 * 1024 * 1024 + 1))).json()).toMatchObject({ code: 'too_large' })
})

test('a picture that packs badly is drawn smaller, so that it is kept in little room', async () => {
  const noise = await sharp({
    create: {
      width: 900,
      height: 900,
      channels: 3,
      background: '#fff',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .png()
    .toBuffer()
  const drawn = await drawLogo(noise)
  expect(drawn.image.length).toBeLessThanOrEqual(262_144)
  expect(drawn.width).toBeLessThan(512)
})

test('a logo is taken away again, and the audit knows of both', async () => {
  expect((await owner.delete('/settings/logo')).statusCode).toBe(204)
  expect(await logoUrl()).toBeNull()
  expect((await fetchLogo('/api/logo')).statusCode).toBe(404)
  const { items } = (await owner.get('/audit/events?action=settings.logo&limit=50')).json()
  const done = items.filter(({ outcome }: { outcome: string }) => outcome === 'success')
  expect(done.map(({ action }: { action: string }) => action)).toEqual(
    expect.arrayContaining(['settings.logo.update', 'settings.logo.delete']),
  )
})
