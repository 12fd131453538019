import { expect, it } from 'vitest'
import { historyAt } from '../../../training/data/index.ts'
import { createRandom } from '../../../training/random.ts'
import { fromSorted } from '../../../training/sparse/index.ts'
import { drawPaths, lastOfPaths } from '../../../training/student/counted/paths.ts'
import { unopenedPairs } from '../../../training/student/counted/unopened.ts'

/** 0 → 1 six times, 0 → 2 twice, 1 → 3 four times, 3 → 0 half a time. */
const TRANSITIONS = fromSorted(4, 4, {
  row: Int32Array.of(0, 0, 1, 3),
  column: Int32Array.of(1, 2, 3, 0),
  value: Float32Array.of(6, 2, 4, 0.5),
})

const USERS = Int32Array.of(9, 9, 9, 9)

function pathsOf(max: number, seed = 1): number[][] {
  const drawn = drawPaths({ transitions: TRANSITIONS, users: USERS }, max, seed)
  return Array.from({ length: drawn.offsets.length - 1 }, (_, row) => [
    ...historyAt(drawn, row).item,
  ])
}

const lastPairs = (paths: readonly number[][]) => paths.map((path) => path.slice(-2).join(' → '))
const times = (pair: string, count: number) => Array<string>(count).fill(pair)

it('ends a path with each pair as often as it was counted', () => {
  expect(lastPairs(pathsOf(1000))).toEqual([
    ...times('0 → 1', 6),
    ...times('0 → 2', 2),
    ...times('1 → 3', 4),
    '3 → 0',
  ])
})

it('draws no more paths than the max, in the same proportions', () => {
  expect(lastPairs(pathsOf(6))).toEqual([...times('0 → 1', 3), '0 → 2', ...times('1 → 3', 2)])
})

it('goes back along counted pairs only, and never over the target', () => {
  const counted = new Set(['0 → 1', '0 → 2', '1 → 3', '3 → 0'])
  const paths = pathsOf(1000)
  for (const path of paths) {
    for (let n = 1; n < path.length; n++) expect(counted).toContain(`${path[n - 1]} → ${path[n]}`)
    expect(path.slice(0, -1)).not.toContain(path.at(-1))
  }
  expect(new Set(paths.map(({ length }) => length > 2))).toEqual(new Set([true, false]))
})

it('the same seed gives the same paths, another seed others', () => {
  expect(pathsOf(1000)).toEqual(pathsOf(1000))
  expect(pathsOf(1000, 2)).not.toEqual(pathsOf(1000))
})

it('counts below one half give no path', () => {
  const few = { ...TRANSITIONS, values: Float32Array.of(0, 0, 0, 0.4) }
  expect(drawPaths({ transitions: few, users: USERS }, 1000, 1).offsets).toEqual(Int32Array.of(0))
})

it('the target of a path is its last item, with the links of the newest item before it', () => {
  const memory = fromSorted(4, 4, {
    row: Int32Array.of(1, 1),
    column: Int32Array.of(2, 3),
    value: Float32Array.of(1, 3),
  })
  const drawn = {
    ...drawPaths({ transitions: TRANSITIONS, users: USERS }, 0, 1),
    offsets: Int32Array.of(0, 2, 5),
    item: Int32Array.of(0, 1, 3, 1, 2),
  }
  expect(lastOfPaths(drawn, memory)).toEqual([
    { row: 0, end: 1, soft: undefined },
    { row: 1, end: 2, soft: { item: Int32Array.of(2, 3), weight: Float32Array.of(0.25, 0.75) } },
  ])
})

it('back-off adds pairs that no count has, from an item to the cluster that it was counted with', () => {
  // Items 0 to 3 are cluster 0, 4 to 7 cluster 1. Item 0 went to 4 ten times, and 30 times more to its cluster,
  // which item 5 was counted with; item 7 has no users.
  const counts = {
    transitions: fromSorted(8, 8, {
      row: Int32Array.of(0),
      column: Int32Array.of(4),
      value: Float32Array.of(10),
    }),
    users: Int32Array.of(9, 9, 9, 9, 9, 9, 9, 0),
    backOff: {
      cluster: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1),
      itemCluster: fromSorted(8, 2, {
        row: Int32Array.of(0),
        column: Int32Array.of(1),
        value: Float32Array.of(40),
      }),
      clusterItem: fromSorted(2, 8, {
        row: Int32Array.of(0, 0),
        column: Int32Array.of(4, 5),
        value: Float32Array.of(10, 1000),
      }),
    },
  }
  const pairs = unopenedPairs(counts.backOff, counts, 30, createRandom(1))
  expect(pairs).toEqual(Array(30).fill([0, 5]))
  // At most 15 % of the counted pairs.
  expect(drawPaths(counts, 1000, 1).item).toEqual(
    Int32Array.from([...Array(10).fill([0, 4]), [0, 5]].flat()),
  )
})
