import { type OperationNode, type RawBuilder, RawNode, ValueNode } from 'kysely'
import { TenancyError } from './errors.ts'
import type { RawStatement } from './handles.ts'
import { builderOver, type Send } from './executor.ts'

/** A whole raw statement as it was written; it passes the scope plugin by, so the caller names the tenant himself. */
export function rawStatement<Row>(send: Send, statement: RawBuilder<Row>): RawStatement<Row> {
  const compiled = statement.compile(builderOver(send))
  return {
    execute: async () => {
      const { rows } = await send({ text: compiled.sql, values: compiled.parameters })
      return rows as Row[] // the caller says what his statement returns
    },
  }
}

/** Refuses a raw statement that does not name `tenant_id` or does not bind this tenant. */
export function assertNamesTenant(statement: RawBuilder<unknown>, tenantId: string): void {
  const node = statement.toOperationNode()
  const namesColumn = someNode(
    node,
    (each) => RawNode.is(each) && each.sqlFragments.some((text) => /\btenant_id\b/.test(text)),
  )
  const bindsTenant = someNode(node, (each) => ValueNode.is(each) && each.value === tenantId)
  if (namesColumn && bindsTenant) return
  throw new TenancyError('unscoped_query', 'a raw statement must say tenant_id = ${tx.tenantId}')
}

function someNode(node: OperationNode, test: (node: OperationNode) => boolean): boolean {
  if (test(node)) return true
  return Object.values(node)
    .flat()
    .some((child) => isNode(child) && someNode(child, test))
}

function isNode(value: unknown): value is OperationNode {
  return typeof value === 'object' && value !== null && 'kind' in value
}
