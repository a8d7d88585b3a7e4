import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Area, catalogues } from './catalogues.ts'

const areas = Object.keys(catalogues) as Area[]
/** Their keys are codes that come from the server; suites there hold them against it. */
const byRoutes: Area[] = ['problems', 'actions']

test.each(areas)('%s says the same things in English and Hindi', async (area) => {
  const [english, hindi] = await bothOf(area)
  expect(Object.keys(hindi)).toEqual(Object.keys(english))
  for (const [key, text] of Object.entries(english)) {
    expect(placeholders(hindi[key]!), key).toEqual(placeholders(text))
  }
})

test.each(areas)('%s is translated', async (area) => {
  const [english, hindi] = await bothOf(area)
  const words = Object.keys(english).filter((key) => /\p{L}/u.test(english[key]!.replace(/\{\{\w+\}\}/g, '')))
  expect(words.filter((key) => !/\p{Script=Devanagari}/u.test(hindi[key]!))).toEqual([])
})

test.each(areas.filter((area) => !byRoutes.includes(area)))('every text of %s is used', async (area) => {
  const [english] = await bothOf(area)
  const source = sources()
  const unused = Object.keys(english)
    .map((key) => key.replace(/_(one|other)$/, ''))
    .filter((key) => !source.includes(`'${key}'`) && !source.includes(`${area}:${key}'`) && !isWord(key))
  expect(unused).toEqual([])
})

/** Keys that are also values of a contract, and reach the catalogue through a variable. */
function isWord(key: string) {
  return ['canceled', 'waiting', 'failed', ...detailFields].includes(key)
}

// Shown as the names of fields that somebody else changed.
const detailFields = ['deceasedOn', 'emergencyContact', 'address', 'sex']

async function bothOf(area: Area) {
  const [english, hindi] = await Promise.all([catalogues[area].en(), catalogues[area].hi()])
  return [english.texts as Record<string, string>, hindi.texts as Record<string, string>] as const
}

function placeholders(text: string) {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()
}

function sources() {
  return ['web', 'apps', 'platform', 'owner']
    .flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter(
          (path) => /\.tsx?$/.test(path) && !/\.(en|hi|test)\.tsx?$/.test(path) && !path.startsWith('dist'),
        )
        .map((path) => readFileSync(`${root}/${path}`, 'utf8')),
    )
    .join('\n')
}
