import { TacitError } from '@tacit-rec/pack'
import type { SourceFile } from '../files/index.ts'

/** Columns of an events file, each with the names that it may have; RecBole's second. */
export const EVENT_COLUMNS = {
  user: ['user', 'user_id'],
  item: ['item', 'item_id'],
  time: ['time', 'timestamp'],
  kind: ['kind'],
  value: ['value', 'rating'],
  review: ['review'],
}

/** Columns of an items file. Other columns of the file are kept as extras. */
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

/** Columns of a users file. */
export const USER_COLUMNS = { id: ['id', 'user_id'] }

/** Our column → the file's column. */
export type Chosen = Record<string, string>

/** @throws TacitError if `--map` names a column that is not in the lists above */
export function checkMap(map: Record<string, string>): void {
  for (const ours of Object.keys(map)) {
    if (ours in EVENT_COLUMNS || ours in ITEM_COLUMNS) continue
    const known = [...Object.keys(EVENT_COLUMNS), ...Object.keys(ITEM_COLUMNS)].join(', ')
    throw new TacitError(
      'data/map',
      `--map ${ours}=${map[ours]}: unknown column "${ours}": use one of ${known}`,
    )
  }
}

/**
 * Finds the file's column for each of ours.
 *
 * @param found columns of the file
 * @param known our columns, each with the names that it may have
 * @param required our columns that the file must have
 * @throws TacitError naming the missing column and those found
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
          `add it to the header, or name the column to use with --map ${ours}=COLUMN`,
      )
    }
  }
  return chosen
}
