import type { Dataset, Split } from '../../data/index.ts'
import { readPack, writePack } from '../../export/index.ts'
import { readItemTexts, type TextSources } from '../../intents/index.ts'
import type { Progress } from '../../progress.ts'
import { assemble, distil, engineRanker } from '../../student/index.ts'
import type { StudentOptions } from '../options.ts'
import { distilOptions, type StudentConfig, studentConfig, studentRun } from '../student.ts'
import type { Judged } from './judged.ts'

export interface JudgeStudentOptions extends StudentOptions, TextSources {
  /** Folder to keep the student's pack in. */
  keepPack?: string
}

/** Trains a student on a split. With `keepPack`, the pack as written is what ranks. */
export async function judgeStudent(
  options: JudgeStudentOptions,
  dataset: Dataset,
  split: Split,
  progress: Progress,
): Promise<Judged<StudentConfig>> {
  const run = studentRun(options)
  const texts = await readItemTexts(options, dataset, split, progress)
  const distilled = await distil(dataset, split, distilOptions(run, progress, texts))
  const { choice, stopped, validation, tried, transductive, modalities } = distilled
  const config = studentConfig(run, choice, { modalities, validation, tried, stopped })
  const model = 'student'
  if (!options.keepPack)
    return { model, ranker: engineRanker(distilled.draft), config, transductive }
  const contents = await assemble(dataset, distilled, {
    name: dataset.name,
    split,
    seed: run.seed,
    config: { ...studentConfig(run, choice, { modalities, transductive, stopped }) },
    intents: texts.records,
  })
  await writePack(options.keepPack, contents)
  return { model, ranker: engineRanker(await readPack(options.keepPack)), config, transductive }
}
