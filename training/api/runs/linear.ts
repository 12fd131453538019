import { availableParallelism } from 'node:os'
import { TacitError } from '@tacit-rec/pack'
import type { Split } from '../../data/index.ts'
import { evaluateRanker, type Metrics } from '../../evaluate/index.ts'
import { readItemTexts } from '../../intents/index.ts'
import { FOREVER } from '../../progress.ts'
import {
  fitOptions,
  sampleRows,
  type Teacher,
  teacherByName,
  VALIDATION_CASES,
} from '../../teachers/index.ts'
import { numericSettings } from '../teacher.ts'
import type { FittedRun, Plan } from './plan.ts'

/** @throws TacitError `teach/nothing` if the teacher learns nothing that a RUN could store */
export async function fitLinearRun(plan: Plan): Promise<FittedRun> {
  const { options, dataset, progress, seed, last, choose } = plan
  const { teacher: name, set = {}, tune } = options
  const fit = teacherByName(name)
  const threads = options.threads ?? availableParallelism()
  const { vectors } = await readItemTexts(options, dataset, last, progress)
  const preset = 'standard'
  const run = { preset, seed, threads, deadline: FOREVER, progress, vectors } as const
  const onChoose = fitOptions(dataset, choose, run)
  const stored = (teacher: Teacher, { validation, tried }: Partial<Teacher>): FittedRun => {
    const { links, config: settings } = teacher
    if (!links)
      throw new TacitError(
        'teach/nothing',
        `teacher "${name}" learns nothing that a RUN could store: use it with tacit evaluate`,
      )
    return { settings, threads, contents: { links }, validation, tried }
  }
  if (last === choose) {
    const teacher = await fit(tune ? onChoose : { ...onChoose, setting: set })
    const validation = teacher.validation ?? validate(teacher, choose, dataset.items.length)
    return stored(teacher, { validation, tried: teacher.tried })
  }
  const chosen = tune ? await fit(onChoose) : undefined
  const setting = chosen ? numericSettings(chosen) : set
  return stored(await fit({ ...fitOptions(dataset, last, run), setting }), chosen ?? {})
}

function validate(teacher: Teacher, { valid }: Split, items: number): Metrics | undefined {
  const cases = valid.users.length
  if (!cases) return undefined
  return evaluateRanker(teacher, valid, items, sampleRows(cases, VALIDATION_CASES))
}
