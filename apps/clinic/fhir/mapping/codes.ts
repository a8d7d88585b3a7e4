import { fault, joined, type Part, partAt, partsAt, textAt } from './json.ts'

/** What a CodeableConcept says: words for people, a code for machines. */
export interface Concept {
  title: string | null
  code: string | null
  system: string | null
}

const nothing: Concept = { title: null, code: null, system: null }
/** Longer ones are no codes; the index takes no more than 2,700 bytes. */
const longestCode = 200

/** A CodeableConcept: its own text, else the chosen or first coding's display, else the code. */
export function readConcept(concept: Part): Concept {
  const codings = partsAt(concept, 'coding')
  const chosen = codings.find((coding) => coding.json.userSelected === true)
  const coding = chosen ?? codings.find((each) => textAt(each, 'code') !== null) ?? codings[0]
  const { title, code, system } = coding ? readCoding(coding) : nothing
  return { title: textAt(concept, 'text') ?? title, code, system }
}

export function readCoding(coding: Part): Concept {
  const code = textAt(coding, 'code')
  if (code !== null && code.length > longestCode) throw fault(`${coding.path}.code`, 'too long for a code')
  return { title: textAt(coding, 'display') ?? code, code, system: textAt(coding, 'system') }
}

export function conceptAt(part: Part, key: string): Concept {
  const concept = partAt(part, key)
  return concept ? readConcept(concept) : nothing
}

/** The titles of a list of concepts, joined. */
export function titlesAt(part: Part, key: string): string | null {
  return joined(partsAt(part, key).map((concept) => readConcept(concept).title))
}

/** A status kept as a CodeableConcept: its code, which is the same in every language. */
export function statusAt(part: Part, key: string): string | null {
  const { code, title } = conceptAt(part, key)
  return code ?? title
}

/** `title`, `code` and `codeSystem` of a row; `missing` stands where the source says nothing. */
export function coded({ title, code, system }: Concept, missing: string) {
  return { title: title ?? missing, code, codeSystem: system }
}
