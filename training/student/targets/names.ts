import { basename, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { assertTeacher, isRunPath } from '../../teachers/index.ts'

/** A teacher by the name that results use. */
export interface NamedTeacher {
  name: string
  /** Path of the RUN, if it is one. */
  folder?: string
}

/** What the items' texts are for. */
export interface HasTexts {
  /** Items can be compared, by words or by vectors of any modality. */
  compared: boolean
  /** A graph teacher can learn from texts. */
  learned: boolean
}

/**
 * Teachers of a student if none are given: `ease` (by sub-problems in a large catalogue), a graph teacher,
 * with order `transitions`, with text `text-knn`. The graph teacher is LightGCN, with texts IRLLRec around it.
 */
export function defaultTeachers(ordered: boolean, { compared, learned }: HasTexts): string[] {
  return [
    'ease',
    learned ? 'lightgcn+irllrec:paper' : 'lightgcn',
    ...(ordered ? ['transitions'] : []),
    ...(compared ? ['text-knn'] : []),
  ]
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
