import { describe, expect, it } from 'vitest'
import { evaluateRanker, rankMetrics } from '../../training/evaluate/index.ts'

describe('rankMetrics', () => {
  it('counts two hits of three targets at ranks 1 and 7', () => {
    const ranked = [4, 9, 8, 7, 6, 5, 2, 1, 0, 3, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
    const { recall, ndcg, hr } = rankMetrics(ranked, [4, 2, 99])
    // Ideal DCG of three targets: 1 + 1/log2(3) + 1/2 = 2.130930.
    expect(recall).toEqual([1 / 3, 2 / 3, 2 / 3])
    expect(ndcg[0]).toBeCloseTo(1 / 2.130929754, 8)
    // The second hit, at place 7, is worth 1/log2(8) = 1/3.
    expect(ndcg[1]).toBeCloseTo((1 + 1 / 3) / 2.130929754, 8)
    expect(hr).toEqual([1, 1, 1])
  })

  it('cuts the ideal list at k if there are more targets than ranks', () => {
    const ranked = Array.from({ length: 20 }, (_, i) => i)
    const { recall, ndcg } = rankMetrics(ranked, [0, 1, 2, 3, 4, 20, 21, 22, 23, 24])
    expect(recall).toEqual([0.5, 0.5, 0.5])
    expect(ndcg[0]).toBeCloseTo(1, 12)
    expect(ndcg[1]).toBeCloseTo(2.948459119 / 4.543559338, 8)
  })

  it('is zero without a hit, and handles catalogues of fewer than 20 items', () => {
    expect(rankMetrics([1, 2], [7])).toEqual({
      recall: [0, 0, 0],
      ndcg: [0, 0, 0],
      hr: [0, 0, 0],
    })
    expect(rankMetrics([1, 7], [7]).recall).toEqual([1, 1, 1])
  })
})

describe('evaluateRanker', () => {
  it('masks the input, breaks ties by the lower index and averages over users', () => {
    const cases = {
      input: {
        offsets: Int32Array.of(0, 1, 3),
        item: Int32Array.of(0, 1, 2),
        kind: new Uint8Array(3),
        age: new Float32Array(3),
        time: null,
      },
      targets: { offsets: Int32Array.of(0, 1, 2), item: Int32Array.of(1, 7) },
      users: Int32Array.of(5, 6),
    }
    // All scores equal: the list is 0, 1, 2, … without what was masked.
    const metrics = evaluateRanker({ score: (_, out) => out.fill(1) }, cases, 30)
    expect(metrics.users).toBe(2)
    // The first user finds item 1 at place 1; the second finds 7 at place 6 (0, 3, 4, 5, 6, 7).
    expect(metrics.recall).toEqual({ '5': 0.5, '10': 1, '20': 1 })
    expect(metrics.ndcg['10']).toBeCloseTo((1 + 1 / Math.log2(7)) / 2, 12)
    expect(metrics.hr).toEqual({ '5': 0.5, '10': 1, '20': 1 })
  })
})
