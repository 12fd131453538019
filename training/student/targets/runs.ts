import type { Dataset, Split } from '../../data/index.ts'
import { itemUsers, type Teacher } from '../../teachers/index.ts'
import { readUnseenRun } from '../../teachers/run/index.ts'
import type { NamedTeacher } from './names.ts'

/** A teacher by its name, with the RUN if it is one. */
export interface LoadedTeacher {
  name: string
  run?: Teacher & Partial<Pick<RunTeacher, 'transductive'>>
}

/** A RUN that the student learns from. */
export interface RunTeacher extends Teacher {
  /** Whether it was fitted with the inputs of held-out users. */
  transductive: boolean
}

/**
 * Reads the RUNs among the teachers.
 *
 * @param split the whole split, rare items included: it must be the one that the RUNs were fitted on
 * @throws TacitError for a folder without a RUN, or a RUN of other data or another split
 */
export async function loadRuns(
  named: readonly NamedTeacher[],
  dataset: Dataset,
  split: Split,
  minSupport: number,
): Promise<LoadedTeacher[]> {
  const loaded: LoadedTeacher[] = []
  for (const { name, folder } of named) {
    if (folder === undefined) loaded.push({ name })
    else loaded.push({ name, run: await readTeacher(name, folder, dataset, split, minSupport) })
  }
  return loaded
}

/**
 * A RUN as a teacher. It was fitted with the events of rare items, so items that fewer than
 * `minSupport` users touched get its lowest score.
 */
export async function readTeacher(
  name: string,
  folder: string,
  dataset: Dataset,
  split: Split,
  minSupport: number,
): Promise<RunTeacher> {
  const run = await readUnseenRun(folder, dataset, split)
  const { settings, transductive = false } = run.config
  const users = itemUsers(split.fit, dataset.items.length)
  const rare = [...users.keys()].filter((i) => users[i] < minSupport)
  return {
    name,
    config: settings,
    transductive,
    score(history, out) {
      run.score(history, out)
      if (!rare.length) return
      let min = out[0]
      for (let i = 1; i < out.length; i++) if (out[i] < min) min = out[i]
      for (const i of rare) out[i] = min
    },
  }
}
