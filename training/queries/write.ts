import { mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Catalogue, TacitError } from '@tacit-rec/pack'
import { errorCode, placeFile } from '../files.ts'
import type { Turn } from './sessions.ts'

const FILES = ['queries.tsv', 'sessions.jsonl']

/** A row of `queries.tsv`. */
export interface QueryRow {
  query: string
  item: string
  /** Its template, or `model`. */
  made: string
}

/** @throws TacitError `queries/out` for a folder with other files */
export async function assertOurs(out: string): Promise<string> {
  const folder = resolve(out)
  const entries = await readdir(folder).catch((error) => {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  })
  const other = entries.find((name) => !FILES.includes(name))
  if (other === undefined) return folder
  throw new TacitError(
    'queries/out',
    `${folder}: contains ${other}, not only made-up queries: give an empty or new folder with --out`,
  )
}

/** Writes `queries.tsv`, which a data folder may have, and `sessions.jsonl`. */
export async function writeQueries(
  folder: string,
  rows: readonly QueryRow[],
  sessions: readonly (readonly Turn[])[],
  { ids, title = [] }: Pick<Catalogue, 'ids' | 'title'>,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const cell = (text: string) => text.replace(/[\t\r\n]+/g, ' ')
  const lines = rows.map(({ query, item, made }) => [query, item, made].map(cell).join('\t'))
  const table = ['query\titem\tmade', ...lines]
  const searches = sessions.map((turns) =>
    JSON.stringify({
      turns: turns.map(({ item, ...turn }) => ({ ...turn, item: ids[item], title: title[item] })),
    }),
  )
  const bytes = (all: readonly string[]) =>
    new TextEncoder().encode(all.map((l) => `${l}\n`).join(''))
  await placeFile(join(folder, FILES[0]), bytes(table))
  await placeFile(join(folder, FILES[1]), bytes(searches))
}
