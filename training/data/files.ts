import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'

export type Format = 'csv' | 'tsv' | 'recbole' | 'jsonl' | 'parquet'

export interface SourceFile {
  /** As the user wrote it, so that an error can be clicked. */
  path: string
  format: Format
  gzip: boolean
}

/** What a DATA argument stands for. */
export interface Sources {
  name: string
  /** The files of events with the part of the dataset that they become. */
  events: { file: SourceFile; part: number }[]
  items: SourceFile | null
  /** Only its order counts: text vectors of users follow its rows. */
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
const NAMES = /^(.+)\.(csv|tsv|inter|item|user|jsonl|ndjson|parquet)(\.gz)?$/i
const KNOWN = '.csv, .tsv, .jsonl, .ndjson, .inter (each also .gz) or .parquet'

/**
 * Finds the files behind DATA: a folder with `train`, `valid` and `test`, or `interactions` (or
 * `events`), and perhaps `items` and `users`; or one file of events, or of items where it is named
 * `items.*`. RecBole's own names, which repeat the
 * folder's (`ml-100k/ml-100k.inter`), count too.
 *
 * @throws TacitError where a file is missing, doubled or of a format that is not read
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
        `${path}: both ${basename(found.path)} and ${entry.name} hold the ${role}: keep one`,
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
  const parts = ['train', 'valid', 'test'].filter((role) => byRole.has(role))
  if (whole && parts.length > 0) {
    throw new TacitError(
      'data/two-files',
      `${path}: ${basename(whole.path)} lies beside ${basename(byRole.get(parts[0])!.path)}: ` +
        'keep either the one file or the split files',
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
  return ['train', 'valid', 'test'].flatMap((role, part) => {
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
  if (['train', 'valid', 'test', 'interactions', 'items', 'users'].includes(role)) return role
  if (match[1] !== folder) return null
  const extension = match[2].toLowerCase()
  const roles: Record<string, string> = { inter: 'interactions', item: 'items', user: 'users' }
  return roles[extension] ?? null
}

/** A file by its name's format. @throws TacitError where it is missing, empty or of no format */
export function sourceFile(path: string): SourceFile {
  const match = NAMES.exec(basename(path))
  const format = match && FORMATS[match[2].toLowerCase()]
  const gzip = Boolean(match?.[3])
  if (!format || (gzip && format === 'parquet')) {
    throw new TacitError('data/format', `${path}: not a format that is read: use ${KNOWN}`)
  }
  if (statOrThrow(path).size === 0) {
    throw new TacitError('data/empty', `${path}: the file is empty: give it a header and rows`)
  }
  return { path, format, gzip }
}

function statOrThrow(path: string): Stats {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats) return stats
  throw new TacitError('data/missing-file', `${path}: no such file or folder: check the path`)
}
