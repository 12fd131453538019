import { topK } from '@tacit-rec/engine'
import { type History, historyAt, type Sequences, type Split } from '../data/index.ts'
import { evaluateRanker } from '../evaluate/index.ts'
import type { Progress } from '../progress.ts'
import { objective, sampleRows, type Teacher } from '../teachers/index.ts'
import type { Example, SoftList } from './examples.ts'

/** How many items of the teachers' ranking are passed on. */
const LIST = 30
/** Softmax temperature over standardized scores. */
const TEMPERATURE = 1

/** Of validation cases, enough to weigh teachers by. */
const WEIGH_BY = 1000

/** A teacher and how much it is listened to. */
export interface WeightedTeacher {
  teacher: Teacher
  weight: number
}

/** Votes by what each teacher reaches on validation: (objective / the best one's)². */
export function weighTeachers(teachers: Teacher[], split: Split, items: number): WeightedTeacher[] {
  const rows = sampleRows(split.valid.users.length, WEIGH_BY)
  const scores = teachers.map((t) =>
    objective(split.protocol, evaluateRanker(t, split.valid, items, rows)),
  )
  const best = Math.max(...scores, 1e-9)
  return teachers.map((teacher, n) => ({ teacher, weight: (scores[n] / best) ** 2 }))
}

/**
 * The teachers' soft top lists (teacher-recommended learning; Zhang et al., ORG-TRL, CVPR 2020):
 * the 30 best items by the weighted sum of standardized scores, softmax over those sums. Examples
 * of one history lie side by side, so `lists[n]` belongs to `examples[n]`.
 */
export function softLists(
  fit: Sequences,
  examples: Example[],
  teachers: WeightedTeacher[],
  items: number,
  progress: Progress,
): SoftList[] {
  const sum = new Float32Array(items)
  const one = new Float32Array(items)
  const task = progress.task('teachers: top lists', examples.length)
  return examples.map((example, n) => {
    const history = prefix(historyAt(fit, example.row), example.end)
    sum.fill(0)
    for (const { teacher, weight } of teachers) {
      one.fill(0)
      teacher.score(history, one)
      addStandardized(one, weight, sum)
    }
    if (n % 512 === 0) task.update(n)
    if (n === examples.length - 1) task.end()
    const seen = new Set(history.item)
    return softmax(topK(sum, LIST, (item) => seen.has(item)))
  })
}

function prefix(history: History, end: number): History {
  if (end < 0) return history
  const { item, kind, age } = history
  return {
    user: history.user,
    item: item.subarray(0, end),
    kind: kind.subarray(0, end),
    age: age.subarray(0, end),
  }
}

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
