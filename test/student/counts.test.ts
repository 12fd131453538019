import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { LoadedPack } from '@tacit-rec/pack'
import { expect, it } from 'vitest'
import { inspect, train } from '../../training/api/index.ts'
import { readPack } from '../../training/export/index.ts'
import { engineRanker } from '../../training/student/index.ts'
import { folders } from '../data/folder.ts'
import { groupOf, ITEMS, itemId, plantedGroups } from './planted-groups.ts'

const folder = folders()
const QUIET = { preset: 'quick', threads: 1 } as const

/** Runs statements in a DuckDB of its own. */
async function sql(...statements: string[]): Promise<void> {
  const db = await (await DuckDBInstance.create(':memory:')).connect()
  for (const statement of statements) await db.run(statement)
  db.closeSync()
}

/** Counts as another system would write them: a pair in any order, and one row for each gap. */
const countsOf = (events: string, out: string, users: string) => [
  `CREATE TABLE held AS SELECT "user", item, ROW_NUMBER() OVER (PARTITION BY "user" ORDER BY time) AS at
   FROM read_csv('${events}') WHERE ${users}`,
  `COPY (SELECT item AS i, COUNT(DISTINCT "user") AS users FROM held GROUP BY item)
   TO '${out}/items.parquet'`,
  `COPY (
     SELECT 'item-item' AS layer, a.item AS i, b.item AS j, 0 AS gap, COUNT(*) AS users
     FROM held a JOIN held b ON a."user" = b."user" AND a.item < b.item GROUP BY ALL
     UNION ALL
     SELECT 'item-item', a.item, b.item, b.at - a.at, COUNT(*)
     FROM held a JOIN held b ON a."user" = b."user" AND b.at - a.at BETWEEN 1 AND 5 GROUP BY ALL
   ) TO '${out}/pairs.parquet'`,
]

/** The pack without its memory. */
function encoderOf(pack: LoadedPack): LoadedPack {
  const { manifest } = pack
  return { ...pack, manifest: { ...manifest, score: { ...manifest.score, beta: 0 } } }
}

async function shopWithCounts(users = 'true') {
  const shop = folder(plantedGroups())
  const counts = join(shop, 'counts')
  mkdirSync(counts)
  await sql(...countsOf(join(shop, 'interactions.csv'), counts, users))
  return { counts, events: join(shop, 'interactions.csv'), items: join(shop, 'items.csv'), shop }
}

it('trained from counts and all histories, a pack has the memory that the log gives', async () => {
  const { counts, events, items, shop } = await shopWithCounts()
  const out = { log: join(shop, 'of-log'), counts: join(shop, 'of-counts') }
  await train({ data: [events, items], out: out.log, ...QUIET })
  await train({ counts, histories: events, items, out: out.counts, threads: 1 })
  const [log, counted] = [await readPack(out.log), await readPack(out.counts)]
  expect(counted.neighbours).toEqual(log.neighbours)
  expect(counted.popularity).toEqual(log.popularity)
  expect(counted.items.vectors).toEqual(log.items.vectors)
})

it.each([
  ['quick', { userExponent: 0 }, null],
  // Each of 240 people has 7, 6, 5, 4 and 3 pairs of gaps 1 to 5, damped by .9 a gap.
  ['standard', null, 5120],
] as const)('trained from counts alone with %s, a pack finds the rest of a group', async (preset, spectral, paths) => {
  const { counts, items, shop } = await shopWithCounts()
  const out = join(shop, 'pack')
  const { config } = await train({ counts, items, out, preset, threads: 1 })
  if (spectral) expect(config.spectral).toMatchObject(spectral)
  else expect(config.spectral).toBeNull()
  expect((await inspect({ pack: out })).paths).toBe(paths)
  const pack = await readPack(out)
  expect(pack.popularity.reduce((sum, users) => sum + users, 0)).toBe(240 * 8)
  for (const model of [pack, encoderOf(pack)]) {
    const out = new Float32Array(ITEMS)
    const item = Int32Array.of(0, 6, 12)
    engineRanker(model).score(
      { user: -1, item, kind: new Uint8Array(3), age: new Float32Array(3).fill(-1) },
      out,
    )
    const best = Array.from(out.keys()).filter((i) => !item.includes(i))
    best.sort((a, b) => out[b] - out[a])
    expect(best.slice(0, 10).map(groupOf)).toEqual(Array(10).fill(0))
  }
})

