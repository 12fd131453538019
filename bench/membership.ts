/**
 * A membership test: can whoever holds a pack and a person's history tell whether that person was in
 * training? Students are trained without the test users of `unseen-users`. Of fitted and of test users the
 * same is asked: where does the pack rank each item of the history, given the events before it? Fitted
 * users' items rank higher if the pack remembers them. AUC of the mean log rank; .5: nobody can tell.
 *
 *   node bench/membership.ts [--data ../shared/data/beauty] [--support 1 …] [--users 1500]
 */
import { parseArgs } from 'node:util'
import { historyAt, loadDataset, type Sequences, splitDataset } from '../training/data/index.ts'
import { FOREVER, silent } from '../training/progress.ts'
import { distil, engineRanker } from '../training/student/index.ts'
import { sampleRows } from '../training/teachers/index.ts'
import { digits } from './tacit.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    support: { type: 'string', multiple: true, default: ['1', '2', '5'] },
    users: { type: 'string', default: '1500' },
  },
})
/** Newest events of a user that are asked for, max. */
const ASKED = 5

const dataset = await loadDataset(values.data)
const split = splitDataset(dataset, 'unseen-users')
// Test users as the others are: whole histories.
const whole = splitDataset(dataset, 'all').fit
const tested = new Set(split.test.users)
const validated = new Set(split.valid.users)
const all = Array.from(dataset.users.keys()).filter((user) => lengthOf(whole, user) > 2)
const some = (users: number[]) =>
  Array.from(sampleRows(users.length, Number(values.users)), (n) => users[n])
const outside = some(all.filter((user) => tested.has(user)))
const inside = some(all.filter((user) => !tested.has(user) && !validated.has(user)))

const rows: string[][] = []
for (const minSupport of values.support.map(Number)) {
  const distilled = await distil(dataset, split, {
    preset: 'quick',
    seed: 1,
    threads: 1,
    minSupport,
    memory: ['ease', 'transitions', 'text'],
    deadline: FOREVER,
    progress: silent,
  })
  const { manifest } = distilled.draft
  const auc = (beta: number) => {
    const score = { ...manifest.score, beta }
    const ranker = engineRanker({ ...distilled.draft, manifest: { ...manifest, score } })
    const out = new Float32Array(manifest.items)
    const logRank = (user: number) => {
      const { item, kind, age } = historyAt(whole, user)
      let [sum, asked] = [0, 0]
      for (let at = Math.max(1, item.length - ASKED); at < item.length; at++) {
        const [before, kinds, ages] = [item, kind, age].map((each) => each.subarray(0, at))
        out.fill(0)
        ranker.score(
          {
            user: -1,
            item: before as Int32Array,
            kind: kinds as Uint8Array,
            age: (ages as Float32Array).map((days) => (days < 0 ? days : days - ages[at - 1])),
          },
          out,
        )
        const own = out[item[at]]
        let above = 0
        for (const other of out) if (other > own) above++
        sum += Math.log1p(above)
        asked++
      }
      return sum / asked
    }
    return areaOf(inside.map(logRank), outside.map(logRank))
  }
  rows.push([`${minSupport}`, digits(auc(manifest.score.beta)), digits(auc(0)), digits(auc(1e3))])
  console.error(rows.at(-1)!.join(' | '))
}
console.log(`${inside.length} users in training, ${outside.length} outside\n`)
printTable(['--min-support', 'AUC', 'encoder alone', 'memory alone'], rows)

function lengthOf({ offsets }: Sequences, row: number): number {
  return offsets[row + 1] - offsets[row]
}

/** Share of pairs in which the one inside ranks its items higher; ties count half. */
function areaOf(lower: number[], higher: number[]): number {
  const sorted = higher.toSorted((a, b) => a - b)
  let sum = 0
  for (const value of lower) {
    const [from, to] = [countBelow(sorted, value), countBelow(sorted, value, true)]
    sum += sorted.length - to + (to - from) / 2
  }
  return sum / (lower.length * sorted.length)
}

/** Values below, or with `orEqual` at most, a value; binary search. */
function countBelow(sorted: readonly number[], value: number, orEqual = false): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1
    else high = middle
  }
  return low
}
