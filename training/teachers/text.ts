import { TacitError } from '@tacit-rec/pack'
import { teacherEntry } from './registry.ts'
import type { TextUse } from './types.ts'

/** The student's memory, which `evaluate` scores as a teacher; `student/` fits it. */
const MEMORY = 'memory'

const LEARNED: readonly TextUse[] = ['learned', 'towers']

function textUse(name: string): TextUse {
  return name === MEMORY ? 'compared' : (teacherEntry(name)?.text ?? 'none')
}

/** Whether a teacher learns from text vectors, which it then requires. */
export function takesText(name: string): boolean {
  return LEARNED.includes(textUse(name))
}

/**
 * @throws TacitError `teacher/text` if texts of users are given to a teacher that ignores users'
 */
export function assertTextUsers(name: string, given: string | undefined): void {
  if (given === undefined || takesText(name)) return
  throw new TacitError('teacher/text', `teacher "${name}" only compares items: remove --text-users`)
}

/**
 * @param others modalities beside text
 * @throws TacitError `teacher/text` if text is missing, or vectors are given to a teacher without
 *   use for them
 */
export function assertText(name: string, given: boolean, others: readonly string[] = []): void {
  const use = textUse(name)
  if (use !== 'compared' && use !== 'towers' && others.length > 0)
    throw new TacitError(
      'teacher/text',
      `teacher "${name}" has no use for vectors of ${others.join(', ')}: remove --vectors, or ` +
        'choose memory or text-knn, which compare items, or one with +irllrec',
    )
  if (LEARNED.includes(use) && !given)
    throw new TacitError(
      'teacher/text',
      `teacher "${name}" needs text vectors: give --text-items FILE (.npy or .safetensors) ` +
        'or --intents DIR',
    )
  if (use === 'none' && given)
    throw new TacitError(
      'teacher/text',
      `teacher "${name}" uses no text vectors: remove --text-items, --text-users and ` +
        '--intents, or choose a teacher such as lightgcn+rlmrec-con',
    )
}
