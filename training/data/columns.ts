import { TacitError } from '@tacit-rec/pack'
import type { SourceFile } from './files.ts'
import { firstLine } from './lines.ts'

/** Our columns of events, each with the names that it may have; RecBole's come second. */
export const EVENT_COLUMNS = {
  user: ['user', 'user_id'],
  item: ['item', 'item_id'],
  time: ['time', 'timestamp'],
  kind: ['kind'],
  value: ['value', 'rating'],
  review: ['review'],
}

/** Our columns of items. Any other column of an items file is kept as an extra. */
export const ITEM_COLUMNS = {
  id: ['id', 'item_id'],
  title: ['title'],
  categories: ['categories'],
  description: ['description'],
  url: ['url'],
  image: ['image'],
  price: ['price'],
  availability: ['availability'],
}

/** Our column → the file's column. */
export type Chosen = Record<string, string>

/** Refuses a `--map` that names a column which we do not have. */
export function checkMap(map: Record<string, string>): void {
  for (const ours of Object.keys(map)) {
    if (ours in EVENT_COLUMNS || ours in ITEM_COLUMNS) continue
    const known = [...Object.keys(EVENT_COLUMNS), ...Object.keys(ITEM_COLUMNS)].join(', ')
    throw new TacitError(
      'data/map',
      `--map ${ours}=${map[ours]}: "${ours}" is not a column of ours: use one of ${known}`,
    )
  }
}

/**
 * Picks the file's column for each of ours.
 *
 * @param found the columns of the file
 * @param required those of ours that must be there
 * @throws TacitError naming what is missing and what was found
 */
export function chooseColumns(
  file: SourceFile,
  found: string[],
  known: Record<string, string[]>,
  required: string[],
  map: Record<string, string>,
): Chosen {
  const chosen: Chosen = {}
  for (const [ours, aliases] of Object.entries(known)) {
    const wanted = map[ours] === undefined ? aliases : [map[ours]]
    const name = wanted.find((alias) => found.includes(alias))
    if (name !== undefined) chosen[ours] = name
    else if (map[ours] !== undefined || required.includes(ours)) {
      const where = file.format === 'parquet' ? file.path : `${file.path}:1`
      throw new TacitError(
        'data/missing-column',
        `${where}: no column "${wanted[0]}" (found: ${found.join(', ') || 'none'}): ` +
          `name it in the header or say which it is with --map ${ours}=COLUMN`,
      )
    }
  }
  return chosen
}

/**
 * The columns in the header line of a CSV, TSV or RecBole file. RecBole's types
 * (`user_id:token`) are dropped.
 */
export async function headerOf(file: SourceFile): Promise<string[]> {
  const line = await firstLine(file)
  if (line.trim() === '') {
    throw new TacitError(
      'data/missing-header',
      `${file.path}:1: the first line is blank: it must name the columns`,
    )
  }
  const names = cells(line, file.format === 'csv' ? ',' : '\t', file.format !== 'recbole')
    .map((name) => name.trim())
    .map((name) => (file.format === 'recbole' ? name.replace(/:[a-z_]+$/, '') : name))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) {
    throw new TacitError(
      'data/header',
      `${file.path}:1: the header names "${twice}" twice: rename one of the columns`,
    )
  }
  return names
}

function cells(line: string, delimiter: string, quotes: boolean): string[] {
  if (!quotes) return line.split(delimiter)
  const out: string[] = []
  let cell = ''
  let inside = false
  for (let at = 0; at < line.length; at++) {
    const char = line[at]
    if (char === '"' && inside && line[at + 1] === '"') {
      cell += '"'
      at++
    } else if (char === '"') inside = !inside
    else if (char === delimiter && !inside) {
      out.push(cell)
      cell = ''
    } else cell += char
  }
  return [...out, cell]
}
