import { basename, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import type { Dataset } from '../../data/index.ts'
import { assertTeacher, isRunPath } from '../../teachers/index.ts'

/** A teacher by the name that results use. */
export interface NamedTeacher {
  name: string
  /** Path of the RUN, if it is one. */
  folder?: string
}

/**
 * Teachers of a student if none are given: `ease` (by sub-problems in a large catalogue), `lightgcn`, with order `transitions`, with text `text-knn`.
 */
export function defaultTeachers(
  dataset: Dataset,
  ordered: boolean,
  hasText = dataset.texts !== null,
): string[] {
  return ['ease', 'lightgcn', ...(ordered ? ['transitions'] : []), ...(hasText ? ['text-knn'] : [])]
}

/**
 * Names the given teachers. A RUN gets the name of its folder without the path, since names go into
 * packs.
 *
 * @throws TacitError `teacher/unknown`, `student/teachers` for a name that is used twice
 */
export function nameTeachers(given: readonly string[]): NamedTeacher[] {
  const named: NamedTeacher[] = []
  for (const teacher of given) {
    assertTeacher(teacher)
    const next = isRunPath(teacher)
      ? { name: `run:${basename(resolve(teacher))}`, folder: teacher }
      : { name: teacher }
    if (named.some(({ name }) => name === next.name))
      throw new TacitError(
        'student/teachers',
        `teacher ${teacher}: name clash, "${next.name}" is already in the list: list it once, or ` +
          "rename the RUN's folder",
      )
    named.push(next)
  }
  return named
}