it('an encoder of counts finds an item of a group that it was never counted with', async () => {
  const shop = folder({ 'note.txt': '' })
  // Two groups of ten, and items 20 and 21, each of which only five items of its group led to.
  await sql(
    `COPY (
       SELECT 'item-item' AS layer, a.i AS i, b.i AS j, 30 AS users
       FROM range(20) a(i), range(20) b(i) WHERE a.i <> b.i AND a.i % 2 = b.i % 2
       UNION ALL SELECT 'item-item', a.i, 20 + a.i % 2, 30 FROM range(10) a(i)
     ) TO '${shop}/pairs.parquet'`,
  )
  const options = { counts: shop, memory: ['transitions'], threads: 1, seed: 3 } as const
  const { config } = await train({ ...options, out: join(shop, 'pack') })
  expect(config).toMatchObject({ spectral: null, paths: 30 * (2 * 90 + 10) })
  const pack = await readPack(join(shop, 'pack'))
  const { ids } = pack.catalogue
  const scores = new Float32Array(ids.length)
  const item = Int32Array.of(ids.indexOf('18'))
  engineRanker(encoderOf(pack)).score(
    { user: -1, item, kind: new Uint8Array(1), age: Float32Array.of(-1) },
    scores,
  )
  const score = (id: string) => scores[ids.indexOf(id)]
  expect(score('20')).toBeGreaterThan(score('21'))
  // The same counts and seed give the same encoder.
  await train({ ...options, out: join(shop, 'again') })
  const { items, weights } = await readPack(join(shop, 'again'))
  expect({ items, weights }).toEqual({ items: pack.items, weights: pack.weights })
})

it('without a catalogue every counted item is listed; with one, only its own', async () => {
  const { counts, shop } = await shopWithCounts()
  const two = folder({ 'items.csv': `id,title\n${itemId(3)},A chair\nnew,A new chair\n` })
  await train({ counts, out: join(shop, 'bare'), ...QUIET })
  await train({ counts, items: join(two, 'items.csv'), out: join(shop, 'two'), ...QUIET })
  const [bare, listed] = [await readPack(join(shop, 'bare')), await readPack(join(shop, 'two'))]
  expect([bare.manifest.items, bare.catalogue.unlisted]).toEqual([ITEMS, undefined])
  expect(listed.manifest.items).toBe(ITEMS + 1)
  const shown = listed.catalogue.ids.filter((_, i) => !listed.catalogue.unlisted?.[i])
  expect(shown).toEqual([itemId(3), 'new'])
})

it.each([
  ['no pairs', [], /counts\/pairs|no pairs.parquet/],
  [
    'a column is missing',
    ["COPY (SELECT 'a' AS i, 'b' AS j, 2 AS users) TO 'OUT/pairs.parquet'"],
    /no column layer/,
  ],
  [
    'a count below 0',
    ["COPY (SELECT 'item-item' AS layer, 'a' AS i, 'b' AS j, -2 AS users) TO 'OUT/pairs.parquet'"],
    /1 rows of pairs have no users/,
  ],
])('refuses counts: %s', async (_, statements, message) => {
  const shop = folder({ 'note.txt': '' })
  await sql(...statements.map((statement) => statement.replace('OUT', shop)))
  await expect(train({ counts: shop, out: join(shop, 'pack') })).rejects.toThrow(message)
})

it('refuses data beside counts, and histories without', async () => {
  const [counts, out] = ['/nowhere', join(folder({}), 'pack')]
  await expect(train({ data: 'shop', counts, out })).rejects.toThrow(/takes the place of the data/)
  await expect(train({ data: 'shop', histories: 'x', out })).rejects.toThrow(/needs --counts/)
})
