import { TacitError } from '@tacit-rec/pack'

const BACKBONES = ['lightgcn', 'sgl', 'simgcl', 'dccf', 'bigcf']
const FRAMEWORKS = ['rlmrec-con', 'rlmrec-gen', 'irllrec']
const VARIANTS = ['paper', 'released']

/** Every name of a graph teacher: `backbone[+framework[:variant]]`. */
export const GRAPH_NAMES: readonly string[] = BACKBONES.flatMap((backbone) => [
  backbone,
  ...FRAMEWORKS.map((framework) => `${backbone}+${framework}`),
  ...VARIANTS.map((variant) => `${backbone}+irllrec:${variant}`),
])

/** Whether a name stands for a graph teacher. */
export function isGraphName(name: string): boolean {
  return GRAPH_NAMES.includes(name)
}

/** Whether a teacher learns from text vectors: those with a framework do, and cannot without. */
export function takesText(name: string): boolean {
  return isGraphName(name) && name.includes('+')
}

/** What compares items by their texts, and does without where there are none given. */
const COMPARE_ITEMS = ['text-knn', 'nearest-text', 'memory']

/** @throws TacitError where texts of users are given to what only compares items */
export function assertTextUsers(name: string, given: string | undefined): void {
  if (given === undefined || takesText(name)) return
  throw new TacitError(
    'teacher/text',
    `teacher "${name}" compares items alone: leave --text-users out`,
  )
}

/** @throws TacitError where text is missing, or given to a teacher that cannot use it */
export function assertText(name: string, given: boolean): void {
  if (takesText(name) === given || (given && COMPARE_ITEMS.includes(name))) return
  throw new TacitError(
    'teacher/text',
    given
      ? `teacher "${name}" uses no text vectors: leave --text-items, --text-users and ` +
          '--intents out, or choose a name such as lightgcn+rlmrec-con'
      : `teacher "${name}" needs text vectors: give --text-items FILE (.npy or .safetensors) ` +
          'or --intents DIR',
  )
}
