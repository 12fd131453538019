import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { rowsOfFile } from '../data/index.ts'

/** Queries with the items that people judged for them. */
export interface JudgedQueries {
  ids: string[]
  /** What is searched of each item: its title, then its other columns. */
  texts: string[]
  queries: JudgedQuery[]
}

export interface JudgedQuery {
  text: string
  /** `tune`, `test`, or any other; null: the file has no parts. */
  part: string | null
  /** Relevance by number of the item. */
  judged: ReadonlyMap<number, number>
}

/**
 * Reads a folder of `items` (id, title, other texts), `queries` (id, query, part) and `judgements`
 * (query, item, relevance), each in any form that Tacit reads. A judgement of an unknown item or
 * query is left out.
 *
 * @throws TacitError `search/file`, `search/column` or `search/relevance`
 */
export async function readJudgedQueries(folder: string): Promise<JudgedQueries> {
  const names = await readdir(folder)
  const items = await table(folder, names, 'items', ['id', 'title'])
  const queries = await table(folder, names, 'queries', ['id', 'query'])
  const judgements = await table(folder, names, 'judgements', ['query', 'item', 'relevance'])
  const numbers = new Map(items.map(({ id }, number) => [id, number]))
  const judged = new Map<string, Map<number, number>>()
  for (const { query, item, relevance } of judgements) {
    const value = Number(relevance)
    if (relevance.trim() === '' || !Number.isFinite(value))
      throw new TacitError(
        'search/relevance',
        `judgements: relevance "${relevance}" of query ${query} and item ${item} is not a number: ` +
          'correct it, or leave the row out',
      )
    const number = numbers.get(item)
    if (number === undefined) continue
    if (!judged.has(query)) judged.set(query, new Map())
    judged.get(query)!.set(number, value)
  }
  return {
    ids: items.map(({ id }) => id),
    texts: items.map(({ id: _, title, ...others }) =>
      [title, ...Object.values(others)].filter(Boolean).join(' · '),
    ),
    queries: queries.map(({ id, query, part = null }) => ({
      text: query,
      part,
      judged: judged.get(id) ?? new Map(),
    })),
  }
}

/** The rows of one of the files, as texts by column. */
async function table<Column extends string>(
  folder: string,
  names: readonly string[],
  stem: string,
  columns: readonly Column[],
): Promise<(Record<Column, string> & Partial<Record<string, string>>)[]> {
  const name = names.find((one) => one === `${stem}.tsv`) ?? names.find((one) => isOf(one, stem))
  if (name === undefined)
    throw new TacitError(
      'search/file',
      `${folder} has no file ${stem}.*: add ${stem}.tsv with the columns ${columns.join(', ')}`,
    )
  const rows: (Record<Column, string> & Partial<Record<string, string>>)[] = []
  for await (const row of rowsOfFile(join(folder, name))) {
    const cells = Object.entries(row).map(([key, value]) => [
      key.trim().toLowerCase().replace(/:.*$/, ''),
      value === null || value === undefined ? '' : String(value),
    ])
    const known = Object.fromEntries(cells)
    const missing = columns.find((column) => known[column] === undefined)
    if (missing)
      throw new TacitError(
        'search/column',
        `${join(folder, name)} has no column ${missing}: its columns are ${Object.keys(row).join(', ')}`,
      )
    rows.push(known)
  }
  return rows
}

function isOf(name: string, stem: string): boolean {
  return name.startsWith(`${stem}.`)
}
