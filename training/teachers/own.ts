import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { type Dataset, type History, withDuckDB } from '../data/index.ts'
import type { Teacher } from './types.ts'

/** Files of a teacher that was trained elsewhere (docs/teachers.md#a-teacher-of-your-own). */
export interface OwnFiles {
  /** Parquet with the columns `user`, `item`, `vector`; a row has a user or an item. */
  embeddings?: string
  /** Parquet with the columns `user`, `item`, `score`: the best items of each user. */
  scores?: string
}

/**
 * The teachers of given files.
 *
 * @throws TacitError `teacher/own` for a file that cannot be read, lacks a column, or has no item of the data
 */
export async function readOwnTeachers(
  { embeddings, scores }: OwnFiles,
  dataset: Dataset,
): Promise<Teacher[]> {
  const teachers: Teacher[] = []
  if (embeddings !== undefined) teachers.push(await ofEmbeddings(embeddings, dataset))
  if (scores !== undefined) teachers.push(await ofScores(scores, dataset))
  return teachers
}

/** s(i) = u·e_i; a user without a vector is the mean of the items of its history. */
async function ofEmbeddings(file: string, dataset: Dataset): Promise<Teacher> {
  const rows = await rowsOfFile(file, ['user', 'item', 'vector'])
  const width = (rows[0]?.[2] as number[] | undefined)?.length ?? 0
  const [userAt, itemAt] = [placesOf(dataset.users), placesOf(dataset.items)]
  const users = new Map<number, Float32Array>()
  const items = new Float32Array(dataset.items.length * width)
  let known = 0
  for (const [user, item, vector] of rows as [string | null, string | null, number[] | null][]) {
    if (!vector || vector.length !== width)
      throw wrong(file, `has vectors of ${vector?.length ?? 0} and of ${width} numbers`)
    const i = item === null ? undefined : itemAt.get(item)
    const u = user === null ? undefined : userAt.get(user)
    if (i !== undefined) {
      items.set(vector, i * width)
      known++
    } else if (u !== undefined) users.set(u, Float32Array.from(vector))
  }
  if (known === 0) throw wrong(file, 'has no vector of an item of the data')
  const about = new Float32Array(width)
  const folded = ({ item }: History) => {
    about.fill(0)
    for (const i of item)
      for (let c = 0; c < width; c++) about[c] += items[i * width + c] / item.length
    return about
  }
  return {
    name: 'embeddings',
    config: { width, users: users.size, items: known },
    score(history, out) {
      const u = users.get(history.user) ?? folded(history)
      for (let i = 0, at = 0; i < out.length; i++)
        for (let c = 0; c < width; c++) out[i] += u[c] * items[at++]
    },
  }
}

/** A listed item scores its distance from the user's last one; a user without a list scores nothing. */
async function ofScores(file: string, dataset: Dataset): Promise<Teacher> {
  const rows = await rowsOfFile(file, ['user', 'item', 'score'])
  const [userAt, itemAt] = [placesOf(dataset.users), placesOf(dataset.items)]
  const lists = new Map<number, { item: number; score: number }[]>()
  let known = 0
  for (const [user, item, score] of rows as [string | null, string | null, number | null][]) {
    const u = user === null ? undefined : userAt.get(user)
    const i = item === null ? undefined : itemAt.get(item)
    if (u === undefined || i === undefined || score === null) continue
    lists.set(u, [...(lists.get(u) ?? []), { item: i, score }])
    known++
  }
  if (known === 0) throw wrong(file, 'has no user and item of the data')
  return {
    name: 'scores',
    config: { users: lists.size, pairs: known },
    score({ user }, out) {
      const list = lists.get(user)
      if (!list) return
      const scores = list.map(({ score }) => score)
      const [low, high] = [Math.min(...scores), Math.max(...scores)]
      // Above the items that are not listed, also where all scores are equal.
      for (const { item, score } of list) out[item] += 1 + (score - low) / (high - low || 1)
    },
  }
}

function placesOf(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, at) => [id, at]))
}

async function rowsOfFile(file: string, columns: readonly string[]): Promise<unknown[][]> {
  return withDuckDB(
    async (db: DuckDBConnection) => {
      const [first, second, last] = columns
      const sql = `SELECT CAST("${first}" AS VARCHAR), CAST("${second}" AS VARCHAR),
        ${last === 'vector' ? 'CAST(vector AS DOUBLE[])' : 'CAST(score AS DOUBLE)'}
        FROM read_parquet($file, binary_as_string = true)`
      try {
        const reader = await db.runAndReadAll(sql, { file })
        return reader.getRowsJS()
      } catch (error) {
        const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
        throw wrong(file, `is no Parquet file with the columns ${columns.join(', ')} (${why})`)
      }
    },
    [file],
  )
}

function wrong(file: string, what: string): TacitError {
  return new TacitError(
    'teacher/own',
    `${file} ${what}: see docs/teachers.md#a-teacher-of-your-own`,
  )
}
