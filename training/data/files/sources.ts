import { globSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { Choice, type Sources } from './choice.ts'
import { statOf } from './faults.ts'
import { type Found, filesAt } from './found.ts'
import { type SourceFile, sniff } from './sniff.ts'
import { standardInput } from './stdin.ts'

/**
 * Finds the files behind DATA: files, folders, patterns such as `data/*.csv`, and `-` for standard
 * input. Roles follow from names (`interactions`, `orders`, `train`, `products`, …) in any case,
 * number and format, else from the columns. A folder of part files is one table.
 *
 * @throws TacitError if a path is missing, nothing holds events or items, or two tables clash
 */
export async function findSources(
  data: string | readonly string[],
  items?: string,
): Promise<Sources> {
  const paths = (typeof data === 'string' ? [data] : data).flatMap(expanded)
  const found: Found[] = []
  for (const path of paths) found.push(...(await filesAt(path)))
  const given = items === undefined ? null : await filesAt(items)
  const name = nameOf(paths)
  const alone = found.length === 1 && found[0].steps.length === 0
  const choice = new Choice(name, paths.join(', '))
  return choice.of(found, given, alone)
}

/**
 * A file, whatever its name.
 *
 * @throws TacitError if it is missing, empty, or of an unknown form
 */
export async function sourceFile(path: string): Promise<SourceFile> {
  if (path === '-') return sniff(await standardInput())
  const found = await filesAt(path)
  if (found.length !== 1) {
    const what = found.length === 0 ? 'holds no file with data' : `holds ${found.length} files`
    throw new TacitError('data/format', `${path}: ${what}: name one file`)
  }
  return sniff(found[0].stored)
}

function nameOf(paths: string[]): string {
  const [path] = paths
  if (path === '-') return 'stdin'
  if (paths.length > 1 || statOf(path).isDirectory()) {
    return basename(paths.length > 1 ? resolve(path, '..') : resolve(path))
  }
  return basename(path).replace(
    /(\.(csv|tsv|txt|json|jsonl|ndjson|parquet|inter|item|user|dat|gz|zip|zst|bz2))+$/i,
    '',
  )
}

function expanded(path: string): string[] {
  if (path === '-' || !/[*?[{]/.test(path)) return [path]
  try {
    statOf(path)
    return [path]
  } catch {
    const paths = globSync(path).sort()
    if (paths.length > 0) return paths
    throw new TacitError('data/missing-file', `${path}: no file matches this pattern: check it`)
  }
}
