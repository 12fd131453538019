import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { itemCounts, kindFactors } from '../../training/data/index.ts'
import type { Csr } from '../../training/sparse/index.ts'
import { sequences } from './sequences.ts'

function entries({ rows, offsets, index, values }: Csr, also?: Int32Array) {
  const out: Record<string, number[]> = {}
  for (let r = 0; r < rows; r++) {
    for (let e = offsets[r]; e < offsets[r + 1]; e++) {
      out[`${r},${index[e]}`] = [values[e], ...(also ? [also[e]] : [])]
    }
  }
  return out
}

// Items 0…7. Item 7 has no events; the second row is a held-out user.
const ROWS = [[0, 1, 0, 2], [], [1, 0], [0, 3, 4, 5, 5, 6, 1]]

test('popularity counts events and distinct users', async () => {
  const { popularity } = await itemCounts(sequences(ROWS), 8)
  expect(popularity.events).toEqual(Int32Array.of(4, 3, 1, 1, 1, 2, 1, 0))
  expect(popularity.users).toEqual(Int32Array.of(3, 3, 1, 1, 1, 1, 1, 0))
})

test('pairs count distinct users, both ways', async () => {
  const { cooccurrence } = await itemCounts(sequences([[0, 1, 0, 2], [], [1, 0], [2, 3]]), 4)
  expect(cooccurrence.rows).toBe(4)
  expect(entries(cooccurrence)).toEqual({
    '0,1': [2],
    '0,2': [1],
    '1,0': [2],
    '1,2': [1],
    '2,0': [1],
    '2,1': [1],
    '2,3': [1],
    '3,2': [1],
  })
})

test('transitions weigh .9 per further position, up to five', async () => {
  const { transitions, transitionUsers } = await itemCounts(sequences(ROWS), 8)
  const found = entries(transitions, transitionUsers)
  const close = (name: string, weight: number, users: number) => {
    expect(found[name][0]).toBeCloseTo(weight, 6)
    expect(found[name][1]).toBe(users)
  }
  // 0 1 0 2: 0→1 gap 1; 1→0 gap 1, and again 1 0; 0→2 gaps 3 and 1; 1→2 gap 2.
  close('0,1', 1, 1)
  close('1,0', 2, 2)
  close('0,2', 0.81 + 1, 1)
  close('1,2', 0.9, 1)
  // 0 3 4 5 5 6 1: 0→5 gaps 3 and 4; 3→1 gap 5; 0→1 gap 6 is too far.
  close('0,5', 0.81 + 0.729, 1)
  close('3,1', 0.6561, 1)
  close('5,6', 0.9 + 1, 1)
  expect(found['5,5']).toBeUndefined()
  expect(found['0,6']).toEqual([expect.closeTo(0.6561, 6), 1])
})

test('without order there are no transitions; long histories count their newest', async () => {
  const still = await itemCounts(sequences(ROWS), 8, { ordered: false })
  expect(still.transitions.index.length).toBe(0)
  expect(still.transitions.offsets).toEqual(new Int32Array(9))
  expect(still.cooccurrence.index.length).toBeGreaterThan(0)
  const newest = await itemCounts(sequences([[0, 1, 2]]), 3, { maxEvents: 2 })
  expect(entries(newest.cooccurrence)).toEqual({ '1,2': [1], '2,1': [1] })
  const none = await itemCounts(sequences([[], []]), 3)
  expect(none.popularity.users).toEqual(new Int32Array(3))
})

test('more rows than one chunk arrive in order', async () => {
  const rows = Array.from({ length: 3000 }, (_, n) => [n, n + 1])
  const { cooccurrence, transitions } = await itemCounts(sequences(rows), 3001)
  expect(cooccurrence.index.length).toBe(6000)
  expect([transitions.index[0], transitions.index[2999]]).toEqual([1, 3000])
  expect(transitions.offsets[3001]).toBe(3000)
})

test('the SQL runs on Spark too', () => {
  const folder = new URL('../../training/data/counts/', import.meta.url)
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  expect(files.sort()).toEqual(['cooccurrence.sql', 'popularity.sql', 'transitions.sql'])
  // What Spark's SQL lacks or interprets differently.
  const foreign =
    /\b(QUALIFY|EXCLUDE|UNNEST|ASOF|POSITIONAL|SUMMARIZE|PIVOT_WIDER|LIST_\w+|STRUCT_PACK|read_\w+|COLUMNS\s*\(|rowid|GENERATE_SERIES|RANGE\s*\(|ILIKE|HUGEINT|UINTEGER|UBIGINT|VARCHAR|INTEGER|FILTER|ARG_MAX|MACRO|PRAGMA|SAMPLE|GROUP BY ALL|ORDER BY ALL)\b|::|"|\*\*|\/\/|\$\d|=>|->|\[|\{/i
  for (const name of files) {
    const sql = readFileSync(new URL(name, folder), 'utf8').replace(/--.*$/gm, '')
    expect([name, foreign.exec(sql)?.[0]]).toEqual([name, undefined])
    expect(sql).toContain('FROM events')
    expect(sql).not.toContain(';')
  }
})

const KINDS = [
  { name: 'view', weight: 1 },
  { name: 'purchase', weight: 3 },
  { name: 'dislike', weight: 0 },
]

/** Histories of `item × kind`, such as `[[0, 1], [2, 0]]`. */
function kinded(rows: [item: number, kind: number][][]) {
  const fit = sequences(rows.map((row) => row.map(([item]) => item)))
  return { ...fit, kind: Uint8Array.from(rows.flat(), ([, kind]) => kind) }
}

// Pairs of user and item weigh 1, 3, 3 and 3, 2.5 on average.
const WEIGHED = kinded([
  [
    [0, 0],
    [1, 1],
  ],
  [
    [0, 0],
    [0, 1],
    [1, 1],
  ],
])

test('kinds weigh relative to the mean of all pairs', () => {
  const [view, purchase, dislike] = kindFactors(WEIGHED, KINDS)!
  expect([view, purchase, dislike]).toEqual([0.6325, 1.0954, 0])
})

test('one kind, or kinds of one weight: nothing is weighed', () => {
  const plain = sequences(ROWS)
  expect(kindFactors(plain, KINDS)).toBeNull()
  const equal = KINDS.map(({ name }) => ({ name, weight: 0.3 }))
  expect(kindFactors(WEIGHED, equal)).toBeNull()
  // Every pair has a purchase.
  const bought = kinded([
    [
      [0, 0],
      [0, 1],
    ],
  ])
  expect(kindFactors(bought, KINDS)).toBeNull()
})

test('weights reach pairs and transitions, but not the support', async () => {
  const factors = Float64Array.of(0.5, 2)
  const { cooccurrence, affinity, transitions, transitionUsers } = await itemCounts(WEIGHED, 2, {
    factors,
  })
  expect(entries(cooccurrence)).toEqual({ '0,1': [2], '1,0': [2] })
  expect(entries(affinity)).toEqual({ '0,1': [0.5 * 2 + 2 * 2], '1,0': [5] })
  // 0→1: a view before a purchase twice, at gaps 1 and 2, and a purchase before one.
  expect(entries(transitions, transitionUsers)).toEqual({
    '0,1': [expect.closeTo(1 + 0.9 + 4, 6), 2],
  })
})

test('without weights, pairs and transitions are those of weight 1, to the bit', async () => {
  const plain = await itemCounts(WEIGHED, 2)
  expect(plain.affinity).toBe(plain.cooccurrence)
  expect(await itemCounts(WEIGHED, 2, { factors: Float64Array.of(1, 1) })).toEqual(plain)
})
