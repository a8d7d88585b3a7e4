import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  type DeleteQueryNode,
  IdentifierNode,
  type InsertQueryNode,
  type JoinNode,
  type KyselyPlugin,
  ListNode,
  type MergeQueryNode,
  OnNode,
  type OperationNode,
  OperationNodeTransformer,
  OperatorNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  PrimitiveValueListNode,
  type QueryId,
  ReferenceNode,
  type SelectQueryNode,
  TableNode,
  type UpdateQueryNode,
  UsingNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  WhereNode,
  type WithNode,
} from 'kysely'
import { TenancyError } from './errors.ts'

/** The camelCase name under which Kysely builds the column; it is mapped to `tenant_id` afterwards. */
const column = 'tenantId'

/** Makes the plugin for one tenant. */
export type Scope = (tenantId: unknown) => KyselyPlugin

/**
 * Adds the tenant to every query that Kysely builds: a predicate on each tenant table that is read, changed or joined,
 * and the value on each insert, whatever the caller gave. Tables are tenant tables unless listed as global.
 */
export function makeScope(globalTables: ReadonlySet<string>): Scope {
  // One for all tenants: making one costs more than most queries. It is told the tenant for each query anew, and a
  // query is transformed without a pause.
  const transformer = new ScopeTransformer(globalTables)
  return (tenantId) => ({
    transformQuery: ({ node, queryId }: PluginTransformQueryArgs) =>
      transformer.scope(node, tenantId, queryId),
    transformResult: async ({ result }: PluginTransformResultArgs) => result,
  })
}

class ScopeTransformer extends OperationNodeTransformer {
  readonly #globalTables: ReadonlySet<string>
  #tenantId: unknown
  /** Names of the `with` queries around the node being transformed, innermost last. */
  readonly #named: string[] = []

  constructor(globalTables: ReadonlySet<string>) {
    super()
    this.#globalTables = globalTables
  }

  scope<Node extends OperationNode>(node: Node, tenantId: unknown, queryId: QueryId): Node {
    this.#tenantId = tenantId
    return this.transformNode(node, queryId)
  }

