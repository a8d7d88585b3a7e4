import type { Compilable, Kysely, KyselyPlugin, RawBuilder } from 'kysely'
import type { BoundStatement } from './batch.ts'
import { builderOver } from './executor.ts'
import { appendTo, assertNamesTenant } from './raw.ts'

/** Stands in a query for a value that is known when it runs. */
class Placeholder {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A query that was built once and runs with other values each time. Made by `prepareQuery`. */
export interface PreparedQuery<Tables, Params, Row> {
  /** The column that says of whom a row is, where a note of the read can be made of it. */
  readonly shows?: (keyof Row & string) | undefined
  readonly build: (db: Builder<Tables>, param: Param<Params>) => Compilable<Row>
}

/** The same of a statement that changes rows, which only a transaction runs. Made by `prepareStatement`. */
export interface PreparedStatement<Tables, Params, Row> {
  readonly build: (db: WritingBuilder<Tables>, param: Param<Params>) => Compilable<Row>
}

type WritingBuilder<Tables> = Builder<Tables> &
  Pick<Kysely<Tables>, 'insertInto' | 'updateTable' | 'deleteFrom'>
type Builder<Tables> = Pick<Kysely<Tables>, 'selectFrom' | 'with' | 'fn'>
type Param<Params> = <Name extends keyof Params & string>(name: Name) => Params[Name]

/**
 * Declares a query whose text does not depend on its values, so that it is built, scoped and compiled once a process:
 * on a query by key that is half of its time in Node.
 *
 * ```ts
 * const folderById = prepareQuery<NotesTables, { id: string }>()((db, param) =>
 *   db.selectFrom('notes.folders').select('title').where('id', '=', param('id')),
 * )
 * const [folder] = await db.query(folderById, { id })
 * ```
 */
export function prepareQuery<Tables, Params>() {
  return <Row>(
    build: PreparedQuery<Tables, Params, Row>['build'],
    options: Pick<PreparedQuery<Tables, Params, Row>, 'shows'> = {},
  ): PreparedQuery<Tables, Params, Row> => ({ build, ...options })
}

/** Declares a statement that changes rows and whose text does not depend on its values: `tx.query(insertNote, { body })`. */
export function prepareStatement<Tables, Params>() {
  return <Row>(
    build: PreparedStatement<Tables, Params, Row>['build'],
  ): PreparedStatement<Tables, Params, Row> => ({ build })
}

/** The insert of a note, built once for each query that it is written with. Made by `prepareNote`. */
export interface PreparedNote<Params> {
  /** The rows of the query are its table `shown`, of which `column` says of whom they are, as SQL names it. */
  readonly build: (
    column: string,
    tenantId: string,
    value: (name: keyof Params & string) => unknown,
  ) => RawBuilder<unknown>
}

/** Declares how a note is written, with values that are known when it is: see `Note`. */
export function prepareNote<Params>(build: PreparedNote<Params>['build']): PreparedNote<Params> {
  return { build }
}

type AnyPrepared = PreparedQuery<never, never, unknown>
type AnyNote = PreparedNote<Record<string, unknown>>

interface Compiled {
  text: string
  parameters: readonly unknown[]
}

/** The tenant's place in a compiled query: no caller can name it. */
const tenant = new Placeholder('')

/** Compiles prepared queries, each once. `scopeFor` gives the plugin that names the tenant. */
export class Preparer {
  readonly #scope: KyselyPlugin
  readonly #compiled = new WeakMap<object, Compiled>()
  readonly #noted = new WeakMap<object, WeakMap<object, Compiled>>()

  constructor(scopeFor: (tenant: unknown) => KyselyPlugin) {
    this.#scope = scopeFor(tenant)
  }

  bind(query: object, params: Record<string, unknown>, tenantId: string): BoundStatement {
    const { text, parameters } = this.#compile(query)
    return { text, values: parameters.map((value) => valueOf(value, params, tenantId)) }
  }

  /** The same, with a note of what it shows in front of it. */
  bindNoted(
    query: object,
    params: Record<string, unknown>,
    note: object,
    noteParams: Record<string, unknown>,
    tenantId: string,
  ): BoundStatement {
    const { text, parameters } = this.#compileNoted(query, note)
    const own = this.#compile(query).parameters.length
    return {
      text,
      values: parameters.map((value, at) => valueOf(value, at < own ? params : noteParams, tenantId)),
    }
  }

  #compile(query: object): Compiled {
    const known = this.#compiled.get(query)
    if (known) return known
    const { build } = query as AnyPrepared // as `query` of a handle took it
    const builder = builderOver<never>(
      () => Promise.reject(new Error('a prepared query is built, not run')),
      this.#scope,
    )
    // A placeholder passes for the value it stands for until the query is bound.
    const param = (name: string) => new Placeholder(name) as never
    const { sql: text, parameters } = build(builder, param as never).compile()
    const compiled = { text, parameters }
    this.#compiled.set(query, compiled)
    return compiled
  }

  /**
   * PostgreSQL lets nothing that writes stand inside of a `with` that is not the outermost, so that a query remains unable
   * to write here as well.
   */
  #compileNoted(query: object, note: object): Compiled {
    const withNotes = this.#noted.get(query) ?? new WeakMap<object, Compiled>()
    this.#noted.set(query, withNotes)
    const known = withNotes.get(note)
    if (known) return known
    const { text, parameters } = this.#compile(query)
    const { build } = note as AnyNote // as a `Note` has it
    const insert = build(
      snakeCase((query as AnyPrepared).shows ?? ''),
      tenant as never,
      (name) => new Placeholder(name),
    )
    assertNamesTenant(insert, tenant)
    const all = [...parameters]
    const written = appendTo(all, insert)
    const compiled = {
      text: `with shown as materialized (${text}), noted as (${written}) select * from shown`,
      parameters: all,
    }
    withNotes.set(note, compiled)
    return compiled
  }
}

function valueOf(value: unknown, params: Record<string, unknown>, tenantId: string): unknown {
  if (!(value instanceof Placeholder)) return value
  return value === tenant ? tenantId : params[value.name]
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
