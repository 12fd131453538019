import { cover, join, nearTo, readQuery, type SearchIndex, towerVector } from '@tacit-rec/engine'
import type { Tower } from '@tacit-rec/pack'
import type { Random } from '../../random.ts'
import { judgeSearch } from '../judge.ts'
import type { QueryPair } from './pairs.ts'

/** Weights that are tried; 0 leaves the tower out. */
const WEIGHTS = [0, 0.05, 0.1, 0.2, 0.4]
/** Fewer queries say too little: then the tower is left out. */
export const MIN_QUERIES = 50
/** Queries of a half that are judged, at most. */
const MAX_QUERIES = 1000

export interface Weighing {
  /** 0: without a gain above its standard error, words alone search. */
  weight: number
  /** NDCG@10 on the held-out queries by weight; empty with too few queries. */
  tried: { weight: number; ndcg10: number }[]
}

/**
 * Chooses the weight of a query tower beside the words. The queries of a log are split in two; each
 * half is searched with a tower that learned from the other. The best weight counts if its gain in
 * NDCG@10 is above its standard error.
 *
 * @param fit trains a tower on some pairs of the log
 */
export function weighTower(
  pairs: readonly QueryPair[],
  fit: (pairs: readonly QueryPair[]) => Tower,
  {
    index,
    vectors,
    dim,
    random,
  }: {
    index: SearchIndex
    vectors: ArrayLike<number>
    dim: number
    random: Random
  },
): Weighing {
  const byQuery = Map.groupBy(pairs, ({ query }) => query)
  if (byQuery.size < MIN_QUERIES) return { weight: 0, tried: [] }
  const texts = [...byQuery.keys()]
  const order = random.shuffle(Int32Array.from(texts.keys()))
  const middle = order.length >> 1
  const halves = [order.subarray(0, middle), order.subarray(middle)]
  const gains: number[][] = WEIGHTS.map(() => [])
  const flat = new Float32Array(index.items)
  for (const [half, held] of halves.entries()) {
    const others = [...halves[1 - half]].flatMap((n) => byQuery.get(texts[n])!)
    const tower = fit(others)
    for (const n of held.subarray(0, MAX_QUERIES)) {
      const text = texts[n]
      const judged = new Map(byQuery.get(text)!.map(({ item, weight }) => [item, weight]))
      const coverage = cover(index, readQuery(text))
      const vector = towerVector(tower, text)
      const near = vector && nearTo(vector, vectors, dim)
      for (const [at, weight] of WEIGHTS.entries()) {
        const scores = join(coverage, null, flat, near && { near, weight })
        const { ndcg10 } = judgeSearch([{ text, part: null, judged }], () => scores, 0)
        gains[at].push(ndcg10)
      }
    }
  }
  const tried = WEIGHTS.map((weight, at) => ({ weight, ndcg10: mean(gains[at]) }))
  const best = tried.reduce((a, b) => (b.ndcg10 > a.ndcg10 ? b : a))
  const differences = gains[tried.indexOf(best)].map((value, n) => value - gains[0][n])
  return { weight: mean(differences) > standardError(differences) ? best.weight : 0, tried }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / (values.length || 1)
}

function standardError(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)) / (values.length || 1))
}
