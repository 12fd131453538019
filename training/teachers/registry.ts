import { existsSync } from 'node:fs'
import { TacitError } from '@tacit-rec/pack'
import { ease } from './ease.ts'
import { gfCf } from './gf-cf.ts'
import { graphTeachers } from './graph/index.ts'
import { itemKnn } from './item-knn.ts'
import { nearestText } from './nearest-text.ts'
import { popularity } from './popularity.ts'
import { textKnn } from './text-knn.ts'
import { transitions } from './transitions.ts'
import type { FitTeacher, TeacherEntry } from './types.ts'

/**
 * Every teacher. A new one is a line here, or in `graph/registry.ts`, and the file that defines it.
 */
export const TEACHER_ENTRIES: readonly TeacherEntry[] = [
  ease,
  gfCf,
  itemKnn,
  nearestText,
  popularity,
  textKnn,
  transitions,
  ...graphTeachers,
]

const BY_NAME: ReadonlyMap<string, TeacherEntry> = new Map(
  TEACHER_ENTRIES.map((entry) => [entry.name, entry]),
)

/** How every teacher is fitted, by its name. */
export const TEACHERS: Readonly<Record<string, FitTeacher>> = Object.fromEntries(
  TEACHER_ENTRIES.map(({ name, fit }) => [name, fit]),
)
/** What a message lists: graph teachers are too many. */
const LISTED = TEACHER_ENTRIES.map(({ name }) => name).filter((name) => !name.includes('+'))

/** The entry of a name; undefined for the path of a RUN and for unknown names. */
export function teacherEntry(name: string): TeacherEntry | undefined {
  return BY_NAME.get(name)
}

/** Whether a teacher embeds every user, so that `unseen-users` fits held-out users' inputs too. */
export function isTransductive(name: string): boolean {
  return teacherEntry(name)?.transductive ?? false
}

/** @throws TacitError `teacher/unknown` for a name that is not in {@link TEACHERS} */
export function teacherByName(name: string): FitTeacher {
  if (Object.hasOwn(TEACHERS, name)) return TEACHERS[name]
  throw unknownTeacher(name, LISTED)
}

/** Whether a name is the path of a RUN instead of a teacher's name. */
export function isRunPath(name: string): boolean {
  return !BY_NAME.has(name) && (name.includes('/') || existsSync(name))
}

/** @throws TacitError `teacher/unknown` unless it is a teacher, one of `more`, or the path of a RUN */
export function assertTeacher(name: string, more: readonly string[] = []): void {
  if (!BY_NAME.has(name) && !more.includes(name) && !isRunPath(name))
    throw unknownTeacher(name, [...LISTED, ...more, 'or the path of a RUN'])
}

function unknownTeacher(name: string, known: readonly string[]): TacitError {
  return new TacitError(
    'teacher/unknown',
    `teacher "${name}" is not known: choose one of ${known.join(', ')}; graph teachers may learn from ` +
      'text too, such as sgl+irllrec',
  )
}
