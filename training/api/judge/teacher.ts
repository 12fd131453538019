import type { Protocol } from '@tacit-rec/pack'
import type { Dataset, Split } from '../../data/index.ts'
import { readItemTexts, readTexts, type TextSources, type Texts } from '../../intents/index.ts'
import { FOREVER, type Progress } from '../../progress.ts'
import { type DistilOptions, fitMemory } from '../../student/index.ts'
import {
  assertSetting,
  assertTeacher,
  type FitOptions,
  fitGraph,
  fitOptions,
  type GraphFitOptions,
  isGraphName,
  isRunPath,
  type Teacher,
  teacherByName,
  tuneGraph,
} from '../../teachers/index.ts'
import type { StudentOptions, TeacherOptions } from '../options.ts'
import { distilOptions, studentRun } from '../student.ts'
import {
  assertConnected,
  assertUsable,
  attributesFor,
  numericSettings,
  splitFor,
} from '../teacher.ts'
import type { Judged, TeacherConfig } from './judged.ts'
import { judgeRun } from './stored.ts'

export interface JudgeTeacherOptions extends TeacherOptions, StudentOptions, TextSources {
  protocol: Protocol
}

/** The student's memory alone, as a teacher. */
const MEMORY = 'memory'

/**
 * Refuses an unknown name and options of no use, before any data is read.
 *
 * @throws TacitError `teacher/…`
 */
export function assertTeacherOptions(name: string, options: JudgeTeacherOptions): void {
  assertTeacher(name, [MEMORY])
  assertUsable(name, options)
  if (name === MEMORY) assertSetting(MEMORY, {}, options.set)
}

/** Fits a teacher, or reads a RUN of one. */
export async function judgeTeacher(
  name: string,
  options: JudgeTeacherOptions,
  dataset: Dataset,
  whole: Split,
  progress: Progress,
): Promise<Judged<TeacherConfig>> {
  if (isRunPath(name)) return judgeRun(name, dataset, whole)
  const { split, transductive } = splitFor(name, whole)
  const student = studentRun(options)
  const preset = options.tune ? 'standard' : student.preset
  const run = { ...student, preset }
  const fit = async (): Promise<Teacher> => {
    if (isGraphName(name)) {
      assertConnected(name, dataset, split)
      const fitted = fitOptions(dataset, split, distilOptions(run, progress))
      const texts = await readTexts(options, dataset, { fitted: split, known: split, progress })
      const attributes = attributesFor(name, fitted)
      return judgeGraph(name, options, fitted, { ...texts, attributes })
    }
    const { vectors } = await readItemTexts(options, dataset, split, progress)
    const distil = distilOptions(run, progress, { vectors })
    if (name === MEMORY) return fitMemory(dataset, split, distil)
    return judgeLinear(name, options, dataset, split, distil)
  }
  const teacher = await fit()
  const { validation, tried, stopped } = teacher
  if (stopped) progress.note(stopped)
  const { seed } = run
  const config = { preset, seed, ...teacher.config, validation, tried, stopped }
  return { model: name, ranker: teacher, config, transductive }
}

/** Chooses settings on `split.choose` if there is one, then fits once with them. */
async function judgeLinear(
  name: string,
  { tune, set }: TeacherOptions,
  dataset: Dataset,
  split: Split,
  run: DistilOptions,
): Promise<Teacher> {
  const fit = teacherByName(name)
  const setting = tune ? undefined : set
  const options: FitOptions = { ...fitOptions(dataset, split, run), setting }
  if (!split.choose || setting || run.preset === 'quick') return fit(options)
  const chosen = await fit(fitOptions(dataset, split.choose, run))
  const { validation, tried, stopped } = chosen
  const teacher = await fit({ ...options, setting: numericSettings(chosen) })
  return { ...teacher, validation, tried, stopped }
}

/** The deadline of a search is checked between trainings; none of them is cut short. */
async function judgeGraph(
  name: string,
  { epochs, tune, set }: TeacherOptions,
  fitted: FitOptions,
  learned: Texts & Pick<GraphFitOptions, 'attributes'>,
): Promise<Teacher> {
  const graph = { ...fitted, ...learned, epochs, setting: set }
  const untimed = { ...graph, deadline: FOREVER }
  if (!tune) return fitGraph(name, untimed)
  const { setting, tried, stopped } = await tuneGraph(name, graph)
  return { ...(await fitGraph(name, { ...untimed, setting })), tried, stopped }
}
