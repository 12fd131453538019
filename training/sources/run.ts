import { TacitError } from '@tacit-rec/pack'
import { rowsOfFile } from '../data/index.ts'
import { type Progress, silent, type Task } from '../progress.ts'
import type { ImportCounts } from './counts.ts'
import type { Importer, Row, SourceOptions, Tools } from './importer.ts'
import { expandInputs, isUrl } from './inputs.ts'
import { OutFolder } from './out-folder.ts'
import { ImportWriter } from './writer.ts'

export interface RunOptions extends SourceOptions {
  inputs: readonly string[]
  /** Folder to write; it may hold an earlier import, which is replaced. */
  out: string
  /** Columns of the export that items keep beside the known ones. */
  keep?: readonly string[]
  progress?: Progress
  signal?: AbortSignal
}

export interface ImportRun extends ImportCounts {
  /** Absolute path of the folder. */
  out: string
  /** Sentences of the importer. */
  notes: string[]
}

/** Rows between two looks at whether the disk keeps up. */
const PAUSE = 1000

/**
 * Runs an importer. The folder is written under a temporary name and renamed when it is complete.
 *
 * @throws TacitError `import/empty` if the inputs give neither events nor items
 */
export async function runImporter(importer: Importer, options: RunOptions): Promise<ImportRun> {
  const { inputs, out, keep = [], progress = silent, signal } = options
  const files = expandInputs(inputs)
  const folder = await OutFolder.open(out)
  const task = progress.task(`reading ${importer.name}`, 1)
  const pages = barOf(progress, 'reading pages')
  try {
    const writer = new ImportWriter(folder.temporary, keep)
    const notes = new Set<string>()
    await importer.run(files, toolsOf(writer, notes, options, pages.update))
    const counts = await writer.close()
    signal?.throwIfAborted()
    task.end(`${counts.events} events, ${counts.items} items`)
    if (counts.events + counts.items === 0) throw nothingFound(importer, inputs, counts)
    await folder.place({ format: 1, source: importer.name })
    return { out: folder.path, ...counts, notes: [...notes] }
  } finally {
    pages.end()
    await folder.discard()
  }
}

function toolsOf(
  writer: ImportWriter,
  notes: Set<string>,
  options: RunOptions,
  progress: Tools['progress'],
): Tools {
  return {
    options,
    signal: options.signal,
    progress,
    event: (row) => writer.event(row),
    item: (row) => writer.item(row),
    skip: (reason) => writer.skipped.add(reason),
    userId: (raw) => writer.hasher.userId(raw),
    note: (text) => notes.add(text),
    read: (path) => paced(path, writer, options.signal),
  }
}

/** A bar that appears with the first step, when the total is known. */
function barOf(progress: Progress, label: string) {
  let task: Task | null = null
  return {
    update(done: number, total: number) {
      task ??= progress.task(label, total)
      task.update(done)
    },
    end: () => task?.end(),
  }
}

async function* paced(
  path: string,
  writer: ImportWriter,
  signal: AbortSignal | undefined,
): AsyncGenerator<Row> {
  if (isUrl(path))
    throw new TacitError('import/inputs', `${path}: this source reads files: download it first`)
  let rows = 0
  for await (const row of rowsOfFile(path)) {
    yield row
    if (++rows % PAUSE !== 0) continue
    signal?.throwIfAborted()
    await writer.drained()
  }
}

function nothingFound({ name }: Importer, inputs: readonly string[], counts: ImportCounts): Error {
  const reasons = Object.entries(counts.skipped).map(([reason, rows]) => `${reason} (${rows})`)
  const why = reasons.length ? `every row was set aside: ${reasons.join(', ')}` : 'no rows'
  return new TacitError(
    'import/empty',
    `${inputs.join(', ')}: ${why}: check that these are exports of ${name}`,
  )
}
