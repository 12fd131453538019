import { basename, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../data/index.ts'
import { assertTeacher, isRunPath, itemUsers, type Teacher } from '../teachers/index.ts'
import { readUnseenRun } from '../teachers/run/index.ts'

/** A RUN that teaches the student. */
export interface RunTeacher extends Teacher {
  /** What it is a run of. */
  of: string
  transductive: boolean
}

/**
 * The teachers that were asked for under the names that a result calls them by, the RUNs read.
 *
 * @throws TacitError for an unknown name, a name given twice, a RUN that is none or does not fit
 */
export async function nameTeachers(
  given: readonly string[],
  dataset: Dataset,
  split: Split,
  minSupport: number,
): Promise<{ teachers: string[]; runs: Map<string, RunTeacher> }> {
  const runs = new Map<string, RunTeacher>()
  const teachers: string[] = []
  for (const one of given) {
    assertTeacher(one)
    const run = isRunPath(one) ? await runTeacher(one, dataset, split, minSupport) : undefined
    const name = run?.name ?? one
    if (teachers.includes(name))
      throw new TacitError(
        'student/teachers',
        `teacher ${one}: another is named "${name}": give it once, or rename the RUN's folder`,
      )
    if (run) runs.set(name, run)
    teachers.push(name)
  }
  return { teachers, runs }
}

/**
 * A RUN as a teacher, named by its folder without the path, since names go into packs. Items that
 * fewer than `minSupport` users touched share its lowest score: it was fitted with their events.
 *
 * @param split all of it: what the RUN has to be fitted on
 */
export async function runTeacher(
  folder: string,
  dataset: Dataset,
  split: Split,
  minSupport: number,
): Promise<RunTeacher> {
  const run = await readUnseenRun(folder, dataset, split)
  const { teacher, settings, transductive = false } = run.config
  const users = itemUsers(split.fit, dataset.items.length)
  const rare = [...users.keys()].filter((i) => users[i] < minSupport)
  return {
    ...{ name: `run:${basename(resolve(folder))}`, of: teacher, config: settings, transductive },
    score(history, out) {
      run.score(history, out)
      if (!rare.length) return
      let least = out[0]
      for (let i = 1; i < out.length; i++) if (out[i] < least) least = out[i]
      for (const i of rare) out[i] = least
    },
  }
}
