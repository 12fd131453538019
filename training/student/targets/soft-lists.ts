import { topK } from '@tacit-rec/engine'
import { type History, historyAt } from '../../data/index.ts'
import { createRandom } from '../../random.ts'
import type { FitOptions } from '../../teachers/index.ts'
import type { Example, SoftList } from '../encoder/index.ts'
import type { WeightedTeacher } from './weights.ts'

/** Items of the teachers' ranking that a list holds. */
const LENGTH = 30
/** Max examples that get a list: more bring nothing (docs/measurements/ablation.md). */
const MAX_LISTS = 15_000
/** Softmax temperature over sums of standardized scores. */
const TEMPERATURE = 1

/**
 * Adds the teachers' top lists to examples, or to a sample of many, as soft targets
 * (teacher-recommended learning; Zhang et al., ORG-TRL, CVPR 2020): the 30 best items by the weighted
 * sum of standardized scores, softmax over those sums. Without teachers the examples stay as they are.
 */
export function withSoftLists(
  examples: readonly Example[],
  teachers: readonly WeightedTeacher[],
  { split, items, seed, progress }: Pick<FitOptions, 'split' | 'items' | 'seed' | 'progress'>,
): readonly Example[] {
  if (!teachers.length) return examples
  const listed = sampled(examples.length, Math.min(MAX_LISTS, examples.length), seed)
  const sum = new Float32Array(items)
  const scores = new Float32Array(items)
  const task = progress.task('teachers: top lists', listed.size)
  let done = 0
  return examples.map((example, n) => {
    if (!listed.has(n)) return example
    const history = prefix(historyAt(split.fit, example.row), example.end)
    sum.fill(0)
    for (const { teacher, weight } of teachers) {
      scores.fill(0)
      teacher.score(history, scores)
      addStandardized(scores, weight, sum)
    }
    if (++done % 512 === 0) task.update(done)
    if (done === listed.size) task.end()
    const seen = new Set([...history.item, ...(history.disliked ?? [])])
    return { ...example, soft: softmax(topK(sum, LENGTH, (item) => seen.has(item))) }
  })
}

/** `count` of the numbers below `all`, drawn with the seed. */
function sampled(all: number, count: number, seed: number): Set<number> {
  const order = createRandom(seed).shuffle(Int32Array.from({ length: all }, (_, n) => n))
  return new Set(order.subarray(0, count))
}

function prefix(history: History, end: number): History {
  if (end < 0) return history
  const { item, kind, age, disliked } = history
  return {
    user: history.user,
    disliked,
    item: item.subarray(0, end),
    kind: kind.subarray(0, end),
    age: age.subarray(0, end),
  }
}

/** sum += weight · (scores − mean) / deviation. */
function addStandardized(scores: Float32Array, weight: number, sum: Float32Array): void {
  let [total, squares] = [0, 0]
  // By index: this runs once per example and teacher, and an iterator takes ten times as long.
  for (let i = 0; i < scores.length; i++) {
    const s = scores[i]
    total += s
    squares += s * s
  }
  const mean = total / scores.length
  const deviation = Math.sqrt(Math.max(0, squares / scores.length - mean * mean))
  if (deviation === 0) return
  const factor = weight / deviation
  for (let i = 0; i < scores.length; i++) sum[i] += factor * (scores[i] - mean)
}

function softmax(list: { item: number; score: number }[]): SoftList {
  const weight = Float32Array.from(list, ({ score }) =>
    Math.exp((score - list[0].score) / TEMPERATURE),
  )
  const total = weight.reduce((a, b) => a + b, 0)
  return { item: Int32Array.from(list, ({ item }) => item), weight: weight.map((w) => w / total) }
}
