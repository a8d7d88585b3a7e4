import { expect, test } from 'vitest'
import { makeQueue } from './bounded-queue.ts'

test('so many run, so many wait, and the next is refused at once', async () => {
  const queue = makeQueue({ atOnce: 2, waiting: 1 })
  const finish: (() => void)[] = []
  let running = 0
  const work = () =>
    queue(async () => {
      running += 1
      await new Promise<void>((resolve) => finish.push(resolve))
      running -= 1
    })
  const accepted = [work(), work(), work()]
  await expect(work()).rejects.toMatchObject({ code: 'busy', retryAfter: 2 })
  expect(running).toBe(2)
  finish.shift()!()
  await accepted[0]
  await Promise.resolve()
  expect(running).toBe(2)
  for (const end of finish.splice(0)) end()
  await Promise.all(accepted)
  expect(running).toBe(0)
})

test('a work that fails gives its turn on', async () => {
  const queue = makeQueue({ atOnce: 1, waiting: 10 })
  const failed = queue(() => Promise.reject(new Error('no')))
  const after = queue(async () => 'yes')
  await expect(failed).rejects.toThrow('no')
  expect(await after).toBe('yes')
  expect(await queue(async () => 'again')).toBe('again')
})
