import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'

/** Why a field was refused, in a word the catalogue has a sentence for. */
export type FieldProblem = 'required' | 'tooLong' | 'tooSmall' | 'tooLarge' | 'invalid'

/**
 * What a contract's schema finds wrong, by the field's path as forms and problem answers write it:
 * `address.city`. The first finding of a field counts.
 */
export function schemaProblems(schema: TSchema, value: unknown): Record<string, FieldProblem> {
  const found: Record<string, FieldProblem> = {}
  for (const error of Value.Errors(schema, value)) {
    const path = error.instancePath.slice(1).replaceAll('/', '.')
    if (error.keyword === 'required') {
      for (const name of error.params.requiredProperties) found[join(path, name)] ??= 'required'
    } else {
      found[path] ??= words[error.keyword] ?? 'invalid'
    }
  }
  return found
}

const words: Record<string, FieldProblem | undefined> = {
  minLength: 'required',
  maxLength: 'tooLong',
  minimum: 'tooSmall',
  maximum: 'tooLarge',
}

function join(path: string, name: string) {
  return path ? `${path}.${name}` : name
}
