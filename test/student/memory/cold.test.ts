import { describe, expect, it } from 'vitest'
import { type Dataset, loadDataset, splitDataset } from '../../../training/data/index.ts'
import { evaluateRanker } from '../../../training/evaluate/index.ts'
import { deadlineIn, silent } from '../../../training/progress.ts'
import { type Csr, CsrBuilder } from '../../../training/sparse/index.ts'
import { withColdRows } from '../../../training/student/encoder/index.ts'
import { distil, engineRanker } from '../../../training/student/index.ts'
import { coldItems } from '../../../training/student/memory/index.ts'
import { combineParts } from '../../../training/student/memory/table.ts'
import { folders } from '../../data/folder.ts'
import { groupOf, ITEMS, itemId, plantedGroups } from '../planted-groups.ts'

const folder = folders()

/** A sparse matrix by its rows. */
function csr(...rows: Record<number, number>[]): Csr {
  const builder = new CsrBuilder(rows.length)
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) builder.push(Number(column), value)
    builder.endRow()
  }
  return builder.build(rows.length)
}

function rowsOf({ rows, offsets, index, values }: Csr): Record<number, number>[] {
  return Array.from({ length: rows }, (_, r) => {
    const places = Array.from({ length: offsets[r + 1] - offsets[r] }, (_, n) => offsets[r] + n)
    return Object.fromEntries(places.map((e) => [index[e], Number(values[e].toFixed(4))]))
  })
}

describe('stand-ins of cold items', () => {
  it('are the nearest warm items, at half the temperature of the neighbours', () => {
    const text = csr({ 1: 1 }, { 0: 1 }, { 0: 0.5, 1: 0.25, 3: 0.25 }, { 2: 1 })
    const cold = coldItems(text, [9, 9, 0, 0])!
    // Squares .25 and .0625; item 3 has no warm neighbour, so it takes those of item 2.
    expect(rowsOf(cold.standIns)).toEqual([{}, {}, { 0: 0.8, 1: 0.2 }, { 0: 0.8, 1: 0.2 }])
    expect(rowsOf(cold.standsFor)).toEqual([{ 2: 0.8, 3: 0.8 }, { 2: 0.2, 3: 0.2 }, {}, {}])
  })

  it('do not exist if all items are warm, or no texts are similar', () => {
    expect(coldItems(csr({ 1: 1 }, { 0: 1 }), [1, 2])).toBeNull()
    expect(coldItems(csr({}, {}), [1, 0])).toBeNull()
    expect(coldItems(null, [1, 0])).toBeNull()
  })

  it('give the direction of their mean z, and their mean prior and gain', () => {
    const cold = coldItems(csr({ 1: 1 }, { 0: 1 }, { 0: 0.5, 1: 0.5 }), [1, 1, 0])
    const tables = {
      embeddings: Float32Array.of(1, 0, 0, 1, -1, 0),
      gain: Float32Array.of(1, 3, 7),
      bias: Float32Array.of(0, -1, 5),
      weights: { query: new Float32Array(), position: new Float32Array() } as never,
    }
    const { embeddings, gain, bias } = withColdRows(tables, cold)
    expect(Array.from(embeddings.subarray(0, 4))).toEqual([1, 0, 0, 1])
    expect(embeddings[4]).toBeCloseTo(Math.SQRT1_2)
    expect(embeddings[5]).toBeCloseTo(Math.SQRT1_2)
    expect([gain[2], bias[2]]).toEqual([2, -0.5])
    expect(tables.bias[2]).toBe(5)
  })

  it('give the memory their columns and their rows', () => {
    const ease = csr({ 1: 2 }, { 0: 4 }, {})
    const cold = coldItems(csr({ 1: 1 }, { 0: 1 }, { 0: 0.5, 1: 0.5 }), [1, 1, 0])
    const silentText = { ...cold!, unit: 0 }
    const [first, second, third] = rowsOf(
      combineParts({ ease }, { ease: 1 }, { ease: 1 }, silentText),
    )
    // Column 2 is 1.5 times the mean of columns 0 and 1, its row the mean of rows 0 and 1.
    expect(first).toEqual({ 1: 2, 2: 1.5 })
    expect(second).toEqual({ 0: 4, 2: 3 })
    expect(third).toEqual({ 0: 2, 1: 1 })
  })
})

const options = {
  preset: 'quick' as const,
  seed: 1,
  threads: 1,
  minSupport: 2,
  progress: silent,
  memory: ['ease', 'transitions', 'text'] as const,
  teachers: ['ease', 'text-knn'],
}

async function studentOf(dataset: Dataset) {
  const split = splitDataset(dataset, 'cold-items')
  const { draft } = await distil(dataset, split, { ...options, deadline: deadlineIn(5) })
  return { split, ranker: engineRanker(draft), draft }
}

describe('items without events', () => {
  it.each([
    [false, 0.6, 1],
    [true, 0, 0.35],
  ])('are recommended by their texts (shuffled: %s)', async (shuffled, min, max) => {
    const dataset = await loadDataset(folder(plantedGroups(shuffled)))
    const { split, ranker } = await studentOf(dataset)
    const { recall } = evaluateRanker(ranker, split.test, ITEMS)
    // 20 of 112 by chance: .18.
    expect(recall['20']).toBeGreaterThanOrEqual(min)
    expect(recall['20']).toBeLessThanOrEqual(max)
  })

  it('lead to their group when in a history; one user is below the threshold', async () => {
    const { 'interactions.csv': events, ...files } = plantedGroups()
    // Items 0 to 5, one of each group, have no events, except one event of item 0.
    const rows = events.split('\n').filter((row) => !/,i00[0-5],/.test(row))
    const data = { ...files, 'interactions.csv': `${rows.join('\n')}u0,${itemId(0)},1800000000\n` }
    const dataset = await loadDataset(folder(data))
    const whole = splitDataset(dataset, 'all')
    const split = { ...whole.choose, ...whole, protocol: 'all' } as const
    const { draft } = await distil(dataset, split, { ...options, deadline: deadlineIn(5) })
    const ranker = engineRanker(draft)
    for (let cold = 0; cold < 6; cold++) {
      const out = new Float32Array(ITEMS)
      const one = { kind: new Uint8Array(1), age: new Float32Array(1) }
      ranker.score({ user: -1, item: Int32Array.of(cold), ...one }, out)
      const best = Array.from(out.keys()).filter((i) => i !== cold)
      best.sort((a, b) => out[b] - out[a])
      expect(best.slice(0, 10).map(groupOf)).toEqual(Array(10).fill(groupOf(cold)))
    }
  })
})
