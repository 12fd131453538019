import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { train } from '../../training/api/index.ts'
import { loadDataset } from '../../training/data/index.ts'
import { readOwnTeachers } from '../../training/teachers/index.ts'
import { folders } from '../data/folder.ts'
import { groupOf, ITEMS, itemId, plantedGroups } from './planted-groups.ts'

const folder = folders()

async function copy(select: string, file: string): Promise<void> {
  const db = await (await DuckDBInstance.create(':memory:')).connect()
  await db.run(`COPY (${select}) TO '${file}'`)
  db.closeSync()
}

/** Vectors that say the group: one number is 1. */
const vector = (n: number) =>
  `[${Array.from({ length: 6 }, (_, g) => Number(g === n % 6))}]::FLOAT[]`

async function shop() {
  const path = folder(plantedGroups())
  const rows = [
    ...Array.from({ length: ITEMS }, (_, i) => `(NULL, '${itemId(i)}', ${vector(i)})`),
    `('u2', NULL, ${vector(5)})`,
  ]
  const embeddings = join(path, 'vectors.parquet')
  await copy(`SELECT * FROM (VALUES ${rows}) AS t("user", item, vector)`, embeddings)
  const scores = join(path, 'lists.parquet')
  await copy(
    `SELECT 'u0' AS "user", item, score FROM (VALUES ('${itemId(7)}', 9.5), ('${itemId(3)}', 2)) AS t(item, score)`,
    scores,
  )
  return { path, embeddings, scores }
}

const history = (user: number, ...item: number[]) => ({
  user,
  item: Int32Array.from(item),
  kind: new Uint8Array(item.length),
  age: new Float32Array(item.length),
})

it('ranks by the vectors of users, and folds in those without one', async () => {
  const { path, embeddings } = await shop()
  const dataset = await loadDataset(path)
  const [teacher] = await readOwnTeachers({ embeddings }, dataset)
  expect(teacher.config).toEqual({ width: 6, users: 1, items: ITEMS })
  const best = (user: number, ...items: number[]) => {
    const out = new Float32Array(ITEMS)
    teacher.score(history(user, ...items), out)
    return [...new Set(Array.from(out.keys()).filter((i) => out[i] > 0.9))].map(groupOf)
  }
  expect(new Set(best(dataset.users.indexOf('u2'), 0, 6))).toEqual(new Set([5]))
  expect(new Set(best(-1, 3, 9))).toEqual(new Set([3]))
})

it('ranks by the lists of users', async () => {
  const { path, scores } = await shop()
  const dataset = await loadDataset(path)
  const [teacher] = await readOwnTeachers({ scores }, dataset)
  const out = new Float32Array(ITEMS)
  teacher.score(history(dataset.users.indexOf('u0'), 0), out)
  expect([out[7], out[3], out[4]]).toEqual([2, 1, 0])
})

it('is a teacher of the student, named in its config', async () => {
  const { path, embeddings, scores } = await shop()
  const options = { data: path, embeddings, scores, out: join(path, 'pack'), threads: 1 }
  const { config } = await train({ ...options, preset: 'quick' })
  expect(config.teachers).toMatchObject({ embeddings: 1, scores: 1 })
  await expect(train({ ...options, preset: 'standard' })).rejects.toThrow(/pass --preset quick/)
})

it.each([
  ['SELECT 1 AS x', /no Parquet file with the columns user, item, vector/],
  [
    'SELECT NULL AS "user", \'nobody\' AS item, [1.0, 2.0] AS vector',
    /no vector of an item of the data/,
  ],
])('refuses %s', async (select, message) => {
  const { path } = await shop()
  const embeddings = join(path, 'bad.parquet')
  await copy(select, embeddings)
  await expect(readOwnTeachers({ embeddings }, await loadDataset(path))).rejects.toThrow(message)
})
