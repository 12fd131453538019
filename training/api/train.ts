import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type LoadedPack, TacitError } from '@tacit-rec/pack'
import { findClusters } from '../contribute/index.ts'
import { type Dataset, type ItemCounts, splitDataset } from '../data/index.ts'
import { describeShares, MANIFEST, memoryShares, readPack, writePack } from '../export/index.ts'
import { readItemTexts, type TextOptions, vocabularyOf } from '../intents/index.ts'
import { type Progress, silent } from '../progress.ts'
import { fitTower } from '../search/index.ts'
import { type Assessment, assemble, distil } from '../student/index.ts'
import { writePackRun } from '../student/update/index.ts'
import { assertTeacher, isRunPath, readOwnTeachers } from '../teachers/index.ts'
import { readRun } from '../teachers/run/index.ts'
import { assertName, assertWritable, nameOf, noteThreads } from './before.ts'
import { readCounted } from './counted.ts'
import { readDataset } from './dataset.ts'
import type { DataOptions, ProgressOptions, StudentOptions } from './options.ts'
import { distilOptions, type StudentConfig, studentConfig, studentRun } from './student.ts'
import { assertTaughtAttributes } from './teacher.ts'

export interface TrainOptions
  extends Omit<DataOptions, 'data'>,
    StudentOptions,
    TextOptions,
    ProgressOptions {
  /** Folder of events and items, files, or `-`. Required, except with `counts`. */
  data?: string | readonly string[]
  /**
   * Folder of counts, which take the place of the log. Without `histories`, `standard` trains an encoder on
   * paths drawn from them, and `quick` has rows in closed form. Nothing is searched.
   */
  counts?: string
  /** Parquet of vectors of users and items (`user`, `item`, `vector`) that a teacher elsewhere learned. */
  embeddings?: string
  /** Parquet of top lists (`user`, `item`, `score`) of a teacher elsewhere. */
  scores?: string
  /** With `counts`: events of a sample of users, for the encoder. The settings are those of `quick`. */
  histories?: string | readonly string[]
  /** Folder of the pack. */
  out: string
  /** Name of the catalogue. Default: the data's name. */
  name?: string
  /** File for the rows that are set aside. Default: PACK.skipped.csv, beside the pack. */
  skippedFile?: string
  /** Folder of the pack whose prototypes keep their ids. Default: the pack in `out`, if any. */
  previous?: string
  /**
   * Clusters the items anew and says the hash of the clusters, which the randomness server names.
   * Default: those of the previous pack stay.
   */
  clusters?: boolean
  /** Adds the query tower, which search loads when a query is typed. Default false. */
  understand?: boolean
}

export interface TrainResult {
  /** Folder of the pack. */
  out: string
  sequence: number
  seconds: number
  /** Peak memory of this process. */
  peakMiB: number
  config: StudentConfig
}

/**
 * Trains a student on every event and writes its pack, with the folder PACK.run beside it that
 * `update` needs. Settings are chosen on the validation users of protocol `unseen-users` first.
 * Prototypes that match those of the previous pack keep its ids and labels.
 *
 * @throws TacitError for unknown teachers, data that cannot be read, and RUNs that do not fit
 * @example
 * const { sequence } = await train({ data: 'shop', out: 'pack', preset: 'quick' })
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const began = performance.now()
  const { out, teachers = [], textUsers, understand, progress = silent } = options
  // The encoder of a sample's histories is that of `quick`.
  const run = studentRun(
    options.histories === undefined ? options : { ...options, preset: 'quick' },
  )
  for (const teacher of teachers) assertTeacher(teacher)
  assertTaughtAttributes(teachers, options)
  if (run.preset === 'standard' && options.counts === undefined) {
    await refuseRuns(teachers)
    refuseOwn(options)
  }
  const folder = resolve(out)
  assertName(options.name)
  await assertWritable(folder, '--out', 'pack')
  noteThreads(options.threads, progress)
  const previous = await previousPack(folder, options.previous)
  const kept = keptClusters(previous)
  const { dataset, data, counts } = await readInput({ ...options, clusters: kept }, progress)
  const split = splitDataset(dataset, 'all')
  const texts = await readItemTexts({ ...options, data }, dataset, split, progress)
  if (options.clusters && texts.vectors.length === 0 && !dataset.texts)
    throw new TacitError(
      'train/clusters',
      `${dataset.name}: the items have no text to cluster them by: add a title, categories or ` +
        'description column, give --text-items, or leave out --clusters',
    )
  if (textUsers) progress.note('--text-users is ignored: the student has no user embeddings')
  const distilled = await distil(dataset, split, {
    ...distilOptions(run, progress, texts),
    counts,
    own: await readOwnTeachers(options, dataset),
  })
  const { choice, stopped, validation, modalities, assessment } = distilled
  const config = studentConfig(run, choice, { modalities, stopped })
  const contents = await assemble(dataset, distilled, {
    name: options.name ?? nameOf(dataset.name),
    split,
    seed: run.seed,
    // The table of neighbours itself says how many links an item has.
    config: { ...config, memory: config.memory && { ...config.memory, perItem: undefined } },
    intents: texts.records,
    evaluation: validation && { 'unseen-users validation': validation, ...assessed(assessment) },
    previous,
    counts,
  })
  if (understand) {
    contents.tower = fitTower(contents, { seed: run.seed, log: dataset.queries ?? [], progress })
    // Devices do not fetch a tower of weight 0.
    contents.training.tower = contents.tower.weight
  }
  contents.clusters =
    (options.clusters ? null : kept?.clusters) ??
    findClusters(dataset, texts.vectors, run.seed) ??
    undefined
  const manifest = await writePack(folder, contents)
  const clusters = manifest.files.find(({ role }) => role === 'clusters')
  if (options.clusters && clusters)
    progress.note(`clusters for the randomness server: ${base64UrlOf(clusters.sha256)}`)
  await writePackRun(folder, manifest, {
    minSupport: distilled.contentOnly ? null : run.minSupport,
    vocabulary: vocabularyOf(dataset.texts ?? []),
    text: distilled.memory?.text ?? { unit: 0, weight: 0 },
  })
  const { sequence } = manifest
  const seconds = (performance.now() - began) / 1000
  const shares = memoryShares(config)
  if (shares) progress.note(`memory: ${describeShares(shares)}`)
  progress.note(`wrote ${folder} (sequence ${sequence}) in ${seconds.toFixed(1)} s`)
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  return { out: folder, sequence, seconds, peakMiB, config }
}

/** Without the bins of the reliability, since every device reads the manifest. */
function assessed(assessment: Assessment | undefined) {
  if (!assessment) return {}
  const { calibration, membership } = assessment
  const { cases, error } = calibration ?? {}
  return { calibration: calibration && { cases, error }, membership }
}

