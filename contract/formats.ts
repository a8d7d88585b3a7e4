import { type Static, type TSchema, Type } from 'typebox'

/**
 * A string that cannot be mistaken for another entity's id. A plain string fits any of them, so rows and tests
 * need no casts, but a `PatientId` does not fit where an `EncounterId` is wanted.
 */
export type Id<Entity extends string> = string & { readonly entity?: Entity }

/** The id of one entity: `const PatientId = idOf('patient')`. */
export const idOf = <Entity extends string>(entity: Entity) =>
  Type.Unsafe<Id<Entity>>({
    type: 'string',
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
    title: `id of ${entity}`,
  })

/** An id that the client makes for what it asks to be made, so that asking again is asking once. */
export const newIdOf = <Entity extends string>(entity: Entity) =>
  Type.Unsafe<Id<Entity>>({ ...idOf(entity), title: `new id of ${entity}` })

/** A moment: `2026-11-21T08:00:00.000Z`. An offset is always there. */
export const Timestamp = Type.String({
  format: 'date-time',
  maxLength: 40,
  pattern: '(Z|[+-]\\d\\d:\\d\\d)$',
})

/** A day of the calendar that exists: `2026-02-30` is refused. */
export const LocalDate = Type.String({ format: 'date', pattern: '^[12]\\d{3}-' })

/** Text of a person: at least one visible character and not longer than `maxLength`. NUL bytes are refused everywhere. */
export const text = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })

/** Text that may be empty. */
export const optionalText = (maxLength: number) => Type.String({ maxLength })

/** 254 is the longest address that mail servers accept. */
export const EmailAddress = Type.String({ maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$' })

/** One of a few words. A plain enum serialises without a validator, which a union of literals would need. */
export const oneOf = <const Words extends readonly string[]>(...words: Words) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: [...words] })

/** The value or null: for columns that may be empty. */
export const nullable = <S extends TSchema>(schema: S) => {
  const { type, enum: words, ...rest } = schema as TSchema & { type?: string; enum?: unknown[] }
  if (!type) throw new Error('nullable() needs a schema of one type')
  return Type.Unsafe<Static<S> | null>({
    ...rest,
    type: [type, 'null'],
    ...(words && { enum: [...words, null] }),
  })
}

/** Whole minor units of a currency; JSON has no safe integers beyond 2^53. */
export const Money = Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })

/** `INR`: the letters of a currency. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' })

/** How a list is asked for: `?limit=50&cursor=…`. The cursor comes from the page before and is opaque. */
export const Paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, pattern: '^[A-Za-z0-9_-]+$' })),
}

/** The `version` of something people edit; sent back as `If-Match`. */
export const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
