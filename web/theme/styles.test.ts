import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const library = 'node_modules/@mantine/core/esm'
const sheets = 'node_modules/@mantine/core/styles'

test('every component that is drawn has its style sheet', () => {
  const imported = readFileSync('web/theme/styles.ts', 'utf8')
  const missing = [...sheetsNeeded()].filter((name) => !imported.includes(`/styles/${name}.layer.css`))
  expect(missing).toEqual([])
})

/** The sheets of the components our pages name, and of those these are made of. */
function sheetsNeeded() {
  const seen = new Set<string>()
  const needed = new Set<string>()
  const visit = (file: string) => {
    if (seen.has(file) || !existsSync(file)) return
    seen.add(file)
    const sheet = /([^/]+)\.module\.mjs$/.exec(file)?.[1]
    if (sheet && existsSync(join(sheets, `${sheet}.layer.css`))) needed.add(sheet)
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/from "(\.[^"]+)"/g)) {
      visit(join(dirname(file), target!))
    }
  }
  for (const name of componentsUsed()) visit(join(library, 'components', name, `${name}.mjs`))
  return needed
}

function componentsUsed() {
  const files = ['web', 'apps', 'platform'].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.tsx') && !path.startsWith('dist'))
      .map((path) => join(root, path)),
  )
  const names = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/import \{([^}]+)\} from '@mantine\/core'/g)].flatMap(
      ([, list]) => list!.split(',').map((name) => name.trim()),
    ),
  )
  return new Set(names.filter((name) => /^[A-Z]/.test(name)))
}
