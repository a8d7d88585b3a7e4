import { readdirSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'

/** What people read or hear: in these attributes a text must come from the catalogue. */
const spoken = new Set([
  'label',
  'title',
  'placeholder',
  'aria-label',
  'description',
  'alt',
  'legend',
  'text',
  'empty',
])
/** Keys of the keyboard and codes are the same in every language. */
const untranslated = new Set(['Kbd', 'Code'])

test('no component has words of its own', () => {
  const found = componentFiles().flatMap((file) =>
    textsOf(readFileSync(file, 'utf8'), file).map((text) => `${file}: ${text}`),
  )
  expect(found).toEqual([])
})

test('words in a component are found', () => {
  const source = '<Button title="Go"><b>Save</b>{t("save")}<Kbd>Esc</Kbd> · <i label={`a${b}`} /></Button>'
  expect(textsOf(source, 'example.tsx')).toEqual(['Go', 'Save', 'a'])
})

function textsOf(source: string, file: string) {
  const texts: string[] = []
  visit(parseSync(file, source).program as unknown as Node, (node, parent) => {
    if (node.type === 'JSXText' && !untranslated.has(elementName(parent))) keep(node.value)
    if (node.type === 'JSXAttribute' && spoken.has(attributeName(node))) {
      for (const text of literals(node.value)) keep(text)
    }
  })
  return texts

  function keep(text: unknown) {
    if (typeof text === 'string' && /\p{L}/u.test(text)) texts.push(text.trim())
  }
}

interface Node {
  type: string
  value?: unknown
  name?: unknown
  [part: string]: unknown
}

function visit(node: Node, see: (node: Node, parent: Node | undefined) => void, parent?: Node) {
  see(node, parent)
  for (const part of Object.values(node)) {
    for (const child of Array.isArray(part) ? part : [part]) {
      if (child && typeof child === 'object' && 'type' in child) visit(child as Node, see, node)
    }
  }
}

function elementName(node: Node | undefined) {
  return String((node?.openingElement as { name?: { name?: string } } | undefined)?.name?.name)
}

function attributeName(node: Node) {
  return String((node.name as { name?: unknown } | undefined)?.name)
}

/** Literals that stand in the attribute itself; what a call is given is its own matter. */
function literals(value: unknown): unknown[] {
  const node = value as Node | null
  if (node?.type === 'Literal') return [node.value]
  if (node?.type !== 'JSXExpressionContainer') return []
  const expression = node.expression as Node
  if (expression.type === 'Literal') return [expression.value]
  if (expression.type !== 'TemplateLiteral') return []
  return (expression.quasis as { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked)
}

function componentFiles() {
  return ['web', 'apps', 'platform', 'owner'].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.tsx') && !path.endsWith('.test.tsx') && !path.startsWith('dist'))
      .map((path) => `${root}/${path}`),
  )
}
