import { expect, it } from 'vitest'
import { simulate } from '../../training/api/index.ts'
import {
  openedBackOff,
  openedPairs,
  pairsByRow,
  rowsOfPairs,
} from '../../training/contribute/index.ts'
import { createRandom } from '../../training/random.ts'
import { folders } from '../data/folder.ts'

const folder = folders()
const sequences = (...rows: number[][]) => ({
  offsets: Int32Array.from([0, ...rows.map((_, n) => rows.slice(0, n + 1).flat().length)]),
  item: Int32Array.from(rows.flat()),
  kind: new Uint8Array(rows.flat().length),
  age: new Float32Array(rows.flat().length),
  time: null,
})
/** 240 users who go round a circle of 60 items whose texts say nothing, six steps each. */
function circle() {
  const id = (n: number) => `item-${n % 60}`
  const users = Array.from({ length: 240 }, (_, user) =>
    Array.from({ length: 6 }, (_, at) => `u${user},${id(7 * user + at)},${at}`),
  )
  const items = Array.from({ length: 60 }, (_, n) => `${id(n)},${'abcdef'[n % 6]} thing`)
  return {
    'interactions.csv': ['user,item,time', ...users.flat()].join('\n'),
    'items.csv': ['id,title', ...items].join('\n'),
  }
}

/** Two clusters: even items and odd ones. */
const grouping = (items: number) => {
  return { cluster: Int32Array.from({ length: items }, (_, n) => n % 2), count: 2 }
}
const rules = { threshold: 3, sample: 1, pairs: 10, epochs: 1 }
const random = () => createRandom(1)

it('takes the distinct pairs of a row, five events ahead', () => {
  const rows = pairsByRow(sequences([1, 2, 1], [], [3], [0, 1, 2, 3, 4, 5, 6]), 10)
  expect(rows[0]).toEqual([12, 21])
  expect(rows).toHaveLength(2)
  expect(rows[1]).toHaveLength(20)
  expect(rows[1]).not.toContain(6)
})

it('opens what k devices gave, and nothing else', () => {
  const rows = [[12], [12, 34], [12, 34], [56]]
  const opened = openedPairs(rows, { ...rules, devices: 4 }, random(), grouping(10))
  expect([...opened.pairs]).toEqual([[12, 3]])
  // 1 → even and odd → 2 by three devices; 3 → 4 by two, which fewer clusters do not join.
  expect([...opened.itemCluster]).toEqual([[2, 3]])
  expect([...opened.clusterItem]).toEqual([[12, 3]])
  const { itemCluster, clusterItem } = openedBackOff(opened, grouping(10))
  expect([itemCluster.offsets[2], [...itemCluster.index], [...itemCluster.values]]).toEqual([
    1,
    [0],
    [3],
  ])
  expect([[...clusterItem.offsets], [...clusterItem.index]]).toEqual([[0, 0, 1], [2]])
})

it('gives m pairs a device and epoch, each pair once', () => {
  const rows = Array.from({ length: 8 }, () => [1, 2, 3, 4])
  const opened = (epochs: number) => {
    const given = openedPairs(
      rows,
      { ...rules, threshold: 1, pairs: 2, devices: 8, epochs },
      random(),
      grouping(10),
    ).pairs
    return [...given.values()].reduce((sum, count) => sum + count, 0)
  }
  expect([1, 2, 3].map(opened)).toEqual([16, 32, 32])
})

it('samples tokens', () => {
  const rows = Array.from({ length: 2000 }, () => [7])
  const opened = openedPairs(
    rows,
    { ...rules, sample: 0.25, devices: 2000 },
    random(),
    grouping(10),
  )
  expect(Math.abs(opened.pairs.get(7)! - 500)).toBeLessThan(100)
})

it('makes rows that have the counts', () => {
  const rows = rowsOfPairs(
    new Map([
      [12, 3],
      [7, 1],
    ]),
    10,
  )
  expect([...rows.item]).toEqual([0, 7, 1, 2, 1, 2, 1, 2])
  expect([...rows.offsets]).toEqual([0, 2, 4, 6, 8])
})

it('shows what a shop would get, by devices and epochs, with its leak or none', async () => {
  const data = folder(circle())
  const { rows, textAlone, watched, users, leak } = await simulate({
    data,
    threshold: 5,
    devices: [20, 5000],
    epochs: [1],
    threads: 1,
  })
  expect(leak).toBeNull()
  expect(users).toBe(240)
  expect(rows.map(({ devices }) => devices)).toEqual([20, 5000])
  expect(rows[0].opened).toBeLessThan(rows[1].opened)
  expect(textAlone.hr).toBeLessThan(0.4)
  expect(watched.hr).toBe(1)
  expect(rows[1].hr).toBe(1)
  const sampled = await simulate({ data, threshold: 200, sample: 0.1, epochs: [1], threads: 1 })
  expect(sampled.leak!.epoch).toBeLessThan(0.6)
  expect(sampled.rows).toEqual([
    { devices: 240, epochs: 1, opened: 0, ...sampled.textAlone, forecast: null },
  ])
})
