import { TacitError } from '@tacit-rec/pack'
import type { Progress } from '../progress.ts'
import { type ImportRun, runImporter, SOURCES, type SourceOptions } from '../sources/index.ts'
import { readDataset } from './dataset.ts'
import type { ProgressOptions } from './options.ts'

export interface ImportOptions extends ProgressOptions, SourceOptions {
  /** The system that the files come from, such as `shopify`. */
  source: string
  /** Files, folders, patterns or addresses of the export. */
  inputs: readonly string[]
  /** Folder to write; an earlier import there is replaced. */
  out: string
  /** Columns of the export that items keep beside the known ones. */
  keep?: readonly string[]
  /** Stops the import; nothing is written. */
  signal?: AbortSignal
}

export interface ImportResult extends ImportRun {
  source: string
  seconds: number
}

/** Names and descriptions of the systems that `importData` knows. */
export const IMPORT_SOURCES = [...SOURCES.values()].map(({ name, about }) => ({ name, about }))

/**
 * Makes a folder of events and items from the export of a shop. Ids of people and orders are
 * replaced by hashes under a key that is thrown away; names and addresses are not read.
 *
 * Reads the folder as `train` will, and says how through `progress`.
 *
 * @throws TacitError `import/source` for an unknown system, `import/folder` if `out` holds files
 *   that no import wrote, `import/columns` if a file is not an export of the system
 * @example
 * await importData({ source: 'shopify', inputs: ['orders_export.csv'], out: 'data' })
 */
export async function importData(options: ImportOptions): Promise<ImportResult> {
  const began = performance.now()
  const importer = SOURCES.get(options.source)
  if (!importer)
    throw new TacitError(
      'import/source',
      `"${options.source}" is not a source: use one of ${[...SOURCES.keys()].join(', ')}`,
    )
  if (options.inputs.length === 0)
    throw new TacitError('import/inputs', 'no files: pass the files of the export')
  const run = await runImporter(importer, options)
  const { progress, keep } = options
  if (progress) await sayHowItIsRead(run.out, keep, progress)
  return { source: options.source, ...run, seconds: (performance.now() - began) / 1000 }
}

/** The import stands, whatever `train` will ask for. */
async function sayHowItIsRead(
  data: string,
  keep: readonly string[] | undefined,
  progress: Progress,
): Promise<void> {
  try {
    await readDataset({ data, ...(keep && { keep }) }, progress)
  } catch (error) {
    if (!(error instanceof TacitError)) throw error
    progress.note(`${data} is written, but train will ask for more: ${error.message}`)
  }
}
