import type { Actor } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openDeployment } from '#test/open-deployment.ts'
import { causeOf } from './problem-answers.ts'
import { isSqlError, problemOfSqlError, type SqlError } from './sqlstates.ts'

const deployment = openDeployment()

const somebody: Actor = { kind: 'system', name: 'test' }

/** What the database answers to a statement of a tenant's. */
async function errorOf(fault: ReturnType<typeof sql>): Promise<SqlError> {
  const error: unknown = await deployment.tenancy
    .tables()
    .run(deployment.tenant('acme'), somebody, (tx) =>
      tx.raw(sql`with mine as (select ${tx.tenantId}::uuid as tenant_id) ${fault}`).execute(),
    )
    .catch((cause: unknown) => cause)
  if (!isSqlError(error)) throw new Error('The database accepted it')
  return error
}

const counter = (kind: string, value: number) =>
  sql`insert into core.counters (tenant_id, kind, period, value) select tenant_id, ${kind}, '2026', ${value}::bigint from mine`

describe('the database’s refusals in our words', () => {
  test.each([
    [
      'a value that is there already',
      sql`${counter('x', 1)} union all select tenant_id, 'x', '2026', 1 from mine`,
      'already_exists',
    ],
    ['a check', counter('y', 0), 'invalid_input'],
    [
      'nothing where something must be',
      sql`insert into core.counters (tenant_id, kind, period, value) select tenant_id, null, '', 1 from mine`,
      'invalid_input',
    ],
    ['a day that does not exist', sql`select '2026-02-30'::text::date from mine`, 'invalid_input'],
    ['what is no id', sql`select 'x'::text::uuid from mine`, 'invalid_input'],
    ['a number too large', sql`select (repeat('9', 30)::numeric)::bigint from mine`, 'invalid_input'],
    ['NUL in JSON', sql`select ('{"a":"\\u0000"}'::text::jsonb ->> 'a') from mine`, 'invalid_input'],
    [
      'a row of nobody',
      sql`insert into clinic.patient_words (tenant_id, patient_id, word, sort_name) select tenant_id, gen_random_uuid(), 'x', 'x' from mine`,
      'not_found',
    ],
  ] as const)('%s', async (_name, fault, code) => {
    expect(problemOfSqlError(await errorOf(fault), 'POST')).toBe(code)
  })

  test('what is our own fault is left as such', async () => {
    for (const fault of [
      sql`select no_such_column from mine`,
      sql`select * from fence.keys`,
      sql`select 1/0 from mine`,
    ]) {
      expect(problemOfSqlError(await errorOf(fault), 'POST')).toBeUndefined()
    }
  })

  test('a row that others name is in use, where it was to be deleted', async () => {
    const error = await errorOf(
      sql`insert into clinic.patient_words (tenant_id, patient_id, word, sort_name) select tenant_id, gen_random_uuid(), 'x', 'x' from mine`,
    )
    expect(problemOfSqlError(error, 'DELETE')).toBe('in_use')
  })
})

test('the log of a database error names the fault and no value', async () => {
  const error = await errorOf(sql`select 'Quetzalcoatl'::text::uuid from mine`)
  expect((error as unknown as Error).message).toContain('Quetzalcoatl')
  expect(causeOf(error)).toMatchObject({ sqlState: '22P02', routine: 'string_to_uuid' })
  expect(JSON.stringify(causeOf(new Error('outer', { cause: error })))).not.toContain('Quetzalcoatl')
})
