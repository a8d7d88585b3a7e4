import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accentShades, platformAccent } from './accent.ts'
import { contrast, parseHex } from './contrast.ts'

const rgb = (hex: string) => parseHex(hex)!
const anyColour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`)

test('contrast is that of WCAG', () => {
  expect(contrast(rgb('#000000'), rgb('#ffffff'))).toBeCloseTo(21)
  expect(contrast(rgb('#777777'), rgb('#ffffff'))).toBeCloseTo(4.48, 2)
})

test('whatever colour a tenant chooses, its texts can be read in both schemes', () => {
  fc.assert(
    fc.property(anyColour, (accent) => {
      const shade = (n: number) => rgb(accentShades(accent)[n]!)
      for (const surface of ['#ffffff', '#f8f9fa'].map(rgb)) {
        expect(contrast(shade(6), surface)).toBeGreaterThanOrEqual(4.5)
      }
      expect(contrast(shade(6), shade(0))).toBeGreaterThanOrEqual(4.45)
      expect(contrast(shade(9), shade(1))).toBeGreaterThanOrEqual(4.5)
      for (const filled of [shade(6), shade(7), shade(8)]) {
        expect(contrast(rgb('#ffffff'), filled)).toBeGreaterThanOrEqual(4.5)
      }
      for (const surface of ['#242424', '#2e2e2e'].map(rgb)) {
        expect(contrast(shade(4), surface)).toBeGreaterThanOrEqual(4.45)
        expect(contrast(shade(3), surface)).toBeGreaterThanOrEqual(4.5)
      }
    }),
    { numRuns: 500 },
  )
})

test('a colour that reads well already stays as it is', () => {
  expect(accentShades('#1f5f8b')[6]).toBe('#1f5f8b')
})

test('what is no colour gives the platform’s own', () => {
  expect(accentShades('red; } body { display: none')).toEqual(accentShades(platformAccent))
})
