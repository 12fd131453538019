import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Protocol, TacitError } from '@tacit-rec/pack'
import { silent } from '../progress.ts'
import { isGraphName, teacherByName } from '../teachers/index.ts'
import { type RunConfig, readRunConfig, writeRun } from '../teachers/run/index.ts'
import { assertWritable, noteThreads } from './before.ts'
import { readFixed } from './dataset.ts'
import { type DataOptions, DEFAULTS, type ProgressOptions } from './options.ts'
import {
  assertEnough,
  fitGraphRun,
  fitLinearRun,
  type Plan,
  type RunOptions,
  splitsOf,
} from './runs/index.ts'
import { assertConnected, assertUsable } from './teacher.ts'

export interface TeachOptions extends DataOptions, RunOptions, ProgressOptions {
  /** Folder of the RUN; an interrupted run resumes from it. */
  out: string
  /** How events are held out. Default: `all`, none are. */
  protocol?: Protocol
}

export interface TeachResult {
  /** Folder of the RUN. */
  out: string
  seconds: number
  /** The RUN's config.json. */
  config: RunConfig
}

/**
 * Fits one teacher and writes it as a RUN: a folder of its parameters, configuration and report.
 * With protocol `all`, settings and epochs are chosen on the validation users of `unseen-users`,
 * then the teacher is fitted on every event. A graph teacher resumes from the checkpoint in the RUN.
 *
 * @throws TacitError `teacher/…` for an unknown teacher or options of no use, `teach/few`,
 *   `run/other` if the folder holds another teacher's RUN, `teacher/stopped` after `signal`
 * @example
 * const { config } = await teach({ data: 'shop', teacher: 'lightgcn', out: 'run' })
 */
export async function teach(options: TeachOptions): Promise<TeachResult> {
  const began = performance.now()
  const { teacher, out, progress = silent } = options
  const { protocol = DEFAULTS.protocol, seed = DEFAULTS.seed } = options
  const graph = isGraphName(teacher)
  if (!graph) teacherByName(teacher)
  assertUsable(teacher, { ...options, protocol })
  const folder = resolve(out)
  await assertFree(folder, teacher)
  await assertWritable(folder, '--out', 'run')
  noteThreads(options.threads, progress)
  const dataset = await readFixed(options, progress)
  const { last, choose, transductive } = splitsOf(teacher, dataset, protocol)
  const plan: Plan = { options, seed, protocol, folder, dataset, progress, last, choose }
  assertEnough(plan)
  if (graph) assertConnected(teacher, dataset, choose)
  await mkdir(folder, { recursive: true })
  const { contents, threads, settings, ...outcome } = await (graph
    ? fitGraphRun(plan)
    : fitLinearRun(plan))
  const { name, hash, users, items } = dataset
  const config: RunConfig = {
    format: 1,
    teacher,
    kind: 'links' in contents ? 'links' : 'embeddings',
    protocol,
    data: { name, hash, users: users.length, items: items.length },
    split: last.hash,
    ...(transductive && { transductive }),
    seed,
    threads,
    settings,
    ...outcome,
  }
  await writeRun(folder, config, dataset, contents)
  const seconds = (performance.now() - began) / 1000
  progress.note(`wrote ${folder} in ${seconds.toFixed(1)} s`)
  return { out: folder, seconds, config }
}

async function assertFree(folder: string, teacher: string): Promise<void> {
  const there = await readRunConfig(folder)
  if (!there || there.teacher === teacher) return
  throw new TacitError(
    'run/other',
    `${folder} holds a run of "${there.teacher}": choose another --out, or delete it`,
  )
}
