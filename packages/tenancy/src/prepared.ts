import type { Compilable, Kysely, KyselyPlugin } from 'kysely'
import type { BoundStatement } from './batch.ts'
import { builderOver } from './executor.ts'

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

type AnyPrepared = PreparedQuery<never, never, unknown>

/** The tenant's place in a compiled query: no caller can name it. */
const tenant = new Placeholder('')

/** Compiles prepared queries, each once. `scopeFor` gives the plugin that names the tenant. */
export class Preparer {
  readonly #scope: KyselyPlugin
  readonly #compiled = new WeakMap<object, { text: string; parameters: readonly unknown[] }>()

  constructor(scopeFor: (tenant: unknown) => KyselyPlugin) {
    this.#scope = scopeFor(tenant)
  }

  bind(query: object, params: Record<string, unknown>, tenantId: string): BoundStatement {
    let compiled = this.#compiled.get(query)
    if (!compiled) {
      const { build } = query as AnyPrepared // as `query` of a handle took it
      const builder = builderOver<never>(
        () => Promise.reject(new Error('a prepared query is built, not run')),
        this.#scope,
      )
      // A placeholder passes for the value it stands for until the query is bound.
      const param = (name: string) => new Placeholder(name) as never
      const { sql, parameters } = build(builder, param as never).compile()
      compiled = { text: sql, parameters }
      this.#compiled.set(query, compiled)
    }
    return {
      text: compiled.text,
      values: compiled.parameters.map((value) => {
        if (!(value instanceof Placeholder)) return value
        return value === tenant ? tenantId : params[value.name]
      }),
    }
  }
}
