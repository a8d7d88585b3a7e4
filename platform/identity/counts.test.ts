import { beforeAll, expect, test } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { type Counts, makeSharedCounts } from './counts.ts'

const deployment = openDeployment()
/** Two processes, as far as the counts can tell: each remembers nothing of the other. */
let here: Counts
let there: Counts
beforeAll(async () => {
  here = makeSharedCounts(deployment.tenancy.control())
  there = makeSharedCounts(deployment.tenancy.control())
})

const few = { name: 'few', burst: 5, secondsEach: 600 }
const many = { name: 'many', burst: 1_000, secondsEach: 600 }
const isLet = (take: Promise<void>) =>
  take.then(
    () => true,
    () => false,
  )
const countLet = async (tries: number, one: (counts: Counts) => Promise<void>) => {
  const all = await Promise.all(
    Array.from({ length: tries }, (_, at) => isLet(one(at % 2 === 0 ? here : there))),
  )
  return all.filter(Boolean).length
}

test('two processes count together, however many try at once', async () => {
  const ada = (counts: Counts) => counts.take([[few, 'ada']])
  expect(await countLet(40, ada)).toBe(5)
  expect(await countLet(40, (counts) => counts.take([[few, 'grace']]))).toBe(5)
  await expect(ada(there)).rejects.toMatchObject({
    code: 'too_many_attempts',
    retryAfter: expect.any(Number),
  })
})

test('of two limits that are asked in either order at once nobody waits for another for ever', async () => {
  const one = (counts: Counts) =>
    counts.take(
      counts === here
        ? [
            [many, 'x'],
            [many, 'y'],
          ]
        : [
            [many, 'y'],
            [many, 'x'],
          ],
    )
  expect(await countLet(60, one)).toBe(60)
})

test('who is refused by one limit has used up none of the others', async () => {
  const both = (counts: Counts) =>
    counts.take([
      [many, 'joan'],
      [few, 'joan'],
    ])
  expect(await countLet(30, both)).toBe(5)
  const [row] = await queryAsAdmin<{ taken: number }>(
    deployment,
    { role: 'tenantry_owner' },
    `select round(extract(epoch from full_at - now()) / 600)::integer as taken from control.counted_tries
      where burst = 1000 and key = sha256(convert_to(E'many\\njoan', 'utf8'))`,
  )
  expect(row!.taken).toBe(5)
})

test('what was right is not counted, at either', async () => {
  for (let at = 0; at < 12; at++) {
    const counts = at % 2 === 0 ? here : there
    await counts.take([[few, 'mary']])
    await counts.giveBack([[few, 'mary']])
  }
  expect(await countLet(20, (counts) => counts.take([[few, 'mary']]))).toBe(5)
})

test('tries come back with time, by the clock of the database: nobody is locked out for good', async () => {
  const hedy = (counts: Counts) => counts.take([[few, 'hedy']])
  expect(await countLet(50, hedy)).toBe(5)
  await queryAsAdmin(
    deployment,
    { role: 'tenantry_owner' },
    `update control.counted_tries set full_at = full_at - interval '10 minutes'
      where key = sha256(convert_to(E'few\\nhedy', 'utf8'))`,
  )
  // Processes that were not asked before: these two have clocks of their own, which nobody sets.
  const others = [
    makeSharedCounts(deployment.tenancy.control()),
    makeSharedCounts(deployment.tenancy.control()),
  ]
  const let1 = await Promise.all(others.flatMap((counts) => [isLet(hedy(counts)), isLet(hedy(counts))]))
  expect(let1.filter(Boolean)).toHaveLength(1)
})
