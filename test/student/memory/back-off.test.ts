import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { backOffOf, readCounts, withDuckDB } from '../../../training/data/index.ts'
import type { Csr } from '../../../training/sparse/index.ts'
import { backOffParts } from '../../../training/student/memory/back-off.ts'
import { folders } from '../../data/folder.ts'

const folder = folders()
/** Items 0 and 1 are of cluster 0, items 2 and 3 of cluster 1, item 4 of none. */
const cluster = Int32Array.of(0, 0, 1, 1, -1)
const rows = [
  { layer: 'cluster-item', item: 2, cluster: 0, weight: 8 },
  { layer: 'item-cluster', item: 0, cluster: 1, weight: 4 },
  { layer: 'item-cluster', item: 0, cluster: 7, weight: 4 },
] as const

function entries({ rows, offsets, index, values }: Csr): Record<string, number> {
  const found: Record<string, number> = {}
  for (let r = 0; r < rows; r++)
    for (let e = offsets[r]; e < offsets[r + 1]; e++)
      found[`${r},${index[e]}`] = Number(values[e].toFixed(4))
  return found
}

it('gives the items of a cluster what the cluster had, and shares out what went to one', () => {
  const parts = backOffParts(backOffOf([...rows], cluster, 2), [0, 0, 8, 0, 0])
  // A[0,2] = 8 · 8^-.5 · 8^-.15; D[0,1] = 4 · 4^-.5 · 4^-.5 = 1, by √(8+1) : √(0+1).
  const link = Number((8 * 8 ** -0.65).toFixed(4))
  expect(entries(parts['cluster-item']!)).toEqual({ '0,2': link, '1,2': link })
  expect(entries(parts['item-cluster']!)).toEqual({ '0,2': 0.75, '0,3': 0.25 })
})

it('links no item to itself', () => {
  const own = [
    { layer: 'cluster-item', item: 1, cluster: 0, weight: 8 },
    { layer: 'item-cluster', item: 1, cluster: 0, weight: 8 },
  ] as const
  const parts = backOffParts(backOffOf([...own], cluster, 2), new Float32Array(5))
  expect(Object.keys(entries(parts['cluster-item']!))).toEqual(['0,1'])
  expect(Object.keys(entries(parts['item-cluster']!))).toEqual(['1,0'])
})

it('reads the layers from counts', async () => {
  const counts = join(folder({ 'note.txt': '' }), 'counts')
  mkdirSync(counts)
  await withDuckDB((db) =>
    db.run(`COPY (SELECT * FROM (VALUES
      ('item-item', 'a', 'b', 5, 5.0), ('item-cluster', 'a', '1', 5, 10.0),
      ('item-cluster', 'a', '1', 3, NULL), ('cluster-item', '0', 'b', 6, NULL),
      ('cluster-item', 'none', 'b', 6, NULL), ('cluster-item', '0', 'unknown', 6, NULL)
    ) AS t(layer, i, j, users, weight)) TO '${counts}/pairs.parquet'`),
  )
  const { ids, layers } = await readCounts(counts)
  expect(ids).toEqual(['a', 'b'])
  expect(layers).toEqual([
    { layer: 'cluster-item', item: 1, cluster: 0, weight: 6 },
    { layer: 'cluster-item', item: 1, cluster: null, weight: 6 },
    { layer: 'item-cluster', item: 0, cluster: 1, weight: 13 },
  ])
  const { itemCluster, clusterItem } = backOffOf(layers, Int32Array.of(0, 1), 2)
  expect([entries(itemCluster), entries(clusterItem)]).toEqual([{ '0,1': 13 }, { '0,1': 6 }])
})

it('counts no more users of a pair than its items have', async () => {
  const counts = join(folder({ 'note.txt': '' }), 'counts')
  mkdirSync(counts)
  await withDuckDB(async (db) => {
    await db.run(`COPY (SELECT * FROM (VALUES
      ('item-item', 'a', 'b', 50, 100.0), ('item-item', 'b', 'a', 5, NULL),
      ('item-item', 'c', 'd', 50, NULL), ('item-cluster', 'a', '8', 50, NULL)
    ) AS t(layer, i, j, users, weight)) TO '${counts}/pairs.parquet'`)
    await db.run(`COPY (SELECT * FROM (VALUES ('a', 900), ('b', 8), ('8', 1)) AS t(i, users))
      TO '${counts}/items.parquet'`)
  })
  const { ids, counts: read, layers } = await readCounts(counts)
  expect(ids).toEqual(['8', 'a', 'b', 'c', 'd'])
  expect(entries(read.transitions)).toEqual({ '1,2': 16, '2,1': 5, '3,4': 50 })
  expect([...read.transitionUsers]).toEqual([8, 5, 50])
  expect(layers.map(({ weight }) => weight)).toEqual([50])
})