/** The clusters of the previous pack, with the name that the randomness server has for them. */
function keptClusters(previous: LoadedPack | null) {
  const entry = previous?.manifest.files.find(({ role }) => role === 'clusters')
  if (!previous?.clusters || !entry) return null
  return { clusters: previous.clusters, hash: base64UrlOf(entry.sha256) }
}

const base64UrlOf = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')

/** What is trained on, and the paths whose items text vectors follow. */
async function readInput(
  options: Omit<TrainOptions, 'clusters'> & { clusters: ReturnType<typeof keptClusters> },
  progress: Progress,
): Promise<{ dataset: Dataset; data: string | readonly string[]; counts?: ItemCounts }> {
  const { data, counts, histories, items, clusters: kept } = options
  const reading = { ...options, skippedFile: await asideFile(options.out, options.skippedFile) }
  if (counts === undefined) {
    if (data === undefined || data.length === 0)
      throw new TacitError('train/data', 'train: no data: name events, or counts with --counts DIR')
    if (histories !== undefined)
      throw new TacitError('train/histories', '--histories needs --counts: name the events as DATA')
    return { dataset: await readDataset({ ...reading, data }, progress), data }
  }
  if (data !== undefined && data.length > 0)
    throw new TacitError(
      'train/counts',
      `--counts ${counts} takes the place of the data ${[data].flat().join(', ')}: give a sample of ` +
        'users with --histories, and the catalogue with --items',
    )
  if (options.preset === 'standard' && histories !== undefined)
    progress.note(
      '--histories: the settings are those of --preset quick, since counts hold the users that a ' +
        'search would validate on',
    )
  const clusters = kept && { ...kept.clusters, hash: kept.hash }
  const read = await readCounted({ ...reading, counts, histories, clusters }, progress)
  return { ...read, data: histories ?? items ?? [] }
}

/** PACK.skipped.csv, unless another is named. One of an earlier training would mislead. */
async function asideFile(out: string, skippedFile?: string): Promise<string> {
  const file = skippedFile ?? `${resolve(out)}.skipped.csv`
  if (skippedFile === undefined) await rm(file, { force: true })
  return file
}

/** Read before training: without the previous pack, ids would start again with other meanings. */
async function previousPack(folder: string, named?: string): Promise<LoadedPack | null> {
  if (named !== undefined) return readPack(resolve(named))
  if (!existsSync(join(folder, MANIFEST))) return null
  try {
    return await readPack(folder)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new TacitError(
      'train/previous',
      `cannot read the pack in ${folder}, whose prototypes must keep their ids (${why}): name an ` +
        'intact pack with --previous, or choose another --out',
    )
  }
}

function refuseOwn({ embeddings, scores }: TrainOptions): void {
  const file = embeddings ?? scores
  if (file === undefined) return
  throw new TacitError(
    'train/own',
    `${file}: --preset standard would validate on users that this teacher may have seen: pass ` +
      '--preset quick',
  )
}

/** A RUN that was fitted on every event has seen the users that `standard` validates on. */
async function refuseRuns(teachers: readonly string[]): Promise<void> {
  const folder = teachers.find(isRunPath)
  if (!folder) return
  const { protocol } = (await readRun(folder)).config
  throw new TacitError(
    'train/run',
    `run ${folder}: its training protocol is "${protocol}", and --preset standard would validate ` +
      'on users the RUN may have seen: fit it with tacit teach --protocol all and pass ' +
      '--preset quick, or remove it from --teachers',
  )
}
