import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../../data/index.ts'
import { assertUnseen, type Ranker } from '../../evaluate/index.ts'
import { placeFile, reasonOf } from '../../files.ts'
import { embeddingRanker, type FittedEmbeddings, readLog } from '../graph/index.ts'
import { type Links, linksRanker } from '../links.ts'
import { RUN_FILES, type RunConfig, readRunConfig } from './config.ts'
import { runReport } from './report.ts'
import { decodeEmbeddings, decodeLinks, encodeEmbeddings, encodeLinks } from './tensors.ts'

/** The parameters of a fitted teacher. */
export type RunContents = { embeddings: FittedEmbeddings } | { links: Links }

/** A RUN as a teacher. */
export interface Run extends Ranker {
  config: RunConfig
}

/**
 * Writes a RUN's files beside its checkpoint and log, each under a temporary name first,
 * config.json last: a folder without it is an unfinished run.
 */
export async function writeRun(
  folder: string,
  config: RunConfig,
  dataset: Pick<Dataset, 'users' | 'items'>,
  contents: RunContents,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const place = (name: keyof typeof RUN_FILES, content: Uint8Array | string) =>
    placeFile(join(folder, RUN_FILES[name]), content)
  // Until all files match again, the folder is an unfinished run.
  await rm(join(folder, RUN_FILES.config), { force: true })
  await place('ids', `${JSON.stringify({ users: dataset.users, items: dataset.items })}\n`)
  if ('links' in contents) await place('links', encodeLinks(contents.links))
  else await place('embeddings', encodeEmbeddings(contents.embeddings))
  await place('report', await runReport(config, await readLog(join(folder, RUN_FILES.log))))
  await place('config', `${JSON.stringify(config, null, 2)}\n`)
}

/**
 * Reads a RUN.
 *
 * @throws TacitError `run/none` if it is missing or unfinished, `run/damaged`
 */
export async function readRun(folder: string): Promise<Run> {
  const config = await readRunConfig(folder)
  if (!config)
    throw new TacitError(
      'run/none',
      `${folder}: no finished run of a teacher (${RUN_FILES.config} is missing): ` +
        'tacit teach --out writes one, and resumes an interrupted one',
    )
  const file = join(folder, RUN_FILES[config.kind])
  const bytes = new Uint8Array(await readPart(file))
  const { users, items } = config.data
  const ranker =
    config.kind === 'links'
      ? linksRanker(decodeLinks(bytes, file, items))
      : embeddingRanker(decodeEmbeddings(bytes, file, users, items))
  return { config, ...ranker }
}

/**
 * Reads a RUN that was fitted on this split.
 *
 * @throws TacitError as {@link readRun}, and `evaluate/seen` for another split
 */
export async function readUnseenRun(folder: string, dataset: Dataset, split: Split): Promise<Run> {
  const run = await readRun(folder)
  const trained = { ...run.config, data: run.config.data.hash }
  const remedy = `use tacit teach --protocol ${split.protocol}`
  assertUnseen(`run ${folder}`, trained, dataset, split, remedy)
  return run
}

async function readPart(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new TacitError(
      'run/damaged',
      `${file}: cannot be read (${reasonOf(error)}): run tacit teach again`,
    )
  }
}
