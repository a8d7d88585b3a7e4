import {
  CamelCasePlugin,
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  Kysely,
  type KyselyPlugin,
  type PluginTransformResultArgs,
  PostgresAdapter,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { BoundStatement, StatementResult } from './batch.ts'

/** Sends one statement by whatever route a handle takes: alone with its context, or inside a transaction. */
export type Send = (statement: BoundStatement) => Promise<StatementResult>

/** Names go to SQL as snake_case; result columns were mapped back once per statement, so rows pass untouched. */
class SnakeCaseNames extends CamelCasePlugin {
  override async transformResult({ result }: PluginTransformResultArgs) {
    return result
  }
}

const adapter = new PostgresAdapter()
const compiler = new PostgresQueryCompiler()
const snakeCase = new SnakeCaseNames({ maintainNestedObjectKeys: true })

/** Compiles what Kysely builds and hands it to `send`. */
class SendingExecutor extends DefaultQueryExecutor {
  constructor(send: Send, plugins: KyselyPlugin[]) {
    super(compiler, adapter, { provideConnection: (consumer) => consumer(connectionOver(send)) }, plugins)
  }

  /** Nothing takes the scope off again. */
  override withoutPlugins(): SendingExecutor {
    return this
  }
}

function connectionOver(send: Send): DatabaseConnection {
  return {
    executeQuery: async <Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> => {
      const { rows, affected } = await send({ text: sql, values: parameters })
      // The builder's types say what its statement returns.
      return { rows: rows as Row[], ...(affected !== undefined && { numAffectedRows: BigInt(affected) }) }
    },
    streamQuery: () => {
      throw new Error('streaming is not offered: page the query')
    },
  }
}

/** A Kysely builder whose statements go through `send`, scoped by `scope` where there is one. */
export function builderOver<Tables>(send: Send, scope?: KyselyPlugin): Kysely<Tables> {
  const executor = new SendingExecutor(send, scope ? [scope, snakeCase] : [snakeCase])
  // The builder never touches driver and dialect: its executor does all it is asked for.
  return new Kysely<Tables>({ config: unused, driver: unused, dialect: unused, executor })
}

const unused = {} as never
