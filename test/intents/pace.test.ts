import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { forEachConcurrently, rateLimit } from '../../training/intents/pace.ts'

test('every entry runs once, at most so many at a time', async () => {
  let [now, max] = [0, 0]
  const ran: number[] = []
  await forEachConcurrently([1, 2, 3, 4, 5], 2, async (entry) => {
    max = Math.max(max, ++now)
    await sleep(5)
    now--
    ran.push(entry)
  })
  expect([ran, max]).toEqual([[1, 2, 3, 4, 5], 2])
  await forEachConcurrently([], 2, async () => {
    throw new Error('no entry')
  })
})

test('the first error stops further entries, and is thrown after those that run', async () => {
  const [started, ended]: number[][] = [[], []]
  const work = async (entry: number) => {
    started.push(entry)
    await sleep(entry === 1 ? 5 : 30)
    ended.push(entry)
    throw new Error(`entry ${entry}`)
  }
  await expect(forEachConcurrently([1, 2, 3, 4], 2, work)).rejects.toThrow('entry 1')
  expect([started, ended]).toEqual([
    [1, 2],
    [1, 2],
  ])
})

test('after an abort no further entry starts, and the reason is thrown', async () => {
  const control = new AbortController()
  const started: number[] = []
  const work = async (entry: number) => {
    started.push(entry)
    if (entry === 2) control.abort(new Error('enough'))
    await sleep(5)
  }
  const all = forEachConcurrently([1, 2, 3, 4], 1, work, control.signal)
  await expect(all).rejects.toThrow('enough')
  expect(started).toEqual([1, 2])
})

test('a rate starts tasks evenly, and an abort ends the wait', async () => {
  expect(rateLimit()).toBeUndefined()
  const rate = rateLimit(600)!
  const began = performance.now()
  const times = await Promise.all([1, 2, 3].map(() => rate.add(async () => performance.now())))
  // 100 ms between two; timers may be a millisecond early.
  expect(times.map((time, n) => time - began >= 99 * n)).toEqual([true, true, true])
  const aborted = rate.add(async () => 'late', { signal: AbortSignal.timeout(20) })
  await expect(aborted).rejects.toThrow('timeout')
})
