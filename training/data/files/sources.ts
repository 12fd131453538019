import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'

export type Format = 'csv' | 'tsv' | 'recbole' | 'jsonl' | 'parquet'

export interface SourceFile {
  /** As the user wrote it, so that terminals can open the path in an error. */
  path: string
  format: Format
  gzip: boolean
}

/** The files behind a DATA argument. */
export interface Sources {
  name: string
  /** Files of events; `part` as in a dataset: 0 train or the only file, 1 valid, 2 test. */
  events: { file: SourceFile; part: number }[]
  items: SourceFile | null
  /** Used for its order only: text vectors of users follow its rows. */
  users: SourceFile | null
}

const FORMATS: Record<string, Format> = {
  csv: 'csv',
  tsv: 'tsv',
  inter: 'recbole',
  item: 'recbole',
  user: 'recbole',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
}
const NAMES = new RegExp(`^(.+)\\.(${Object.keys(FORMATS).join('|')})(\\.gz)?$`, 'i')
const KNOWN = '.csv, .tsv, .jsonl, .ndjson, .inter (each also .gz) or .parquet'

/** Split files, in the order of a dataset's parts. */
const PARTS = ['train', 'valid', 'test']
const ROLES = [...PARTS, 'interactions', 'items', 'users']

/** Whether a file is a table of delimited texts: CSV, TSV or RecBole. */
export function isDelimited({ format }: SourceFile): boolean {
  return format === 'csv' || format === 'tsv' || format === 'recbole'
}

/** Whether cells may be in quotes, which hide delimiters and line ends. */
export function hasQuotes({ format }: SourceFile): boolean {
  return format === 'csv' || format === 'tsv'
}

/** What separates the cells of a delimited file. */
export function delimiterOf({ format }: SourceFile): string {
  return format === 'csv' ? ',' : '\t'
}

/**
 * Finds the files behind DATA. A folder holds `train`, `valid` and `test`, or `interactions` (or
 * `events`); optionally `items` and `users`. RecBole's names, which repeat the folder's
 * (`ml-100k/ml-100k.inter`), work too. A file holds events, or items if it is named `items.*`.
 *
 * @throws TacitError if a file is missing, has a duplicate or an unknown format
 */
export function findSources(path: string, items?: string): Sources {
  const stats = statOrThrow(path)
  const itemsFile = items === undefined ? null : sourceFile(items)
  if (!stats.isDirectory()) {
    const name = basename(path).replace(NAMES, '$1')
    if (name.toLowerCase() === 'items' && !itemsFile)
      return { name, events: [], items: sourceFile(path), users: null }
    const events = [{ file: sourceFile(path), part: 0 }]
    return { name, events, items: itemsFile, users: null }
  }
  const name = basename(resolve(path))
  const byRole = new Map<string, SourceFile>()
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const role = roleOf(entry, name)
    if (!role) continue
    const found = byRole.get(role)
    if (found) {
      throw new TacitError(
        'data/two-files',
        `${path}: ${basename(found.path)} and ${entry.name} both hold the ${role}: keep one`,
      )
    }
    byRole.set(role, sourceFile(join(path, entry.name)))
  }
  return {
    name,
    events: eventFiles(path, byRole),
    items: itemsFile ?? byRole.get('items') ?? null,
    users: byRole.get('users') ?? null,
  }
}

function eventFiles(path: string, byRole: Map<string, SourceFile>): Sources['events'] {
  const whole = byRole.get('interactions')
  const parts = PARTS.filter((role) => byRole.has(role))
  if (whole && parts.length > 0) {
    throw new TacitError(
      'data/two-files',
      `${path}: found both ${basename(whole.path)} and ${basename(byRole.get(parts[0])!.path)}: ` +
        'keep either the single file or the split files',
    )
  }
  if (whole) return [{ file: whole, part: 0 }]
  if (parts.length > 0 && parts[0] !== 'train') {
    throw new TacitError(
      'data/missing-file',
      `${path}: found ${parts.join(' and ')} but no train file: add train.csv (or ${KNOWN})`,
    )
  }
  if (parts.length === 0 && !byRole.has('items')) {
    throw new TacitError(
      'data/missing-file',
      `${path}: no interactions.*, events.* or train.* file in this folder: ` +
        `add one that ends in ${KNOWN}`,
    )
  }
  return PARTS.flatMap((role, part) => {
    const file = byRole.get(role)
    return file ? [{ file, part }] : []
  })
}

function roleOf(entry: Dirent, folder: string): string | null {
  const match = entry.isDirectory() ? null : NAMES.exec(entry.name)
  if (!match) return null
  const stem = match[1].startsWith(`${folder}.`) ? match[1].slice(folder.length + 1) : match[1]
  const role = stem.toLowerCase()
  if (role === 'events') return 'interactions'
  if (ROLES.includes(role)) return role
  if (match[1] !== folder) return null
  const extension = match[2].toLowerCase()
  const roles: Record<string, string> = { inter: 'interactions', item: 'items', user: 'users' }
  return roles[extension] ?? null
}

/**
 * A file with the format that its name tells.
 *
 * @throws TacitError if it is missing or empty, or its format is unknown
 */
export function sourceFile(path: string): SourceFile {
  const match = NAMES.exec(basename(path))
  const format = match && FORMATS[match[2].toLowerCase()]
  const gzip = Boolean(match?.[3])
  if (!format || (gzip && format === 'parquet')) {
    throw new TacitError('data/format', `${path}: unknown file format: use ${KNOWN}`)
  }
  if (statOrThrow(path).size === 0) {
    throw new TacitError('data/empty', `${path}: the file is empty: add a header and rows`)
  }
  return { path, format, gzip }
}

function statOrThrow(path: string): Stats {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats) return stats
  throw new TacitError('data/missing-file', `${path}: no such file or folder: check the path`)
}
