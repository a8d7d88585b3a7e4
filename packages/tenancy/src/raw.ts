import { type OperationNode, type RawBuilder, RawNode, ValueNode } from 'kysely'
import type { BoundStatement } from './batch.ts'
import { TenancyError } from './errors.ts'
import type { RawStatement } from './handles.ts'
import { builderOver, type Send } from './executor.ts'

/** A whole raw statement as it was written; it passes the scope plugin by, so the caller names the tenant himself. */
export function rawStatement<Row>(send: Send, statement: RawBuilder<Row>): RawStatement<Row> {
  const bound = boundOf(statement)
  return {
    execute: async () => {
      const { rows } = await send(bound)
      return rows as Row[] // the caller says what his statement returns
    },
  }
}

const compiler = builderOver(() => Promise.reject(new Error('a statement is compiled here, not run')))

export function boundOf(statement: RawBuilder<unknown>): BoundStatement {
  const values: unknown[] = []
  const text = writePlain(statement.toOperationNode(), values)
  if (text !== undefined) return { text, values }
  const { sql, parameters } = statement.compile(compiler)
  return { text: sql, values: parameters }
}

/** The text of a statement that stands in another, and its values behind those of the other. */
export function appendTo(values: unknown[], statement: RawBuilder<unknown>): string {
  const text = writePlain(statement.toOperationNode(), values)
  if (text === undefined)
    throw new Error('what stands in another statement consists of text and values alone')
  return text
}

/**
 * The text of what consists of raw parts and values alone, as nearly all raw statements do; undefined where there is
 * something else in it, which Kysely has to write. Going through its plugins takes it ten times as long.
 */
function writePlain(node: OperationNode, values: unknown[]): string | undefined {
  if (ValueNode.is(node)) {
    if (node.immediate) return Number.isSafeInteger(node.value) ? String(node.value) : undefined
    return `$${values.push(node.value)}`
  }
  if (!RawNode.is(node)) return undefined
  let text = node.sqlFragments[0] ?? ''
  for (let at = 0; at < node.parameters.length; at++) {
    const part = writePlain(node.parameters[at]!, values)
    if (part === undefined) return undefined
    text += part + (node.sqlFragments[at + 1] ?? '')
  }
  return text
}

/** Refuses a raw statement that does not name `tenant_id` or does not bind this tenant. */
export function assertNamesTenant(statement: RawBuilder<unknown>, tenantId: unknown): void {
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
  if (ValueNode.is(node)) return false
  if (RawNode.is(node)) return node.parameters.some((child) => someNode(child, test))
  return Object.values(node)
    .flat()
    .some((child) => isNode(child) && someNode(child, test))
}

function isNode(value: unknown): value is OperationNode {
  return typeof value === 'object' && value !== null && 'kind' in value
}
