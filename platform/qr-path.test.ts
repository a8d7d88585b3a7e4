import qrcode from 'qrcode'
import { expect, test } from 'vitest'
import { drawQr } from './qr-path.ts'

test('the bars cover the dark squares and no others', () => {
  const text = 'upi://pay?pa=corner.shop@okbank&am=7850.50'
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const { size, path } = drawQr(text)
  const dark = new Set<string>()
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let at = 0; at < Number(width); at++) dark.add(`${Number(x) + at} ${y}`)
  }
  const wanted = Array.from({ length: size * size }, (_, at) => [at % size, Math.floor(at / size)] as const)
    .filter(([x, y]) => modules.get(y, x))
    .map(([x, y]) => `${x} ${y}`)
  expect([...dark].sort()).toEqual(wanted.sort())
})
