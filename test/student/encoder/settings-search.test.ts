import { describe, expect, it } from 'vitest'
import { splitDataset } from '../../../training/data/index.ts'
import type { Metrics } from '../../../training/evaluate/index.ts'
import { deadlineIn } from '../../../training/progress.ts'
import {
  defaultSettings,
  type StudentSettings,
  searchSettings,
} from '../../../training/student/encoder/index.ts'
import { loadCheckerboard } from '../../checkerboard/data.ts'

const { dataset } = await loadCheckerboard()
const split = splitDataset(dataset, 'leave-one-out')
const START = defaultSettings(true)
const CASES = 100
const MANY = 100_000

/** A student that scores 1 on the first `hits` cases and 0 on the others; it has no tables. */
function candidate(hits: number) {
  const none = { '5': 0, '10': 0, '20': 0 }
  const hr = { ...none, '10': hits / CASES }
  const validation: Metrics = { users: CASES, recall: none, ndcg: none, hr }
  const cases = Float32Array.from({ length: CASES }, (_, n) => (n < hits ? 1 : 0))
  const empty = new Float32Array(0)
  const weights = { query: empty, position: empty, kind: empty, age: empty }
  const tables = { embeddings: empty, gain: empty, bias: empty, weights }
  return { tables, epochs: 1, beta: 0.1, validation, cases }
}

/** Searches with `count` examples, and notes what was trained on all of them and on fewer. */
async function search(
  count: number,
  hitsOf: (settings: StudentSettings, isSample: boolean) => number,
  minutes = 5,
) {
  const trained = { whole: [] as StudentSettings[], sample: [] as StudentSettings[] }
  const inputs = { split, deadline: deadlineIn(minutes) }
  const found = await searchSettings(inputs, count, async (settings, max) => {
    trained[max < count ? 'sample' : 'whole'].push(settings)
    return candidate(hitsOf(settings, max < count))
  })
  return { ...found, trained }
}

describe('searching settings', () => {
  const meanHelps = ({ pool }: StudentSettings) => (pool === 'mean' ? 60 : 40)

  it('of many examples, compares changes on a sample and trains the defaults and the best on all', async () => {
    const { best, tried, trained } = await search(MANY, meanHelps)
    const found: StudentSettings = { ...START, pool: 'mean' }
    expect(best.settings).toEqual(found)
    expect(trained.whole).toEqual([START, found])
    expect(trained.sample).toHaveLength(4)
    expect(tried.filter(({ examples }) => examples === 20_000)).toHaveLength(4)
    expect(tried.at(-1)).toMatchObject({ change: { pool: 'mean' }, score: 0.6 })
  })

  it('keeps the defaults if what helps a sample does not help all', async () => {
    const { best, trained } = await search(MANY, ({ temperature }, isSample) =>
      isSample && temperature === 0.1 ? 60 : 40,
    )
    expect(best.settings).toEqual(START)
    expect(trained.whole).toEqual([START, { ...START, temperature: 0.1 }])
  })

  it('trains nothing again on all if nothing helps a sample', async () => {
    const { best, trained, stopped } = await search(MANY, () => 40)
    expect(best.settings).toEqual(START)
    expect(trained.whole).toEqual([START])
    expect(stopped).toBeUndefined()
  })

  it('trains each change once if the examples are few', async () => {
    const { best, trained } = await search(1000, meanHelps)
    expect(best.settings).toEqual({ ...START, pool: 'mean' })
    expect([trained.whole.length, trained.sample.length]).toEqual([4, 0])
  })

  it('has the defaults on all examples when time is over', async () => {
    const { best, trained, stopped } = await search(MANY, () => 40, 0)
    expect(best.settings).toEqual(START)
    expect([trained.whole.length, trained.sample.length]).toEqual([1, 0])
    expect(stopped).toContain('after 1 of 4 settings')
  })
})
