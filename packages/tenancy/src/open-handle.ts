import type { Kysely, RawBuilder } from 'kysely'
import { builderOver, type Send } from './executor.ts'
import type { RawStatement } from './handles.ts'
import { JsonRows, type JsonOptions } from './json-rows.ts'
import type { PreparedQuery, Preparer } from './prepared.ts'
import type { Noting } from './noting.ts'
import { assertNamesTenant, rawStatement } from './raw.ts'
import type { Scope } from './scope.ts'
import type { Actor, Tenant } from './tenant.ts'

type Builder = Kysely<never>
type AnyPrepared = PreparedQuery<never, never, Record<string, unknown>>
type Arguments<Name extends keyof Builder> = Builder[Name] extends (...given: infer Given) => unknown
  ? Given
  : never

/**
 * A tenant's handle as it is made for each call. The builder is made at its first use: a call of nothing but prepared
 * queries never needs it, and making it costs as much as running one of them. Its parts are not `#private`, because a
 * handle may be the prototype of another.
 */
export class OpenHandle {
  readonly tenant: Tenant
  readonly tenantId: string
  readonly actor: Actor
  private readonly scoping: { scope: Scope; preparer: Preparer }
  private readonly send: Send
  private readonly noting: Noting | undefined
  private made: Builder | undefined

  constructor(
    scoping: { scope: Scope; preparer: Preparer },
    { tenant, actor }: { tenant: Tenant; actor: Actor },
    send: Send,
    noting?: Noting,
  ) {
    this.tenant = tenant
    this.tenantId = tenant.id
    this.actor = actor
    this.scoping = scoping
    this.send = send
    this.noting = noting
  }

  async query(query: object, params: Record<string, unknown>): Promise<unknown[]> {
    const { shows } = query as AnyPrepared
    const noted =
      shows && (await this.noting?.query(query, params, {}, ({ rows }) => rows.map((row) => row[shows])))
    if (noted) return noted.rows
    const { rows } = await this.send(this.scoping.preparer.bind(query, params, this.tenantId))
    return rows
  }

  async json(query: object, params: Record<string, unknown>, options: JsonOptions<never>) {
    const { shows } = query as AnyPrepared
    if (shows && this.noting) {
      const json = new JsonRows<never>(options)
      const how = { json, limit: options.limit }
      if (await this.noting.query(query, params, how, () => json.values(shows))) return json
    }
    const json = new JsonRows<never>(options)
    await this.send({ ...this.scoping.preparer.bind(query, params, this.tenantId), json })
    return json
  }

  raw<Row>(statement: RawBuilder<Row>): RawStatement<Row> {
    assertNamesTenant(statement, this.tenantId)
    return rawStatement(this.send, statement)
  }

  get fn() {
    return this.builder.fn
  }

  selectFrom(...given: Arguments<'selectFrom'>) {
    return this.builder.selectFrom(...given)
  }

  selectNoFrom(...given: Arguments<'selectNoFrom'>) {
    return this.builder.selectNoFrom(...given)
  }

  with(...given: Arguments<'with'>) {
    return this.builder.with(...given)
  }

  withRecursive(...given: Arguments<'withRecursive'>) {
    return this.builder.withRecursive(...given)
  }

  insertInto(...given: Arguments<'insertInto'>) {
    return this.builder.insertInto(...given)
  }

  updateTable(...given: Arguments<'updateTable'>) {
    return this.builder.updateTable(...given)
  }

  deleteFrom(...given: Arguments<'deleteFrom'>) {
    return this.builder.deleteFrom(...given)
  }

  private get builder(): Builder {
    this.made ??= builderOver<never>(this.send, this.scoping.scope(this.tenantId))
    return this.made
  }
}