  protected override transformSelectQuery(node: SelectQueryNode, queryId?: QueryId): SelectQueryNode {
    return this.#naming(node.with, () => {
      const scoped = super.transformSelectQuery(node, queryId)
      const where = this.#withPredicates(scoped.where, this.#tenantTables(node.from?.froms))
      return where ? { ...scoped, where } : scoped
    })
  }

  protected override transformUpdateQuery(node: UpdateQueryNode, queryId?: QueryId): UpdateQueryNode {
    return this.#naming(node.with, () => {
      for (const update of node.updates ?? []) {
        if (isTenantColumn(update.column)) throw unscoped('a row cannot change its tenant')
      }
      const scoped = super.transformUpdateQuery(node, queryId)
      const tables = this.#tenantTables([...(node.table ? [node.table] : []), ...(node.from?.froms ?? [])])
      const where = this.#withPredicates(scoped.where, tables)
      return where ? { ...scoped, where } : scoped
    })
  }

  protected override transformDeleteQuery(node: DeleteQueryNode, queryId?: QueryId): DeleteQueryNode {
    return this.#naming(node.with, () => {
      const scoped = super.transformDeleteQuery(node, queryId)
      const tables = this.#tenantTables([...node.from.froms, ...(node.using?.tables ?? [])])
      const where = this.#withPredicates(scoped.where, tables)
      return where ? { ...scoped, where } : scoped
    })
  }

  protected override transformJoin(node: JoinNode, queryId?: QueryId): JoinNode {
    const scoped = super.transformJoin(node, queryId)
    const predicate = this.#predicates(this.#tenantTables([node.table]))
    if (!predicate) return scoped
    // A cross join has no condition to add to; the tables meet in the predicate of an inner join.
    const joinType = node.joinType === 'CrossJoin' ? 'InnerJoin' : node.joinType
    return {
      ...scoped,
      joinType,
      on: OnNode.create(scoped.on ? AndNode.create(scoped.on.on, predicate) : predicate),
    }
  }

  protected override transformInsertQuery(node: InsertQueryNode, queryId?: QueryId): InsertQueryNode {
    return this.#naming(node.with, () => {
      const scoped = super.transformInsertQuery(node, queryId)
      if (!node.into || this.#tenantTables([node.into]).length === 0) return scoped
      if (!scoped.values || !ValuesNode.is(scoped.values)) {
        throw unscoped('an insert from a query cannot be given its tenant; insert values')
      }
      const columns = scoped.columns ?? []
      const kept = columns.flatMap((each, at) => (isTenantColumn(each) ? [] : [at]))
      return {
        ...scoped,
        columns: [ColumnNode.create(column), ...kept.map((at) => columns[at]!)],
        values: ValuesNode.create(scoped.values.values.map((row) => this.#rowWithTenant(row, kept))),
      }
    })
  }

  protected override transformMergeQuery(_node: MergeQueryNode): MergeQueryNode {
    throw unscoped('merge is not scoped; use insert with on conflict')
  }

  #rowWithTenant(
    row: ValueListNode | PrimitiveValueListNode,
    kept: number[],
  ): ValueListNode | PrimitiveValueListNode {
    return PrimitiveValueListNode.is(row)
      ? PrimitiveValueListNode.create([this.#tenantId, ...kept.map((at) => row.values[at])])
      : ValueListNode.create([ValueNode.create(this.#tenantId), ...kept.map((at) => row.values[at]!)])
  }

  #naming<Node>(withNode: WithNode | undefined, work: () => Node): Node {
    const names = withNode?.expressions.map((each) => each.name.table.table.identifier.name) ?? []
    this.#named.push(...names)
    try {
      return work()
    } finally {
      this.#named.length -= names.length
    }
  }

  /** The names by which a query knows its tenant tables: the alias, or the table itself. */
  #tenantTables(sources: readonly OperationNode[] = []): TableNode[] {
    return sources.flatMap((source): TableNode[] => {
      if (ListNode.is(source)) return this.#tenantTables(source.items)
      if (UsingNode.is(source)) return this.#tenantTables(source.tables)
      const table = AliasNode.is(source) ? source.node : source
      if (!TableNode.is(table)) return []
      const { schema, identifier } = table.table
      if (!schema) {
        if (this.#named.includes(identifier.name)) return []
        throw unscoped(`the table "${identifier.name}" is named without its schema`)
      }
      if (this.#globalTables.has(`${schema.name}.${identifier.name}`)) return []
      if (AliasNode.is(source) && IdentifierNode.is(source.alias))
        return [TableNode.create(source.alias.name)]
      return [table]
    })
  }

  #withPredicates(where: WhereNode | undefined, tables: TableNode[]): WhereNode | undefined {
    const predicate = this.#predicates(tables)
    if (!predicate) return where
    return WhereNode.create(where ? AndNode.create(predicate, where.where) : predicate)
  }

  #predicates(tables: TableNode[]): OperationNode | undefined {
    return tables
      .map(
        (table): OperationNode =>
          BinaryOperationNode.create(
            ReferenceNode.create(ColumnNode.create(column), table),
            OperatorNode.create('='),
            ValueNode.create(this.#tenantId),
          ),
      )
      .reduce<OperationNode | undefined>((all, each) => (all ? AndNode.create(all, each) : each), undefined)
  }
}

/** By either name: a query built by itself and then made part of another comes here with its names mapped already. */
function isTenantColumn(node: OperationNode): boolean {
  const name = ColumnNode.is(node)
    ? node
    : ReferenceNode.is(node) && ColumnNode.is(node.column)
      ? node.column
      : undefined
  return name?.column.name === column || name?.column.name === 'tenant_id'
}

function unscoped(message: string): TenancyError {
  return new TenancyError('unscoped_query', message)
}
