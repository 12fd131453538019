import type { Dataset, Split } from '../../data/index.ts'
import { assertUnseen } from '../../evaluate/index.ts'
import { readPack } from '../../export/index.ts'
import { engineRanker } from '../../student/index.ts'
import { readUnseenRun } from '../../teachers/run/index.ts'
import type { Judged, PackConfig, TeacherConfig } from './judged.ts'

/** @throws TacitError `evaluate/seen` unless the pack was trained on this split */
export async function judgePack(
  folder: string,
  dataset: Dataset,
  split: Split,
): Promise<Judged<PackConfig>> {
  const pack = await readPack(folder)
  const { training, name } = pack.manifest
  assertUnseen(
    `pack ${folder}`,
    training,
    dataset,
    split,
    'use evaluate --student --keep-pack PACK',
  )
  const config: PackConfig = isObject(training.config) ? { ...training.config } : {}
  const transductive = config.transductive === true
  return { model: name, ranker: engineRanker(pack), config, transductive }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** @throws TacitError `run/…` if it cannot be read, `evaluate/seen` unless fitted on this split */
export async function judgeRun(
  folder: string,
  dataset: Dataset,
  split: Split,
): Promise<Judged<TeacherConfig>> {
  const run = await readUnseenRun(folder, dataset, split)
  const { teacher, settings, seed, epochs, validation, transductive } = run.config
  const config = { run: folder, seed, ...settings, epochs, validation }
  return { model: teacher, ranker: run, config, transductive }
}
